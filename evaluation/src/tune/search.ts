import { random } from '../../../src/core/random.ts';
import type { Weights } from '../../../src/inference/art/weights.ts';

/** What a weight may be multiplied by in one change. */
const FACTORS = [0.5, 0.7, 0.85, 1.2, 1.4, 2] as const;
/** Gains less than this are chance. */
const LEAST = 0.0005;

/** A change of one weight that was tried. */
export interface Trial {
  readonly name: keyof Weights;
  readonly from: number;
  readonly to: number;
  /** The mean of the merits. */
  readonly merit: number;
}

/**
 * Tries changes of one weight at a time and keeps those that better the mean of the merits, which falls, and make none of them
 * worse: what helps one part of the pictures and harms another is chance, and other pictures would not have it.
 * @param tries how many changes
 * @param seed of their order
 * @param meritsOf one number a part of the pictures, the same parts each time; less is better
 * @param told is given each change that was tried
 */
export function search(
  weights: Weights,
  { tries, seed }: { readonly tries: number; readonly seed: number },
  meritsOf: (weights: Weights) => readonly number[],
  told: (trial: Trial, count: number, isKept: boolean) => void = () => undefined,
): Weights {
  const next = random(seed);
  const names = Object.keys(weights) as (keyof Weights)[];
  // Every change once before any comes again, in an order by lot.
  let changes: (readonly [keyof Weights, number])[] = [];
  let best = meritsOf(weights);
  for (let count = 1; count <= tries; count++) {
    if (changes.length === 0)
      changes = names.flatMap((name) => FACTORS.map((factor) => [name, factor] as const));
    const [[name, factor]] = changes.splice(Math.floor(next() * changes.length), 1);
    const from = weights[name];
    const to = Number((from * factor).toPrecision(3));
    const changed = { ...weights, [name]: to };
    const merits = to === from ? best : meritsOf(changed);
    const isKept =
      meanOf(merits) < meanOf(best) - LEAST && merits.every((merit, part) => merit < best[part] + LEAST);
    told({ name, from, to, merit: meanOf(merits) }, count, isKept);
    if (!isKept) continue;
    weights = changed;
    best = merits;
  }
  return weights;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
