/** sRGB byte to linear light, 0..1. */
export const LINEAR_OF_BYTE: Float32Array = Float32Array.from({ length: 256 }, (_, i) => linearOf(i / 255));

/** sRGB 0..1 to linear light 0..1. */
function linearOf(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Linear light to sRGB, both 0..1; values outside are clamped. */
export function srgbOf(linear: number): number {
  if (linear <= 0) return 0;
  if (linear >= 1) return 1;
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** Linear light 0..1 to an sRGB byte. */
export const byteOf = (linear: number): number => Math.round(srgbOf(linear) * 255);

/**
 * sRGB bytes to OKLab (Ottosson 2020).
 * @param rgb n × `stride` bytes, the first three of each are R, G, B
 * @param stride bytes a pixel, 3 or 4
 * @returns n × 3 numbers: L in 0..1, a and b about -0.4..0.4
 */
export function oklabOfBytes(rgb: ArrayLike<number>, stride = 3): Float32Array {
  const n = Math.floor(rgb.length / stride);
  const lab = new Float32Array(n * 3);
  for (let i = 0; i < n; i++) {
    const at = i * stride;
    writeOklab(LINEAR_OF_BYTE[rgb[at]], LINEAR_OF_BYTE[rgb[at + 1]], LINEAR_OF_BYTE[rgb[at + 2]], lab, i * 3);
  }
  return lab;
}

/** Writes the OKLab colour of linear-light (r, g, b), each 0..1, as three numbers at `at`. */
export function writeOklab(r: number, g: number, b: number, lab: Float32Array, at: number): void {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  lab[at] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  lab[at + 1] = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  lab[at + 2] = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
}

/** An OKLab colour as sRGB bytes; colours outside sRGB are clamped channel by channel. */
export function bytesOfOklab(L: number, a: number, b: number): [number, number, number] {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    byteOf(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byteOf(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byteOf(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/**
 * Differences in a and b count double beside lightness ("deltaEOK2"): plain OKLab distance undervalues hue, which
 * sends skin to the nearest grey and a red tongue to the nearest green.
 */
const CHROMA = 2 ** 2;

/** Squared distance of the colours i of p and j of q, n × 3 OKLab numbers each, a and b counting double. */
export function squaredDistance(p: ArrayLike<number>, i: number, q: ArrayLike<number>, j: number): number {
  const dL = p[i * 3] - q[j * 3];
  const da = p[i * 3 + 1] - q[j * 3 + 1];
  const db = p[i * 3 + 2] - q[j * 3 + 2];
  return dL * dL + CHROMA * (da * da + db * db);
}

/**
 * The index of the palette colour nearest to colour i by `squaredDistance`; the first one wins a tie.
 * @param palette n × 3 OKLab numbers, n ≥ 1
 */
export function nearestOklab(palette: Float32Array, lab: ArrayLike<number>, i: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < palette.length / 3; c++) {
    const d = squaredDistance(palette, c, lab, i);
    if (d < least) {
      least = d;
      best = c;
    }
  }
  return best;
}

/** What is darker than this (OKLab lightness) can be a line's, an outline's. */
export const OUTLINE_L = 0.45;
