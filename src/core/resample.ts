import { invalid } from './errors.ts';
import type { RgbaImage } from './image.ts';
import { spans } from './spans.ts';

/** A picture as numbers: width × height × 4, R, G, B premultiplied by A, each 0..1, sRGB values. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** A resampled picture likewise, in single precision: large ones are kept while the networks draw. */
export interface Resampled {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Where the target's pixels lie on one of the source's axes. */
export interface Axis {
  /** Where the first begins, in source pixels; 0 unless given. */
  readonly start?: number;
  /** So many source pixels are covered ... */
  readonly length: number;
  /** ... by so many target pixels. Where it is fractional, the last one shows what is left of the source. */
  readonly pixels: number;
}

/** How a target pixel is made of the source pixels near its centre. */
export interface Kernel {
  /** The weight at a distance in pixels, 0 from `radius` on. */
  readonly weight: (distance: number) => number;
  readonly radius: number;
  /** When shrinking: the kernel widened, so that no source pixel is skipped, or the mean of the pixel's box. */
  readonly shrinking: 'widened' | 'mean';
  /** Whether enlarging is the mean of the pixel's box as well. */
  readonly always?: boolean;
  /** Whether the border's pixels stand for those beyond it; else the kernel is cut there. */
  readonly repeating?: boolean;
  /** Whether enlarging never leaves the range of the pixels it looks at. */
  readonly bounded?: boolean;
}

const TRIANGLE: Kernel = { radius: 1, weight: (d) => 1 - d, shrinking: 'widened' };
/** Keys 1981 with a = -0.5. */
const CUBIC: Kernel = {
  radius: 2,
  weight: (d) => (d < 1 ? (1.5 * d - 2.5) * d * d + 1 : ((-0.5 * d + 2.5) * d - 4) * d + 2),
  shrinking: 'widened',
};
const sinc = (d: number) => (d === 0 ? 1 : Math.sin(Math.PI * d) / (Math.PI * d));
/** Duchon 1979 with three lobes. */
const LANCZOS: Kernel = { radius: 3, weight: (d) => sinc(d) * sinc(d / 3), shrinking: 'widened' };
/** By area when shrinking, by Catmull-Rom without overshoot when enlarging: what the networks see. */
export const FIT: Kernel = { ...CUBIC, shrinking: 'mean', repeating: true, bounded: true };
/** By area when shrinking, the nearest pixel when enlarging: no colour is made that is not there. */
export const PLAIN: Kernel = { radius: 0.5, weight: () => 1, shrinking: 'mean' };
/** By area always: where a source pixel's border runs through a target pixel, each counts by its part. */
export const AREA: Kernel = { ...PLAIN, always: true };
/** By area when shrinking, bilinear when enlarging: what they are trained with. */
export const LINEAR: Kernel = { ...TRIANGLE, shrinking: 'mean' };

/** @throws UserError if a side is no positive integer */
export function assertSize(width: number, height: number): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw invalid('size', 'two positive integers', `${width}x${height}`);
  }
}

/** An RGBA picture as premultiplied numbers, so that what hides under transparency tints nothing. */
export function planesOf(image: RgbaImage): Planes {
  const data = new Float64Array(image.data.length);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = image.data[i + 3] / 255;
    for (let c = 0; c < 3; c++) data[i + c] = (image.data[i + c] / 255) * alpha;
    data[i + 3] = alpha;
  }
  return { width: image.width, height: image.height, data };
}

/** Premultiplied numbers as an RGBA picture; what a filter drove out of range is clipped. */
export function imageOf({ width, height, data }: Planes): RgbaImage {
  const bytes = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = Math.min(1, data[i + 3]);
    if (alpha * 255 < 0.5) continue;
    for (let c = 0; c < 3; c++) bytes[i + c] = (data[i + c] / alpha) * 255;
    bytes[i + 3] = alpha * 255;
  }
  return { width, height, data: bytes };
}

/** The source pixels that make one target pixel along an axis, with weights that sum to 1. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/** An axis' taps. */
interface Filter {
  readonly taps: readonly Taps[];
  readonly bounded: boolean;
}

function filterOf(size: number, { start = 0, length, pixels }: Axis, kernel: Kernel): Filter {
  const ratio = length / pixels;
  if (kernel.always === true || (ratio >= 1 && kernel.shrinking === 'mean'))
    return boxes(size, pixels, start, length);
  const stretch = Math.max(1, ratio);
  const reach = kernel.radius * stretch;
  const taps = Array.from({ length: Math.ceil(pixels) }, (_, i) => {
    const centre = start + (i + 0.5) * ratio;
    const [from, to] = [Math.ceil(centre - reach - 0.5), Math.floor(centre + reach - 0.5)];
    const first = Math.min(size - 1, Math.max(0, from));
    const last = Math.max(first, Math.min(size - 1, to));
    const weights = new Float64Array(last - first + 1);
    for (let p = kernel.repeating ? from : first; p <= (kernel.repeating ? to : last); p++) {
      const at = Math.min(last, Math.max(first, p)) - first;
      weights[at] += kernel.weight(Math.min(Math.abs(p + 0.5 - centre) / stretch, kernel.radius));
    }
    return { first, weights: normalised(weights) };
  });
  return { taps, bounded: kernel.bounded === true && ratio < 1 };
}

/** The mean of each target pixel's box. */
const boxes = (size: number, count: number, start = 0, length = size): Filter => ({
  taps: spans(size, count, start, length).map(({ first, weights }) => ({
    first,
    weights: normalised(weights),
  })),
  bounded: false,
});

function normalised(weights: ArrayLike<number>): Float64Array {
  const out = Float64Array.from(weights);
  const sum = out.reduce((a, b) => a + b, 0);
  return out.map((w) => w / sum);
}

type Numbers = Float32Array | Float64Array;

/**
 * Sums each target pixel's taps, first across, then down; only the rows that are still needed are kept.
 * @param rowAt the source's row, premultiplied
 * @param make an array of the precision wanted, all zeros
 */
function convolve<N extends Numbers>(
  rowAt: (y: number) => Numbers,
  across: Filter,
  down: Filter,
  make: (length: number) => N,
): N {
  const stride = across.taps.length * 4;
  const out = make(stride * down.taps.length);
  const rows = new Map<number, N>();
  const sums = new Float64Array(stride);
  down.taps.forEach(({ first, weights }, y) => {
    for (const known of rows.keys()) if (known < first) rows.delete(known);
    const lines = Array.from(weights, (_, k): N => {
      const row = rows.get(first + k) ?? acrossRow(rowAt(first + k), across, make(stride));
      rows.set(first + k, row);
      return row;
    });
    const to = out.subarray(y * stride, (y + 1) * stride);
    if (lines.length === 1 && weights[0] === 1) {
      to.set(lines[0]);
      return;
    }
    sums.fill(0);
    for (let k = 0; k < lines.length; k++) {
      const [line, weight] = [lines[k], weights[k]];
      for (let i = 0; i < stride; i++) sums[i] += weight * line[i];
    }
    if (down.bounded) {
      for (let i = 0; i < stride; i++) {
        let [least, most] = [1, 0];
        for (let k = 0; k < lines.length; k++) {
          least = Math.min(least, lines[k][i]);
          most = Math.max(most, lines[k][i]);
        }
        sums[i] = Math.min(Math.max(sums[i], least), most);
      }
    }
    to.set(sums);
  });
  return out;
}

function acrossRow<N extends Numbers>(values: Numbers, { taps, bounded }: Filter, row: N): N {
  for (let x = 0; x < taps.length; x++) {
    const { first, weights } = taps[x];
    let [r, g, b, a] = [0, 0, 0, 0];
    for (let k = 0, at = first * 4; k < weights.length; k++, at += 4) {
      const weight = weights[k];
      r += weight * values[at];
      g += weight * values[at + 1];
      b += weight * values[at + 2];
      a += weight * values[at + 3];
    }
    row[x * 4] = r;
    row[x * 4 + 1] = g;
    row[x * 4 + 2] = b;
    row[x * 4 + 3] = a;
    if (!bounded) continue;
    for (let c = 0; c < 4; c++) {
      let [least, most] = [1, 0];
      for (let k = 0; k < weights.length; k++) {
        const value = values[(first + k) * 4 + c];
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      row[x * 4 + c] = Math.min(Math.max(row[x * 4 + c], least), most);
    }
  }
  return row;
}

/** A function to a picture's rows, premultiplied where the taps look. */
function rowsOf(
  { width, data }: RgbaImage,
  { taps }: Filter,
  make: (length: number) => Numbers,
): (y: number) => Numbers {
  const row = make(width * 4);
  const end = taps[taps.length - 1].first + taps[taps.length - 1].weights.length;
  return (y) => {
    for (let i = taps[0].first * 4, at = y * width * 4 + i; i < end * 4; i += 4, at += 4) {
      const alpha = data[at + 3] / 255;
      row[i] = (data[at] / 255) * alpha;
      row[i + 1] = (data[at + 1] / 255) * alpha;
      row[i + 2] = (data[at + 2] / 255) * alpha;
      row[i + 3] = alpha;
    }
    return row;
  };
}

const single = (length: number) => new Float32Array(length);
const double = (length: number) => new Float64Array(length);

/**
 * Resamples sRGB values, as they are, with premultiplied alpha, so that transparent pixels never tint others. Averaging
 * light instead would be true to optics, but a black line that covers a quarter of a pixel then changes its value by an
 * eighth, and the networks overlook it.
 */
export function resample(source: RgbaImage, across: Axis, down: Axis, kernel: Kernel): Resampled {
  const [columns, rows] = [filterOf(source.width, across, kernel), filterOf(source.height, down, kernel)];
  const data = convolve(rowsOf(source, columns, single), columns, rows, single);
  return { width: columns.taps.length, height: rows.taps.length, data };
}

/** The mean of each target pixel's box, also of boxes that are smaller than a source pixel. */
export function boxPlanes(source: Planes, width: number, height: number): Planes {
  assertSize(width, height);
  const stride = source.width * 4;
  const rowAt = (y: number) => source.data.subarray(y * stride, (y + 1) * stride);
  const data = convolve(rowAt, boxes(source.width, width), boxes(source.height, height), double);
  return { width, height, data };
}

const resampler =
  (kernel: Kernel) =>
  (source: RgbaImage, width: number, height: number): RgbaImage => {
    assertSize(width, height);
    const filter = (length: number, pixels: number) => filterOf(length, { length, pixels }, kernel);
    const [across, down] = [filter(source.width, width), filter(source.height, height)];
    return imageOf({ width, height, data: convolve(rowsOf(source, across, double), across, down, double) });
  };

/**
 * Bilinear resampling: a triangle kernel, widened when shrinking. Any size to any size, alpha premultiplied.
 * @throws UserError if a side is no positive integer
 */
export const bilinear = resampler(TRIANGLE);

/**
 * Bicubic resampling, widened when shrinking. Any size to any size, alpha premultiplied.
 * Source: Keys, "Cubic convolution interpolation for digital image processing", 1981 (a = -0.5).
 * @throws UserError if a side is no positive integer
 */
export const bicubic = resampler(CUBIC);

/**
 * Lanczos resampling with three lobes, widened when shrinking. Any size to any size, alpha premultiplied.
 * Source: Duchon, "Lanczos filtering in one and two dimensions", 1979.
 * @throws UserError if a side is no positive integer
 */
export const lanczos = resampler(LANCZOS);

/**
 * Subsampling: the source pixel at each target pixel's centre (nearest neighbour, also for the way back).
 * @throws UserError if a side is no positive integer
 */
export function subsample(source: RgbaImage, width: number, height: number): RgbaImage {
  assertSize(width, height);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * source.height) / height) * source.width;
    for (let x = 0; x < width; x++) {
      const from = (row + Math.floor(((x + 0.5) * source.width) / width)) * 4;
      data.set(source.data.subarray(from, from + 4), (y * width + x) * 4);
    }
  }
  return { width, height, data };
}
