import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CELLS_IN_16, SCALES } from '../../src/core/scale.ts';
import { useBackend } from '../src/backend/index.ts';
import { extremesLoss, l1Loss } from '../src/losses.ts';
import { shrink } from '../src/nn/ops.ts';
import { Rng } from '../src/rng.ts';
import { discriminatorParams, generatorParams } from '../src/train/cascade.ts';
import { makeConfig, type TrainConfig } from '../src/train/config.ts';
import { drawPairs, PAIR_TERMS, type PairSource, pairTerms } from '../src/train/pairs.ts';
import { clip, Trainer } from '../src/train/trainer.ts';

beforeAll(() => useBackend('cpu'));

/** Scenes of random cells, whose picture is the art enlarged: the mean of a cell is the art. */
const scenes: PairSource = {
  count: 3,
  cells: 16,
  samples: 8,
  scene(index) {
    const rng = new Rng(index + 1);
    const art = Uint8Array.from({ length: 16 * 16 * 3 }, () => rng.int(256));
    const picture = new Uint8Array(128 * 128 * 3);
    for (let y = 0; y < 128; y++)
      for (let x = 0; x < 128; x++)
        for (let c = 0; c < 3; c++) picture[(y * 128 + x) * 3 + c] = art[((y >> 3) * 16 + (x >> 3)) * 3 + c]!;
    return { art, picture };
  },
};

const net = { width: 2, residualBlocks: 1 };
const OFF = Object.fromEntries(
  ['grid', 'pixel', 'depixel'].flatMap((n) => [
    [`${n}Adversarial`, 0],
    [`${n}L1`, 0],
    [`${n}Gradient`, 0],
  ]),
);
const WEIGHTS = {
  ...OFF,
  ...{ gridBackward: 0, mirrorFeatures: 0, mirrorOutput: 0 },
  ...{ pairGrid: 0.5, pairL1: 1, pairGradient: 0.5, pairExtremes: 0.4, pairAdversarial: 0.4 },
};
const pairConfig = (changes: object = {}): TrainConfig =>
  makeConfig({
    iterations: 20,
    decayFrom: 10,
    head: 'kernel',
    learningRate: 4e-3,
    pairs: { batch: 2, cells: 12 },
    gridnet: net,
    pixelnet: net,
    depixelnet: { ...net, blur: 3 },
    train: ['gridnet', 'pixelnet'],
    discriminators: { width: 2, gridLayers: 1, pixelLayers: 1, depixelLayers: 1 },
    weights: WEIGHTS,
    ...changes,
  });

describe('crops of pairs', () => {
  it('are not of one colour where there are others', () => {
    const plain = {
      art: new Uint8Array(16 * 16 * 3).fill(9),
      picture: new Uint8Array(128 * 128 * 3).fill(9),
    };
    const some: PairSource = { ...scenes, scene: (index) => (index === 0 ? scenes.scene(0) : plain) };
    const none: PairSource = { ...scenes, scene: () => plain };
    for (let seed = 1; seed <= 8; seed++) {
      for (const { source, varies } of [
        { source: some, varies: true },
        { source: none, varies: false },
      ]) {
        const { cartoon, art } = drawPairs(source, pairConfig(), new Rng(seed));
        const n = art.shape[0];
        const spread = tf.tidy(() => tf.sub(art.max([1, 2, 3]), art.min([1, 2, 3])).dataSync());
        expect([...spread].map((v) => v > 0)).toEqual(Array(n).fill(varies));
        tf.dispose([cartoon, art]);
      }
    }
  });

  it('the cartoon lies on its art, however it is turned, at every scale', () => {
    const rng = new Rng(4);
    const seen = new Set<string>();
    for (let i = 0; i < 12; i++) {
      const { cartoon, art, scale } = drawPairs(scenes, pairConfig(), rng);
      seen.add(scale);
      const apart = tf.mean(tf.abs(tf.sub(shrink(cartoon, 16, CELLS_IN_16[scale]), art))).dataSync()[0]!;
      // At 3/16 a cell ends within a sample.
      expect(apart).toBeLessThan(scale === '3/16' ? 0.1 : 1e-5);
    }
    expect([...seen].sort()).toEqual([...SCALES].sort());
  });

  it('are the same for the same numbers, and fewer where they are larger', () => {
    const [one, two] = [1, 1].map((seed) =>
      drawPairs(scenes, pairConfig({ scales: ['1/8'] }), new Rng(seed)),
    );
    expect(one!.cartoon.shape).toEqual([1, 96, 96, 3]);
    expect([...one!.cartoon.dataSync()]).toEqual([...two!.cartoon.dataSync()]);
  });
});

it('extremes mind a line that lies one pixel off no more than a missing one, where L1 does', () => {
  const line = (column: number): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: 36 }, (_, i) => (i % 6 === column ? -1 : 1)),
      [1, 6, 6, 1],
    );
  const at = (loss: typeof l1Loss, column: number): number => loss(line(2), line(column)).dataSync()[0]!;
  expect(at(extremesLoss, 2)).toBe(0);
  expect(at(extremesLoss, 3)).toBeLessThanOrEqual(at(extremesLoss, 9));
  expect(at(l1Loss, 3)).toBeGreaterThan(at(l1Loss, 9));
});

it('every term on pairs reaches the networks that it is about', () => {
  const trainer = new Trainer(pairConfig(), { cartoons: [], pixels: [] }, scenes);
  trainer.step();
  const batch = drawPairs(scenes, pairConfig({ scales: ['1/4'] }), new Rng(2));
  const { gridnet, pixelnet } = trainer.cascade;
  const variables = [...gridnet.params.variables, ...pixelnet.params.variables];
  for (const term of PAIR_TERMS) {
    const { grads } = tf.variableGrads(
      () => pairTerms(trainer.cascade, batch, trainer.config).terms[term]!,
      variables,
    );
    const moved = ({ variables: list }: { variables: tf.Variable[] }): boolean =>
      list.some((v) => grads[v.name]?.dataSync().some((g) => g !== 0));
    expect([term, moved(gridnet.params), moved(pixelnet.params)]).toEqual([term, true, term !== 'pairGrid']);
  }
  trainer.dispose();
});

it('a run on pairs alone needs no cartoons, learns, keeps no tensor and repeats itself', () => {
  const run = (): { weights: number[]; first: number; last: number } => {
    const trainer = new Trainer(pairConfig({ scales: ['1/4'] }), { cartoons: [], pixels: [] }, scenes);
    const first = trainer.step().losses.pairGrid!;
    const tensors = tf.memory().numTensors;
    let last = 0;
    for (let i = 0; i < 6; i++) last = trainer.step().losses.pairGrid!;
    expect(tf.memory().numTensors).toBe(tensors);
    const params = [...generatorParams(trainer.cascade), ...discriminatorParams(trainer.cascade)];
    const weights = params.flatMap((p) => [...p.variable.dataSync()]);
    trainer.dispose();
    return { weights, first, last };
  };
  const one = run();
  expect(one.last).toBeLessThan(one.first);
  expect(run().weights).toEqual(one.weights);
});

it('cartoons and pairs are learnt from in one step', () => {
  const pack = {
    cartoons: [
      { name: 'c', width: 40, height: 40, data: new Uint8Array(6400).map((_, i) => (i * 37) % 256) },
    ],
    pixels: [{ name: 'p', width: 12, height: 12, data: new Uint8Array(576).map((_, i) => (i * 91) % 256) }],
  };
  const weights = { ...WEIGHTS, gridAdversarial: 1, pixelAdversarial: 1, mirrorOutput: 1, mirrorFeatures: 1 };
  const trainer = new Trainer(
    pairConfig({ crops: [[0, 48, 32]], weights, train: ['gridnet', 'pixelnet', 'depixelnet'] }),
    pack,
    scenes,
  );
  const { losses } = trainer.step();
  for (const term of ['pairL1Grad', 'gridAdversarial', 'depixelMirror', 'pixelMirror', 'dPairs', 'dGrid'])
    expect(losses[term], term).toSatisfy(Number.isFinite);
  trainer.dispose();
});

it('gradients longer than the clip are scaled to it, shorter ones left', () => {
  const of = () => ({ a: tf.tensor1d([3, 0]), b: tf.tensor1d([0, 4]) });
  const tensors = tf.memory().numTensors;
  const long = clip(of(), 1);
  expect(long.norm).toBeCloseTo(5);
  expect([...long.clipped.a!.dataSync(), ...long.clipped.b!.dataSync()].map((v) => +v.toFixed(4))).toEqual([
    0.6, 0, 0, 0.8,
  ]);
  const short = clip(of(), 6);
  expect([...short.clipped.a!.dataSync()]).toEqual([3, 0]);
  tf.dispose([long.clipped, short.clipped]);
  expect(tf.memory().numTensors).toBe(tensors);
});

it('gradients beyond any float are no step; the weights stay', () => {
  const trainer = new Trainer(pairConfig({ scales: ['1/4'], clip: 5 }), { cartoons: [], pixels: [] }, scenes);
  const [first] = generatorParams(trainer.cascade);
  // Finite losses, but squares of their gradients are not.
  for (const { variable } of generatorParams(trainer.cascade))
    variable.assign(tf.tidy(() => tf.mul(variable, 1e5) as tf.Tensor));
  const before = first!.variable.dataSync().slice();
  const { losses } = trainer.step();
  expect(Number.isFinite(losses.generators)).toBe(true);
  expect(Number.isFinite(losses.gradientNorm)).toBe(false);
  expect(first!.variable.dataSync()).toEqual(before);
  trainer.dispose();
});

it('says what is missing or too small', () => {
  const config = pairConfig();
  expect(() => new Trainer(config, { cartoons: [], pixels: [] }).step()).toThrow('expected scenes');
  expect(() => new Trainer(config, { cartoons: [], pixels: [] }, { ...scenes, cells: 8 })).toThrow(
    'at least 12 cells, got 8',
  );
  expect(() => pairConfig({ head: 'linear' })).toThrow('kernel where a weight on pairs');
  expect(() => pairConfig({ pairs: { cells: 16 } })).toThrow('a multiple of 12');
});
