import type { RgbaImage } from '../../../src/core/image.ts';
import { LINEAR, type Resampled, resample as resampled } from '../../../src/core/resample.ts';

/**
 * Resamples the window [x, x+w) × [y, y+h) of a picture to width × height: area average when reducing, linear
 * interpolation when enlarging. The window must lie inside the picture.
 */
export const resample = (
  image: RgbaImage,
  { x, y, w, h }: { x: number; y: number; w: number; h: number },
  width: number,
  height: number,
): Resampled =>
  resampled(image, { start: x, length: w, pixels: width }, { start: y, length: h, pixels: height }, LINEAR);
