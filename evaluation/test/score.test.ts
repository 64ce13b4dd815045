import { describe, expect, it } from 'vitest';
import { KINDS, type Measures, score } from '../src/measures/index.ts';

type Known = Partial<Measures>;

const IDEAL: Known = {
  detail: 1,
  ink: 0,
  clog: 0,
  stroke: 1,
  parts: 1,
  width: 1,
  exact: 1,
  tone: 0,
  crumbs: 0,
  stray: 0,
  ragged: 0,
  soft: 0,
  orphan: 0,
  fill: 0,
};

/** How many of the pairs of a ranking, the best first, the score puts the same way round. */
function concordant(ranking: readonly Known[], kind: (typeof KINDS)[number]): number {
  let count = 0;
  ranking.forEach((one, i) => {
    for (const two of ranking.slice(i + 1)) if (score(one, kind) < score(two, kind)) count++;
  });
  return count;
}

describe('score', () => {
  it.each(KINDS)('is 0 where nothing is missed, and no more than 6: %s', (kind) => {
    expect(score(IDEAL, kind)).toBe(0);
    const worst: Known = { ...IDEAL, detail: 0, ink: 60, clog: 90, stroke: 0, parts: 99, exact: 0, tone: 60 };
    const all = { ...worst, crumbs: 50, stray: 50, ragged: 90, soft: 50, orphan: 50, fill: 30 };
    expect(score(all, kind)).toBe(6);
    expect(score(worst, kind)).toBeLessThan(6);
  });

  it.each(KINDS)('grows with what is missed, one measure at a time: %s', (kind) => {
    const misses: Known[] = [{ detail: 0.7 }, { soft: 6 }, { crumbs: 4 }];
    for (const miss of misses) expect(score({ ...IDEAL, ...miss }, kind)).toBeGreaterThan(0);
    expect(score({ ...IDEAL, detail: 0.6 }, kind)).toBeGreaterThan(score({ ...IDEAL, detail: 0.7 }, kind));
  });

  it('leaves out what a source has nothing for', () => {
    expect(score({ ...IDEAL, detail: Number.NaN, soft: 4 }, 'cartoon')).toBeGreaterThan(0);
    expect(score({ detail: 0.8, ink: Number.NaN }, 'cartoon')).toBe(score({ detail: 0.8 }, 'cartoon'));
    expect(score({ width: 1 }, 'cartoon')).toBeNaN();
    expect(score({}, 'photo')).toBeNaN();
  });

  // The figures on pictures that nobody trained or chose by, as far as they were told with the votes on them.
  it('ranks held-back pictures as judges did', () => {
    const abstraction = { detail: 0.83, ink: 8.4, clog: 0.7, stroke: 0.91, parts: 8.1 };
    const ours = { detail: 0.61, ink: 10, clog: 6.6, stroke: 0.98, parts: 1.1 };
    const vote = { detail: 0.85, ink: 5.9, clog: 1.6, stroke: 0.82, parts: 6.5 };
    const adaptive = { detail: 0.82, ink: 10.1, clog: 0.1, stroke: 0.84, parts: 9.2 };
    expect(concordant([abstraction, ours, vote, adaptive], 'cartoon')).toBe(6);
  });

  it('puts what judges preferred on design before ours of then', () => {
    const ours = { exact: 0.99, tone: 1.28, detail: 0.73 };
    const rivals = [
      { exact: 0.995, tone: 0.95, detail: 0.95 },
      { exact: 0.995, tone: 0.97, detail: 0.97 },
      { exact: 0.674, tone: 2.95, detail: 0.95 },
      { exact: 0.988, tone: 1.19, detail: 1 },
    ];
    for (const rival of rivals) expect(score(rival, 'design')).toBeLessThan(score(ours, 'design'));
  });
});
