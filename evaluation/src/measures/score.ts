import type { ArtMeasures } from './art.ts';
import type { EyeMeasures } from './eyes.ts';

/** The kinds of pictures, which are judged by different measures. */
export const KINDS = ['cartoon', 'photo', 'design'] as const;
export type Kind = (typeof KINDS)[number];

/** Everything that is measured of an art. */
export type Measures = ArtMeasures & EyeMeasures;

/** What is aimed at for one measure. */
interface Aim {
  /** From here on, or up to here, there is nothing to gain. */
  readonly ideal: number;
  /** How far from the ideal counts 1; below 0 where more is better. */
  readonly unit: number;
  readonly weight: number;
}

type Aims = Readonly<Partial<Record<keyof Measures, Aim>>>;

/** A measure that misses by more units than that has lost all that it can. */
const MOST = 6;

/**
 * What is aimed at, by kind. Ideals are the targets of the project, units about what one method is better than the next.
 * Weights of cartoons were chosen so that nine methods on the public cartoons come in the order in which judges preferred
 * them, those of design so that what beat us by eye comes before us; of photographs alone there are no votes yet.
 */
const AIMS: Readonly<Record<Kind, Aims>> = {
  cartoon: {
    stroke: { ideal: 0.98, unit: -0.1, weight: 6 },
    ink: { ideal: 5.5, unit: 4, weight: 4 },
    detail: { ideal: 0.9, unit: -0.1, weight: 2 },
    soft: { ideal: 2, unit: 2, weight: 1 },
    crumbs: { ideal: 0.5, unit: 3, weight: 1 },
    clog: { ideal: 2, unit: 4, weight: 0.5 },
    parts: { ideal: 1.15, unit: 4, weight: 0.5 },
  },
  photo: {
    detail: { ideal: 0.8, unit: -0.1, weight: 2 },
    soft: { ideal: 4, unit: 4, weight: 1 },
    orphan: { ideal: 3, unit: 3, weight: 1 },
    crumbs: { ideal: 1, unit: 3, weight: 1 },
    fill: { ideal: 1.2, unit: 1, weight: 0.5 },
  },
  design: {
    detail: { ideal: 0.98, unit: -0.1, weight: 4 },
    ragged: { ideal: 0.1, unit: 1, weight: 1 },
    exact: { ideal: 0.995, unit: -0.1, weight: 0.25 },
    tone: { ideal: 1, unit: 1, weight: 0.25 },
    soft: { ideal: 0.7, unit: 2, weight: 0.5 },
    crumbs: { ideal: 0.2, unit: 2, weight: 0.5 },
  },
};

/**
 * One number for what judges would say, to tune by: the weighted mean, over the measures of a kind of pictures, of how
 * many units each misses its ideal, at most six. Measures that the source has nothing for are left out. It ranks
 * methods much as the votes known so far (docs/evaluation.md says how nearly), and eyes lead: where it and a judge
 * differ, the judge is right.
 * @returns 0 (nothing missed) to 6; NaN if none of the measures is known
 */
export function score(measures: Readonly<Partial<Measures>>, kind: Kind): number {
  let sum = 0;
  let weights = 0;
  for (const [key, { ideal, unit, weight }] of Object.entries(AIMS[kind])) {
    const value = measures[key as keyof Measures] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += weight * Math.min(MOST, Math.max(0, (value - ideal) / unit));
    weights += weight;
  }
  return weights > 0 ? sum / weights : Number.NaN;
}
