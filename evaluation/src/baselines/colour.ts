import type { RgbaImage } from '../../../src/core/image.ts';
import { srgbOf } from '../../../src/core/oklab.ts';
import { linearise, linearToLab } from '../measures/colour.ts';

/** The picture's colours in CIELAB (D65), alpha apart: three numbers a pixel. */
export function labOf(image: RgbaImage): Float64Array {
  const lab = new Float64Array((image.data.length / 4) * 3);
  for (let i = 0, o = 0; i < image.data.length; i += 4, o += 3) {
    linearToLab(linearise(image.data[i]), linearise(image.data[i + 1]), linearise(image.data[i + 2]), lab, o);
  }
  return lab;
}

const uncube = (t: number) => (t ** 3 > 216 / 24389 ? t ** 3 : ((116 * t - 16) * 27) / 24389);

/** A CIELAB (D65) colour as sRGB bytes; colours outside sRGB are clamped channel by channel. */
export function bytesOfLab(l: number, a: number, b: number): [number, number, number] {
  const fy = (l + 16) / 116;
  const x = 0.95047 * uncube(fy + a / 500);
  const y = uncube(fy);
  const z = 1.0888299 * uncube(fy - b / 200);
  const byte = (linear: number) => Math.round(srgbOf(linear) * 255);
  return [
    byte(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
    byte(-0.969266 * x + 1.8760108 * y + 0.041556 * z),
    byte(0.0556434 * x - 0.2040259 * y + 1.0572252 * z),
  ];
}
