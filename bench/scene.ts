import type { RgbaImage } from '../src/core/image.ts';
import { random } from '../src/core/random.ts';

const DISCS = 14;

/**
 * A cartoon to measure time on: discs with dark outlines on a light ground, the same at every size, so that the cost of
 * a size is not that of another picture.
 * @param side pixels, both ways
 */
export function scene(side: number): RgbaImage {
  const next = random(7);
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let i = 0; i < DISCS; i++) {
    const [x0, y0, r] = [next() * side, next() * side, (0.06 + 0.16 * next()) * side];
    const fill = [next() * 255, next() * 255, next() * 255];
    for (let y = Math.max(0, Math.floor(y0 - r)); y < Math.min(side, y0 + r); y++) {
      for (let x = Math.max(0, Math.floor(x0 - r)); x < Math.min(side, x0 + r); x++) {
        const d = Math.hypot(x - x0, y - y0) / r;
        if (d < 1) data.set(d > 0.92 ? [20, 18, 30] : fill, (y * side + x) * 4);
      }
    }
  }
  return { width: side, height: side, data };
}
