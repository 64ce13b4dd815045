/** The ablation's tables and figures, from finished runs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { contactSheet } from '../../../evaluation/src/sheet/contact-sheet.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { loadWeights, readCheckpoint } from '../train/checkpoint.ts';
import { type Stats, Trainer } from '../train/trainer.ts';
import { ABLATIONS, type AblationName, FIGURES } from './configurations.ts';
import { measureOutput, networkInput, networkOutput, type OutputMeasures } from './output.ts';

/** A picture to draw, by the name shown under it. */
type Named = RgbaImage & { readonly name: string };

/** A configuration's finished run. */
export interface FinishedRun {
  readonly name: AblationName;
  readonly folder: string;
  readonly iterations: number;
  /** Spent training, over all its resumptions. */
  readonly seconds: number;
}

/** Share of a run's iterations, at its end, that its final losses are the mean of. */
const TAIL = 0.1;

const MEASURES = [
  'detail',
  'stroke',
  'ink',
  'clog',
  'soft',
  'orphan',
  'fill',
  'purity',
] as const satisfies (keyof OutputMeasures)[];

/** One line of the tables. */
interface Row {
  readonly name: AblationName;
  readonly leavesOut: string;
  readonly iterations: number;
  readonly seconds: number;
  /** Weighted terms of Eq. 1-3 and the discriminators', means over the last tenth of the run; none that is left out. */
  readonly losses: Readonly<Record<string, number>>;
  /** Means over the pictures that have the figure; null where none has. */
  readonly measures: Readonly<Record<(typeof MEASURES)[number], number | null>>;
}

function finalLosses(folder: string): Record<string, number> {
  const lines = readFileSync(join(folder, 'stats.jsonl'), 'utf8').trim().split('\n');
  const tail = lines.slice(-Math.max(1, Math.round(lines.length * TAIL))).map((l) => JSON.parse(l) as Stats);
  const means: Record<string, number> = {};
  for (const { losses } of tail)
    for (const [name, value] of Object.entries(losses))
      means[name] = (means[name] ?? 0) + value / tail.length;
  return means;
}

function meanOf(values: readonly number[]): number | null {
  const known = values.filter(Number.isFinite);
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : null;
}

/** The outputs of a run's averaged weights, as they would be exported, for every input. */
function outputsOf({ folder }: FinishedRun, inputs: readonly RgbaImage[]): RgbaImage[] {
  const checkpoint = readCheckpoint(join(folder, 'checkpoint.bin'));
  const trainer = new Trainer(checkpoint.header.config, { cartoons: [], pixels: [] });
  loadWeights(trainer, checkpoint);
  const outputs = trainer.withAverages(() =>
    inputs.map((input) => networkOutput(trainer.cascade, trainer.config, input)),
  );
  trainer.dispose();
  return outputs;
}

function markdown(title: string, command: string, rows: readonly Row[]): string {
  const terms = [...new Set(rows.flatMap((row) => Object.keys(row.losses)))];
  const shown = (value: number | null | undefined, digits: number): string =>
    value == null ? '–' : value.toFixed(digits);
  const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
    [head, ['---', '---', ...head.slice(2).map(() => '--:')], ...lines]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n');
  const first = (row: Row): string[] => [ABLATIONS[row.name].title, row.leavesOut];
  return [
    `# ${title}`,
    `\`${command}\``,
    '## Network outputs',
    table(
      ['configuration', 'leaves out', 'iterations', 's', ...MEASURES],
      rows.map((row) => [
        ...first(row),
        String(row.iterations),
        row.seconds.toFixed(0),
        ...MEASURES.map((key) => shown(row.measures[key], 2)),
      ]),
    ),
    '## Losses, mean of the last tenth',
    table(
      ['configuration', 'leaves out', ...terms],
      rows.map((row) => [...first(row), ...terms.map((term) => shown(row.losses[term], 2))]),
    ),
    '',
  ].join('\n\n');
}

/**
 * Writes ablation.md, ablation.json, and figure-9.png and figure-10.png with the columns that were run.
 * @param command the command line to make the same again
 * @param cells art pixels along a picture's longest side; the network sees 4 pixels for each
 * @returns the Markdown
 */
export function writeReport(
  folder: string,
  command: string,
  runs: readonly FinishedRun[],
  pictures: readonly Named[],
  cells: number,
): string {
  mkdirSync(folder, { recursive: true });
  const inputs = pictures.map((picture) => networkInput(picture, cells));
  const outputs = new Map(runs.map((run) => [run.name, outputsOf(run, inputs)]));
  const rows = runs.map((run): Row => {
    const measured = outputs.get(run.name)!.map((output, i) => measureOutput(inputs[i]!, output));
    const measures = Object.fromEntries(MEASURES.map((key) => [key, meanOf(measured.map((m) => m[key]))]));
    return {
      name: run.name,
      leavesOut: ABLATIONS[run.name].leavesOut,
      iterations: run.iterations,
      seconds: run.seconds,
      losses: finalLosses(run.folder),
      measures: measures as Row['measures'],
    };
  });
  for (const [figure, columns] of Object.entries(FIGURES)) {
    const present = columns.filter((name) => outputs.has(name));
    if (present.length === 0) continue;
    const lines = pictures.map(({ name }, i) => ({
      name,
      source: inputs[i]!,
      arts: present.map((column) => outputs.get(column)![i]!),
    }));
    const titles = present.map((name) =>
      figure === 'figure-9' && name === 'loss5' ? 'complete' : ABLATIONS[name].title,
    );
    const { width, height, data } = contactSheet(titles, lines, 1);
    writeFileSync(
      join(folder, `${figure}.png`),
      encode({ width, height, data: Uint8Array.from(data), channels: 4 }),
    );
  }
  const text = markdown(`${pictures.length} pictures, ${runs[0]!.iterations} iterations each`, command, rows);
  writeFileSync(join(folder, 'ablation.json'), `${JSON.stringify({ command, rows }, null, 2)}\n`);
  writeFileSync(join(folder, 'ablation.md'), text);
  return text;
}
