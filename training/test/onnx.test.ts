import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCALES } from '../../src/core/scale.ts';
import { useBackend } from '../src/backend/index.ts';
import { exportGridNet, exportPixelNet } from '../src/export/models.ts';
import { fromHalf, toHalf } from '../src/half.ts';
import { GridNet } from '../src/networks/gridnet.ts';
import { PixelNet } from '../src/networks/pixelnet.ts';
import { tfOps } from '../src/nn/ops.ts';
import { Rng } from '../src/rng.ts';

beforeAll(async () => {
  await useBackend('cpu');
  ort.env.wasm.numThreads = 1;
});

/** A picture in [-1, 1], as NHWC tensor and as NCHW values. */
function picture(height: number, width: number): { nhwc: tf.Tensor4D; nchw: Float32Array } {
  const rng = new Rng(height * 1000 + width);
  const nhwc = tf.tensor4d(
    Float32Array.from({ length: height * width * 3 }, () => rng.range(-1, 1)),
    [1, height, width, 3],
  );
  return { nhwc, nchw: tf.transpose(nhwc, [0, 3, 1, 2]).dataSync() as Float32Array };
}

/** Random weights of a useful size: the initial ones are so small that a wrong layer would hardly show. */
function shake(list: readonly { variable: tf.Variable }[]): void {
  const rng = new Rng(5);
  for (const { variable } of list) {
    const values = variable.dataSync().map((v) => v * 4 + 0.05 * rng.normal());
    variable.assign(tf.tensor(values, variable.shape));
  }
}

function expectClose(actual: ort.Tensor, expected: tf.Tensor4D, tolerance: number): void {
  const [n, h, w, c] = expected.shape;
  expect(actual.dims).toEqual([n, c, h, w]);
  const want = tf.transpose(expected, [0, 3, 1, 2]).dataSync();
  const got = actual.data as Float32Array;
  let worst = 0;
  want.forEach((v, i) => {
    worst = Math.max(worst, Math.abs(v - got[i]!));
  });
  expect(worst).toBeLessThan(tolerance);
}

const SIZES: [number, number][] = [
  [32, 32],
  [48, 80],
  [112, 64],
];

describe.each(['linear', 'paper'] as const)('ONNX with %s heads equals tfjs', (head) => {
  const gridnet = () => {
    const network = new GridNet({ width: 4, residualBlocks: 2, head }, new Rng(1));
    shake(network.params.list);
    return network;
  };
  const pixelnet = () => {
    const network = new PixelNet('pixelnet', { width: 4, residualBlocks: 2, head }, new Rng(2));
    shake(network.params.list);
    return network;
  };

  it('GridNet, all three scales, one model at every size', async () => {
    const network = gridnet();
    const session = await ort.InferenceSession.create(exportGridNet(network, false));
    for (const [h, w] of SIZES) {
      const { nhwc, nchw } = picture(h, w);
      const result = await session.run({ image: new ort.Tensor('float32', nchw, [1, 3, h, w]) });
      const { pictures } = network.apply(tfOps, nhwc);
      for (const scale of SCALES) {
        const name = { '1/4': 'quarter', '3/16': 'three_sixteenths', '1/8': 'eighth' }[scale];
        expectClose(result[name]!, pictures[scale], 1e-4);
      }
    }
  });

  it('DepixelNet, which blurs what it sees', async () => {
    const network = new PixelNet('depixelnet', { width: 4, residualBlocks: 1, head, blur: 5 }, new Rng(3));
    shake(network.params.list);
    const session = await ort.InferenceSession.create(
      exportPixelNet(network, 'depixelnet', 'pixel', 'cartoon', false),
    );
    for (const [h, w] of SIZES) {
      const { nhwc, nchw } = picture(h, w);
      const result = await session.run({ pixel: new ort.Tensor('float32', nchw, [1, 3, h, w]) });
      expectClose(result.cartoon!, network.apply(tfOps, nhwc).picture, 1e-4);
    }
  });

  it('PixelNet at multiples of 4, odd and even', async () => {
    const network = pixelnet();
    const session = await ort.InferenceSession.create(
      exportPixelNet(network, 'pixelnet', 'grid', 'pixel', false),
    );
    for (const [h, w] of [...SIZES, [20, 36], [44, 12]] as const) {
      const { nhwc, nchw } = picture(h, w);
      const result = await session.run({ grid: new ort.Tensor('float32', nchw, [1, 3, h, w]) });
      expectClose(result.pixel!, network.apply(tfOps, nhwc).picture, 1e-4);
    }
  });
});

it('fp16 weights halve the file and change the output little', async () => {
  const network = new PixelNet('pixelnet', { width: 8, residualBlocks: 2, head: 'linear' }, new Rng(2));
  const full = exportPixelNet(network, 'pixelnet', 'grid', 'pixel', false);
  const half = exportPixelNet(network, 'pixelnet', 'grid', 'pixel', true);
  expect(half.length).toBeLessThan(0.6 * full.length);
  const session = await ort.InferenceSession.create(half);
  const { nhwc, nchw } = picture(32, 32);
  const result = await session.run({ grid: new ort.Tensor('float32', nchw, [1, 3, 32, 32]) });
  expectClose(result.pixel!, network.apply(tfOps, nhwc).picture, 5e-3);
});

it('half precision rounds to nearest even, keeps subnormals and clamps', () => {
  const exact = [0, -0.5, 1, 1.5, 2048, -65504, 2 ** -14, 2 ** -24, 3 * 2 ** -24];
  expect([...fromHalf(toHalf(Float32Array.from(exact)))]).toEqual(exact);
  // Between 1 and the next half, 1 + 2^-10: ties go to the even mantissa.
  const [tieDown, tieUp, above, huge] = fromHalf(
    toHalf(Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -11 + 2 ** -20, 1e9)),
  );
  expect(tieDown).toBe(1);
  expect(tieUp).toBe(1 + 2 ** -9);
  expect(above).toBe(1 + 2 ** -10);
  expect(huge).toBe(65504);
});
