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
  readonly merit: number;
}

/**
 * Tries changes of one weight at a time and keeps those that better the merit, which falls.
 * @param tries how many changes
 * @param seed of their order
 * @param meritOf less is better
 * @param told is given each change that was kept
 */
export function search(
  weights: Weights,
  { tries, seed }: { readonly tries: number; readonly seed: number },
  meritOf: (weights: Weights) => number,
  told: (trial: Trial, count: number, isKept: boolean) => void = () => undefined,
): Weights {
  const next = random(seed);
  const names = Object.keys(weights) as (keyof Weights)[];
  // Every change once before any comes again, in an order by lot.
  let changes: (readonly [keyof Weights, number])[] = [];
  let least = meritOf(weights);
  for (let count = 1; count <= tries; count++) {
    if (changes.length === 0)
      changes = names.flatMap((name) => FACTORS.map((factor) => [name, factor] as const));
    const [[name, factor]] = changes.splice(Math.floor(next() * changes.length), 1);
    const from = weights[name];
    const to = Number((from * factor).toPrecision(3));
    const changed = { ...weights, [name]: to };
    const merit = to === from ? least : meritOf(changed);
    const isKept = merit < least - LEAST;
    told({ name, from, to, merit }, count, isKept);
    if (!isKept) continue;
    weights = changed;
    least = merit;
  }
  return weights;
}
