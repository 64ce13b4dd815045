import type { Shares } from './shares.ts';
import { splitOf } from './split.ts';
import type { Weights } from './weights.ts';

/** Two by two cells of which one part of the source is the lesser: lines, or the gaps between them. */
export interface Block {
  /** Four cells. */
  readonly cells: readonly number[];
  /** 2 × 3 numbers of art's colour space: the lesser part's colour, then the other's. */
  readonly colours: Float32Array;
  /** What it weighs, 0..1, if the lesser part fills all four: by its contrast and by how little it has. */
  readonly weight: number;
}

/** Finds the blocks that could clog. */
export function blocksOf(
  shares: Shares,
  colours: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  opaque: Uint8Array,
  { like, shade }: Weights,
): Block[] {
  const blocks: Block[] = [];
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const first = y * width + x;
      const cells = [first, first + 1, first + width, first + width + 1];
      if (cells.some((cell) => opaque[cell] === 0)) continue;
      const split = splitOf(shares, cells, colours);
      if (split === null || split.contrast < 2 * shade) continue;
      const lesser = Math.min(split.share, 1 - split.share);
      const weight = split.clarity ** 2 * (1 - 2 * lesser) * Math.min(1, split.contrast / (2 * like));
      const isFirst = split.share <= 0.5;
      const means = isFirst
        ? split.colours
        : Float32Array.from([3, 4, 5, 0, 1, 2], (at) => split.colours[at]);
      if (weight > 0) blocks.push({ cells, colours: means, weight });
    }
  }
  return blocks;
}
