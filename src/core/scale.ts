/**
 * The three grids of GridNet (paper section 3.2.1): its pictures are `cells`/16 of the input's size.
 * A target of W×H art pixels is met exactly by an input of W·16/cells × H·16/cells pixels.
 */
export const SCALES = ['1/4', '3/16', '1/8'] as const;

/** One of GridNet's grids, as a share of the input's size. */
export type Scale = (typeof SCALES)[number];

/** Art pixels in 16 input pixels: 4, 3 or 2. The network's input is a multiple of 16 pixels on both sides. */
export const CELLS_IN_16: Readonly<Record<Scale, number>> = { '1/4': 4, '3/16': 3, '1/8': 2 };

/**
 * The nearest-neighbour index map from `size` input pixels to art pixels at a scale: entry i is the cell that
 * pixel i belongs to, floor(i · cells / 16). At 3/16 a cell is 5 or 6 pixels wide. The same map upsamples GridNet's
 * pictures for PixelNet and says which pixels vote for a cell.
 * @param size input pixels along one side, a multiple of 16
 */
export function cellMap(size: number, scale: Scale): Uint16Array {
  const cells = CELLS_IN_16[scale];
  return Uint16Array.from({ length: size }, (_, i) => Math.floor((i * cells) / 16));
}

/** Samples of the source along a side of an art pixel: what art is judged by. */
export const SIDE = 8;
