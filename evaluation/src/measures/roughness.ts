import type { RgbaImage } from '../../../src/core/image.ts';
import { type Backdrop, toLab, WHITE } from './colour.ts';
import { blur, gaussian } from './likeness.ts';

/**
 * Edge roughness of a picture made from pixel art enlarged `zoom` times: how much edge directions disagree within
 * one art pixel's reach. It is one minus the coherence (λ1 - λ2) / (λ1 + λ2) of the structure tensor of L, smoothed
 * with σ = zoom, averaged with the gradient's energy as the weight. A straight edge of any slope gives 0, a
 * staircase at 45° gives 1; real corners count in every picture alike, so compare methods on one art only.
 * Source of the coherence: Weickert, "Coherence-enhancing diffusion filtering", 1999.
 * @param zoom pixels per art pixel, at least 1
 * @returns 0..1; NaN for a flat picture
 */
export function edgeRoughness(image: RgbaImage, zoom: number, backdrop: Backdrop = WHITE): number {
  const { width, height, lab } = toLab(image, backdrop);
  const light = Float64Array.from({ length: width * height }, (_, i) => lab[i * 3]);
  // Gradients of a slightly smoothed picture: bare pixel differences know only a few directions.
  const smooth = blur(light, width, gaussian(1, 3));
  const xx = new Float64Array(light.length);
  const xy = new Float64Array(light.length);
  const yy = new Float64Array(light.length);
  for (let y = 1; y + 1 < height; y++) {
    for (let x = 1; x + 1 < width; x++) {
      const i = y * width + x;
      const gx = smooth[i + 1] - smooth[i - 1];
      const gy = smooth[i + width] - smooth[i - width];
      xx[i] = gx * gx;
      xy[i] = gx * gy;
      yy[i] = gy * gy;
    }
  }
  const window = gaussian(zoom, 2 * zoom);
  const [wxx, wxy, wyy] = [xx, xy, yy].map((plane) => blur(plane, width, window));
  let rough = 0;
  let energy = 0;
  for (let i = 0; i < light.length; i++) {
    const weight = xx[i] + yy[i];
    if (weight === 0) continue;
    const coherence = Math.hypot(wxx[i] - wyy[i], 2 * wxy[i]) / (wxx[i] + wyy[i]);
    rough += weight * (1 - coherence);
    energy += weight;
  }
  // Rounding leaves dust in flat pictures; a just noticeable step has a far larger energy.
  return energy < 1e-6 ? Number.NaN : rough / energy;
}
