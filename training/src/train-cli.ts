import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BACKENDS, useBackend } from './backend/index.ts';
import { readPack } from './data/pack.ts';
import { readPairs } from './data/pairs/store.ts';
import { fail, pathOf, pathOr, positiveNumber, wholeNumber } from './terminal.ts';
import { makeConfig, mergeChanges, parseChange, type TrainConfig } from './train/config.ts';
import { usesCartoons } from './train/objective.ts';
import { usesPairs } from './train/pairs.ts';
import { train } from './train/run.ts';

const HELP = `train: trains GridNet, PixelNet and DepixelNet

  --run DIR            run folder (default runs/run)
  --data FILE          pack written by prepare-data (default runs/train.pack); not read where nothing is learnt from
                       cartoons
  --pairs FILE         scenes written by pairs --pack (default runs/pairs.pack), where a weight on pairs is above 0
  --config FILE        JSON with changes to the default configuration
  --set KEY=VALUE      one change, e.g. --set weights.pixelAdversarial=5; repeatable
  --resume             continue the run in --run
  --from FILE          start from the weights of a checkpoint or restart file
  --backend NAME       ${BACKENDS.join(', ')} (default torch)
  --threads N          threads of libtorch (default 1)
  --bf16               convolutions in bfloat16 (torch backends)
  --max-minutes N      stop with a checkpoint after N minutes (0.5, say)
  --save-every N       iterations between checkpoints (default 500)
  --sample-every N     iterations between sample grids (default 250)
  --dry-run            print the configuration and stop

Ctrl-C stops after the current iteration with a checkpoint.
`;

/** The pack of a run that learns from pairs alone. */
const NO_PICTURES = { cartoons: [], pixels: [], sha256: '0'.repeat(64) };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      run: { type: 'string' },
      data: { type: 'string' },
      pairs: { type: 'string' },
      config: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      resume: { type: 'boolean', default: false },
      from: { type: 'string' },
      backend: { type: 'string', default: 'torch' },
      threads: { type: 'string', default: '1' },
      bf16: { type: 'boolean', default: false },
      'max-minutes': { type: 'string' },
      'save-every': { type: 'string', default: '500' },
      'sample-every': { type: 'string', default: '250' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8'));
  const run = pathOr(values.run, 'runs/run');
  let changes: Record<string, unknown> = {};
  if (values.resume) changes = read(join(run, 'config.json')).config as Record<string, unknown>;
  if (values.config) changes = mergeChanges(changes, read(pathOf(values.config)));
  for (const text of values.set) changes = mergeChanges(changes, parseChange(text));
  const config: TrainConfig = makeConfig(changes);
  if (values['dry-run']) return void console.log(JSON.stringify(config, null, 2));
  await useBackend(values.backend, { threads: wholeNumber('threads', values.threads), bf16: values.bf16 });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      console.error(`${signal}: stopping after this iteration`);
      stop.abort();
    });
  await train({
    folder: run,
    config,
    pack: usesCartoons(config) ? readPack(pathOr(values.data, 'runs/train.pack')) : NO_PICTURES,
    ...(usesPairs(config) ? { scenes: readPairs(pathOr(values.pairs, 'runs/pairs.pack')) } : {}),
    resume: values.resume,
    ...(values.from ? { from: pathOf(values.from) } : {}),
    saveEvery: wholeNumber('save-every', values['save-every']),
    sampleEvery: wholeNumber('sample-every', values['sample-every']),
    ...(values['max-minutes'] ? { maxMinutes: positiveNumber('max-minutes', values['max-minutes']) } : {}),
    signal: stop.signal,
  });
}

main().catch(fail('train'));
