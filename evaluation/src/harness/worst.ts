import type { ArtMeasures } from '../measures/index.ts';
import type { Result } from './run.ts';

/** What is aimed at, by the kind of pictures: limits that a figure should stay under, or over. */
const AIMS = {
  cartoon: { soft: 2.7, orphan: 2.7, line: 0.9, pieces: 2, colour: 4, fill: 0.6 },
  photo: { soft: 5, orphan: 3.4, line: 0.95, pieces: 2, colour: 3.7, fill: 1.3 },
} as const;

/** The kinds of pictures that there are aims for. */
export const AIMED = Object.keys(AIMS) as (keyof typeof AIMS)[];

type Aim = keyof (typeof AIMS)['cartoon'];

/** A picture and how far it is from the aims. */
export interface Miss {
  readonly result: Result;
  /** Sum of the misses, each as a share of its aim. */
  readonly total: number;
  /** Figures that miss their aim, the furthest first. */
  readonly missed: readonly { readonly aim: Aim; readonly value: number; readonly limit: number }[];
}

/** How far a figure is from its aim, as a share of it; 0 where it is met or there is nothing to measure. */
function missOf(aim: Aim, value: number, limit: number): number {
  if (!Number.isFinite(value)) return 0;
  // What is missing of the recall counts as what is left of it: .80 against .90 is twice as much lost.
  const share = aim === 'line' ? (1 - value) / (1 - limit) - 1 : value / limit - 1;
  return Math.max(0, share);
}

/** A method's results that are furthest from the aims, the worst first. */
export function worstOf(
  results: readonly Result[],
  method: string,
  kind: keyof typeof AIMS,
  count: number,
): Miss[] {
  const aims = AIMS[kind];
  return results
    .filter((result) => result.method === method)
    .map((result) => {
      const figures: ArtMeasures = result.figures.reduced;
      const missed = (Object.keys(aims) as Aim[])
        .map((aim) => ({ aim, value: figures[aim], limit: aims[aim] }))
        .filter(({ aim, value, limit }) => missOf(aim, value, limit) > 0)
        .sort((p, q) => missOf(q.aim, q.value, q.limit) - missOf(p.aim, p.value, p.limit));
      const total = missed.reduce((sum, { aim, value, limit }) => sum + missOf(aim, value, limit), 0);
      return { result, total, missed };
    })
    .sort((p, q) => q.total - p.total)
    .slice(0, count);
}

/** The worst results as a table: what each misses, the furthest first. */
export function worstTable(worst: readonly Miss[]): string {
  const rows = worst.map(({ result, missed }, i) => {
    const words = missed.map(({ aim, value, limit }) => `${aim} ${value.toFixed(2)} (${limit})`);
    return `| ${i + 1} | ${result.picture} | ${words.join(', ') || 'nothing'} |`;
  });
  return ['| | picture | misses, the furthest first (aim) |', '|--:|---|---|', ...rows, ''].join('\n');
}
