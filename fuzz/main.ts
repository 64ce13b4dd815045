// `npm run fuzz`: broken files and hasty people, until something breaks.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { invalid, messageOf, UserError } from '../src/core/errors.ts';
import { integer, type OptionSpec, parseOptions } from '../src/core/options.ts';
import { cliKind } from './cli.ts';
import { decoderKind } from './decoder.ts';
import type { Kind } from './kind.ts';
import { palettesKind } from './palettes.ts';
import { pluginKind } from './plugin/plugin.ts';
import { casesOf, type Trial, trialOf, tried } from './run.ts';
import { Tally } from './tally.ts';
import { type Asked, type Told, Watch } from './watch.ts';

const HELP = `Usage: npm run fuzz -- [options]

Tries broken pictures and palettes on the command line and on the window's decoder, and hasty sessions on the plugin.
Prints what came of them: done, refused with a sentence, or failed, which are crashes, hangs, stack traces, messages for
nobody, half-written files and documents, and blended pixels. A seed gives the same cases everywhere.

  --seconds N    how long (60)
  --cases N      how many cases, instead of a time
  --seed N       of the cases (1)
  --from N       the seed's first case that is tried (0)
  --only KIND    decoder, palettes, cli or plugin alone
  --limit N      seconds that a case may take (180)
  --out DIR      where what failed is written (out/fuzz)
  --repeat FILE  tries what is in such a file once more
`;

const WHOLE = 2 ** 31 - 1;
const OPTIONS = {
  seconds: integer(60, 1, 86_400, 'seconds'),
  cases: integer(null as number | null, 1, WHOLE, 'cases'),
  seed: integer(1, 0, WHOLE, 'seed'),
  from: integer(0, 0, WHOLE, 'first case'),
  limit: integer(180, 1, 3600, 'seconds a case'),
} as const satisfies Record<string, OptionSpec>;

/** Failures after which it is clear that something is wrong. */
const ENOUGH = 100;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** @param limit milliseconds that a case may take */
function allKinds(limit: number): Kind[] {
  let code: Promise<string> | undefined;
  const codeOf = () => {
    code ??= readFile(here('plugin/code.js'), 'utf8');
    return code;
  };
  const program = here('cli.js');
  const places = {
    program: existsSync(program) ? program : null,
    models: here('../test/fixtures/tiny'),
    // It ends before the process that waits for it is ended.
    limit: limit * 0.9,
  };
  return [decoderKind(), palettesKind(), cliKind(places), pluginKind(codeOf)] as Kind[];
}

/** The process that tries what it is told to. */
function child(limit: number): void {
  const kinds = allKinds(limit);
  const tell = (told: Told) => process.send?.(told);
  process.on('message', async (asked: Asked) => {
    const trial = 'trial' in asked ? asked.trial : await trialOf(kinds, asked.case);
    tell({ type: 'trying', trial });
    const start = performance.now();
    const outcome = await tried(kinds, trial);
    tell({ type: 'tried', outcome, ms: performance.now() - start });
  });
  process.on('disconnect', () => process.exit());
  tell({ type: 'ready' });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...Object.fromEntries(Object.keys(OPTIONS).map((name) => [name, { type: 'string' as const }])),
      only: { type: 'string' },
      out: { type: 'string', default: 'out/fuzz' },
      repeat: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { only, out, repeat, help, ...numbers } = values as Record<string, string | undefined> & {
    out: string;
  };
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const options = parseOptions(OPTIONS, numbers, '--');
  const kinds = allKinds(options.limit * 1000).filter(({ name }) => only === undefined || name === only);
  if (kinds.length === 0) throw invalid('--only', 'decoder, palettes, cli or plugin', only);
  const watch = new Watch(fileURLToPath(import.meta.url), options.limit * 1000);
  try {
    return repeat === undefined ? await search(watch, kinds, options, out) : await again(watch, repeat);
  } finally {
    watch.close();
  }
}

type Options = ReturnType<typeof parseOptions<typeof OPTIONS>>;

async function search(watch: Watch, kinds: Kind[], options: Options, out: string): Promise<number> {
  const { seconds, cases, seed, from } = options;
  const tally = new Tally();
  const end = performance.now() + seconds * 1000;
  for (const one of casesOf(kinds, seed)) {
    if (one.index < from) continue;
    if (cases === null ? performance.now() > end : one.index >= from + cases) break;
    if (tally.failed >= ENOUGH) break;
    const { trial, outcome, ms } = await watch.try({ case: one });
    const name = `${one.kind}-${seed}-${one.index}`;
    tally.add(one.kind, outcome, ms, name);
    if (outcome.end !== 'failed') continue;
    const file = join(out, `${name}.json`);
    await mkdir(out, { recursive: true });
    await writeFile(file, JSON.stringify({ ...(trial ?? one), reason: outcome.reason }));
    process.stdout.write(`FAILED ${name}: ${outcome.reason}\n  npm run fuzz -- --repeat ${file}\n`);
  }
  process.stdout.write(`Seed ${seed}.\n\n${tally}`);
  return tally.failed === 0 ? 0 : 1;
}

async function again(watch: Watch, file: string): Promise<number> {
  const wrong = (error: unknown) =>
    invalid('--repeat', `a file that a run has written (${messageOf(error)})`, file);
  const trial = await readFile(file, 'utf8')
    .then((text) => JSON.parse(text) as Trial)
    .catch((error: unknown) => {
      throw wrong(error);
    });
  const { outcome } = await watch.try('input' in trial ? { trial } : { case: trial });
  process.stdout.write(`${outcome.end}${outcome.end === 'failed' ? `: ${outcome.reason}` : ''}\n`);
  return outcome.end === 'failed' ? 1 : 0;
}

if (process.argv.includes('--child')) child(Number(process.argv.at(-1)));
else
  main()
    .then((code) => {
      process.exitCode = code;
    })
    .catch((error: unknown) => {
      const usage = error instanceof UserError || (error instanceof Error && 'code' in error);
      process.stderr.write(`fuzz: ${usage || !(error instanceof Error) ? messageOf(error) : error.stack}\n`);
      process.exitCode = 2;
    });
