import type { Shares } from './shares.ts';
import { squared } from './space.ts';

/** The two parts that the colours of a few cells fall into: a line and its ground, or two areas. */
export interface Split {
  /** Two colours, 2 × 3 numbers of art's colour space. */
  readonly colours: Float32Array;
  /** Their distance. */
  readonly contrast: number;
  /** How much of the cells' variance it is that the two explain, 0..1: little where there are three colours. */
  readonly clarity: number;
  /** The share of the first one, 0..1. */
  readonly share: number;
}

const ROUNDS = 4;
const mass = new Float64Array(256);

/** Splits what cells of the source show in two; null if they show less than two colours. */
export function splitOf(shares: Shares, cells: readonly number[], colours: Float32Array): Split | null {
  const seeds: number[] = [];
  for (const cell of cells) {
    for (let at = shares.start[cell]; at < shares.start[cell + 1]; at++) {
      const seed = shares.seed[at];
      if (mass[seed] === 0) seeds.push(seed);
      // Whole numbers, so that the order of the cells changes nothing.
      mass[seed] += Math.round(shares.share[at] * 65536);
    }
  }
  seeds.sort((p, q) => p - q);
  const weights = seeds.map((seed) => mass[seed]);
  for (const seed of seeds) mass[seed] = 0;
  if (seeds.length < 2) return null;
  let heaviest = 0;
  for (let k = 1; k < seeds.length; k++) if (weights[k] > weights[heaviest]) heaviest = k;
  let other = 0;
  let most = -1;
  for (let k = 0; k < seeds.length; k++) {
    const pull = weights[k] * squared(colours, seeds[k], colours, seeds[heaviest]);
    if (pull <= most) continue;
    most = pull;
    other = k;
  }
  const means = new Float32Array(6);
  for (let c = 0; c < 3; c++) {
    means[c] = colours[seeds[heaviest] * 3 + c];
    means[3 + c] = colours[seeds[other] * 3 + c];
  }
  const totals = [0, 0];
  const sums = new Float64Array(6);
  for (let round = 0; round < ROUNDS; round++) {
    sums.fill(0);
    totals.fill(0);
    for (let k = 0; k < seeds.length; k++) {
      const part = sideOf(means, colours, seeds[k]);
      totals[part] += weights[k];
      for (let c = 0; c < 3; c++) sums[part * 3 + c] += weights[k] * colours[seeds[k] * 3 + c];
    }
    if (totals[0] === 0 || totals[1] === 0) return null;
    for (let c = 0; c < 6; c++) means[c] = sums[c] / totals[c < 3 ? 0 : 1];
  }
  const distance = squared(means, 0, means, 1);
  const share = totals[0] / (totals[0] + totals[1]);
  let within = 0;
  for (let k = 0; k < seeds.length; k++)
    within += weights[k] * squared(means, sideOf(means, colours, seeds[k]), colours, seeds[k]);
  within /= totals[0] + totals[1];
  const between = share * (1 - share) * distance;
  return { colours: means, contrast: Math.sqrt(distance), clarity: between / (between + within), share };
}

/** Which of a split's parts a colour belongs to, 0 or 1. */
export const sideOf = (means: Float32Array, colours: ArrayLike<number>, i: number): 0 | 1 =>
  squared(means, 0, colours, i) <= squared(means, 1, colours, i) ? 0 : 1;
