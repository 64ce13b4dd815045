import type { RgbaImage } from '../../core/image.ts';

/** A picture in premultiplied sRGB: width × height × 4 numbers 0..1. */
export interface Resampled {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** The source pixels that one output pixel is made of. */
interface Tap {
  readonly indices: number[];
  readonly weights: number[];
}

/**
 * Resamples sRGB values, as they are, with premultiplied alpha, so that transparent pixels never tint others: by area
 * when it gets smaller, by Catmull-Rom without overshoot when it gets larger, each axis on its own. Averaging light
 * instead would be true to optics, but a black line that covers a quarter of a pixel then changes its value by an
 * eighth, and the networks overlook it.
 * @param spanX output pixels that the source's width covers, may be fractional; the result is ceil(spanX) wide,
 *   its last column showing what is left of the source
 */
export function resample(source: RgbaImage, spanX: number, spanY: number): Resampled {
  const across = tapsOf(source.width, spanX);
  const down = tapsOf(source.height, spanY);
  const width = across.length;
  const out = new Float32Array(width * down.length * 4);
  const rows = new Map<number, Float32Array>();
  down.forEach((tap, y) => {
    const first = Math.min(...tap.indices);
    for (const index of rows.keys()) if (index < first) rows.delete(index);
    const lines = tap.indices.map((index) => {
      const row = rows.get(index) ?? resampledRow(source, index, across);
      rows.set(index, row);
      return row;
    });
    const smooth = isSmooth(tap);
    for (let i = 0; i < width * 4; i++) {
      let sum = 0;
      for (let t = 0; t < lines.length; t++) sum += tap.weights[t] * lines[t][i];
      out[y * width * 4 + i] = smooth ? within(sum, lines[0][i], lines[1][i], lines[2][i], lines[3][i]) : sum;
    }
  });
  return { width, height: down.length, data: out };
}

function resampledRow({ width, data }: RgbaImage, y: number, taps: readonly Tap[]): Float32Array {
  const values = new Float32Array(width * 4);
  for (let x = 0; x < width; x++) {
    const at = (y * width + x) * 4;
    const alpha = data[at + 3] / 255;
    for (let c = 0; c < 3; c++) values[x * 4 + c] = (data[at + c] / 255) * alpha;
    values[x * 4 + 3] = alpha;
  }
  const row = new Float32Array(taps.length * 4);
  taps.forEach((tap, x) => {
    const smooth = isSmooth(tap);
    const { indices, weights } = tap;
    for (let c = 0; c < 4; c++) {
      let sum = 0;
      for (let t = 0; t < indices.length; t++) sum += weights[t] * values[indices[t] * 4 + c];
      const [p, q, r, s] = indices;
      row[x * 4 + c] = smooth
        ? within(sum, values[p * 4 + c], values[q * 4 + c], values[r * 4 + c], values[s * 4 + c])
        : sum;
    }
  });
  return row;
}

/** Catmull-Rom has a negative weight or sits on a pixel; its four taps bound the result. */
const isSmooth = ({ weights }: Tap): boolean => weights.length === 4 && weights[0] <= 0;

const within = (value: number, p: number, q: number, r: number, s: number): number =>
  Math.min(Math.max(value, Math.min(p, q, r, s)), Math.max(p, q, r, s));

function tapsOf(size: number, span: number): Tap[] {
  const step = size / span;
  return Array.from({ length: Math.ceil(span) }, (_, i) =>
    step >= 1
      ? areaTap(i * step, Math.min(size, (i + 1) * step), size)
      : cubicTap((i + 0.5) * step - 0.5, size),
  );
}

function areaTap(from: number, to: number, size: number): Tap {
  const first = Math.min(size - 1, Math.floor(from));
  const last = Math.max(first, Math.ceil(to) - 1);
  const indices = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const lengths = indices.map((i) => Math.max(0, Math.min(to, i + 1) - Math.max(from, i)));
  const total = lengths.reduce((a, b) => a + b, 0);
  return total > 0 ? { indices, weights: lengths.map((l) => l / total) } : { indices: [first], weights: [1] };
}

function cubicTap(centre: number, size: number): Tap {
  const base = Math.floor(centre);
  const t = centre - base;
  const clamp = (i: number) => Math.min(size - 1, Math.max(0, i));
  return {
    indices: [clamp(base - 1), clamp(base), clamp(base + 1), clamp(base + 2)],
    weights: [
      (-t + 2 * t * t - t ** 3) / 2,
      (2 - 5 * t * t + 3 * t ** 3) / 2,
      (t + 4 * t * t - 3 * t ** 3) / 2,
      (-t * t + t ** 3) / 2,
    ],
  };
}
