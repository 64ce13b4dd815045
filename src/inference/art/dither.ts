import {
  LINEAR_OF_BYTE,
  nearestOklab,
  oklabOfBytes,
  squaredDistance,
  writeOklab,
} from '../../core/colour.ts';
import type { Rgba } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import { wrapped, wrappedIndices } from '../../core/repeated.ts';

/** Colours to be dithered: width × height × 3 in linear light, and which of them count. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly linear: Float32Array;
  /** 1 opaque; a transparent pixel gets 0, and no error goes into it or comes out of it. */
  readonly opaque: Uint8Array;
  /** Whether it is a tile, whose edges are neighbours. */
  readonly wraps?: boolean;
}

/** What the frame before says, so that patterns neither crawl nor boil. */
export interface Anchor {
  /** Where the pattern of ordered dithering begins, pixels; it travels with the art. */
  readonly x: number;
  readonly y: number;
  /** The index that each pixel has to keep, -1 where it is free. */
  readonly held: Int16Array;
}

type Dither = Exclude<PixelizeOptions['dither'], 'none'>;
type Diffusion = Exclude<Dither, `bayer${number}`>;
/** Error shares: [columns ahead, rows down, weight]. */
type Kernel = readonly (readonly [number, number, number])[];

const rowsOf = (divisor: number, rows: readonly (readonly number[])[]): Kernel =>
  rows.flatMap((row, down) => {
    const start = down === 0 ? 1 : -((row.length - 1) / 2);
    return row.flatMap((w, i) => (w === 0 ? [] : [[start + i, down, w / divisor] as const]));
  });

/** The published kernels, the current row first. */
const KERNELS: Readonly<Record<Diffusion, Kernel>> = {
  'floyd-steinberg': rowsOf(16, [[7], [3, 5, 1]]),
  atkinson: rowsOf(8, [
    [1, 1],
    [1, 1, 1],
    [0, 1, 0],
  ]),
  stucki: rowsOf(42, [
    [8, 4],
    [2, 4, 8, 4, 2],
    [1, 2, 4, 2, 1],
  ]),
  jarvis: rowsOf(48, [
    [7, 5],
    [3, 5, 7, 5, 3],
    [1, 3, 5, 3, 1],
  ]),
  burkes: rowsOf(32, [
    [8, 4],
    [2, 4, 8, 4, 2],
  ]),
  sierra: rowsOf(32, [
    [5, 3],
    [2, 4, 5, 4, 2],
    [0, 2, 3, 2, 0],
  ]),
  'sierra-lite': rowsOf(4, [[2], [1, 1, 0]]),
};

/** Colours near a pixel's own that ordered dithering may mix it from. */
const MIX_CANDIDATES = 12;
/** How much a mix of colours that lie far apart is held against it; without it flat areas get coarse patterns. */
const CONTRAST_COST = 0.1;

/**
 * Dithers to a palette. Ours, not image-q's, since image-q's error passes through transparent pixels and it mixes
 * in gamma-encoded sRGB, which makes the result too light or too dark from afar.
 * @param palette 1..256 colours
 * @param strength 0..1: the share of an error that is given on, or of the pattern's range; at 0 each pixel takes about the nearest
 *   colour
 * @param anchor of a frame of a sequence
 * @returns width × height palette indices
 */
export function dither(
  field: Field,
  palette: readonly Rgba[],
  kind: Dither,
  strength = 1,
  anchor?: Anchor,
): Uint8Array {
  const linear = palette.map((c) => [LINEAR_OF_BYTE[c[0]], LINEAR_OF_BYTE[c[1]], LINEAR_OF_BYTE[c[2]]]);
  const lab = oklabOfBytes(palette.flat(), 4);
  switch (kind) {
    case 'bayer2':
      return ordered(field, linear, lab, { size: 2, strength }, anchor);
    case 'bayer4':
      return ordered(field, linear, lab, { size: 4, strength }, anchor);
    case 'bayer8':
      return ordered(field, linear, lab, { size: 8, strength }, anchor);
    default: {
      const kernel = KERNELS[kind].map(([x, y, weight]) => [x, y, weight * strength] as const);
      if (!field.wraps) return diffused(field, linear, lab, kernel, anchor);
      const [columns, rows] = [wrappedIndices(field.width, LEAD), wrappedIndices(field.height, LEAD)];
      const from = rows.flatMap((row) => columns.map((column) => row * field.width + column));
      const wide = { ...around(field, from), width: columns.length, height: rows.length };
      const held = anchor && { ...anchor, held: Int16Array.from(from, (at) => anchor.held[at]) };
      return inside(diffused(wide, linear, lab, kernel, held), field);
    }
  }
}

/** Pixels about a tile from which errors come in; what is farther makes no difference. */
const LEAD = 16;

/** What a tile and what is about it have, each pixel of them from one of the tile's. */
function around({ linear, opaque }: Field, from: readonly number[]): Pick<Field, 'linear' | 'opaque'> {
  return {
    linear: Float32Array.from(
      { length: from.length * 3 },
      (_, at) => linear[from[Math.floor(at / 3)] * 3 + (at % 3)],
    ),
    opaque: Uint8Array.from(from, (at) => opaque[at]),
  };
}

/** The tile's own of what was found with what is about it. */
function inside(indices: Uint8Array, { width, height }: Field): Uint8Array {
  const across = width + 2 * LEAD;
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return indices[(y + LEAD) * across + x + LEAD];
  });
}

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/**
 * Error diffusion in linear light, in alternating directions so that no worms lean one way. The sum of colour and
 * error may leave 0..1, or the mean would not be kept, but not far: a palette may lack the colour altogether.
 */
function diffused(
  field: Field,
  palette: number[][],
  lab: Float32Array,
  kernel: Kernel,
  anchor?: Anchor,
): Uint8Array {
  const { width, height, opaque } = field;
  const wanted = field.linear.slice();
  const indices = new Uint8Array(width * height);
  const own = new Float32Array(3);
  for (let y = 0; y < height; y++) {
    const ahead = y % 2 === 0 ? 1 : -1;
    for (let step = 0; step < width; step++) {
      const x = ahead === 1 ? step : width - 1 - step;
      const at = y * width + x;
      if (!opaque[at]) continue;
      const [r, g, b] = wanted.subarray(at * 3, at * 3 + 3).map((v) => clamp(v, -1, 2));
      writeOklab(clamp(r, 0, 1), clamp(g, 0, 1), clamp(b, 0, 1), own, 0);
      const held = anchor?.held[at] ?? -1;
      const index = held >= 0 ? held : nearestOklab(lab, own, 0);
      indices[at] = index;
      const error = [r - palette[index][0], g - palette[index][1], b - palette[index][2]];
      for (const [dx, dy, weight] of kernel) {
        const u = x + dx * ahead;
        const v = y + dy;
        if (u < 0 || u >= width || v >= height || !opaque[v * width + u]) continue;
        for (let c = 0; c < 3; c++) wanted[(v * width + u) * 3 + c] += error[c] * weight;
      }
    }
  }
  return indices;
}

/**
 * The places in the pattern along a side. A tile has whole patterns: where they do not fit, some places are left out or come twice,
 * evenly spread.
 */
function placesIn(length: number, size: number, { wraps }: Field): number[] {
  const whole = Math.max(1, Math.round(length / size)) * size;
  return Array.from({ length }, (_, i) => (wraps ? Math.floor((i * whole) / length) : i));
}

/** Ordered dithering: each colour is the best mix of two palette colours, and the Bayer matrix picks one. */
function ordered(
  field: Field,
  palette: number[][],
  lab: Float32Array,
  { size, strength }: { readonly size: 2 | 4 | 8; readonly strength: number },
  anchor?: Anchor,
): Uint8Array {
  const matrix = bayer(size).map((threshold) => 0.5 + (threshold - 0.5) * strength);
  const [columns, rows] = [placesIn(field.width, size, field), placesIn(field.height, size, field)];
  const own = new Float32Array(3);
  return Uint8Array.from(field.opaque, (counts, at) => {
    if (!counts) return 0;
    const held = anchor?.held[at] ?? -1;
    if (held >= 0) return held;
    const colour = field.linear.subarray(at * 3, at * 3 + 3);
    writeOklab(colour[0], colour[1], colour[2], own, 0);
    const { first, second, share } = bestMix(colour, own, palette, lab);
    const x = wrapped(columns[at % field.width] - (anchor?.x ?? 0), size);
    const y = wrapped(rows[Math.floor(at / field.width)] - (anchor?.y ?? 0), size);
    return share > matrix[y * size + x] ? second : first;
  });
}

/** Thresholds 0..1 of the recursive Bayer matrix. */
function bayer(size: number): number[] {
  return Array.from({ length: size * size }, (_, i) => {
    let value = 0;
    for (let bit = 1, weight = size * size; bit < size; bit *= 2) {
      weight /= 4;
      const x = (i % size) & bit ? 1 : 0;
      const y = Math.floor(i / size) & bit ? 1 : 0;
      value += weight * (2 * (x ^ y) + y);
    }
    return (value + 0.5) / (size * size);
  });
}

/** The nearest colour and the one that mixed with it comes closest, with the second's share 0..1. */
function bestMix(colour: Float32Array, own: Float32Array, palette: number[][], lab: Float32Array) {
  const near = palette
    .map((_, i) => ({ i, d: apart(own, 0, lab, i) }))
    .sort((p, q) => p.d - q.d || p.i - q.i)
    .slice(0, MIX_CANDIDATES);
  const first = near[0].i;
  let best = { first, second: first, share: 0 };
  let least = near[0].d;
  const mixed = new Float32Array(3);
  for (const { i } of near.slice(1)) {
    const along = palette[i].map((v, c) => v - palette[first][c]);
    const length = along.reduce((sum, v) => sum + v * v, 0);
    const dot = along.reduce((sum, v, c) => sum + v * (colour[c] - palette[first][c]), 0);
    const share = Math.min(1, Math.max(0, dot / length));
    const [r, g, b] = along.map((v, c) => palette[first][c] + v * share);
    writeOklab(r, g, b, mixed, 0);
    const cost = apart(own, 0, mixed, 0) + CONTRAST_COST * share * apart(lab, first, lab, i);
    if (cost < least) {
      least = cost;
      best = { first, second: i, share };
    }
  }
  return best;
}

const apart = (p: Float32Array, i: number, q: Float32Array, j: number): number =>
  Math.sqrt(squaredDistance(p, i, q, j));
