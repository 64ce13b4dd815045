import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../src/backend/index.ts';
import { blur, enlarge, instanceNorm, reflectPad, shrink, tfOps } from '../src/nn/ops.ts';
import { Params } from '../src/nn/params.ts';
import { Rng } from '../src/rng.ts';

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
  ['instance norm of a batch of 2', [[2, 6, 7, 8], [8], [8]], ([x, g, b]) => instanceNorm(x as T4, g!, b!)],
  ['shrink 16 to 3', [[1, 32, 16, 3]], ([x]) => shrink(x as T4, 16, 3)],
  ['blur', [[1, 9, 7, 3]], ([x]) => blur(x as T4, 5)],
  ['enlarge 3 to 16', [[1, 6, 3, 3]], ([x]) => enlarge(x as T4, 3)],
  ['relu', [[1, 5, 5, 4]], ([x]) => tfOps.relu(x as T4)],
  ['leaky relu', [[1, 5, 5, 4]], ([x]) => tfOps.leakyRelu(x as T4)],
  ['smallest of a stack', [[4], [4]], ([a, b]) => tf.min(tf.stack([tf.sum(a!), tf.sum(b!)]))],
];

describe('libtorch backend', () => {
  beforeAll(() => useBackend('torch', { threads: 1 }));

  it.each(CASES)('%s: value and gradients equal the cpu backend', async (_name, shapes, build) => {
    const torch = await evaluate('torch', shapes, build);
    const cpu = await evaluate('cpu', shapes, build);
    for (const [i, values] of torch.entries()) expect(worst(values, cpu[i]!)).toBeLessThan(1e-5);
  });

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
