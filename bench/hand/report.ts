/** What was done by hand, and how long the preview took to show it each time, in milliseconds. */
export interface Done {
  readonly what: string;
  /** From the input to the new art on the screen. */
  readonly shown: readonly number[];
  /** Of that, what the worker took to colour the art; none where it was not asked. */
  readonly colouring: readonly number[];
}

/** The median; NaN of none. */
const median = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : [...values].sort((a, b) => a - b)[values.length >> 1];

const ms = (value: number): string => (Number.isFinite(value) ? value.toFixed(0) : '–');

/** The figures as a Markdown table. */
export function handReport(all: readonly Done[]): string {
  const rows = all.map(({ what, shown, colouring }) => [
    what,
    ms(median(shown)),
    ms(Math.max(...shown)),
    ms(median(colouring)),
    String(shown.length),
  ]);
  return [
    ['by hand, to the new preview', 'median ms', 'worst ms', 'of it the worker', 'times'],
    ['---', '--:', '--:', '--:', '--:'],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}
