import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { BACKENDS, useBackend } from './backend/index.ts';
import { writeModels } from './export/models.ts';
import { fail, pathOf, pathOr } from './terminal.ts';
import { loadWeights, readCheckpoint, saveRestart, withNetworks } from './train/checkpoint.ts';
import { makeConfig } from './train/config.ts';
import { Trainer } from './train/trainer.ts';

const HELP = `export: writes a run's generators as ONNX

  --run DIR        run folder (default runs/run)
  --checkpoint F   another checkpoint or restart file than the run's
  --out DIR        folder for the models (default ../models)
  --fp32           weights in fp32; fp16, cast to fp32 when loaded, is the default
  --take NET=PATH  a network and its discriminator from another run's folder, or from a restart file (pixelnet,
                   depixelnet); repeatable
  --before FILE    models.json of the weights that all began from: its record is kept
  --phase DIR      an earlier run on the way to these weights, for the record; repeatable, in their order
  --raw            the trained weights, not their moving average
  --backend NAME   ${BACKENDS.join(', ')} (default torch)

Also writes restart.bin: every network's weights, discriminators included, in fp16.
`;

/** What a run folder's config.json records. */
function recordOf(run: string): { data: object; history: unknown; from?: string } {
  return JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
}

/** A run, told by its folder's name: what it began from, its iterations and configurations. */
function phaseOf(run: string): object {
  const { history, from } = recordOf(run);
  const { iteration } = readCheckpoint(join(run, 'checkpoint.bin')).header;
  return { run: basename(run), ...(from ? { from: basename(from) } : {}), iterations: iteration, history };
}

/** The record in an earlier models.json, without the files' shapes. */
function recordBefore(file: string): object {
  const { version: _v, models: _m, licence: _l, ...record } = JSON.parse(readFileSync(file, 'utf8'));
  return record;
}

function parseTake(text: string): ['pixelnet' | 'depixelnet', string] {
  const [network, run] = text.split('=');
  if ((network !== 'pixelnet' && network !== 'depixelnet') || !run)
    throw new Error(`--take: expected pixelnet=DIR or depixelnet=DIR, got ${text}`);
  return [network, pathOf(run)];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      run: { type: 'string' },
      checkpoint: { type: 'string' },
      out: { type: 'string' },
      fp32: { type: 'boolean', default: false },
      raw: { type: 'boolean', default: false },
      take: { type: 'string', multiple: true, default: [] },
      before: { type: 'string' },
      phase: { type: 'string', multiple: true, default: [] },
      backend: { type: 'string', default: 'torch' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const file = (run: string): string => join(run, 'checkpoint.bin');
  const [run, out] = [pathOr(values.run, 'runs/run'), pathOr(values.out, '../models')];
  let checkpoint = readCheckpoint(pathOr(values.checkpoint, file(run)));
  let config = makeConfig(checkpoint.header.config);
  const { data, history } = recordOf(run);
  const taken: Record<string, object> = {};
  for (const text of values.take) {
    const [network, from] = parseTake(text);
    const folder = statSync(from).isDirectory();
    const other = readCheckpoint(folder ? file(from) : from);
    checkpoint = withNetworks(checkpoint, other, [network, `d_${network}`]);
    config = { ...config, [network]: makeConfig(other.header.config)[network] };
    taken[network] = folder ? phaseOf(from) : { restart: basename(from), iterations: other.header.iteration };
  }
  const before = values.before ? recordBefore(pathOf(values.before)) : undefined;
  await useBackend(values.backend);
  const trainer = new Trainer(config, { cartoons: [], pixels: [] });
  loadWeights(trainer, checkpoint);
  trainer.iteration = checkpoint.header.iteration;
  mkdirSync(out, { recursive: true });
  const write = (): Record<string, number> =>
    writeModels(out, trainer.cascade, !values.fp32, {
      configuration: config,
      iterations: checkpoint.header.iteration,
      history,
      ...(values.take.length > 0 ? { taken } : {}),
      ...(values.phase.length > 0 ? { phases: values.phase.map((phase) => phaseOf(pathOf(phase))) } : {}),
      ...(before ? { before } : {}),
      data,
      licence: 'CC-BY-SA-4.0',
    });
  const sizes = values.raw ? write() : trainer.withAverages(write);
  saveRestart(join(out, 'restart.bin'), trainer, checkpoint.header.data);
  for (const [file, bytes] of Object.entries(sizes))
    console.log(`${join(out, file)}  ${(bytes / 2 ** 20).toFixed(2)} MiB`);
  console.log(`iteration ${checkpoint.header.iteration} of ${config.iterations}`);
}

main().catch(fail('export'));
