import { SIDE } from '../../core/scale.ts';
import type { Samples } from './samples.ts';
import type { Shares } from './shares.ts';
import { sparse } from './sparse.ts';
import { sideOf, splitOf } from './split.ts';
import type { Weights } from './weights.ts';

/** Three by three cells in which the source has thin structure, and the pieces that its two parts fall into there. */
export interface Window {
  /** Nine cells, row by row; -1 beyond the picture and where it is transparent. */
  readonly cells: Int32Array;
  /** 2 × 3 numbers of art's colour space: the colours of the two parts. */
  readonly colours: Float32Array;
  /** How many pieces each part has at least and at most: what is large is sure to be seen, what is tiny may be. */
  readonly least: readonly [number, number];
  readonly most: readonly [number, number];
  /** What a piece too many or too few weighs, 0..1. */
  readonly weight: number;
}

/** More pieces than this nobody draws in three by three cells: of lines that dense some are left out. */
const MOST_SURE = 2;

/** Counts the pieces of the source's parts around every cell with thin structure. */
export function windowsOf(
  samples: Samples,
  labels: Uint8Array,
  colours: Float32Array,
  shares: Shares,
  thin: Float32Array,
  density: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  opaque: Uint8Array,
  { shade, share, sure }: Weights,
): Window[] {
  const windows: Window[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const centre = y * width + x;
      if (opaque[centre] === 0 || thin[centre] === 0) continue;
      const cells = new Int32Array(9).fill(-1);
      for (let k = 0; k < 9; k++) {
        const [u, v] = [x + (k % 3) - 1, y + Math.floor(k / 3) - 1];
        if (u < 0 || v < 0 || u >= width || v >= height) continue;
        if (opaque[v * width + u] === 1) cells[k] = v * width + u;
      }
      const split = splitOf(
        shares,
        [...cells].filter((cell) => cell >= 0),
        colours,
      );
      if (split === null || split.contrast < 2 * shade) continue;
      const weight =
        split.clarity ** 2 *
        thin[centre] *
        sparse(density, centre) *
        Math.min(1, split.contrast / (4 * shade));
      // What weighs less is not worth its time.
      if (weight < share) continue;
      const [first, second] = piecesOf(samples, labels, colours, split.colours, x, y, sure, share / 2);
      windows.push({
        cells,
        colours: split.colours,
        least: [first.least, second.least],
        most: [first.most, second.most],
        weight,
      });
    }
  }
  return windows;
}

const SPAN = 3 * SIDE;
const WIDE = SPAN + 2;
/** A part each sample: 1 or 2, 0 for none; with a border, so that no neighbour need be checked. */
const parts = new Uint8Array(WIDE * WIDE);
const stack = new Int32Array(SPAN * SPAN);
const AROUND = [-WIDE - 1, -WIDE, -WIDE + 1, -1, 1, WIDE - 1, WIDE, WIDE + 1];

function piecesOf(
  { width, height, seen }: Samples,
  labels: Uint8Array,
  colours: Float32Array,
  means: Float32Array,
  x: number,
  y: number,
  sure: number,
  tiny: number,
): [{ least: number; most: number }, { least: number; most: number }] {
  const side = new Uint8Array(256);
  parts.fill(0);
  for (let v = 0; v < SPAN; v++) {
    const row = (y - 1) * SIDE + v;
    if (row < 0 || row >= height) continue;
    for (let u = 0; u < SPAN; u++) {
      const column = (x - 1) * SIDE + u;
      if (column < 0 || column >= width) continue;
      const i = row * width + column;
      if (seen[i] === 0) continue;
      const label = labels[i];
      if (side[label] === 0) side[label] = 1 + sideOf(means, colours, label);
      parts[(v + 1) * WIDE + u + 1] = side[label];
    }
  }
  const found = [0, 1].map(() => ({ least: 0, most: 0 }));
  for (let first = WIDE; first < WIDE * (WIDE - 1); first++) {
    const part = parts[first];
    if (part === 0) continue;
    let size = 0;
    let top = 0;
    stack[top++] = first;
    parts[first] = 0;
    while (top > 0) {
      const i = stack[--top];
      size++;
      for (let k = 0; k < 8; k++) {
        const j = i + AROUND[k];
        if (parts[j] !== part) continue;
        parts[j] = 0;
        stack[top++] = j;
      }
    }
    if (size >= sure * SIDE * SIDE) found[part - 1].least = Math.min(MOST_SURE, found[part - 1].least + 1);
    if (size >= tiny * SIDE * SIDE) found[part - 1].most++;
  }
  return [found[0], found[1]];
}

/** The pieces, connected by sides and corners, that the bits of a three by three pattern form. */
export const PIECES: Uint8Array = Uint8Array.from({ length: 512 }, (_, pattern) => {
  let rest = pattern;
  let count = 0;
  for (let first = 0; first < 9; first++) {
    if ((rest & (1 << first)) === 0) continue;
    count++;
    const reached = [first];
    rest &= ~(1 << first);
    for (const k of reached) {
      for (let j = 0; j < 9; j++) {
        if ((rest & (1 << j)) === 0) continue;
        if (Math.abs((k % 3) - (j % 3)) > 1 || Math.abs(Math.floor(k / 3) - Math.floor(j / 3)) > 1) continue;
        rest &= ~(1 << j);
        reached.push(j);
      }
    }
  }
  return count;
});
