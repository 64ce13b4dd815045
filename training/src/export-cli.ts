import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BACKENDS, useBackend } from './backend/index.ts';
import { writeModels } from './export/models.ts';
import { fail } from './terminal.ts';
import { loadWeights, readCheckpoint, saveRestart } from './train/checkpoint.ts';
import { makeConfig } from './train/config.ts';
import { Trainer } from './train/trainer.ts';

const HELP = `export: writes a run's generators as ONNX

  --run DIR        run folder (default runs/run)
  --checkpoint F   another checkpoint or restart file than the run's
  --out DIR        folder for the models (default ../models)
  --fp32           weights in fp32; fp16, cast to fp32 when loaded, is the default
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
      backend: { type: 'string', default: 'torch' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const checkpoint = readCheckpoint(values.checkpoint ?? join(values.run, 'checkpoint.bin'));
  const run = JSON.parse(readFileSync(join(values.run, 'config.json'), 'utf8'));
  await useBackend(values.backend);
  const config = makeConfig(checkpoint.header.config);
  const trainer = new Trainer(config, { cartoons: [], pixels: [] });
  loadWeights(trainer, checkpoint);
  trainer.iteration = checkpoint.header.iteration;
  mkdirSync(values.out, { recursive: true });
  const write = (): Record<string, number> =>
    writeModels(values.out, trainer.cascade, !values.fp32, {
      configuration: config,
      history: run.history,
      iterations: checkpoint.header.iteration,
      data: run.data,
      licence: 'CC-BY-SA-4.0',
    });
  const sizes = values.raw ? write() : trainer.withAverages(write);
  saveRestart(join(values.out, 'restart.bin'), trainer, checkpoint.header.data);
  for (const [file, bytes] of Object.entries(sizes))
    console.log(`${join(values.out, file)}  ${(bytes / 2 ** 20).toFixed(2)} MiB`);
  console.log(`iteration ${checkpoint.header.iteration} of ${config.iterations}`);
}

main().catch(fail('export'));
