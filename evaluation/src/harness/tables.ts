import type { Figures, Result, Row, View } from './run.ts';

/** A column of a table: its heading, what it says, its digits, and which end is better. */
export interface Column<K extends string> {
  readonly key: K;
  readonly title: string;
  readonly help: string;
  readonly digits: number;
  readonly better: 'low' | 'high' | 'none';
}

/** The columns of every table, in order: what is led with first, SSIM among the last. */
export const COLUMNS: readonly Column<Exclude<keyof Row, 'method' | 'label' | 'pictures'>>[] = [
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
  const keys: readonly (keyof Figures)[] = [
    'soft',
    'orphan',
    'line',
    'pieces',
    'colour',
    'fill',
    'jaggies',
    'doubled',
    'colours',
    'adheres',
    'ssim',
  ];
  const lines = [['picture', 'method', 'view', ...keys, 'purity', 'seconds'].join(',')];
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
