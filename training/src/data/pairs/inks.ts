/** Colours of what is composed. */
import { oklabOfBytes } from '../../../../src/core/colour.ts';
import type { Rng } from '../../rng.ts';

/** sRGB bytes. */
export type Rgb = readonly [number, number, number];
/** A colour that can be told from the one under it. */
export type Inks = (under: Rgb) => Rgb;

const lightnessOf = (c: Rgb): number => oklabOfBytes(c)[0];
export const byte = (v: number): number => Math.min(255, Math.max(0, Math.round(v)));

/** A colour whose lightness differs from that of `under` by at least `least`. */
function against(under: Rgb, least: number, rng: Rng): Rgb {
  const L = lightnessOf(under);
  for (let k = 0; k < 40; k++) {
    const grey = [0, 255, 20, 235, 128, 180][rng.int(6)];
    const c: Rgb = rng.chance(0.6) ? [rng.int(256), rng.int(256), rng.int(256)] : [grey, grey, grey];
    if (Math.abs(lightnessOf(c) - L) >= least) return c;
  }
  return L > 0.5 ? [0, 0, 0] : [255, 255, 255];
}

/** A quiet colour near that of `under`, at least `least` away in lightness: text of low contrast. */
function near(under: Rgb, least: number, rng: Rng): Rgb {
  const L = lightnessOf(under);
  const way = L > 0.5 ? -1 : 1;
  for (let k = 1; k < 40; k++) {
    const shift = way * k * 6;
    const c: Rgb = [
      byte(under[0] + shift + rng.range(-8, 8)),
      byte(under[1] + shift + rng.range(-8, 8)),
      byte(under[2] + shift + rng.range(-8, 8)),
    ];
    if (Math.abs(lightnessOf(c) - L) >= least * rng.range(1, 1.6)) return c;
  }
  return against(under, least, rng);
}

export function lightGround(rng: Rng): Rgb {
  if (rng.chance(0.35)) return [255, 255, 255];
  const base = rng.range(205, 255);
  return [byte(base + rng.range(-16, 16)), byte(base + rng.range(-16, 16)), byte(base + rng.range(-16, 16))];
}

export const anyColour = (rng: Rng): Rgb => [rng.int(256), rng.int(256), rng.int(256)];

/** The ground of a design: light for the most part, dark, or any colour. */
export function designGround(rng: Rng): Rgb {
  if (rng.chance(0.55)) return lightGround(rng);
  return rng.chance(0.4)
    ? [byte(rng.range(8, 50)), byte(rng.range(8, 50)), byte(rng.range(8, 50))]
    : anyColour(rng);
}

/** Colours of a design. @param contrast least difference of OKLab lightness; below a fifth colours are quiet for the most part */
export const inksOf =
  (contrast: number, rng: Rng): Inks =>
  (under) =>
    contrast < 0.2 && rng.chance(0.6) ? near(under, contrast, rng) : against(under, contrast, rng);
