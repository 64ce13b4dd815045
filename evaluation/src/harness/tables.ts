import type { Kind } from '../measures/index.ts';
import { FIGURES, type Result, type Row, type View } from './run.ts';

/** A column of a table: its heading, what it says, its digits, and which end is better. */
export interface Column<K extends string> {
  readonly key: K;
  readonly title: string;
  readonly help: string;
  readonly digits: number;
  readonly better: 'low' | 'high' | 'none';
}

type RowColumn = Column<Exclude<keyof Row, 'method' | 'label' | 'pictures'>>;

/** Every column, in order: what is led with first, SSIM among the last. */
export const COLUMNS: readonly RowColumn[] = [
  { key: 'score', title: 'score', help: 'distance to what is aimed at; eyes lead', digits: 2, better: 'low' },
  { key: 'detail', title: 'detail', help: 'small features that survive', digits: 2, better: 'high' },
  { key: 'ink', title: 'ink', help: "drawn outlines to the source's own ink", digits: 1, better: 'low' },
  {
    key: 'clog',
    title: 'clog',
    help: 'dark blocks that the source does not have, per 100 outline cells',
    digits: 1,
    better: 'low',
  },
  { key: 'stroke', title: 'stroke', help: 'dark strokes that are drawn', digits: 2, better: 'high' },
  {
    key: 'parts',
    title: 'parts',
    help: 'parts that an unbroken stroke falls into',
    digits: 1,
    better: 'low',
  },
  { key: 'width', title: 'width', help: 'of thin strokes; 1 is one wide', digits: 2, better: 'none' },
  { key: 'exact', title: 'exact', help: 'flat cells that have just their colour', digits: 3, better: 'high' },
  { key: 'tone', title: 'tone', help: 'weight of strokes: both blurred, ΔE76', digits: 2, better: 'low' },
  { key: 'crumbs', title: 'crumbs %', help: 'half-tone pixels', digits: 1, better: 'low' },
  {
    key: 'stray',
    title: 'stray %',
    help: 'lone pixels of a colour that the source does not have there',
    digits: 2,
    better: 'low',
  },
  {
    key: 'ragged',
    title: 'ragged',
    help: 'steps of their own per 100 cells of straight edges and borders',
    digits: 1,
    better: 'low',
  },
  { key: 'soft', title: 'soft %', help: 'blurry steps', digits: 1, better: 'low' },
  { key: 'orphan', title: 'orphan %', help: 'stray pixels', digits: 1, better: 'low' },
  { key: 'line', title: 'line', help: 'recall of dark outlines', digits: 2, better: 'high' },
  {
    key: 'pieces',
    title: 'pieces',
    help: 'fragments an unbroken outline falls into; 0 is an outline lost, 1 is best',
    digits: 1,
    better: 'none',
  },
  { key: 'colour', title: 'ΔE', help: 'colour error to the cell mean, CIEDE2000', digits: 1, better: 'low' },
  { key: 'fill', title: 'fill', help: 'the same over plain cells: colour shift', digits: 2, better: 'low' },
  { key: 'jaggies', title: 'jaggies', help: 'uneven steps of outlines', digits: 2, better: 'low' },
  { key: 'doubled', title: 'doubled', help: 'pixels that only thicken a turn', digits: 2, better: 'low' },
  { key: 'patches', title: 'patches', help: 'distance to genuine pixel art', digits: 2, better: 'low' },
  { key: 'colours', title: 'colours', help: 'colours used', digits: 0, better: 'none' },
  {
    key: 'adherence',
    title: 'kept K',
    help: 'pictures that keep to the palette size',
    digits: 2,
    better: 'high',
  },
  { key: 'purity', title: 'purity', help: "cell purity of the network's output", digits: 3, better: 'high' },
  {
    key: 'ssim',
    title: 'SSIM',
    help: 'to the source, enlarged; ranks plain subsampling first',
    digits: 2,
    better: 'none',
  },
  { key: 'seconds', title: 's', help: 'seconds a picture', digits: 2, better: 'none' },
];

/** What is led with, by kind of pictures. */
const HEADLINES: Readonly<Record<Kind, readonly (keyof Row)[]>> = {
  cartoon: [
    'score',
    'detail',
    'ink',
    'clog',
    'stroke',
    'parts',
    'width',
    'crumbs',
    'stray',
    'soft',
    'orphan',
    'fill',
  ],
  photo: ['score', 'detail', 'stroke', 'parts', 'width', 'crumbs', 'stray', 'soft', 'orphan', 'fill'],
  design: ['score', 'exact', 'tone', 'detail', 'ragged', 'crumbs', 'stray', 'soft', 'orphan'],
};

/** The headline columns of a kind of pictures; every column without one. */
export function columnsOf(kind: Kind | null): readonly RowColumn[] {
  if (kind === null) return COLUMNS;
  return HEADLINES[kind].flatMap((key) => COLUMNS.find((column) => column.key === key) ?? []);
}

const shown = (value: number, digits: number): string => (Number.isNaN(value) ? '–' : value.toFixed(digits));

/** A line of a table: a method and its numbers. */
type Line<K extends string> = { readonly method: string; readonly label: string } & Readonly<
  Record<K, number>
>;

/** Rows as a Markdown table; the best of each column in bold. */
export function markdownTable<K extends string>(
  rows: readonly Line<K>[],
  columns: readonly Column<K>[],
): string {
  // The bound is no method: it does not compete for the best of a column.
  const contest = rows.filter((row) => row.method !== 'bound');
  const best = (column: Column<K>): string | null => {
    const values = contest.map((row) => row[column.key]).filter((v) => !Number.isNaN(v));
    if (column.better === 'none' || values.length < 2) return null;
    return shown(column.better === 'low' ? Math.min(...values) : Math.max(...values), column.digits);
  };
  const lines = [
    `| method | ${columns.map((c) => c.title).join(' | ')} |`,
    `|---|${columns.map(() => '--:').join('|')}|`,
  ];
  const bests = columns.map(best);
  for (const row of rows) {
    const cells = columns.map((c, i) => {
      const text = shown(row[c.key], c.digits);
      return text === bests[i] && row.method !== 'bound' ? `**${text}**` : text;
    });
    lines.push(`| ${row.label} | ${cells.join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

/** Every art's figures as CSV, one line a picture, method and view. */
export function csvTable(results: readonly Result[]): string {
  const keys = [...FIGURES, 'adheres'] as const;
  const lines = [['picture', 'kind', 'method', 'view', ...keys, 'purity', 'seconds'].join(',')];
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const number = (value: number | boolean) =>
    typeof value === 'boolean'
      ? String(value)
      : Number.isNaN(value)
        ? ''
        : String(Number(value.toPrecision(6)));
  for (const result of results) {
    for (const view of ['reduced', 'asIs'] satisfies View[]) {
      const figures = keys.map((key) => number(result.figures[view][key]));
      lines.push(
        [
          quoted(result.picture),
          result.kind ?? '',
          result.method,
          view,
          ...figures,
          number(result.purity),
          number(result.seconds),
        ].join(','),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
