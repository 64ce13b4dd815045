import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../src/backend/index.ts';
import type { PixelNet } from '../src/networks/pixelnet.ts';
import { tfOps } from '../src/nn/ops.ts';
import type { Param } from '../src/nn/params.ts';
import { Rng } from '../src/rng.ts';
import { type Batch, drawBatch, uploadBatch } from '../src/train/batch.ts';
import { buildCascade, type Cascade } from '../src/train/cascade.ts';
import { discriminatorTerms, generatorTerms, TERMS, type Term } from '../src/train/objective.ts';
import { tinyConfig, tinyPack } from './tiny.ts';

beforeAll(() => useBackend('cpu'));

const NETWORKS = ['gridnet', 'pixelnet', 'depixelnet'] as const;

/** Random weights of a useful size: initial heads are nearly zero and would hide what lies behind them. */
function shake(cascade: Cascade): void {
  const rng = new Rng(3);
  for (const network of Object.values(cascade))
    for (const { variable } of network.params.list) {
      const values = variable.dataSync().map((v: number) => v * 5 + 0.1 * rng.normal());
      variable.assign(tf.tensor(values, variable.shape));
    }
}

function setUp(changes: object = {}): {
  cascade: Cascade;
  batch: Batch;
  config: ReturnType<typeof tinyConfig>;
} {
  const config = tinyConfig(changes);
  const cascade = buildCascade(config);
  shake(cascade);
  const batch = uploadBatch(drawBatch(tinyPack, config, { forward: 32, backward: 32 }, new Rng(8)));
  return { cascade, batch, config };
}

/**
 * Which generators each term of Eq. 1-3 must move. Terms on pictures made by a chain of networks reach the whole chain:
 * C → GridNet → PixelNet → DepixelNet forward, P → DepixelNet → GridNet → PixelNet backward.
 */
const REACHES: Record<Term, readonly (typeof NETWORKS)[number][]> = {
  gridAdversarial: ['gridnet'],
  gridL1Grad: ['gridnet'],
  gridL1GradBackward: ['depixelnet', 'gridnet'],
  pixelAdversarial: ['gridnet', 'pixelnet'],
  pixelL1Grad: ['gridnet', 'pixelnet'],
  pixelMirror: ['depixelnet', 'gridnet', 'pixelnet'],
  depixelAdversarial: ['depixelnet'],
  depixelL1Grad: ['depixelnet'],
  depixelMirror: ['gridnet', 'pixelnet', 'depixelnet'],
  depixelMirrorVoted: ['depixelnet'],
};

it('passes that no term needs are left out, and GridNet alone still learns', () => {
  const { cascade, batch, config } = setUp({
    weights: {
      ...{ pixelAdversarial: 0, pixelL1: 0, pixelGradient: 0, gridBackward: 0 },
      ...{ depixelAdversarial: 0, depixelL1: 0, depixelGradient: 0, mirrorFeatures: 0, mirrorOutput: 0 },
    },
  });
  const { terms, generated } = generatorTerms(cascade, batch, config);
  expect(Object.keys(terms).sort()).toEqual(['gridAdversarial', 'gridL1Grad']);
  expect([generated.returned, generated.cartoon, Object.keys(generated.pixel)]).toEqual([
    undefined,
    undefined,
    [],
  ]);
});

describe.each(['one', 'all'] as const)(
  'gradients reach every network that the equations name (%s)',
  (pixelScales) => {
    const { cascade, batch, config } = setUp({ pixelScales, weights: { mirrorVoted: 1 } });

    it.each(TERMS)('%s', (term) => {
      const { grads } = tf.variableGrads(
        () => generatorTerms(cascade, batch, config).terms[term]!,
        NETWORKS.flatMap((n) => cascade[n].params.variables),
      );
      for (const name of NETWORKS) {
        const size = cascade[name].params.variables.reduce((sum, v) => {
          const g = grads[v.name];
          return sum + (g ? g.abs().sum().dataSync()[0]! : 0);
        }, 0);
        if (REACHES[term].includes(name)) expect(size, `${term} → ${name}`).toBeGreaterThan(1e-6);
        else expect(size, `${term} → ${name}`).toBe(0);
      }
    });
  },
);

/** Largest relative error of a network's analytic gradient against central differences, over some of its scalars. */
function finiteDifferences(params: readonly Param[], loss: () => tf.Scalar): number {
  const { grads } = tf.variableGrads(
    loss,
    params.map((p) => p.variable),
  );
  const rng = new Rng(17);
  let worst = 0;
  const all = params.flatMap(({ variable }) => [...grads[variable.name]!.dataSync()]);
  const typical = Math.sqrt(all.reduce((s, g) => s + g * g, 0) / all.length);
  for (const { variable } of params) {
    const values = Float32Array.from(variable.dataSync());
    const i = rng.int(values.length);
    const at = (delta: number): number => {
      const moved = values.slice();
      moved[i] = moved[i]! + delta;
      variable.assign(tf.tensor(moved, variable.shape));
      return loss().dataSync()[0]!;
    };
    const analytic = grads[variable.name]!.dataSync()[i]!;
    // Too long a step crosses kinks of ReLU, too short a one drowns in rounding: one of them must agree.
    const errors = [2e-3, 5e-4, 1.2e-4].map((step) => {
      const numeric = (at(step) - at(-step)) / (2 * step);
      return Math.abs(numeric - analytic) / (Math.abs(analytic) + typical);
    });
    variable.assign(tf.tensor(values, variable.shape));
    worst = Math.max(worst, Math.min(...errors));
  }
  return worst;
}

describe('gradients of every network against finite differences', () => {
  const { cascade, batch } = setUp();
  // A smooth loss: absolute values have kinks that finite differences stumble over.
  const smooth = (t: tf.Tensor): tf.Scalar => tf.mean(tf.square(tf.sub(t, 0.3)));

  it('GridNet', () => {
    const loss = (): tf.Scalar =>
      tf.addN(Object.values(cascade.gridnet.apply(tfOps, batch.cartoon).pictures).map(smooth));
    expect(finiteDifferences(cascade.gridnet.params.list, loss)).toBeLessThan(0.05);
  });

  it.each(['pixelnet', 'depixelnet'] as const)('%s', (name) => {
    const loss = (): tf.Scalar => smooth((cascade[name] as PixelNet).apply(tfOps, batch.art).picture);
    expect(finiteDifferences(cascade[name].params.list, loss)).toBeLessThan(0.05);
  });

  it.each(['dGrid', 'dPixel', 'dDepixel'] as const)('%s', (name) => {
    const loss = (): tf.Scalar => smooth(cascade[name].apply(tfOps, batch.cartoon));
    expect(finiteDifferences(cascade[name].params.list, loss)).toBeLessThan(0.05);
  });
});

describe('configurations', () => {
  it('leave out the terms whose weights are 0', () => {
    const { cascade, batch, config } = setUp({
      weights: { mirrorFeatures: 0, mirrorOutput: 0, gridAdversarial: 0, gridBackward: 0 },
    });
    const names = Object.keys(generatorTerms(cascade, batch, config).terms);
    expect(names.sort()).toEqual(
      ['depixelAdversarial', 'depixelL1Grad', 'gridL1Grad', 'pixelAdversarial', 'pixelL1Grad'].sort(),
    );
  });

  it('one scale alone trains without the others (Table 1, Loss4)', () => {
    const { cascade, batch, config } = setUp({ scales: ['1/4'], pixelScales: 'all' });
    const { generated } = generatorTerms(cascade, batch, config);
    expect(Object.keys(generated.grid)).toEqual(['1/4']);
    expect(Object.keys(generated.pixel)).toEqual(['1/4']);
  });

  it('discriminators move only themselves', () => {
    const { cascade, batch, config } = setUp();
    const pair = [{ real: batch.cartoon, fake: batch.art }];
    const terms = discriminatorTerms(cascade, { grid: pair, pixel: pair, depixel: pair }, config);
    expect(Object.keys(terms)).toEqual(['dGrid', 'dPixel', 'dDepixel']);
    for (const [name, d] of [
      ['dGrid', cascade.dGrid],
      ['dPixel', cascade.dPixel],
    ] as const) {
      const { grads } = tf.variableGrads(
        () => discriminatorTerms(cascade, { grid: pair, pixel: pair, depixel: pair }, config)[name]!,
        Object.values(cascade).flatMap((n) => n.params.variables),
      );
      const moved = Object.keys(grads).filter((k) => grads[k]!.abs().sum().dataSync()[0]! > 0);
      expect(moved.every((k) => d.params.variables.some((v) => v.name === k))).toBe(true);
      expect(moved.length).toBeGreaterThan(0);
    }
  });
});
