import { renderArt } from '../../../src/core/grid.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { evidenceOf } from '../../../src/inference/art/evidence.ts';
import { makeArt } from '../../../src/inference/art/make-art.ts';
import type { Weights } from '../../../src/inference/art/weights.ts';
import {
  fillError,
  KINDS,
  type Kind,
  type Measures,
  measureForEyes,
  orphans,
  score,
  softSteps,
} from '../measures/index.ts';
import { HALVES, type Half, pictureOf, type Subject } from './subjects.ts';

/** The measures shown, those that the score of some kind asks for and the rest of what is aimed at. */
export const HEADLINES = [
  'stroke',
  'parts',
  'detail',
  'ink',
  'clog',
  'exact',
  'tone',
  'ragged',
  'crumbs',
  'soft',
  'orphan',
  'fill',
] as const satisfies readonly (keyof Measures)[];

/** The means over the pictures of one kind in one half. */
export interface Judged {
  readonly kind: Kind;
  readonly half: Half;
  readonly pictures: number;
  /** Distance to what is aimed at. */
  readonly score: number;
  readonly measures: Readonly<Record<(typeof HEADLINES)[number], number>>;
}

const COLOURS = 16;

/** One picture's art by some weights. */
export const artBy = ({ cells, source }: Subject, weights: Weights): RgbaImage =>
  renderArt(makeArt(evidenceOf(cells, source, weights), { colors: COLOURS, palette: null }, weights));

/** How art is judged that weights make of the subjects; a row a kind and half that there are pictures of. */
export function judge(subjects: readonly Subject[], weights: Weights): Judged[] {
  const found = subjects.map((subject) => {
    const art = artBy(subject, weights);
    const measures = {
      ...measureForEyes(subject.reading, art),
      soft: softSteps(art),
      orphan: orphans(art),
      fill: fillError(subject.reading.cells, art),
    };
    return { subject, measures, score: score(measures, subject.kind) };
  });
  return KINDS.flatMap((kind) =>
    HALVES.flatMap((half) => {
      const own = found.filter(({ subject }) => subject.kind === kind && subject.half === half);
      if (own.length === 0) return [];
      const measures = HEADLINES.map((key) => [key, meanOf(own.map((one) => one.measures[key]))]);
      return {
        kind,
        half,
        pictures: own.length,
        score: meanOf(own.map((one) => one.score)),
        measures: Object.fromEntries(measures) as Judged['measures'],
      };
    }),
  );
}

/**
 * What weights are chosen by: the mean scores of every second picture of each kind, and of the rest of it, those of a picture
 * that is there twice together.
 * @param subjects of one half
 */
export function meritsOf(subjects: readonly Subject[], weights: Weights): number[] {
  return KINDS.flatMap((kind) => {
    const own = subjects.filter((subject) => subject.kind === kind);
    const names = [...new Set(own.map(({ name }) => pictureOf(name)))];
    return [0, 1].flatMap((part) => {
      const some = own.filter(({ name }) => names.indexOf(pictureOf(name)) % 2 === part);
      return some.length === 0 ? [] : [judge(some, weights)[0].score];
    });
  });
}

/** The score of all of the tune half: the mean of the kinds'. */
export function merit(rows: readonly Judged[]): number {
  return meanOf(rows.filter(({ half }) => half === 'tune').map((row) => row.score));
}

/** The mean of the known ones. */
function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
