import type { Sides } from '../../core/image.ts';
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
  { width, height }: Sides,
  opaque: Uint8Array,
  { shade, share, sure }: Weights,
): Window[] {
  const windows: Window[] = [];
  const shown: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const centre = y * width + x;
      if (opaque[centre] === 0 || thin[centre] === 0) continue;
      const cells = new Int32Array(9).fill(-1);
      shown.length = 0;
      for (let k = 0; k < 9; k++) {
        const [u, v] = [x + (k % 3) - 1, y + Math.floor(k / 3) - 1];
        if (u < 0 || v < 0 || u >= width || v >= height) continue;
        if (opaque[v * width + u] === 0) continue;
        cells[k] = v * width + u;
        shown.push(cells[k]);
      }
      const split = splitOf(shares, shown, colours);
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
/** Stretches of one part along a row of samples, one after the other: there are never more than samples. */
const starts = new Int32Array(SPAN * SPAN);
const ends = new Int32Array(SPAN * SPAN);
const parts = new Uint8Array(SPAN * SPAN);
/** The stretch that stands for the piece a stretch belongs to, by way of others; a piece's size is with that one. */
const parents = new Int32Array(SPAN * SPAN);
const sizes = new Int32Array(SPAN * SPAN);
/** The part of each seed, 1 or 2. */
const side = new Uint8Array(256);

function piecesOf(
  samples: Samples,
  labels: Uint8Array,
  colours: Float32Array,
  means: Float32Array,
  x: number,
  y: number,
  sure: number,
  tiny: number,
): [{ least: number; most: number }, { least: number; most: number }] {
  for (let label = 0; label < colours.length / 3; label++) side[label] = 1 + sideOf(means, colours, label);
  const left = (x - 1) * SIDE;
  let above = 0;
  let count = 0;
  for (let row = Math.max(0, (y - 1) * SIDE); row < Math.min(samples.height, (y + 2) * SIDE); row++) {
    const first = count;
    count = stretchesIn(samples, labels, row, left, count);
    joinRows(above, first, count);
    above = first;
  }
  const found = [0, 1].map(() => ({ least: 0, most: 0 }));
  for (let i = 0; i < count; i++) {
    if (parents[i] !== i) continue;
    const piece = found[parts[i] - 1];
    if (sizes[i] >= sure * SIDE * SIDE) piece.least = Math.min(MOST_SURE, piece.least + 1);
    if (sizes[i] >= tiny * SIDE * SIDE) piece.most++;
  }
  return [found[0], found[1]];
}

/** Notes the stretches of a row, from number `count` on. @returns how many there are then */
function stretchesIn(
  { width, seen }: Samples,
  labels: Uint8Array,
  row: number,
  left: number,
  count: number,
): number {
  const end = Math.min(width, left + SPAN);
  let next = count;
  let last = 0;
  for (let column = Math.max(0, left); column < end; column++) {
    const i = row * width + column;
    const part = seen[i] === 0 ? 0 : side[labels[i]];
    if (part !== 0 && part === last) {
      ends[next - 1] = column;
      sizes[next - 1]++;
    } else if (part !== 0) {
      starts[next] = column;
      ends[next] = column;
      parts[next] = part;
      parents[next] = next;
      sizes[next++] = 1;
    }
    last = part;
  }
  return next;
}

/** Joins the stretches of a row, from `first` on, to those of the row above, from `above` on, that touch them. */
function joinRows(above: number, first: number, count: number): void {
  let from = above;
  for (let i = first; i < count; i++) {
    while (from < first && ends[from] < starts[i] - 1) from++;
    for (let j = from; j < first && starts[j] <= ends[i] + 1; j++) if (parts[j] === parts[i]) join(i, j);
  }
}

function join(one: number, other: number): void {
  const [a, b] = [topOf(one), topOf(other)];
  if (a === b) return;
  parents[a] = b;
  sizes[b] += sizes[a];
}

function topOf(stretch: number): number {
  let at = stretch;
  while (parents[at] !== at) at = parents[at];
  return at;
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
