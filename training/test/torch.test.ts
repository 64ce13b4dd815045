import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../src/backend/index.ts';
import { auditCopies, copies, torchVersion } from '../src/backend/torch.ts';
import { blur, enlarge, instanceNorm, reflectPad, shrink, tfOps } from '../src/nn/ops.ts';
import { Params } from '../src/nn/params.ts';
import { Rng } from '../src/rng.ts';
import { Trainer } from '../src/train/trainer.ts';
import { tinyConfig, tinyPack } from './tiny.ts';

/** Deterministic values in about ±1. */
function random(shape: number[], seed: number): Float32Array {
  const rng = new Rng(seed);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal());
}

/** The value of `build` and its gradient by every input, on a backend. */
async function evaluate(
  backend: string,
  shapes: number[][],
  build: (inputs: tf.Tensor[]) => tf.Tensor,
): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const inputs = shapes.map((s, i) => tf.tensor(random(s, i + 1), s));
  const value = build(inputs);
  const dy = tf.tensor(random(value.shape, 99), value.shape);
  const grads = tf.grads((...list: tf.Tensor[]) => tf.sum(tf.mul(build(list), dy)))(inputs);
  return [value, ...grads].map((t) => t.dataSync() as Float32Array);
}

function worst(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  let difference = 0;
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(difference / (size + 1e-20));
}

type T4 = tf.Tensor4D;
const CASES: [string, number[][], (t: tf.Tensor[]) => tf.Tensor][] = [
  [
    'conv 3×3 through gemm',
    [
      [1, 9, 11, 16],
      [3, 3, 16, 24],
    ],
    ([x, w]) => tf.conv2d(x as T4, w as T4, 1, 'valid'),
  ],
  [
    'conv 3×3 stride 2 same',
    [
      [1, 12, 10, 16],
      [3, 3, 16, 32],
    ],
    ([x, w]) => tf.conv2d(x as T4, w as T4, 2, 'same'),
  ],
  [
    'conv of a batch of 2',
    [
      [2, 9, 8, 16],
      [3, 3, 16, 16],
    ],
    ([x, w]) => tf.conv2d(x as T4, w as T4, 1, 'same'),
  ],
  [
    'conv 4×4 stride 2',
    [
      [1, 14, 14, 32],
      [4, 4, 32, 16],
    ],
    ([x, w]) => tf.conv2d(x as T4, w as T4, 2, 'valid'),
  ],
  [
    'conv larger than a block of rows',
    [
      [1, 40, 36, 16],
      [3, 3, 16, 16],
    ],
    ([x, w]) => tf.conv2d(x as T4, w as T4, 1, 'valid'),
  ],
  [
    'conv 7×7 from 3 channels',
    [
      [1, 20, 22, 3],
      [7, 7, 3, 16],
    ],
    ([x, w]) => tf.conv2d(x as T4, w as T4, 1, 'valid'),
  ],
  [
    'conv 7×7 to 3 channels',
    [
      [1, 20, 22, 16],
      [7, 7, 16, 3],
    ],
    ([x, w]) => tf.conv2d(x as T4, w as T4, 1, 'valid'),
  ],
  [
    'deconv',
    [
      [1, 6, 5, 32],
      [3, 3, 16, 32],
    ],
    ([x, w]) => tf.conv2dTranspose(x as T4, w as T4, [1, 12, 10, 16], 2, 'same'),
  ],
  ['reflect pad', [[1, 6, 7, 4]], ([x]) => reflectPad(x as T4, 3)],
  ['instance norm', [[1, 6, 7, 8], [8], [8]], ([x, g, b]) => instanceNorm(x as T4, g!, b!)],
  [
    'instance norm of values far from zero, in a batch of 3',
    [[3, 6, 7, 8], [8], [8]],
    ([x, g, b]) => instanceNorm(tf.add(x!, 20) as T4, g!, b!),
  ],
  ['reflect pad of a batch of 2', [[2, 6, 5, 3]], ([x]) => reflectPad(x as T4, 3)],
  ['instance norm of a batch of 2', [[2, 6, 7, 8], [8], [8]], ([x, g, b]) => instanceNorm(x as T4, g!, b!)],
  ['shrink 16 to 3', [[1, 32, 16, 3]], ([x]) => shrink(x as T4, 16, 3)],
  ['blur', [[1, 9, 7, 3]], ([x]) => blur(x as T4, 5)],
  ['enlarge 3 to 16', [[1, 6, 3, 3]], ([x]) => enlarge(x as T4, 3)],
  ['mean of some axes', [[2, 5, 4, 3]], ([x]) => tf.mean(x!, [1, 2])],
  ['sum of one axis, kept', [[2, 5, 4]], ([x]) => tf.sum(x!, -1, true)],
  ['mean of all', [[2, 5, 4]], ([x]) => tf.mean(x!)],
  ['relu', [[1, 5, 5, 4]], ([x]) => tfOps.relu(x as T4)],
  ['leaky relu', [[1, 5, 5, 4]], ([x]) => tfOps.leakyRelu(x as T4)],
  ['smallest of a stack', [[4], [4]], ([a, b]) => tf.min(tf.stack([tf.sum(a!), tf.sum(b!)]))],
];

const ITERATIONS = 4;
/** The losses of the first iterations of a tiny run. */
async function losses(backend: string): Promise<Record<string, number>[]> {
  await tf.setBackend(backend);
  const trainer = new Trainer(tinyConfig({ iterations: ITERATIONS }), tinyPack);
  const all = Array.from({ length: ITERATIONS }, () => trainer.step().losses);
  trainer.dispose();
  return all;
}
let onCpu: Promise<Record<string, number>[]>;
beforeAll(async () => {
  onCpu = losses('cpu');
  await onCpu;
});

// "portable": what runs on a card, without the loops that are written for the CPU.
describe.each([
  ['its kernels', false],
  ['its portable kernels', true],
])('libtorch backend, %s', (_kind, portable) => {
  beforeAll(() => useBackend('torch', { threads: 1, portable }));

  it.each(CASES)('%s: value and gradients equal the cpu backend', async (_name, shapes, build) => {
    const torch = await evaluate('torch', shapes, build);
    const cpu = await evaluate('cpu', shapes, build);
    for (const [i, values] of torch.entries()) expect(worst(values, cpu[i]!)).toBeLessThan(1e-5);
  });

  it('the first iterations have the losses of the cpu backend, to 1e-3', async () => {
    const torch = await losses('torch');
    for (const [i, expected] of (await onCpu).entries())
      for (const [name, value] of Object.entries(expected))
        expect(Math.abs(torch[i]![name]! - value), `${name} of iteration ${i + 1}`).toBeLessThan(
          1e-3 * Math.max(1, Math.abs(value)),
        );
  });
});

describe('what crosses between JavaScript and libtorch', () => {
  beforeAll(() => useBackend('torch', { threads: 1, portable: true }));

  it('counts what is written and read, and no constant twice', async () => {
    await tf.setBackend('torch');
    const before = copies()!;
    const x = tf.tensor(new Float32Array(12), [3, 4]);
    const y = tf.tidy(() => tf.mul(tf.add(x, 1.5), 1.5));
    expect([...y.dataSync()]).toEqual(new Array(12).fill(2.25));
    const after = copies()!;
    expect(after.up - before.up).toBe(1);
    expect(after.upBytes - before.upBytes).toBe(48);
    expect(after.down - before.down).toBe(1);
    expect(after.downBytes - before.downBytes).toBe(48);
    tf.dispose([x, y]);
  });

  it('in an iteration no kernel falls back to JavaScript or fetches a value by itself', async () => {
    await tf.setBackend('torch');
    const trainer = new Trainer(tinyConfig(), tinyPack);
    trainer.step();
    const before = copies()!;
    auditCopies(true);
    const { losses } = trainer.step();
    auditCopies(false);
    const after = copies()!;
    expect(after.hidden).toBe(before.hidden);
    // The losses, and the pictures that go into the discriminators' buffers.
    const pictures = 3 + 1 + 1;
    // The batch's pictures, the fakes out of the buffers, the small matrices of shrink and enlarge; no tensor of ones.
    const [batch, fakes, matrices] = [1 + 1 + 3 * 3, 3 + 1 + 1, 30];
    expect(after.up - before.up).toBeGreaterThanOrEqual(batch + fakes);
    expect(after.up - before.up).toBeLessThanOrEqual(batch + fakes + matrices);
    expect(after.down - before.down).toBe(Object.keys(losses).length + pictures);
    trainer.dispose();
  });

  it('says in a sentence that memory is out', async () => {
    await tf.setBackend('torch');
    expect(() => tf.fill([1e6, 1e6, 100], 1)).toThrow(
      /out of memory on the host: expected room .* smaller crops/,
    );
  });

  it('names precisions it does not know, and a card that is not there', async () => {
    process.env.TORCH_PRECISION = 'fp8';
    await expect(useBackend('torch')).rejects.toThrow(
      'TORCH_PRECISION: expected one of fp32, tf32, bf16, got fp8',
    );
    delete process.env.TORCH_PRECISION;
    await expect(useBackend('torch-cuda')).rejects.toThrow(
      /backend torch-cuda: expected .* (for the CPU|CUDA device)/,
    );
    expect(torchVersion()).toMatch(/torch/);
  });
});

describe('libtorch backend', () => {
  it('keeps no tensor after a tidy', async () => {
    await tf.setBackend('torch');
    const params = new Params('test', new Rng(1));
    const weight = params.normal('w', [3, 3, 16, 16], 1);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      tfOps.conv(tf.ones([1, 8, 8, 16]), weight, { stride: 1, padding: 'reflect' });
    });
    expect(tf.memory().numTensors).toBe(before);
    params.dispose();
  });
});
