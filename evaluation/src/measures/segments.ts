import { random } from '../../../src/core/random.ts';
import type { LabImage } from './colour.ts';

const ROUNDS = 20;
/** Bins along one axis of CIELAB, each 2.5 wide: blends within a bin look the same. */
const BIN = 2.5;

/** A picture's pixels by colour. */
export interface Segments {
  /** The colour of each pixel, 0..colours-1, rows top to bottom. */
  readonly labels: Uint8Array;
  readonly colours: number;
}

/** A picture's colours in bins of CIELAB. */
export interface CountedColours {
  /** The bin of each pixel, rows top to bottom. */
  readonly bins: Int32Array;
  /** The mean CIELAB of each bin, three values a bin. */
  readonly points: Float64Array;
  /** Pixels in each bin. */
  readonly weights: Float64Array;
}

/** Counts a picture's colours, for parting it. */
export function countColours({ lab }: LabImage): CountedColours {
  const numbers = new Map<number, number>();
  const sums: number[] = [];
  const bins = new Int32Array(lab.length / 3);
  for (let i = 0; i < bins.length; i++) {
    const l = Math.round(lab[i * 3] / BIN);
    const a = Math.round(lab[i * 3 + 1] / BIN) + 64;
    const b = Math.round(lab[i * 3 + 2] / BIN) + 64;
    const key = (l << 16) | (a << 8) | b;
    let bin = numbers.get(key);
    if (bin === undefined) {
      bin = numbers.size;
      numbers.set(key, bin);
      sums.push(0, 0, 0, 0);
    }
    bins[i] = bin;
    sums[bin * 4]++;
    for (let c = 0; c < 3; c++) sums[bin * 4 + 1 + c] += lab[i * 3 + c];
  }
  const weights = Float64Array.from({ length: numbers.size }, (_, i) => sums[i * 4]);
  const points = new Float64Array(weights.length * 3);
  for (let j = 0; j < points.length; j++) {
    const bin = Math.floor(j / 3);
    points[j] = sums[bin * 4 + 1 + (j % 3)] / weights[bin];
  }
  return { bins, points, weights };
}

/**
 * Parts a picture into a few colours: k-means in CIELAB over bins, begun by k-means++ with a few candidates each.
 * @param counted the picture's colours
 * @param colours the most colours, 1..256
 * @param seed the same seed gives the same colours
 */
export function segments({ bins, points, weights }: CountedColours, colours: number, seed = 1): Segments {
  const centres =
    weights.length > colours
      ? settled(points, weights, begun(points, weights, colours, random(seed)))
      : points;
  const owners = Uint8Array.from(weights, (_, i) => nearest(centres, points, i));
  return { labels: Uint8Array.from(bins, (bin) => owners[bin]), colours: centres.length / 3 };
}

/** Squared distance between entry i of a and entry j of b. */
function squared(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const l = a[i * 3] - b[j * 3];
  const m = a[i * 3 + 1] - b[j * 3 + 1];
  const n = a[i * 3 + 2] - b[j * 3 + 2];
  return l * l + m * m + n * n;
}

/** The centre that is nearest to entry i of the points. */
function nearest(centres: Float64Array, points: Float64Array, i: number): number {
  let index = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < centres.length / 3; c++) {
    const d = squared(centres, c, points, i);
    if (d < least) {
      least = d;
      index = c;
    }
  }
  return index;
}

/** k-means++: each next centre is the best of a few points drawn by weight × squared distance. */
function begun(points: Float64Array, weights: Float64Array, k: number, next: () => number): Float64Array {
  const n = weights.length;
  const candidates = 2 + Math.floor(Math.log(k));
  const far = new Float64Array(n).fill(1);
  const centres = new Float64Array(k * 3);
  const draw = (): number => {
    let left = 0;
    for (let i = 0; i < n; i++) left += weights[i] * far[i];
    left *= next();
    for (let i = 0; i < n; i++) {
      left -= weights[i] * far[i];
      if (left < 0) return i;
    }
    return n - 1;
  };
  for (let c = 0; c < k; c++) {
    let chosen = draw();
    let least = Number.POSITIVE_INFINITY;
    for (let t = 0; c > 0 && t < candidates; t++) {
      const point = t === 0 ? chosen : draw();
      let left = 0;
      for (let i = 0; i < n; i++) left += weights[i] * Math.min(far[i], squared(points, i, points, point));
      if (left < least) [least, chosen] = [left, point];
    }
    centres.set(points.subarray(chosen * 3, chosen * 3 + 3), c * 3);
    for (let i = 0; i < n; i++) {
      const d = squared(points, i, points, chosen);
      far[i] = c === 0 ? d : Math.min(far[i], d);
    }
  }
  return centres;
}

/** Moves the centres to the means of their points until that gains little. */
function settled(points: Float64Array, weights: Float64Array, centres: Float64Array): Float64Array {
  let error = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = error;
    error = 0;
    const mass = new Float64Array(centres.length / 3);
    const sum = new Float64Array(centres.length);
    for (let i = 0; i < weights.length; i++) {
      const index = nearest(centres, points, i);
      error += weights[i] * squared(centres, index, points, i);
      mass[index] += weights[i];
      for (let c = 0; c < 3; c++) sum[index * 3 + c] += weights[i] * points[i * 3 + c];
    }
    if (before - error <= 1e-3 * before) break;
    for (let j = 0; j < sum.length; j++) {
      const own = mass[Math.floor(j / 3)];
      if (own > 0) centres[j] = sum[j] / own;
    }
  }
  return centres;
}
