import { invalid, Words } from '../../core/errors.ts';
import type { Sides } from '../../core/image.ts';
import { MOST_ART_PIXELS, type PixelizeOptions } from '../../core/options.ts';
import { CELLS_IN_16, cellMap, type Scale } from '../../core/scale.ts';

/** Art pixels along the longest side when nothing is asked for. */
const USUAL_SIDE = 48;
/** The networks' reflection padding and instance norm need some pixels to work on. */
const LEAST_INPUT_SIDE = 64;
/** The most input pixels: 2048 × 2048 takes 1.4 to 2.6 GB in WASM, whose memory ends at 4 GB. */
const MOST_INPUT_PIXELS = 2048 * 2048;

/** How art pixels lie in the networks' input. Cells at and beyond width or height are padding. */
export interface Lattice {
  /** Art pixels. */
  readonly width: number;
  readonly height: number;
  /** Input pixels; for the networks both multiples of 16. */
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** Input pixels along a side of an art pixel; 16/3 at 3/16. */
  readonly pitch: number;
  /** The art column of every input column, and the art row of every input row. */
  readonly columns: Uint16Array;
  readonly rows: Uint16Array;
}

/**
 * The art's size for a source: the size asked for, or the source's divided by the cell, or 48 art pixels along the
 * longest side; a side that is left open keeps the aspect and is at least 1.
 * Throws a UserError if both size and cell are given or a side would be above 4096.
 */
export function artSize(source: Sides, options: Pick<PixelizeOptions, 'size' | 'cell'>): Sides {
  const { size, cell } = options;
  if (size !== null && cell !== null) throw invalid('cell', 'either a size or a cell', new Words('both'));
  const rounded = (side: number) => Math.max(1, Math.round(side));
  const scaled = (factor: number): Sides => ({
    width: rounded(source.width * factor),
    height: rounded(source.height * factor),
  });
  let art: Sides;
  if (cell !== null) {
    art = { width: rounded(source.width / cell.width), height: rounded(source.height / cell.height) };
  } else if (size === null) {
    art = scaled(USUAL_SIDE / Math.max(source.width, source.height));
  } else {
    const byAspect = scaled(
      size.width === null ? Number(size.height) / source.height : size.width / source.width,
    );
    art = { width: size.width ?? byAspect.width, height: size.height ?? byAspect.height };
  }
  if (Math.max(art.width, art.height) > MOST_ART_PIXELS) {
    throw invalid(
      'size',
      `sides of at most ${MOST_ART_PIXELS} art pixels`,
      new Words(`${art.width}x${art.height}`),
    );
  }
  return art;
}

/**
 * Lays W×H art pixels into an input that GridNet takes. With grid voting every art pixel is one cell of GridNet's
 * own grid; with 1/6 or 1/8 it is a block of 6 or 8 pixels (the paper's plain voting, section 4.1).
 * Throws a UserError naming the limit if the input would not fit into memory.
 */
export function latticeOf(
  { width, height }: Sides,
  scale: Scale,
  voting: PixelizeOptions['voting'],
): Lattice {
  const pitch = voting === 'grid' ? 16 / CELLS_IN_16[scale] : voting === '1/6' ? 6 : 8;
  const side = (cells: number) => Math.max(LEAST_INPUT_SIDE, Math.ceil((cells * pitch) / 16) * 16);
  const inputWidth = side(width);
  const inputHeight = side(height);
  if (inputWidth * inputHeight > MOST_INPUT_PIXELS) {
    const most = Math.floor(Math.sqrt(MOST_INPUT_PIXELS) / pitch);
    throw invalid(
      'size',
      `at most ${most}x${most} art pixels or as many in another shape (the networks' input is limited to ` +
        `${MOST_INPUT_PIXELS} pixels; an art pixel takes ${pitch.toFixed(1)} of them along a side)`,
      new Words(`${width}x${height}`),
    );
  }
  const map = (size: number) =>
    voting === 'grid'
      ? cellMap(size, scale)
      : Uint16Array.from({ length: size }, (_, i) => Math.floor(i / pitch));
  return {
    width,
    height,
    inputWidth,
    inputHeight,
    pitch,
    columns: map(inputWidth),
    rows: map(inputHeight),
  };
}

/** Input pixels about a tile, as many as there is memory for: whole cells of GridNet's and whole blocks of voting. */
const TILE_MARGINS = [64, 32, 16];
const SIXTH_MARGINS = [96, 48];

/**
 * The input for a tile: its own cells, and those of its neighbours about them, so that the networks see no edge.
 * @param own the tile's lattice
 * @returns a lattice of more cells, and how many more on each side
 */
export function latticeAround(
  own: Lattice,
  scale: Scale,
  voting: PixelizeOptions['voting'],
): { lattice: Lattice; margin: number } {
  const { width, height, inputWidth, inputHeight, pitch } = own;
  const pixels = (voting === '1/6' ? SIXTH_MARGINS : TILE_MARGINS).find(
    (around) => (inputWidth + 2 * around) * (inputHeight + 2 * around) <= MOST_INPUT_PIXELS,
  );
  if (pixels === undefined) return { lattice: own, margin: 0 };
  const margin = Math.round(pixels / pitch);
  const size = { width: width + 2 * margin, height: height + 2 * margin };
  return { lattice: latticeOf(size, scale, voting), margin };
}

/** Visits the input's pixels with their cells; padding has none. */
export function eachPixel(
  { width, height, inputWidth, inputHeight, columns, rows }: Lattice,
  visit: (pixel: number, cell: number) => void,
): void {
  for (let y = 0; y < inputHeight && rows[y] < height; y++)
    for (let x = 0; x < inputWidth && columns[x] < width; x++)
      visit(y * inputWidth + x, rows[y] * width + columns[x]);
}
