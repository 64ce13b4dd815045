import { srgbOf } from './colour.ts';
import type { RgbaImage } from './image.ts';

/** An sRGB value 0..255 (fractions allowed) in linear light, 0..1 (IEC 61966-2-1). */
export function linearise(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

// The white point is the sum of each matrix row, so that every grey has a = b = 0 exactly.
const X_WHITE = 0.4124564 + 0.3575761 + 0.1804375;
const Y_WHITE = 0.2126729 + 0.7151522 + 0.072175;
const Z_WHITE = 0.0193339 + 0.119192 + 0.9503041;

function cubeRoot(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
}

/**
 * Linear-light RGB (each 0..1, sRGB primaries, D65) as CIELAB, written to out[at..at+2].
 * Source: CIE 15:2004 with the sRGB matrix of IEC 61966-2-1.
 */
export function linearToLab(r: number, g: number, b: number, out: Float64Array, at: number): void {
  const x = cubeRoot((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / X_WHITE);
  const y = cubeRoot((0.2126729 * r + 0.7151522 * g + 0.072175 * b) / Y_WHITE);
  const z = cubeRoot((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / Z_WHITE);
  out[at] = 116 * y - 16;
  out[at + 1] = 500 * (x - y);
  out[at + 2] = 200 * (y - z);
}

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
