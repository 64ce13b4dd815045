import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../src/backend/index.ts';
import {
  adversarialDiscriminatorLoss,
  adversarialGeneratorLoss,
  chromaLoss,
  gradientLoss,
  l1GradLoss,
  l1Loss,
  mirrorFeatureLoss,
  mirrorLoss,
  smallest,
} from '../src/losses.ts';

beforeAll(() => useBackend('cpu'));

const value = (s: tf.Scalar): number => s.dataSync()[0]!;
/** A 1×H×W×1 picture. */
const picture = (rows: number[][]): tf.Tensor4D =>
  tf.tensor(rows.flat(), [1, rows.length, rows[0]!.length, 1]);

describe('the losses of section 3.3 on values worked out by hand', () => {
  it('Eq. 14: mean absolute difference', () => {
    expect(value(l1Loss(picture([[0, 1]]), picture([[0.5, -1]])))).toBeCloseTo(1.25);
  });

  it('Eq. 15: absolute forward differences, so a step counts the same up or down', () => {
    const up = picture([
      [0, 1],
      [0, 1],
    ]);
    const down = picture([
      [1, 0],
      [1, 0],
    ]);
    const flat = picture([
      [0, 0],
      [0, 0],
    ]);
    expect(value(gradientLoss(up, down))).toBeCloseTo(0);
    expect(value(gradientLoss(up, flat))).toBeCloseTo(1);
    // Along y too.
    const rising = picture([
      [0, 0],
      [1, 1],
    ]);
    expect(value(gradientLoss(rising, flat))).toBeCloseTo(1);
    expect(value(gradientLoss(rising, up))).toBeCloseTo(2);
  });

  it('Eq. 11-13: weighted and summed over the scales', () => {
    const a = picture([
      [0, 1],
      [0, 1],
    ]);
    const b = picture([
      [0, 0],
      [0, 0],
    ]);
    const once = value(l1GradLoss([[a, b]], { l1: 10, gradient: 3 }));
    expect(once).toBeCloseTo(10 * 0.5 + 3 * 1);
    const pairs: [tf.Tensor4D, tf.Tensor4D][] = [
      [a, b],
      [a, b],
      [a, b],
    ];
    expect(value(l1GradLoss(pairs, { l1: 10, gradient: 3 }))).toBeCloseTo(3 * once);
    expect(() => l1GradLoss([], { l1: 1, gradient: 1 })).toThrow(/at least one scale/);
  });

  it('Eq. 11 with emphasis: cells that the resize redrew count more, by how far they were moved', () => {
    const plain = picture([[1, 1, 1, 1]]);
    const reference = picture([[1, 1, 0.5, -1]]);
    const output = picture([[0, 1, 1, 0]]);
    // Distances 1, 0, .5, 1; weights 1, 1, 1 + 2·.5, 1 + 2·1.
    const weights = { l1: 1, gradient: 0, emphasis: 2 };
    expect(value(l1GradLoss([[reference, output, plain]], weights))).toBeCloseTo((1 + 0 + 1 + 3) / 4);
    expect(value(l1GradLoss([[reference, output]], weights))).toBeCloseTo(2.5 / 4);
  });

  it('chroma: a grey difference is free, one of hue is not, and beside the L1 loss it adds its weight', () => {
    const colours = (...rgb: number[][]): tf.Tensor4D => tf.tensor4d([[rgb]]);
    const reference = colours([0.2, 0.4, 0.6], [0, 0, 0]);
    const darker = colours([-0.3, -0.1, 0.1], [0.5, 0.5, 0.5]);
    const greener = colours([0.2, 0.8, 0.6], [0, 0, 0]);
    expect(value(chromaLoss(reference, darker))).toBeCloseTo(0);
    // R − G is .4 off and (R + G) / 2 − B is .2 off, in one of two pixels.
    expect(value(chromaLoss(reference, greener))).toBeCloseTo((0.4 + 0.2) / 2 / 2);
    const weights = { l1: 1, gradient: 0, chroma: 10 };
    expect(value(l1GradLoss([[reference, greener]], weights))).toBeCloseTo(0.4 / 6 + 10 * 0.15);
    const slope = tf
      .grad((x) => chromaLoss(reference, x as tf.Tensor4D))(greener)
      .dataSync();
    const at = greener.dataSync();
    for (const i of [0, 1, 2]) {
      const moved = (by: number): number =>
        value(
          chromaLoss(
            reference,
            tf.tensor(
              at.map((v, k) => (k === i ? v + by : v)),
              [1, 1, 2, 3],
            ),
          ),
        );
      expect(slope[i]).toBeCloseTo((moved(0.01) - moved(-0.01)) / 0.02, 3);
    }
  });

  it('Eq. 10: least squares and log, on both sides', () => {
    const s = tf.tensor([0.5, -1]);
    expect(value(adversarialGeneratorLoss(s, 'ls'))).toBeCloseTo((0.25 + 4) / 2);
    const softplus = (x: number): number => Math.log(1 + Math.exp(x));
    expect(value(adversarialGeneratorLoss(s, 'log'))).toBeCloseTo((softplus(-0.5) + softplus(1)) / 2);
    const real = tf.tensor([2, 0]);
    expect(value(adversarialDiscriminatorLoss(real, s, 'ls'))).toBeCloseTo((1 + (0.25 + 1) / 2) / 2);
    expect(value(adversarialDiscriminatorLoss(real, s, 'log'))).toBeCloseTo(
      ((softplus(-2) + softplus(0)) / 2 + (softplus(0.5) + softplus(-1)) / 2) / 2,
    );
  });

  it('Eq. 4-9: features of three blocks and the output', () => {
    const one = [tf.tensor([0, 0]), tf.tensor([1]), tf.tensor([2, 2, 2])];
    const two = [tf.tensor([1, 0]), tf.tensor([3]), tf.tensor([2, 2, 5])];
    expect(value(mirrorFeatureLoss(one, two))).toBeCloseTo(0.5 + 2 + 1);
    const [c, back] = [picture([[0, 1]]), picture([[1, 1]])];
    expect(value(mirrorLoss(one, two, c, back, { features: 2, output: 10 }))).toBeCloseTo(2 * 3.5 + 10 * 0.5);
    expect(() => mirrorFeatureLoss(one, two.slice(1))).toThrow(/as many blocks/);
  });

  it('section 3.4: the smallest loss alone gets the gradient', () => {
    const x = tf.tensor1d([3, 1, 2]);
    const loss = (v: tf.Tensor): tf.Scalar => smallest(tf.unstack(v).map((s) => tf.square(s) as tf.Scalar));
    expect(value(loss(x))).toBeCloseTo(1);
    expect([...tf.grad(loss)(x).dataSync()]).toEqual([0, 2, 0]);
  });
});
