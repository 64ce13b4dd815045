import type { RgbaImage } from '../core/image.ts';
import { boxPlanes, imageOf, type Planes, planesOf } from '../core/resample.ts';

/** Variance under which a patch of the small picture is flat, and has no structure to amplify. */
const FLAT = 1e-6;

/**
 * Perceptual downscaling: the small picture whose local means, contrast and structure are optimal by SSIM, in closed
 * form. Each patch of the box-filtered picture is stretched around its mean until it has the source's contrast;
 * overlapping patches are averaged.
 * Source: Öztireli and Gross, "Perceptually based downscaling of images", SIGGRAPH 2015, algorithm 1, patches of
 * 2×2 pixels. Channels are independent, on sRGB values premultiplied by alpha; the alpha itself is box-filtered.
 * @param source any size
 * @returns width × height pixels
 * @throws UserError if a side is no positive integer
 */
export function perceptual(source: RgbaImage, width: number, height: number): RgbaImage {
  const high = planesOf(source);
  const squares: Planes = { ...high, data: high.data.map((v) => v * v) };
  const low = boxPlanes(high, width, height);
  const lowSquares = boxPlanes(squares, width, height);
  const data = new Float64Array(low.data.length);
  const count = new Float64Array(width * height);
  // A picture one pixel wide or high has patches one pixel wide or high.
  const [right, below] = [Math.min(1, width - 1), Math.min(1, height - 1)];
  for (let y = 0; y + below < height; y++) {
    for (let x = 0; x + right < width; x++) {
      const patch = new Set([
        y * width + x,
        y * width + x + right,
        (y + below) * width + x,
        (y + below) * width + x + right,
      ]);
      for (const i of patch) count[i]++;
      for (let c = 0; c < 3; c++) {
        let [mean, lowMoment, highMoment] = [0, 0, 0];
        for (const i of patch) {
          mean += low.data[i * 4 + c] / patch.size;
          lowMoment += low.data[i * 4 + c] ** 2 / patch.size;
          highMoment += lowSquares.data[i * 4 + c] / patch.size;
        }
        const lowVariance = lowMoment - mean * mean;
        const highVariance = Math.max(0, highMoment - mean * mean);
        const ratio = lowVariance < FLAT ? 0 : Math.sqrt(highVariance / lowVariance);
        for (const i of patch) data[i * 4 + c] += mean + ratio * (low.data[i * 4 + c] - mean);
      }
    }
  }
  for (let i = 0; i < count.length; i++) {
    for (let c = 0; c < 3; c++) data[i * 4 + c] /= count[i];
    data[i * 4 + 3] = low.data[i * 4 + 3];
  }
  return imageOf({ width, height, data });
}
