import { oklabOfBytes } from '../../src/core/colour.ts';
import type { Rgba, RgbaImage } from '../../src/core/image.ts';

/** A picture whose pixels are given by a function of their place. */
export function picture(width: number, height: number, at: (x: number, y: number) => Rgba): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set(at(i % width, Math.floor(i / width)), i * 4);
  return { width, height, data };
}

/** A filled disc with a border on a transparent ground. */
export function disc(size: number, fill: Rgba, border: Rgba, thickness: number): RgbaImage {
  const middle = size / 2;
  return picture(size, size, (x, y) => {
    const r = Math.hypot(x + 0.5 - middle, y + 0.5 - middle);
    if (r > middle * 0.8) return [0, 255, 0, 0];
    return r > middle * 0.8 - thickness ? border : fill;
  });
}

/** Distance of two colours in OKLab. */
export function apart(p: readonly number[], q: readonly number[]): number {
  const [L, a, b] = oklabOfBytes(p);
  const [M, c, d] = oklabOfBytes(q);
  return Math.hypot(L - M, a - c, b - d);
}
