import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BACKENDS, useBackend } from './backend/index.ts';
import { writeModels } from './export/models.ts';
import { fail } from './terminal.ts';
import { loadWeights, readCheckpoint, saveRestart, withNetworks } from './train/checkpoint.ts';
import { makeConfig } from './train/config.ts';
import { Trainer } from './train/trainer.ts';

const HELP = `export: writes a run's generators as ONNX

  --run DIR        run folder (default runs/run)
  --checkpoint F   another checkpoint or restart file than the run's
  --out DIR        folder for the models (default ../models)
  --fp32           weights in fp32; fp16, cast to fp32 when loaded, is the default
  --depixelnet D   DepixelNet and its discriminator from another run's folder
  --raw            the trained weights, not their moving average
  --backend NAME   ${BACKENDS.join(', ')} (default torch)

Also writes restart.bin: every network's weights, discriminators included, in fp16.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      run: { type: 'string', default: 'runs/run' },
      checkpoint: { type: 'string' },
      out: { type: 'string', default: '../models' },
      fp32: { type: 'boolean', default: false },
      raw: { type: 'boolean', default: false },
      depixelnet: { type: 'string' },
      backend: { type: 'string', default: 'torch' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const read = (run: string): { config: object; data: object; history: unknown } =>
    JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
  const file = (run: string): string => join(run, 'checkpoint.bin');
  let checkpoint = readCheckpoint(values.checkpoint ?? file(values.run));
  let config = makeConfig(checkpoint.header.config);
  const { data, history } = read(values.run);
  let depixelnet: object | undefined;
  if (values.depixelnet) {
    const other = readCheckpoint(file(values.depixelnet));
    checkpoint = withNetworks(checkpoint, other, ['depixelnet', 'd_depixelnet']);
    config = { ...config, depixelnet: makeConfig(other.header.config).depixelnet };
    depixelnet = { iterations: other.header.iteration, history: read(values.depixelnet).history };
  }
  await useBackend(values.backend);
  const trainer = new Trainer(config, { cartoons: [], pixels: [] });
  loadWeights(trainer, checkpoint);
  trainer.iteration = checkpoint.header.iteration;
  mkdirSync(values.out, { recursive: true });
  const write = (): Record<string, number> =>
    writeModels(values.out, trainer.cascade, !values.fp32, {
      configuration: config,
      iterations: checkpoint.header.iteration,
      history,
      ...(depixelnet ? { depixelnet } : {}),
      data,
      licence: 'CC-BY-SA-4.0',
    });
  const sizes = values.raw ? write() : trainer.withAverages(write);
  saveRestart(join(values.out, 'restart.bin'), trainer, checkpoint.header.data);
  for (const [file, bytes] of Object.entries(sizes))
    console.log(`${join(values.out, file)}  ${(bytes / 2 ** 20).toFixed(2)} MiB`);
  console.log(`iteration ${checkpoint.header.iteration} of ${config.iterations}`);
}

main().catch(fail('export'));
