import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { BACKENDS, useBackend } from './backend/index.ts';
import { torchVersion } from './backend/torch.ts';
import {
  benchConfig,
  convolutionPeak,
  hiddenCopies,
  measureThroughput,
  type Throughput,
  throughputTable,
} from './bench/throughput.ts';
import { writeModels } from './export/models.ts';
import { OnnxGraph } from './export/onnx.ts';
import { GridNet } from './networks/gridnet.ts';
import { PixelNet } from './networks/pixelnet.ts';
import { Rng } from './rng.ts';
import { fail, pathOf, wholeNumber } from './terminal.ts';

const HELP = `bench: how fast the trainer is, as a table of iterations/s

  --widths LIST       channels of the networks' first block (16,32,48,64)
  --crops LIST        crops, pixels (128,256)
  --blocks N          residual blocks of each generator (9)
  --iterations N      timed a row, after two that are not (5)
  --backend NAME      ${BACKENDS.join(', ')} (default torch)
  --threads N         threads of libtorch (default 1)
  --bf16              convolutions in bfloat16; TORCH_PRECISION chooses too: fp32, tf32, bf16
  --peak-side N       side of the convolution that the peak is measured with (128)
  --audit             one more iteration a row, watched for copies that no one asked for (torch backends)

What npm run bench of the repository needs from here:
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

/** Comes with the driver, not with a package. */
const DRIVER_TOOL = 'nvidia-smi';

/** The card's name, as its driver gives it. */
function cardName(): string {
  const query = ['--query-gpu=name', '--format=csv,noheader'];
  try {
    return execFileSync(DRIVER_TOOL, query, { encoding: 'utf8' }).trim();
  } catch {
    return 'a card';
  }
}

interface TableOptions {
  widths: number[];
  crops: number[];
  blocks: number;
  iterations: number;
  backend: string;
  peakSide: number;
  audit: boolean;
}

/** Prints the table of iterations/s, row by row on stderr, whole at the end. */
async function table({
  widths,
  crops,
  blocks,
  iterations,
  backend,
  peakSide,
  audit,
}: TableOptions): Promise<void> {
  const peak = convolutionPeak(peakSide);
  const machine = backend === 'torch-cuda' ? cardName() : (cpus()[0]?.model ?? 'unknown processor');
  const precision = process.env.TORCH_PRECISION || 'fp32';
  const about = [backend, torchVersion(), machine, precision].filter(Boolean).join(', ');
  const rows: Throughput[] = [];
  for (const crop of crops)
    for (const width of widths) {
      const config = benchConfig(width, crop, blocks);
      const row = await measureThroughput(config, iterations);
      rows.push(row);
      console.error(`width ${width}, crop ${crop}: ${(1 / row.seconds).toFixed(2)} iterations/s`);
      if (audit) console.error(`hidden copies in an iteration: ${hiddenCopies(config)}`);
    }
  console.log(`${about}; peak ${peak.toFixed(0)} GFLOP/s; batch 1, ${blocks} residual blocks\n`);
  console.log(throughputTable(rows, peak));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      widths: { type: 'string', default: '16,32,48,64' },
      crops: { type: 'string', default: '128,256' },
      blocks: { type: 'string', default: '9' },
      iterations: { type: 'string', default: '5' },
      backend: { type: 'string', default: 'torch' },
      threads: { type: 'string', default: '1' },
      bf16: { type: 'boolean', default: false },
      'peak-side': { type: 'string', default: '128' },
      audit: { type: 'boolean', default: false },
      out: { type: 'string' },
      width: { type: 'string', default: '64' },
      'grid-blocks': { type: 'string', default: '9' },
      'pixel-blocks': { type: 'string', default: '9' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (!values.out) {
    const list = (name: 'widths' | 'crops'): number[] =>
      values[name].split(',').map((text) => wholeNumber(name, text));
    // The choice by name and the one by flag are one to the table's head.
    if (values.bf16) process.env.TORCH_PRECISION = 'bf16';
    const options = {
      widths: list('widths'),
      crops: list('crops'),
      blocks: wholeNumber('blocks', values.blocks),
      iterations: wholeNumber('iterations', values.iterations),
      backend: values.backend,
      peakSide: wholeNumber('peak-side', values['peak-side']),
      audit: values.audit,
    };
    await useBackend(values.backend, { threads: wholeNumber('threads', values.threads) });
    return table(options);
  }
  const width = wholeNumber('width', values.width);
  const blocks = (name: 'grid-blocks' | 'pixel-blocks'): number => wholeNumber(name, values[name]);
  const gridnet = { width, residualBlocks: blocks('grid-blocks'), head: 'linear' } as const;
  const pixelnet = { width, residualBlocks: blocks('pixel-blocks'), head: 'linear' } as const;
  const peak = await coreGflops();
  const out = pathOf(values.out);
  mkdirSync(out, { recursive: true });
  // The way back has PixelNet's shape: with random weights it may be PixelNet.
  const refine = new PixelNet('pixelnet', pixelnet, new Rng(2));
  const networks = { gridnet: new GridNet(gridnet, new Rng(1)), pixelnet: refine, depixelnet: refine };
  writeModels(out, networks, true, {
    configuration: { gridnet, pixelnet, depixelnet: pixelnet },
    iterations: 0,
    data: null,
    licence: 'CC0-1.0',
  });
  writeFileSync(join(out, 'matmul.onnx'), matmulModel());
  console.log(JSON.stringify({ coreGflops: peak }));
}

main().catch(fail('bench'));
