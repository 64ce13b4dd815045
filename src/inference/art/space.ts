import { LINEAR_OF_BYTE, writeOklab } from '../../core/colour.ts';

/**
 * The space in which art measures colours, everywhere and always: OKLab with Ottosson's toe, which puts near-blacks as
 * near to each other as they look (plain OKLab has byte 10 farther from black than 200 is from white), so that a picture
 * and its negative are judged alike; a and b count several times (weights.ts), since hues are missed sooner than shades. A
 * colour is three numbers, L 0..1 and a, b, and the distance is Euclid's: black to white is 1. This is Ottosson's toe, L_r.
 */
const K1 = 0.206;
const K2 = 0.03;
const K3 = (1 + K1) / (1 + K2);

/** Colours that are remembered, by a hash of 12 bits: pictures repeat theirs. */
const KNOWN_BITS = 12;
const knownKeys = new Int32Array(1 << KNOWN_BITS).fill(-1);
const knownColours = new Float32Array(3 << KNOWN_BITS);
/** What those count a and b. */
let knownHue = 0;
/** Spreads keys over the hash: 2 to the 32nd by the golden ratio. */
const SPREAD = 0x9e3779b1;

/**
 * sRGB bytes in that space.
 * @param bytes n × `stride` bytes, the first three of each R, G, B
 * @param hue how often a and b count
 * @returns n × 3 numbers
 */
export function spaceOf(bytes: ArrayLike<number>, hue: number, stride: 3 | 4 = 3): Float32Array {
  const n = Math.floor(bytes.length / stride);
  const out = new Float32Array(n * 3);
  if (hue !== knownHue) {
    knownKeys.fill(-1);
    knownHue = hue;
  }
  for (let i = 0, at = 0, to = 0; i < n; i++, at += stride, to += 3) {
    const key = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    const place = Math.imul(key, SPREAD) >>> (32 - KNOWN_BITS);
    const from = place * 3;
    if (knownKeys[place] !== key) {
      writeOklab(
        LINEAR_OF_BYTE[bytes[at]],
        LINEAR_OF_BYTE[bytes[at + 1]],
        LINEAR_OF_BYTE[bytes[at + 2]],
        knownColours,
        from,
      );
      enter(knownColours, from, hue);
      knownKeys[place] = key;
    }
    out[to] = knownColours[from];
    out[to + 1] = knownColours[from + 1];
    out[to + 2] = knownColours[from + 2];
  }
  return out;
}

/**
 * OKLab colours in that space.
 * @param lab n × 3 numbers, left as they are
 * @param hue how often a and b count
 */
export function spaceOfOklab(lab: Float64Array, hue: number): Float64Array {
  const out = lab.slice();
  for (let at = 0; at < out.length; at += 3) enter(out, at, hue);
  return out;
}

/** Takes the three numbers from `at` on from OKLab into the space. */
function enter(lab: Float32Array | Float64Array, at: number, hue: number): void {
  const L = Math.max(lab[at], 1e-4);
  const x = K3 * L - K1;
  const seen = (x + Math.sqrt(x * x + 4 * K2 * K3 * L)) / 2;
  lab[at] = seen;
  lab[at + 1] *= (hue * seen) / L;
  lab[at + 2] *= (hue * seen) / L;
}

/** Squared distance of the colours i of p and j of q, n × 3 numbers each. */
export function squared(p: ArrayLike<number>, i: number, q: ArrayLike<number>, j: number): number {
  const dL = p[i * 3] - q[j * 3];
  const da = p[i * 3 + 1] - q[j * 3 + 1];
  const db = p[i * 3 + 2] - q[j * 3 + 2];
  return dL * dL + da * da + db * db;
}

/** The index of the colour nearest to colour i of p, the first of several; `colours` has n × 3 numbers, n ≥ 1. */
export function nearest(colours: ArrayLike<number>, p: ArrayLike<number>, i: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < colours.length / 3; c++) {
    const d = squared(p, i, colours, c);
    if (d < least) {
      least = d;
      best = c;
    }
  }
  return best;
}
