import type { Weights } from '../../../src/inference/art/weights.ts';
import { HEADLINES, type Judged, merit } from './judge.ts';

/** The weights that are terms: without one, its cost is 0. */
export const TERMS = [
  'majority',
  'support',
  'pair',
  'lone',
  'pieces',
  'feature',
  'colour',
] as const satisfies readonly (keyof Weights)[];

/** How one set of weights is judged. */
export interface Line {
  readonly name: string;
  readonly rows: readonly Judged[];
}

/** The scores of several sets of weights, a column a kind and half; less is better. */
export function scoreTable(lines: readonly Line[]): string {
  const heads = lines[0].rows.map(({ kind, half, pictures }) => `${kind} ${half} (${pictures})`);
  return table(
    ['score', 'tune', ...heads],
    lines.map(({ name, rows }) => [
      name,
      merit(rows).toFixed(3),
      ...rows.map(({ score }) => score.toFixed(3)),
    ]),
  );
}

/** The measures of one set of weights, a row a kind and half. */
export function measureTable(rows: readonly Judged[]): string {
  return table(
    ['measures', 'score', ...HEADLINES],
    rows.map(({ kind, half, score, measures }) => [
      `${kind} ${half}`,
      score.toFixed(3),
      ...HEADLINES.map((key) => (Number.isNaN(measures[key]) ? '' : measures[key].toFixed(3))),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
