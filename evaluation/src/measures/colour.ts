import { linearise, linearToLab } from '../../../src/core/cielab.ts';
import type { RgbaImage } from '../../../src/core/image.ts';

export { linearise, linearToLab };

/** A plain colour behind transparent pixels: [R, G, B], each 0..255. */
export type Backdrop = readonly [number, number, number];

/** What transparent pixels are shown on unless told otherwise: paper, against which dark outlines stand out. */
export const WHITE: Backdrop = [255, 255, 255];

/** A CIELAB picture: width × height triples L (0..100), a, b (about ±128), rows top to bottom. */
export interface LabImage {
  readonly width: number;
  readonly height: number;
  readonly lab: Float64Array;
}

const LINEAR = Float64Array.from({ length: 256 }, (_, i) => linearise(i));

/**
 * The picture over a plain backdrop, fully opaque. Mixed in sRGB values, as browsers, Figma and picture viewers do,
 * so the measures see what the eye is shown.
 */
export function compositeOver(image: RgbaImage, backdrop: Backdrop = WHITE): RgbaImage {
  const data = new Uint8ClampedArray(image.data.length);
  for (let i = 0; i < data.length; i += 4) {
    const a = image.data[i + 3] / 255;
    for (let c = 0; c < 3; c++) data[i + c] = image.data[i + c] * a + backdrop[c] * (1 - a);
    data[i + 3] = 255;
  }
  return { width: image.width, height: image.height, data };
}

/** The picture over a plain backdrop in CIELAB (D65). */
export function toLab(image: RgbaImage, backdrop: Backdrop = WHITE): LabImage {
  const { width, height, data } = compositeOver(image, backdrop);
  const lab = new Float64Array(width * height * 3);
  for (let i = 0, o = 0; i < data.length; i += 4, o += 3) {
    linearToLab(LINEAR[data[i]], LINEAR[data[i + 1]], LINEAR[data[i + 2]], lab, o);
  }
  return { width, height, lab };
}

/** ΔE76 between entry i of a and entry j of b: the Euclidean distance in CIELAB. About 2.3 is just noticeable. */
export function deltaE76(a: Float64Array, i: number, b: Float64Array, j: number): number {
  return Math.hypot(a[i * 3] - b[j * 3], a[i * 3 + 1] - b[j * 3 + 1], a[i * 3 + 2] - b[j * 3 + 2]);
}

/**
 * CIEDE2000 between entry i of a and entry j of b, all three weights 1.
 * Source: Sharma, Wu, Dalal, "The CIEDE2000 color-difference formula", 2005.
 */
export function deltaE2000(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const [l1, a1, b1] = [a[i * 3], a[i * 3 + 1], a[i * 3 + 2]];
  const [l2, a2, b2] = [b[j * 3], b[j * 3 + 1], b[j * 3 + 2]];
  const rad = Math.PI / 180;
  const c7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const g = 1.5 - 0.5 * Math.sqrt(c7 / (c7 + 25 ** 7));
  const c1 = Math.hypot(a1 * g, b1);
  const c2 = Math.hypot(a2 * g, b2);
  const h1 = c1 === 0 ? 0 : (Math.atan2(b1, a1 * g) / rad + 360) % 360;
  const h2 = c2 === 0 ? 0 : (Math.atan2(b2, a2 * g) / rad + 360) % 360;
  let dh = 0;
  let h = h1 + h2;
  if (c1 * c2 !== 0) {
    dh = h2 - h1;
    if (dh > 180) dh -= 360;
    else if (dh < -180) dh += 360;
    if (Math.abs(h1 - h2) <= 180) h /= 2;
    else h = h < 360 ? (h + 360) / 2 : (h - 360) / 2;
  }
  const l = (l1 + l2) / 2;
  const c = (c1 + c2) / 2;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((dh / 2) * rad);
  const t =
    1 -
    0.17 * Math.cos((h - 30) * rad) +
    0.24 * Math.cos(2 * h * rad) +
    0.32 * Math.cos((3 * h + 6) * rad) -
    0.2 * Math.cos((4 * h - 63) * rad);
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const sc = 1 + 0.045 * c;
  const sh = 1 + 0.015 * c * t;
  const rc = 2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
  const rt = -Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * rad) * rc;
  const [dl, dc, dhh] = [(l2 - l1) / sl, (c2 - c1) / sc, dH / sh];
  return Math.sqrt(dl * dl + dc * dc + dhh * dhh + rt * dc * dhh);
}
