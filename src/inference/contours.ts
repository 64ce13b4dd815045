import type { RgbaImage } from '../core/image.ts';
import { oklabOfBytes, squaredDistance } from '../core/oklab.ts';
import type { Planar } from './planar.ts';

/** Rounds in which the picture's cells are brought nearer to the art's colours; each halves what is missing. */
const ROUNDS = 2;
/** Points a pixel, along a side, at which a contour is looked for: their mean is its antialiasing. */
const POINTS = 2;
/** What a cell's own colour is nearer than another, in squared OKLab distance: thin features keep their pixels. */
const OWN = 0.002;

/**
 * Adds to a smooth picture what its cells' means lack of the art's colours, spread smoothly: features of a pixel that
 * the network has washed out come back (iterative back-projection, Irani & Peleg 1991).
 * @param art its transparent pixels ask for nothing
 * @param picture of at least art × cell pixels; changed in place
 */
export function bringBack(art: RgbaImage, picture: Planar, cell: number): void {
  for (let round = 0; round < ROUNDS; round++) {
    const missing = missingOf(art, picture, cell);
    for (let y = 0; y < art.height * cell; y++) {
      const down = between(y, cell, art.height);
      for (let x = 0; x < art.width * cell; x++) {
        const across = between(x, cell, art.width);
        for (let c = 0; c < 3; c++) {
          const at = (column: number, row: number) => missing[(row * art.width + column) * 3 + c];
          const top = at(across.first, down.first) * (1 - across.t) + at(across.next, down.first) * across.t;
          const low = at(across.first, down.next) * (1 - across.t) + at(across.next, down.next) * across.t;
          picture.data[(c * picture.height + y) * picture.width + x] += top * (1 - down.t) + low * down.t;
        }
      }
    }
  }
}

/** Per cell and channel, the art's value less the picture's mean. */
function missingOf(art: RgbaImage, { width, height, data }: Planar, cell: number): Float32Array {
  const missing = new Float32Array(art.width * art.height * 3);
  for (let i = 0; i < art.width * art.height; i++) {
    if (art.data[i * 4 + 3] === 0) continue;
    const left = (i % art.width) * cell;
    const top = Math.floor(i / art.width) * cell;
    for (let c = 0; c < 3; c++) {
      let sum = 0;
      for (let y = top; y < top + cell; y++)
        for (let x = left; x < left + cell; x++) sum += data[(c * height + y) * width + x];
      missing[i * 3 + c] = art.data[i * 4 + c] / 127.5 - 1 - sum / cell ** 2;
    }
  }
  return missing;
}

/** The two cells between whose middles a pixel lies, and how far it is on its way to the second, 0..1. */
function between(pixel: number, cell: number, count: number): { first: number; next: number; t: number } {
  const place = Math.min(count - 1, Math.max(0, (pixel + 0.5) / cell - 0.5));
  const first = Math.floor(place);
  return { first, next: Math.min(count - 1, first + 1), t: place - first };
}

/**
 * Draws a smooth picture in the art's own colours: every point takes, of the colours of its art pixel and the eight
 * around it, the one that the picture is nearest to there. Contours follow the picture, edges are crisp and
 * antialiased, and no colour comes in that is not in the art.
 * @param art transparent pixels lend their colour to nobody
 * @param picture of at least art × cell pixels
 * @param zoom pixels of the result an art pixel
 * @returns (art × zoom) pixels of RGB, 3 bytes each
 */
export function drawContours(art: RgbaImage, picture: Planar, cell: number, zoom: number): Uint8Array {
  const width = art.width * zoom;
  const height = art.height * zoom;
  const own = oklabOfBytes(art.data, 4);
  const around = neighbours(art);
  const out = new Uint8Array(width * height * 3);
  const line = new Uint8Array(width * POINTS * 3);
  const sums = new Uint16Array(width * 3);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let v = 0; v < POINTS; v++) {
      sample(picture, ((y + (v + 0.5) / POINTS) * cell) / zoom, (cell / zoom) * (1 / POINTS), line);
      const lab = oklabOfBytes(line);
      for (let u = 0; u < width * POINTS; u++) {
        const x = Math.floor(u / POINTS);
        const at = Math.floor(y / zoom) * art.width + Math.floor(x / zoom);
        const from = nearestOf(around[at], at, own, lab, u) * 4;
        for (let c = 0; c < 3; c++) sums[x * 3 + c] += art.data[from + c];
      }
    }
    sums.forEach((sum, i) => {
      out[y * width * 3 + i] = Math.round(sum / POINTS ** 2);
    });
  }
  return out;
}

/** For every art pixel itself, if it is visible, and those of the eight around it that are and have other colours. */
function neighbours({ width, height, data }: RgbaImage): readonly (readonly number[])[] {
  return Array.from({ length: width * height }, (_, i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    const found = new Map<number, number>();
    const consider = (j: number) => {
      const colour = (data[j * 4] << 16) | (data[j * 4 + 1] << 8) | data[j * 4 + 2];
      if (data[j * 4 + 3] > 0 && !found.has(colour)) found.set(colour, j);
    };
    consider(i);
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) consider(v * width + u);
    return [...found.values()];
  });
}

/** The candidate whose colour is nearest; a pixel without candidates keeps its own. */
function nearestOf(
  candidates: readonly number[],
  at: number,
  own: Float32Array,
  lab: Float32Array,
  point: number,
): number {
  if (candidates.length < 2) return candidates[0] ?? at;
  let best = at;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const d = squaredDistance(lab, point, own, candidate) - (candidate === at ? OWN : 0);
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

/** A line of the picture at height y (pixels, fractional), a point every `step` pixels, as sRGB bytes. */
function sample({ width, height, data }: Planar, y: number, step: number, line: Uint8Array): void {
  const clamped = (v: number, size: number) => Math.min(size - 1, Math.max(0, v - 0.5));
  const v = clamped(y, height);
  const top = Math.floor(v);
  const low = Math.min(height - 1, top + 1);
  for (let i = 0; i < line.length / 3; i++) {
    const u = clamped((i + 0.5) * step, width);
    const left = Math.floor(u);
    const right = Math.min(width - 1, left + 1);
    for (let c = 0; c < 3; c++) {
      const at = (x: number, row: number) => data[(c * height + row) * width + x];
      const above = at(left, top) + (at(right, top) - at(left, top)) * (u - left);
      const below = at(left, low) + (at(right, low) - at(left, low)) * (u - left);
      const value = above + (below - above) * (v - top);
      line[i * 3 + c] = Math.round(Math.min(1, Math.max(-1, value)) * 127.5 + 127.5);
    }
  }
}
