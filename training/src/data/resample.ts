/**
 * Resampling of sRGB values, as they are, with premultiplied alpha, so that transparent pixels never tint their
 * neighbours. Sums of linear light would all but lose a dark line that is thinner than a pixel (inference/resample.ts).
 */
import type { RgbaImage } from '../../../src/core/image.ts';

/** Which source pixels an output pixel takes, and how much of each. */
interface Taps {
  first: Int32Array;
  weights: Float32Array[];
}

/** Area average when reducing, linear interpolation when enlarging. */
function taps(start: number, span: number, source: number, output: number): Taps {
  const scale = span / output;
  const first = new Int32Array(output);
  const weights: Float32Array[] = [];
  const clamp = (i: number): number => Math.min(source - 1, Math.max(0, i));
  for (let o = 0; o < output; o++) {
    const a = start + o * scale;
    const b = a + scale;
    if (scale > 1) {
      const lo = clamp(Math.floor(a));
      const hi = clamp(Math.ceil(b) - 1);
      const w = Float32Array.from({ length: hi - lo + 1 }, (_, i) =>
        Math.max(1e-6, Math.min(lo + i + 1, b) - Math.max(lo + i, a)),
      );
      const sum = w.reduce((n, v) => n + v, 0);
      first[o] = lo;
      weights.push(w.map((v) => v / sum));
    } else {
      const centre = (a + b) / 2 - 0.5;
      const lo = clamp(Math.floor(centre));
      const t = Math.min(1, Math.max(0, centre - lo));
      first[o] = lo;
      weights.push(lo + 1 < source ? Float32Array.of(1 - t, t) : Float32Array.of(1));
    }
  }
  return { first, weights };
}

/** A window of a picture, resampled: premultiplied sRGB and alpha, width × height × 4, each 0..1. */
export interface Window {
  width: number;
  height: number;
  data: Float32Array;
}

/**
 * Resamples the window [x, x+w) × [y, y+h) of a picture to width × height. The window must lie inside the picture.
 */
export function resample(
  image: RgbaImage,
  window: { x: number; y: number; w: number; h: number },
  width: number,
  height: number,
): Window {
  const columns = taps(window.x, window.w, image.width, width);
  const rows = taps(window.y, window.h, image.height, height);
  const top = rows.first[0]!;
  const bottom = rows.first[height - 1]! + rows.weights[height - 1]!.length;
  const lines = new Float32Array((bottom - top) * width * 4);
  for (let y = top; y < bottom; y++)
    for (let x = 0; x < width; x++) {
      let [r, g, b, a] = [0, 0, 0, 0];
      const w = columns.weights[x]!;
      let p = (y * image.width + columns.first[x]!) * 4;
      for (let k = 0; k < w.length; k++, p += 4) {
        const alpha = (w[k]! * image.data[p + 3]!) / 255;
        r += (alpha * image.data[p]!) / 255;
        g += (alpha * image.data[p + 1]!) / 255;
        b += (alpha * image.data[p + 2]!) / 255;
        a += alpha;
      }
      const o = ((y - top) * width + x) * 4;
      lines[o] = r;
      lines[o + 1] = g;
      lines[o + 2] = b;
      lines[o + 3] = a;
    }
  const data = new Float32Array(width * height * 4);
  const stride = width * 4;
  for (let y = 0; y < height; y++) {
    const w = rows.weights[y]!;
    for (let k = 0; k < w.length; k++) {
      const from = (rows.first[y]! - top + k) * stride;
      const weight = w[k]!;
      for (let i = 0; i < stride; i++) data[y * stride + i]! += weight * lines[from + i]!;
    }
  }
  return { width, height, data };
}
