import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../src/backend/index.ts';
import { convolutionFlops, measureThroughput, throughputTable } from '../src/bench/throughput.ts';
import { tinyConfig } from './tiny.ts';

beforeAll(() => useBackend('cpu'));

it('counts the operations of a convolution and of its two gradients', async () => {
  const x = tf.ones([1, 8, 8, 3]) as tf.Tensor4D;
  const w = tf.ones([3, 3, 3, 4]) as tf.Tensor4D;
  const { kernels } = await tf.profile(() => {
    tf.tidy(
      () =>
        void tf.grads((a, b) => tf.sum(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'valid')))([x, w]),
    );
  });
  const counted = kernels.map((k) => convolutionFlops(k as Parameters<typeof convolutionFlops>[0]));
  // 36 pixels of 4 channels, each the sum of 27 products.
  const one = 2 * 36 * 4 * 27;
  expect(counted.filter((n) => n > 0)).toEqual([one, one, one]);
  tf.dispose([x, w]);
});

it('counts those of a transposed convolution', async () => {
  const { kernels } = await tf.profile(() => {
    tf.tidy(
      () =>
        void tf.conv2dTranspose(
          tf.ones([1, 4, 4, 6]) as tf.Tensor4D,
          tf.ones([3, 3, 2, 6]) as tf.Tensor4D,
          [1, 8, 8, 2],
          2,
          'same',
        ),
    );
  });
  const counted = kernels.map((k) => convolutionFlops(k as Parameters<typeof convolutionFlops>[0]));
  expect(counted.reduce((a, b) => a + b)).toBe(2 * 16 * 6 * 2 * 9);
});

it('measures whole iterations and leaves no tensor', async () => {
  const before = tf.memory().numTensors;
  const row = await measureThroughput(tinyConfig({ crops: [[0, 48, 32]] }), 1);
  expect(tf.memory().numTensors).toBe(before);
  expect(row.drawSeconds).toBeLessThan(row.seconds);
  expect(row.flops).toBeGreaterThan(1e6);
  expect(row.copies).toBeUndefined();
  const measured = {
    ...row,
    width: 16,
    crop: 128,
    seconds: 0.5,
    drawSeconds: 0.02,
    flops: 30e9,
    kernels: 4000,
  };
  const copies = { up: 90, upBytes: 2 ** 20, down: 18, downBytes: 2 ** 19 };
  expect(
    throughputTable([{ ...measured, copies }], 120)
      .split('\n')
      .at(-1),
  ).toBe('| 16 | 128 | 2.00 | 500 | 20 | 30.0 | 60 | 50 % | 4000 | 90 (1.0 MiB) | 18 (0.5 MiB) |');
});
