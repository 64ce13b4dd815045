import type { RgbaImage } from '../../../src/core/image.ts';
import { type Backdrop, compositeOver, WHITE } from './colour.ts';

function assertSameSize(a: RgbaImage, b: RgbaImage): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(
      `pictures must be of one size, got ${a.width}x${a.height} and ${b.width}x${b.height}`,
    );
  }
}

/**
 * PSNR over the R, G and B bytes of two pictures, in dB.
 * @returns 0 or more; Infinity for equal pictures
 * @throws RangeError if they differ in size
 */
export function psnr(a: RgbaImage, b: RgbaImage, backdrop: Backdrop = WHITE): number {
  assertSameSize(a, b);
  const one = compositeOver(a, backdrop).data;
  const two = compositeOver(b, backdrop).data;
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] - two[i]) ** 2;
  // Alpha is 255 in both: it adds nothing to the sum and must not to the count.
  return 10 * Math.log10(255 ** 2 / (sum / ((one.length * 3) / 4)));
}

/** Luma (BT.601, 0..255) of a picture over the backdrop. */
function luma(image: RgbaImage, backdrop: Backdrop): Float64Array {
  const { data } = compositeOver(image, backdrop);
  return Float64Array.from(
    { length: data.length / 4 },
    (_, i) => 0.299 * data[i * 4] + 0.587 * data[i * 4 + 1] + 0.114 * data[i * 4 + 2],
  );
}

/** Separable blur by a symmetric kernel, which is renormalised where it hangs over the border. */
export function blur(
  plane: Float64Array,
  width: number,
  kernel: readonly number[],
): Float64Array<ArrayBuffer> {
  const height = plane.length / width;
  const radius = (kernel.length - 1) / 2;
  const pass = (source: Float64Array, count: number, step: number, lines: number, lineStep: number) => {
    const out = new Float64Array(source.length);
    for (let line = 0; line < lines; line++) {
      for (let i = 0; i < count; i++) {
        let sum = 0;
        let weight = 0;
        for (let k = Math.max(-radius, -i); k <= Math.min(radius, count - 1 - i); k++) {
          sum += kernel[k + radius] * source[line * lineStep + (i + k) * step];
          weight += kernel[k + radius];
        }
        out[line * lineStep + i * step] = sum / weight;
      }
    }
    return out;
  };
  return pass(pass(plane, width, 1, height, width), height, width, width, 1);
}

/** A Gaussian kernel of 2 · radius + 1 weights. */
export function gaussian(sigma: number, radius: number): number[] {
  return Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
}

/**
 * Mean SSIM of the luma of two pictures, 11×11 Gaussian window with σ = 1.5, K1 = 0.01, K2 = 0.03. It ranks plain
 * subsampling first among downscalers, so it is reported but never led with.
 * Source: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to structural
 * similarity", 2004.
 * @returns -1..1; 1 for equal pictures
 * @throws RangeError if they differ in size
 */
export function ssim(a: RgbaImage, b: RgbaImage, backdrop: Backdrop = WHITE): number {
  assertSameSize(a, b);
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const kernel = gaussian(1.5, 5);
  const smooth = (plane: Float64Array) => blur(plane, a.width, kernel);
  const x = luma(a, backdrop);
  const y = luma(b, backdrop);
  const [mx, my] = [smooth(x), smooth(y)];
  const xx = smooth(x.map((v) => v * v));
  const yy = smooth(y.map((v) => v * v));
  const xy = smooth(x.map((v, i) => v * y[i]));
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const covariance = xy[i] - mx[i] * my[i];
    const variances = xx[i] - mx[i] ** 2 + yy[i] - my[i] ** 2;
    sum +=
      ((2 * mx[i] * my[i] + c1) * (2 * covariance + c2)) /
      ((mx[i] ** 2 + my[i] ** 2 + c1) * (variances + c2));
  }
  return sum / x.length;
}
