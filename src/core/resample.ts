import { invalid } from './errors.ts';
import type { RgbaImage } from './image.ts';
import { spans } from './spans.ts';

/** A picture as numbers: width × height × 4, R, G, B premultiplied by A, each 0..1, sRGB values. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** A filter kernel: its weight at a distance, 0 from `radius` on. */
interface Kernel {
  readonly radius: number;
  readonly weight: (distance: number) => number;
}

const TRIANGLE: Kernel = { radius: 1, weight: (d) => 1 - d };
/** Keys 1981 with a = -0.5. */
const CUBIC: Kernel = {
  radius: 2,
  weight: (d) => (d < 1 ? (1.5 * d - 2.5) * d * d + 1 : ((-0.5 * d + 2.5) * d - 4) * d + 2),
};
const sinc = (d: number) => (d === 0 ? 1 : Math.sin(Math.PI * d) / (Math.PI * d));
/** Duchon 1979 with three lobes. */
const LANCZOS: Kernel = { radius: 3, weight: (d) => sinc(d) * sinc(d / 3) };

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

/** The taps of every target pixel; when shrinking the kernel is widened, so that no source pixel is skipped. */
function tapsOf(size: number, count: number, kernel: Kernel): Taps[] {
  const ratio = size / count;
  const stretch = Math.max(1, ratio);
  const reach = kernel.radius * stretch;
  return Array.from({ length: count }, (_, i) => {
    const centre = (i + 0.5) * ratio;
    const first = Math.max(0, Math.floor(centre - reach));
    const last = Math.min(size - 1, Math.ceil(centre + reach) - 1);
    const weights = new Float64Array(last - first + 1);
    for (let p = first; p <= last; p++) {
      weights[p - first] = kernel.weight(Math.min(Math.abs(p + 0.5 - centre) / stretch, kernel.radius));
    }
    return { first, weights: normalised(weights) };
  });
}

function normalised(weights: ArrayLike<number>): Float64Array {
  const out = Float64Array.from(weights);
  const sum = out.reduce((a, b) => a + b, 0);
  return out.map((w) => w / sum);
}

/** Sums each target pixel's taps, first across, then down. */
function convolve(source: Planes, across: readonly Taps[], down: readonly Taps[]): Planes {
  const [width, height] = [across.length, down.length];
  const middle = new Float64Array(width * source.height * 4);
  for (let y = 0; y < source.height; y++) {
    across.forEach(({ first, weights }, x) => {
      const to = (y * width + x) * 4;
      weights.forEach((w, k) => {
        const from = (y * source.width + first + k) * 4;
        for (let c = 0; c < 4; c++) middle[to + c] += w * source.data[from + c];
      });
    });
  }
  const data = new Float64Array(width * height * 4);
  down.forEach(({ first, weights }, y) => {
    weights.forEach((w, k) => {
      for (let i = 0; i < width * 4; i++) {
        data[y * width * 4 + i] += w * middle[(first + k) * width * 4 + i];
      }
    });
  });
  return { width, height, data };
}

/** The mean of each target pixel's box, also of boxes that are smaller than a source pixel. */
export function boxPlanes(source: Planes, width: number, height: number): Planes {
  assertSize(width, height);
  const taps = (size: number, count: number) =>
    spans(size, count).map(({ first, weights }) => ({ first, weights: normalised(weights) }));
  return convolve(source, taps(source.width, width), taps(source.height, height));
}

const resampler =
  (kernel: Kernel) =>
  (source: RgbaImage, width: number, height: number): RgbaImage => {
    assertSize(width, height);
    const taps = (size: number, count: number) => tapsOf(size, count, kernel);
    return imageOf(convolve(planesOf(source), taps(source.width, width), taps(source.height, height)));
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
