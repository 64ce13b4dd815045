import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../src/core/image.ts';
import {
  ABLATION_NAMES,
  type AblationName,
  ablationConfig,
  ablationNames,
} from '../src/ablate/configurations.ts';
import { measureOutput, networkInput, networkOutput } from '../src/ablate/output.ts';
import { writeReport } from '../src/ablate/report.ts';
import { ablate } from '../src/ablate/run.ts';
import { useBackend } from '../src/backend/index.ts';
import { Rng } from '../src/rng.ts';
import { drawBatch, uploadBatch } from '../src/train/batch.ts';
import { buildCascade, type Cascade } from '../src/train/cascade.ts';
import { readCheckpoint } from '../src/train/checkpoint.ts';
import { makeConfig, mergeChanges, parseChange } from '../src/train/config.ts';
import { generatorTerms } from '../src/train/objective.ts';
import { usesPairs } from '../src/train/pairs.ts';
import { Trainer } from '../src/train/trainer.ts';
import { tinyChanges, tinyPack } from './tiny.ts';

let folder = '';
beforeAll(async () => {
  await useBackend('cpu');
  folder = mkdtempSync(join(tmpdir(), 'ablate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NO_UNPAIRED = Object.fromEntries(Object.keys(makeConfig({}).weights).map((name) => [name, 0]));
const GENERATORS = ['gridnet', 'pixelnet', 'depixelnet'] as const;
const ALL_TERMS = [
  'depixelAdversarial',
  'depixelL1Grad',
  'depixelMirror',
  'gridAdversarial',
  'gridL1Grad',
  'gridL1GradBackward',
  'pixelAdversarial',
  'pixelL1Grad',
  'pixelMirror',
];

/** Heads start near zero and would hide what lies behind them. */
function shake(cascade: Cascade): void {
  const rng = new Rng(3);
  for (const network of Object.values(cascade))
    for (const { variable } of network.params.list) {
      const values = variable.dataSync().map((v: number) => v * 5 + 0.1 * rng.normal());
      variable.assign(tf.tensor(values, variable.shape));
    }
}

/** What a configuration's one pass leaves: its terms, its pictures and the generators that a gradient reaches. */
function pass(name: AblationName, changes: object = {}) {
  const config = ablationConfig(name, { ...tinyChanges, ...changes });
  const cascade = buildCascade(config);
  shake(cascade);
  const batch = uploadBatch(drawBatch(tinyPack, config, { forward: 32, backward: 32 }, new Rng(8)));
  let terms: string[] = [];
  let made: { grid: string[]; pixel: string[] } = { grid: [], pixel: [] };
  const { grads } = tf.variableGrads(
    () => {
      const all = generatorTerms(cascade, batch, config);
      terms = Object.keys(all.terms).sort();
      made = { grid: Object.keys(all.generated.grid), pixel: Object.keys(all.generated.pixel) };
      return tf.addN(Object.values(all.terms));
    },
    GENERATORS.flatMap((n) => cascade[n].params.variables),
  );
  const reached = GENERATORS.filter((n) =>
    cascade[n].params.variables.some((v) => (grads[v.name]?.abs().sum().dataSync()[0] ?? 0) > 1e-6),
  );
  return { terms, ...made, reached };
}

describe('what each configuration leaves out, and that gradients reach what remains', () => {
  const without = (...left: string[]) => ALL_TERMS.filter((t) => !left.some((l) => t.startsWith(l)));
  it.each<[AblationName, string[], (typeof GENERATORS)[number][]]>([
    ['loss1', ALL_TERMS, [...GENERATORS]],
    ['loss2', without('pixelMirror', 'depixelMirror'), [...GENERATORS]],
    ['loss3', without('gridAdversarial', 'pixelAdversarial', 'depixelAdversarial'), [...GENERATORS]],
    ['loss4', ALL_TERMS, [...GENERATORS]],
    ['loss5', ALL_TERMS, [...GENERATORS]],
    ['gridnet', without('pixelAdversarial', 'pixelL1Grad'), ['gridnet', 'depixelnet']],
    ['pixelnet', without('grid'), ['pixelnet', 'depixelnet']],
    ['cyclegan', without('grid', 'pixelL1Grad', 'depixelL1Grad'), ['pixelnet', 'depixelnet']],
  ])('%s', (name, terms, reached) => {
    const result = pass(name);
    expect(result.terms).toEqual(terms);
    expect(result.reached).toEqual(reached);
  });

  it('Loss1 weighs no gradient loss and nothing else differently', () => {
    const [complete, loss1] = (['loss5', 'loss1'] as const).map((n) => ablationConfig(n, tinyChanges));
    expect(loss1).toEqual({
      ...complete,
      weights: { ...complete!.weights, gridGradient: 0, pixelGradient: 0, depixelGradient: 0 },
    });
  });

  it('Loss4 has one scale; PixelNet alone draws one picture and no grid, whatever the scales', () => {
    expect(pass('loss4', { pixelScales: 'all' })).toMatchObject({ grid: ['1/4'], pixel: ['1/4'] });
    expect(pass('loss5', { pixelScales: 'all' })).toMatchObject({ pixel: ['1/4', '3/16', '1/8'] });
    const alone = pass('pixelnet', { pixelScales: 'all' });
    expect(alone.grid).toEqual([]);
    expect(alone.pixel).toHaveLength(1);
  });

  it('GridNet alone compares no features where PixelNet would have been last', () => {
    const terms = (mirrorFeatures: number) => {
      const config = ablationConfig('gridnet', { ...tinyChanges, weights: { mirrorFeatures } });
      const batch = uploadBatch(drawBatch(tinyPack, config, { forward: 32, backward: 32 }, new Rng(8)));
      const all = generatorTerms(buildCascade(config), batch, config).terms;
      return [all.pixelMirror!, all.depixelMirror!].map((t) => t.dataSync()[0]!);
    };
    const [low, high] = [terms(0.1), terms(10)];
    expect(high[0]).toBe(low[0]);
    expect(high[1]).toBeGreaterThan(low[1]!);
  });
});

describe('configuration', () => {
  it('is the complete cascade by default, also for checkpoints from before the choice', () => {
    expect(makeConfig({}).networks).toBe('cascade');
    expect(ablationConfig('loss5', {})).toEqual(makeConfig({}));
    const { networks: _, ...old } = makeConfig({ weights: { gridL1: 7 } });
    expect(makeConfig(old)).toEqual(makeConfig({ weights: { gridL1: 7 } }));
  });

  it('on pairs: each leaves out what it says, and unpaired has nothing of pairs', () => {
    const base = { head: 'kernel', weights: { ...NO_UNPAIRED, pairGrid: 0.5, pairL1: 1, pairGradient: 0.5 } };
    expect(ablationConfig('pairs', base)).toEqual(makeConfig(base));
    expect(ablationConfig('pairsL1', base).weights).toEqual({
      ...ablationConfig('pairs', base).weights,
      pairGradient: 0,
    });
    expect(ablationConfig('unpaired', base).weights).toEqual(makeConfig({}).weights);
    expect(usesPairs(ablationConfig('unpaired', base))).toBe(false);
    expect(ablationConfig('both', base).weights).toMatchObject({ pairL1: 1, gridL1: 0.5, pixelGradient: 1 });
  });

  it('names what it does not know', () => {
    expect(() => makeConfig({ networks: 'both' })).toThrow(
      /networks to be cascade, gridnet, pixelnet, got "both"/,
    );
    expect(() => ablationNames('loss1,loss9', false)).toThrow(/expected some of loss1, .*got loss9/);
    expect(ablationNames('gridnet, loss1', false)).toEqual(['loss1', 'gridnet']);
    const [paper, pairs] = [ablationNames(undefined, false), ablationNames(undefined, true)];
    expect([...paper, ...pairs]).toEqual(ABLATION_NAMES);
    expect(pairs[0]).toBe('pairs');
    expect(() => parseChange('crops')).toThrow(/expected KEY=VALUE, got crops/);
    expect(mergeChanges(parseChange('weights.gridL1=5'), parseChange('weights.gridL2=x'))).toEqual({
      weights: { gridL1: 5, gridL2: 'x' },
    });
  });
});

/** A disc with a dark outline on transparent ground. */
const picture = (width: number, height: number): RgbaImage & { name: string } => {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const r = Math.hypot(x - width / 2, y - height / 2);
      if (r < height / 2.5)
        data.set(r > height / 3 ? [10, 10, 20, 255] : [220, 60, 40, 255], (y * width + x) * 4);
    }
  return { name: `disc-${width}.png`, width, height, data };
};

describe('the network output', () => {
  it('takes pictures over white at four pixels an art pixel, in multiples of 16', () => {
    const input = networkInput(picture(300, 200), 48);
    expect([input.width, input.height]).toEqual([192, 128]);
    expect([...input.data.slice(0, 4)]).toEqual([255, 255, 255, 255]);
    expect([...input.data.slice((64 * 192 + 96) * 4, (64 * 192 + 96) * 4 + 4)]).toEqual([220, 60, 40, 255]);
  });

  it.each(['cascade', 'gridnet', 'pixelnet'] as const)('%s starts near its input', (networks) => {
    const config = makeConfig({ ...tinyChanges, networks });
    const input = networkInput(picture(64, 64), 16);
    const output = networkOutput(buildCascade(config), config, input);
    expect([output.width, output.height]).toEqual([64, 64]);
    // Linear heads start near zero: the residual pictures are the input's, area-averaged where GridNet is first.
    for (const at of [0, (32 * 64 + 32) * 4])
      for (let c = 0; c < 4; c++)
        expect(Math.abs(output.data[at + c]! - input.data[at + c]!)).toBeLessThan(12);
    const measures = measureOutput(input, output);
    expect(measures.line).toBeGreaterThan(0.5);
    // GridNet's cells are flat; an untrained PixelNet leaves them nearly so, and slants across cells as they are.
    if (networks === 'gridnet') expect(measures.purity).toBe(1);
    else if (networks === 'cascade') expect(measures.purity).toBeGreaterThan(0.95);
    else expect(measures.purity).toBeLessThan(1);
  });
});

describe('ablate', () => {
  const base = () => ({ ...tinyChanges, iterations: 2, decayFrom: 1 });
  const names = ['loss3', 'pixelnet'] as const;

  it('trains all at one budget, resumes what was stopped, skips what is finished, and reports', async () => {
    const lines: string[] = [];
    const options = {
      folder: join(folder, 'runs'),
      base: base(),
      pack: tinyPack,
      log: (l: string) => lines.push(l),
    };
    const stop = new AbortController();
    const stopped = await ablate({
      ...options,
      names,
      signal: stop.signal,
      log: () => stop.abort(),
    });
    expect(stopped).toEqual([]);
    expect(readCheckpoint(join(folder, 'runs/loss3/checkpoint.bin')).header.iteration).toBe(1);
    expect(existsSync(join(folder, 'runs/pixelnet'))).toBe(false);

    const runs = await ablate({ ...options, names });
    expect(lines[0]).toBe('1/2 loss3: from iteration 1');
    expect(runs.map(({ name, iterations }) => [name, iterations])).toEqual([
      ['loss3', 2],
      ['pixelnet', 2],
    ]);
    lines.length = 0;
    expect(await ablate({ ...options, names })).toEqual(runs);
    expect(lines).toEqual(['1/2 loss3: finished before', '2/2 pixelnet: finished before']);

    const out = join(folder, 'report');
    const text = writeReport(out, 'ablate', runs, [picture(80, 80), picture(96, 64)], 16);
    expect(text).toContain('2 pictures, 2 iterations each');
    expect(text).toMatch(/\| Loss3 \| adversarial losses \| 2 \|/);
    const losses = text.split('\n').filter((l) => l.startsWith('| PixelNet | GridNet |'))[1]!;
    expect(losses).toContain('–');
    const { rows } = JSON.parse(readFileSync(join(out, 'ablation.json'), 'utf8'));
    expect(Object.keys(rows[0].losses)).not.toContain('dGrid');
    expect(Object.keys(rows[1].losses)).toEqual(expect.arrayContaining(['pixelAdversarial', 'dPixel']));
    for (const figure of ['figure-9.png', 'figure-10.png'])
      expect(readFileSync(join(out, figure)).subarray(1, 4).toString()).toBe('PNG');
  });

  it('does not mix runs of two budgets', async () => {
    const own = join(folder, 'budget');
    const options = { folder: own, names: ['pixelnet'] as const, pack: tinyPack, log: () => {} };
    await ablate({ ...options, base: { ...base(), iterations: 1 } });
    await expect(ablate({ ...options, base: base() })).rejects.toThrow(
      /pixelnet: expected a run with iterations 2, got one with 1; name another --out/,
    );
  });
});

it('a step of each set of networks leaves no tensor behind', () => {
  for (const name of ['gridnet', 'pixelnet', 'cyclegan'] as const) {
    const trainer = new Trainer(ablationConfig(name, tinyChanges), tinyPack);
    trainer.step();
    const tensors = tf.memory().numTensors;
    trainer.step();
    expect(tf.memory().numTensors, name).toBe(tensors);
    trainer.dispose();
  }
});
