import type { RgbaImage } from '../../../src/core/image.ts';
import { type Backdrop, deltaE76, toLab, WHITE } from './colour.ts';

/** ΔE76 from which two colours can be told apart. */
const NOTICEABLE = 2.3;
/** ΔE76 from which a step reads as a clean edge. */
const CRISP = 12;

/**
 * soft%: the share of 4-neighbour pairs with 2.3 < ΔE76 < 12, that is, of blurry, anti-aliased steps. Lower is
 * crisper; genuine pixel art has about 3. All pairs count in the denominator, equal ones too.
 * @param art at its own grid, one pixel an art pixel; transparent pixels count as the backdrop
 * @returns 0..100; 0 for a single pixel
 */
export function softSteps(art: RgbaImage, backdrop: Backdrop = WHITE): number {
  const { width, height, lab } = toLab(art, backdrop);
  let soft = 0;
  let pairs = 0;
  const count = (i: number, j: number) => {
    const d = deltaE76(lab, i, lab, j);
    pairs++;
    if (d > NOTICEABLE && d < CRISP) soft++;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (x + 1 < width) count(i, i + 1);
      if (y + 1 < height) count(i, i + width);
    }
  }
  return pairs === 0 ? 0 : (100 * soft) / pairs;
}

/**
 * orphan%: the share of pixels with ΔE76 > 2.3 to all their neighbours (eight; five or three at the border).
 * @param art at its own grid; transparent pixels count as the backdrop
 * @returns 0..100; 0 for a single pixel, which has no neighbour to differ from
 */
export function orphans(art: RgbaImage, backdrop: Backdrop = WHITE): number {
  const { width, height, lab } = toLab(art, backdrop);
  if (width * height < 2) return 0;
  let lone = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let alone = true;
      for (let v = Math.max(0, y - 1); alone && v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); alone && u <= Math.min(width - 1, x + 1); u++) {
          if (u === x && v === y) continue;
          alone = deltaE76(lab, y * width + x, lab, v * width + u) > NOTICEABLE;
        }
      }
      if (alone) lone++;
    }
  }
  return (100 * lone) / (width * height);
}
