import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCALES, type Scale } from '../../src/core/scale.ts';
import { useBackend } from '../src/backend/index.ts';
import { exportCellPixelNet, exportGridNet } from '../src/export/models.ts';
import { CellPixelNet, GridKernelNet } from '../src/networks/kernel.ts';
import { kernelMean, tfOps, window } from '../src/nn/ops.ts';
import { Rng } from '../src/rng.ts';

beforeAll(async () => {
  await useBackend('cpu');
  ort.env.wasm.numThreads = 1;
});

const values = (seed: number, shape: number[]): Float32Array => {
  const rng = new Rng(seed);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.range(-1, 1));
};
const random = (seed: number, shape: [number, number, number, number]): tf.Tensor4D =>
  tf.tensor4d(values(seed, shape), shape);
const nchw = (t: tf.Tensor4D): tf.Tensor4D => tf.transpose(t, [0, 3, 1, 2]);

/** The largest difference of two tensors or arrays. */
function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

function shake(list: readonly { variable: tf.Variable }[]): void {
  const rng = new Rng(5);
  for (const { variable } of list)
    variable.assign(
      tf.tensor(
        variable.dataSync().map((v) => v + 0.1 * rng.normal()),
        variable.shape,
      ),
    );
}

const config = { width: 3, residualBlocks: 2, norm: 'none' } as const;
const gridnet = (norm: 'none' | 'instance' = 'none'): GridKernelNet => {
  const network = new GridKernelNet({ ...config, norm }, new Rng(1));
  shake(network.params.list);
  return network;
};
const pixelnet = (norm: 'none' | 'instance' = 'none'): CellPixelNet => {
  const network = new CellPixelNet({ ...config, norm }, new Rng(2));
  shake(network.params.list);
  return network;
};

it('a window holds the pixels about its block, mirrored beyond the border', () => {
  const x = random(3, [2, 8, 12, 2]);
  const got = window(x, 8, 4).arraySync();
  const from = x.arraySync();
  const mirror = (i: number, n: number): number => (i < 0 ? -i : i >= n ? 2 * n - 2 - i : i);
  for (const [n, row, column, c] of [
    [0, 0, 0, 0],
    [1, 1, 2, 1],
    [1, 0, 1, 0],
  ] as const)
    for (let i = 0; i < 64; i++) {
      const y = mirror(row * 4 - 2 + Math.floor(i / 8), 8);
      const x0 = mirror(column * 4 - 2 + (i % 8), 12);
      expect(got[n]![row]![column]![c * 64 + i]).toBe(from[n]![y]![x0]![c]);
    }
});

it('kernelMean is a softmax-weighted mean, and its gradients are those of finite differences', () => {
  const win = random(4, [1, 2, 3, 2 * 9]);
  const logits = tf.mul(random(5, [1, 2, 3, 9]), 3) as tf.Tensor4D;
  const plain = (a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor =>
    tf.sum(tf.mul(tf.reshape(a, [6, 2, 9]), tf.reshape(tf.softmax(tf.reshape(b, [6, 9])), [6, 1, 9])), 2);
  expect(worst(kernelMean(win, logits).dataSync(), plain(win, logits).dataSync())).toBeLessThan(1e-6);
  const loss = (f: typeof plain) => (a: tf.Tensor, b: tf.Tensor) =>
    tf.sum(tf.square(f(a as tf.Tensor4D, b as tf.Tensor4D))) as tf.Scalar;
  const [ours, theirs] = [kernelMean as typeof plain, plain].map((f) => tf.grads(loss(f))([win, logits]));
  expect(worst(ours![0]!.dataSync(), theirs![0]!.dataSync())).toBeLessThan(1e-5);
  expect(worst(ours![1]!.dataSync(), theirs![1]!.dataSync())).toBeLessThan(1e-5);
});

describe.each(['none', 'instance'] as const)('kernel heads with norm %s', (norm) => {
  it('ONNX equals tfjs at every size and scale', async () => {
    const [grid, pixel] = [gridnet(norm), pixelnet(norm)];
    const gridSession = await ort.InferenceSession.create(exportGridNet(grid, false));
    const pixelSession = await ort.InferenceSession.create(exportCellPixelNet(pixel, false));
    for (const [h, w] of [
      [32, 48],
      [48, 32],
    ] as const) {
      const x = random(h, [1, h, w, 3]);
      const feeds = { image: new ort.Tensor('float32', nchw(x).dataSync(), [1, 3, h, w]) };
      const drawn = await gridSession.run(feeds);
      const { pictures } = grid.apply(tfOps, x);
      for (const scale of SCALES) {
        const name = { '1/4': 'quarter', '3/16': 'three_sixteenths', '1/8': 'eighth' }[scale];
        const [, rows, columns] = pictures[scale].shape;
        expect(drawn[name]!.dims).toEqual([1, 3, rows, columns]);
        expect(worst(drawn[name]!.data as Float32Array, nchw(pictures[scale]).dataSync())).toBeLessThan(1e-4);
        const cells = await pixelSession.run({ cells: drawn[name]! });
        expect(
          worst(cells.pixel!.data as Float32Array, nchw(pixel.apply(tfOps, pictures[scale])).dataSync()),
        ).toBeLessThan(1e-4);
      }
    }
  });
});

it('the scales wanted are the scales drawn, alike whatever else is drawn', () => {
  const network = gridnet();
  const x = random(7, [1, 48, 48, 3]);
  const all = network.apply(tfOps, x).pictures;
  for (const scale of SCALES) {
    const alone = network.apply(tfOps, x, [scale]).pictures;
    expect(Object.keys(alone)).toEqual([scale]);
    expect(worst(alone[scale].dataSync(), all[scale].dataSync())).toBeLessThan(1e-6);
  }
});

it('PixelNet has no colour outside the range of its input', () => {
  const cells = random(9, [1, 10, 12, 3]);
  const out = pixelnet().apply(tfOps, cells);
  expect(out.max().dataSync()[0]!).toBeLessThanOrEqual(cells.max().dataSync()[0]!);
  expect(out.min().dataSync()[0]!).toBeGreaterThanOrEqual(cells.min().dataSync()[0]!);
});

it('without a norm a tile with a halo equals the whole picture', () => {
  const network = gridnet();
  const whole = random(11, [1, 32, 240, 3]);
  // Reach in pixels at 1/8: 6 of the stem, 16 of two blocks at 1/4, 11 and 16 of one at 3/16 and at 1/8, 32 of shrinking.
  const [halo, place] = [96, 128];
  const tile = tf.slice4d(whole, [0, 0, place - halo, 0], [1, 32, 2 * halo, 3]);
  for (const scale of ['1/4', '1/8'] as Scale[]) {
    const cell = scale === '1/4' ? 4 : 8;
    const full = network.apply(tfOps, whole, [scale]).pictures[scale];
    const part = network.apply(tfOps, tile, [scale]).pictures[scale];
    const at = (t: tf.Tensor4D, from: number): Float32Array =>
      tf.slice4d(t, [0, 0, from, 0], [1, 32 / cell, 1, 3]).dataSync() as Float32Array;
    expect(worst(at(full, place / cell), at(part, halo / cell))).toBeLessThan(1e-6);
  }
});

it('gradients of both networks are those of finite differences', () => {
  const [grid, pixel] = [gridnet(), pixelnet()];
  const x = random(13, [1, 32, 32, 3]);
  const loss = (): tf.Scalar =>
    tf.mean(tf.square(tf.sub(pixel.apply(tfOps, grid.apply(tfOps, x, ['1/8']).pictures['1/8']), 0.3)));
  const params = [...grid.params.list, ...pixel.params.list].filter(
    (p) => !/grid(1\/4|3\/16)\/head/.test(p.name),
  );
  const { grads } = tf.variableGrads(
    loss,
    params.map((p) => p.variable),
  );
  const rng = new Rng(17);
  for (const { name, variable } of params) {
    const at = rng.int(variable.size);
    const held = variable.dataSync().slice();
    const probe = (by: number): number => {
      const moved = held.slice();
      moved[at]! += by;
      variable.assign(tf.tensor(moved, variable.shape));
      return loss().dataSync()[0]!;
    };
    const step = 2e-3;
    const slope = (probe(step) - probe(-step)) / (2 * step);
    variable.assign(tf.tensor(held, variable.shape));
    const got = grads[variable.name]!.dataSync()[at]!;
    expect(Math.abs(got - slope), name).toBeLessThan(2e-3 + 0.05 * Math.abs(slope));
  }
});
