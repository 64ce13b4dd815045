import { LINEAR_OF_BYTE } from '../../core/colour.ts';
import type { Drawing } from '../draw/drawing.ts';
import type { Lattice } from '../draw/lattice.ts';

/** A drawing's cells, one colour each. */
export interface Cells {
  /** Art pixels. */
  readonly width: number;
  readonly height: number;
  /** width × height × 3 sRGB bytes. */
  readonly rgb: Uint8Array;
  /** A byte a cell: 1 opaque; the others stay transparent and count for nobody. */
  readonly opaque: Uint8Array;
  /** Whether it is a tile, whose edges are neighbours. */
  readonly wraps?: boolean;
}

/** A drawing's cells: each shows the mean of its voters. */
export function cellsOf({ lattice, rgb, opaque, voters, wraps }: Drawing): Cells {
  const means = meansOver(
    lattice,
    (pixel) => voters[pixel] === 1,
    (pixel, c) => rgb[pixel * 3 + c],
  );
  const { width, height } = lattice;
  return { width, height, rgb: Uint8Array.from(means, Math.round), opaque, wraps };
}

/**
 * The mean of the pixels that voted for each cell's winner: what dithering and tidying start from.
 * @param labels every input pixel's vote
 * @param winners every cell's label
 * @returns width × height × 3 numbers of linear light, 0..1
 */
export function meansOfWinners(
  { lattice, rgb, voters }: Drawing,
  labels: Uint8Array,
  winners: Uint8Array,
): Float32Array {
  return meansOver(
    lattice,
    (pixel, cell) => voters[pixel] === 1 && labels[pixel] === winners[cell],
    (pixel, c) => LINEAR_OF_BYTE[rgb[pixel * 3 + c]],
  );
}

/** For every cell the mean of three values of its pixels that count; 0 where none does. */
function meansOver(
  { width, height, inputWidth, inputHeight, columns, rows }: Lattice,
  doesCount: (pixel: number, cell: number) => boolean,
  value: (pixel: number, c: number) => number,
): Float32Array {
  const sums = new Float32Array(width * height * 3);
  const counts = new Uint16Array(width * height);
  for (let y = 0; y < inputHeight && rows[y] < height; y++) {
    for (let x = 0; x < inputWidth && columns[x] < width; x++) {
      const pixel = y * inputWidth + x;
      const cell = rows[y] * width + columns[x];
      if (!doesCount(pixel, cell)) continue;
      counts[cell]++;
      for (let c = 0; c < 3; c++) sums[cell * 3 + c] += value(pixel, c);
    }
  }
  return sums.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / 3)]));
}
