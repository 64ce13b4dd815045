// `npm run bench`: what the whole job costs, beside what else one could run.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { invalid, messageOf, UserError, Words } from '../src/core/errors.ts';
import { type OptionSpec, parseOptions } from '../src/core/options.ts';
import type { Shape } from './flops.ts';
import type { Job, Measured } from './jobs.ts';
import { measure } from './measure.ts';
import { report, withFigures } from './report.ts';

const HELP = `Usage: npm run bench -- [options]

Measures time and peak memory of the whole job by provider and size, against every baseline and the same cascade at the
width of the paper's code (64), prints the table and writes it into docs/performance.md. Each measurement runs in a
process of its own. Run it on a machine that does nothing else.

  --models DIR   our models (models)
  --max N        the largest side of the networks' input, pixels (2048)
  --width N      of the cascade compared with (64)
  --limit N      seconds: sizes whose run would take longer, by the size before, are left out (60)
  --cold         measure the first picture instead; --cold --help tells more
  --hand         measure what is done by hand in the plugin instead; --hand --help tells more
  --doc FILE     the document whose figures are replaced (docs/performance.md)
`;

const OPTIONS = {
  max: { kind: 'integer', default: 2048, min: 64, max: 2048, help: 'largest side' },
  width: { kind: 'integer', default: 64, min: 1, max: 128, help: 'width compared with' },
  limit: { kind: 'integer', default: 60, min: 1, max: 3600, help: 'seconds a run' },
} as const satisfies Record<string, OptionSpec>;

const execute = promisify(execFile);
const log = (line: string) => process.stderr.write(`${line}\n`);

async function runInChild(job: Job): Promise<Measured> {
  const script = fileURLToPath(new URL('./bench-job.js', import.meta.url));
  const { stdout } = await execute(process.execPath, [script, JSON.stringify(job)]);
  const answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured | { error: string };
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}

/** What is read of models.json. */
interface Described {
  readonly configuration?: {
    readonly head?: Shape['head'];
    readonly gridnet?: Shape;
    readonly pixelnet?: Shape;
  };
}

async function shapesOf(models: string): Promise<{ gridnet: Shape; pixelnet: Shape } | null> {
  const text = await readFile(join(models, 'models.json'), 'utf8').catch((error: unknown) => {
    throw invalid('--models', 'a folder with models.json', new Words(messageOf(error)));
  });
  const { configuration } = JSON.parse(text) as Described;
  const { head, gridnet, pixelnet } = configuration ?? {};
  if (!gridnet || !pixelnet) return null;
  const headed = (shape: Shape): Shape => (head === undefined ? shape : { ...shape, head });
  return { gridnet: headed(gridnet), pixelnet: headed(pixelnet) };
}

/** The wide cascade and the matrix product, by the training side; null, with a word why, where that is not installed. */
async function prepareWide(
  folder: string,
  width: number,
  shapes: { gridnet: Shape; pixelnet: Shape } | null,
): Promise<{ coreGflops: number | null } | null> {
  const blocks = (shape: Shape | undefined) => String(shape?.residualBlocks ?? 9);
  const options = [
    '--width',
    String(width),
    '--grid-blocks',
    blocks(shapes?.gridnet),
    '--pixel-blocks',
    blocks(shapes?.pixelnet),
  ];
  try {
    const { stdout } = await execute('npm', [
      ...['--prefix', 'training', 'run', '--silent', 'bench', '--'],
      ...['--out', folder, ...options],
    ]);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { coreGflops: number | null };
  } catch (error) {
    log(`bench: left out width ${width} and the peaks: ${messageOf(error)}`);
    return null;
  }
}

async function main(): Promise<void> {
  for (const kind of ['cold', 'hand'])
    if (process.argv.includes(`--${kind}`)) {
      // Only these need a browser.
      await import(new URL(`./bench-${kind}.js`, import.meta.url).href);
      return;
    }
  const { values } = parseArgs({
    options: {
      models: { type: 'string', default: 'models' },
      max: { type: 'string' },
      width: { type: 'string' },
      limit: { type: 'string' },
      doc: { type: 'string', default: 'docs/performance.md' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { max, width, limit } = parseOptions(
    OPTIONS,
    { max: values.max, width: values.width, limit: values.limit },
    '--',
  );
  const document = await readFile(values.doc, 'utf8');
  withFigures(document, values.doc, '');
  const shapes = await shapesOf(values.models);
  // Other work on the machine makes every figure worse: it is part of them.
  const load = loadavg()[0].toFixed(1);
  const folder = await mkdtemp(join(tmpdir(), 'pixel-cascade-bench-'));
  try {
    log('the training side');
    const training = await prepareWide(folder, width, shapes);
    const cores = availableParallelism();
    const plan = {
      models: values.models,
      wide: training === null ? null : { folder, width },
      threads: cores > 1 ? [1, Math.min(cores, 4)] : [1],
      max,
      limit,
    };
    const results = await measure(plan, runInChild, log);
    const processor = cpus()[0]?.model ?? 'unknown processor';
    const machine = `${processor}, ${cores} cores, node ${process.versions.node}, load average ${load} when it began`;
    const figures = report(results, { machine, coreGflops: training?.coreGflops ?? null, width, shapes });
    await writeFile(values.doc, withFigures(document, values.doc, figures));
    process.stdout.write(figures);
    log(`${values.doc}: written`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  const usage = error instanceof UserError || (error instanceof Error && 'code' in error);
  process.stderr.write(`bench: ${usage || !(error instanceof Error) ? messageOf(error) : error.stack}\n`);
  process.exitCode = 2;
});
