import { random } from '../../../src/core/random.ts';

/** Rows on one sheet: judges look less well at more. */
export const ROWS = 6;

/** Two methods to be judged on one picture. */
export interface Pair {
  readonly picture: string;
  readonly kind: string | null;
  /** The method whose wins are counted, and its rival. */
  readonly a: string;
  readonly b: string;
}

/** Where a pair is shown, and which of its two methods on the left. */
export interface Placed extends Pair {
  /** Both from 1. */
  readonly sheet: number;
  readonly row: number;
  readonly left: 'a' | 'b';
}

/** A list in an order drawn by lot (Fisher and Yates). */
function shuffled<T>(list: readonly T[], next: () => number): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

/**
 * Draws by lot which pairs are shown, where, and on which side which method stands.
 * @param pairs all that could be shown
 * @param most pairs of any two methods and kind that are shown, 1 or more; Infinity for all
 * @param seed the same seed draws the same
 * @returns in the order of sheets and rows
 */
export function drawLots(pairs: readonly Pair[], most: number, seed: number): Placed[] {
  const next = random(seed);
  const taken = new Map<string, number>();
  const chosen = shuffled(pairs, next).filter(({ a, b, kind }) => {
    const key = JSON.stringify([a, b, kind]);
    const count = (taken.get(key) ?? 0) + 1;
    taken.set(key, count);
    return count <= most;
  });
  return chosen.map((pair, i) => ({
    sheet: Math.floor(i / ROWS) + 1,
    row: (i % ROWS) + 1,
    left: next() < 0.5 ? 'a' : 'b',
    ...pair,
  }));
}
