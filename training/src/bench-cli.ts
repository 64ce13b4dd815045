import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from './backend/index.ts';
import { writeModels } from './export/models.ts';
import { OnnxGraph } from './export/onnx.ts';
import { GridNet } from './networks/gridnet.ts';
import { PixelNet } from './networks/pixelnet.ts';
import { Rng } from './rng.ts';
import { fail, wholeNumber } from './terminal.ts';

const HELP = `bench: what npm run bench needs from the training side

  --out DIR           where to write the cascade with random weights, and matmul.onnx (two square matrices)
  --width N           channels of the networks' first block (64)
  --grid-blocks N     residual blocks of GridNet (9)
  --pixel-blocks N    residual blocks of PixelNet and DepixelNet (9)

Prints JSON: coreGflops, what one core does on the fastest matrix product at hand (libtorch's), null without libtorch.
`;

const SIDE = 2048;
const REPEATS = 6;

/** GFLOP/s of a fp32 matrix product on one core: the best of a few; null where the libtorch backend is not built. */
async function coreGflops(): Promise<number | null> {
  try {
    await useBackend('torch', { threads: 1 });
  } catch {
    await useBackend('cpu');
    return null;
  }
  const [a, b] = [tf.randomUniform([SIDE, SIDE]), tf.randomUniform([SIDE, SIDE])];
  let best = 0;
  for (let i = 0; i < REPEATS; i++) {
    const begun = performance.now();
    tf.matMul(a, b).dispose();
    best = Math.max(best, (2 * SIDE ** 3) / ((performance.now() - begun) * 1e6));
  }
  tf.dispose([a, b]);
  return best;
}

function matmulModel(): Uint8Array {
  const graph = new OnnxGraph('matmul', false);
  const inputs = [graph.input('a', ['n', 'n']), graph.input('b', ['n', 'n'])];
  graph.node('MatMul', inputs, {}, 'product');
  graph.output('product', ['n', 'n']);
  return graph.finish();
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      width: { type: 'string', default: '64' },
      'grid-blocks': { type: 'string', default: '9' },
      'pixel-blocks': { type: 'string', default: '9' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (!values.out) throw new Error('--out: expected a folder to write to, got nothing');
  const width = wholeNumber('width', values.width);
  const blocks = (name: 'grid-blocks' | 'pixel-blocks'): number => wholeNumber(name, values[name]);
  const gridnet = { width, residualBlocks: blocks('grid-blocks'), head: 'linear' } as const;
  const pixelnet = { width, residualBlocks: blocks('pixel-blocks'), head: 'linear' } as const;
  const peak = await coreGflops();
  mkdirSync(values.out, { recursive: true });
  // The way back has PixelNet's shape: with random weights it may be PixelNet.
  const refine = new PixelNet('pixelnet', pixelnet, new Rng(2));
  const networks = { gridnet: new GridNet(gridnet, new Rng(1)), pixelnet: refine, depixelnet: refine };
  writeModels(values.out, networks, true, {
    configuration: { gridnet, pixelnet, depixelnet: pixelnet },
    iterations: 0,
    data: null,
    licence: 'CC0-1.0',
  });
  writeFileSync(join(values.out, 'matmul.onnx'), matmulModel());
  console.log(JSON.stringify({ coreGflops: peak }));
}

main().catch(fail('bench'));
