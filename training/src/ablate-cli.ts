import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ABLATION_NAMES, ablationNames } from './ablate/configurations.ts';
import { writeReport } from './ablate/report.ts';
import { ablate } from './ablate/run.ts';
import { BACKENDS, useBackend } from './backend/index.ts';
import { readPack } from './data/pack.ts';
import { readPairs } from './data/pairs/store.ts';
import { prepareFolder } from './data/prepare.ts';
import { fail, pathOf, pathOr, wholeNumber } from './terminal.ts';
import { mergeChanges, parseChange } from './train/config.ts';

/** Larger pictures are reduced on reading: the networks see a few hundred pixels of them. */
const LONGEST = 1024;

const HELP = `ablate: trains the paper's ablations (Table 1, Fig. 9 and 10), or those of pairs, at one equal budget and compares them

  --iterations N       of every configuration
  --images DIR         pictures for the measures and figures
  --out DIR            run folders, ablation.md, ablation.json, figure-9.png, figure-10.png and figure-heads.png, or
                       figure-pairs.png (default runs/ablate)
  --pairs FILE         scenes written by pairs --pack: the ablations of pairs instead of the paper's, to be run
                       with --config configs/pairs.json
  --configs a,b,...    of ${ABLATION_NAMES.join(', ')}
  --size N             art pixels along a picture's longest side (default 48)
  --data FILE          pack written by prepare-data (default runs/train.pack)
  --config FILE        JSON with changes to the default configuration, for all of them
  --set KEY=VALUE      one such change, e.g. --set crops=[[0,64,64]]; repeatable
  --seed N             of every configuration (default 1)
  --bf16               large products in bfloat16
  --backend NAME       ${BACKENDS.join(', ')} (default torch)
  --threads N          threads of libtorch (default 1)

The learning rate falls from half of the iterations on. Configurations whose runs in --out are finished are not trained
again, so two processes may train some each with --configs, and a third call without it writes the whole report.
Ctrl-C stops after the current iteration; the same command goes on from there.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      iterations: { type: 'string' },
      images: { type: 'string' },
      out: { type: 'string' },
      pairs: { type: 'string' },
      configs: { type: 'string' },
      size: { type: 'string', default: '48' },
      data: { type: 'string' },
      config: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: '1' },
      backend: { type: 'string', default: 'torch' },
      threads: { type: 'string', default: '1' },
      bf16: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (!values.iterations) throw new Error('--iterations: expected a whole number from 1, got nothing');
  if (!values.images) throw new Error('--images: expected a folder of pictures, got nothing');
  const names = ablationNames(values.configs, values.pairs !== undefined);
  const iterations = wholeNumber('iterations', values.iterations);
  const size = wholeNumber('size', values.size);
  const seed = wholeNumber('seed', values.seed);
  let base = values.config
    ? (JSON.parse(readFileSync(pathOf(values.config), 'utf8')) as Record<string, unknown>)
    : {};
  for (const text of values.set) base = mergeChanges(base, parseChange(text));
  base = { ...base, seed, iterations, decayFrom: Math.floor(iterations / 2) };
  const { pictures, refused } = await prepareFolder(pathOf(values.images), 'cartoon', LONGEST);
  for (const { name, reason } of refused) console.error(`ablate: left out ${name}: ${reason}`);
  await useBackend(values.backend, {
    threads: wholeNumber('threads', values.threads),
    bf16: values.bf16,
  });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      console.error(`${signal}: stopping after this iteration`);
      stop.abort();
    });
  const out = pathOr(values.out, 'runs/ablate');
  const folder = join(out, 'runs');
  const pack = readPack(pathOr(values.data, 'runs/train.pack'));
  const runs = await ablate({
    folder,
    names,
    base,
    pack,
    ...(values.pairs ? { scenes: readPairs(pathOf(values.pairs)) } : {}),
    signal: stop.signal,
  });
  if (runs.length < names.length) {
    console.error(`ablate: ${runs.length} of ${names.length} configurations finished; no report yet`);
    process.exitCode = 1;
    return;
  }
  const shown = [
    `--iterations ${iterations}`,
    `--images ${basename(values.images)}`,
    ...(values.pairs ? [`--pairs ${basename(values.pairs)}`] : []),
    ...(values.configs ? [`--configs ${names.join(',')}`] : []),
    ...(values.config ? [`--config ${basename(values.config)}`] : []),
    ...values.set.map((text) => `--set '${text}'`),
    ...(values.bf16 ? ['--bf16'] : []),
    `--seed ${seed} --size ${size} --backend ${values.backend} --out DIR`,
  ];
  console.log(
    writeReport(out, `npm --prefix training run ablate -- ${shown.join(' ')}`, runs, pictures, size),
  );
  if (refused.length > 0) process.exitCode = 1;
}

main().catch(fail('ablate'));
