import type { RgbaImage } from '../core/image.ts';
import { oklabOfBytes, squaredDistance } from '../core/oklab.ts';
import type { Planar } from './planar.ts';

/** Points a pixel, along a side, at which a contour is looked for: their mean is its antialiasing. */
const POINTS = 2;
/** What a cell's own colour is nearer than another, in squared OKLab distance: the network blurs thin features. */
const OWN = 0.008;

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
      sample(picture, ((y + (v + 0.5) / POINTS) * cell) / zoom, cell / zoom / POINTS, line);
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
