import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../src/backend/index.ts';
import { tfOps } from '../src/nn/ops.ts';
import type { Params } from '../src/nn/params.ts';
import { Rng } from '../src/rng.ts';
import { PictureBuffer } from '../src/train/buffer.ts';
import { discriminatorParams, generatorParams } from '../src/train/cascade.ts';
import {
  loadWeights,
  readCheckpoint,
  resume,
  saveCheckpoint,
  saveRestart,
  withNetworks,
} from '../src/train/checkpoint.ts';
import { cropsAt, learningRate, makeConfig } from '../src/train/config.ts';
import { writePlot } from '../src/train/pictures.ts';
import { train } from '../src/train/run.ts';
import { Trainer } from '../src/train/trainer.ts';
import { tinyConfig, tinyPack } from './tiny.ts';

beforeAll(() => useBackend('cpu'));

const folder = (): string => mkdtempSync(join(tmpdir(), 'cascade-'));
const weights = (t: Trainer): number[] =>
  [...generatorParams(t.cascade), ...discriminatorParams(t.cascade)].flatMap((p) => [
    ...p.variable.dataSync(),
  ]);

describe('a step', () => {
  it('moves the six networks of the paper, gives finite losses and keeps no tensor', () => {
    const trainer = new Trainer(tinyConfig(), tinyPack);
    trainer.step();
    const { dPairs: _, ...paper } = trainer.cascade;
    const networks = Object.values(paper) as { params: Params }[];
    const valuesOf = (params: Params): string => params.variables.map((v) => v.dataSync().join()).join();
    const before = networks.map((n) => valuesOf(n.params));
    const tensors = tf.memory().numTensors;
    const { losses } = trainer.step();
    expect(tf.memory().numTensors).toBe(tensors);
    for (const [name, value] of Object.entries(losses)) expect(value, name).toSatisfy(Number.isFinite);
    for (const [i, { params }] of networks.entries())
      expect(valuesOf(params), params.network).not.toBe(before[i]);
    trainer.dispose();
  });

  it('lowers the reconstruction losses within a few steps', () => {
    const trainer = new Trainer(
      tinyConfig({ iterations: 40, decayFrom: 40, learningRate: 5e-3, gan: 'log' }),
      tinyPack,
    );
    const sum = (): number => {
      const { losses } = trainer.step();
      return losses.gridL1Grad! + losses.pixelL1Grad!;
    };
    let first = 0;
    let last = 0;
    for (let i = 0; i < 4; i++) first += sum();
    for (let i = 0; i < 16; i++) sum();
    for (let i = 0; i < 4; i++) last += sum();
    expect(last).toBeLessThan(first);
    trainer.dispose();
  });

  it('without adversarial losses leaves the discriminators as they are', () => {
    const weightsOff = { gridAdversarial: 0, pixelAdversarial: 0, depixelAdversarial: 0 };
    const trainer = new Trainer(tinyConfig({ weights: weightsOff }), tinyPack);
    const before = discriminatorParams(trainer.cascade).map((p) => [...p.variable.dataSync()]);
    trainer.step();
    expect(discriminatorParams(trainer.cascade).map((p) => [...p.variable.dataSync()])).toEqual(before);
    trainer.dispose();
  });
});

it('networks that are not trained stay as they are', () => {
  const trainer = new Trainer(tinyConfig({ train: ['depixelnet'] }), tinyPack);
  const values = ({ params }: { params: Params }): string =>
    params.variables.map((v) => v.dataSync().join()).join();
  const { gridnet, pixelnet, depixelnet } = trainer.cascade;
  const before = [gridnet, pixelnet, depixelnet].map(values);
  trainer.step();
  const after = [gridnet, pixelnet, depixelnet].map(values);
  expect(after.map((v, i) => v === before[i])).toEqual([true, true, false]);
  trainer.dispose();
});

describe('checkpoints', () => {
  it('a resumed run equals an uninterrupted one, bit for bit', () => {
    const file = join(folder(), 'checkpoint.bin');
    const whole = new Trainer(tinyConfig(), tinyPack);
    for (let i = 0; i < 6; i++) whole.step();

    const half = new Trainer(tinyConfig(), tinyPack);
    for (let i = 0; i < 3; i++) half.step();
    saveCheckpoint(file, half, tinyPack.sha256);
    half.dispose();
    const resumed = new Trainer(tinyConfig(), tinyPack);
    resume(resumed, readCheckpoint(file));
    for (let i = 0; i < 3; i++) resumed.step();

    expect(resumed.iteration).toBe(whole.iteration);
    expect(weights(resumed)).toEqual(weights(whole));
    expect(resumed.averages.map((a) => [...a.dataSync()])).toEqual(
      whole.averages.map((a) => [...a.dataSync()]),
    );
    expect(resumed.rng.state).toEqual(whole.rng.state);
    whole.dispose();
    resumed.dispose();
  });

  it('weights from before GridNet’s plain blocks draw what they drew', () => {
    const trainer = new Trainer(tinyConfig(), tinyPack);
    const file = join(folder(), 'restart.bin');
    saveRestart(file, trainer, tinyPack.sha256);
    const { header, tensors } = readCheckpoint(file);
    const old = new Map([...tensors].filter(([name]) => !/plain|mix/.test(name)));
    expect(old.size).toBeLessThan(tensors.size);
    const x = tf.tensor4d(
      Float32Array.from({ length: 32 * 32 * 3 }, (_, i) => Math.sin(i)),
      [1, 32, 32, 3],
    );
    const draw = (t: Trainer): Float32Array =>
      tf.tidy(() => t.cascade.gridnet.apply(tfOps, x).pictures['1/8'].dataSync() as Float32Array);
    const other = new Trainer(tinyConfig({ seed: 99 }), tinyPack);
    loadWeights(other, { header, tensors: old });
    const [a, b] = [draw(trainer), draw(other)];
    for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(2e-3);
    old.delete('gridnet/conv1/weight');
    expect(() => loadWeights(other, { header, tensors: old })).toThrow(/gridnet\/conv1\/weight/);
  });

  it('a restart file gives every network its weights, to half precision', () => {
    const file = join(folder(), 'restart.bin');
    const trainer = new Trainer(tinyConfig({ ema: 0 }), tinyPack);
    trainer.step();
    saveRestart(file, trainer, tinyPack.sha256);
    const other = new Trainer(tinyConfig({ ema: 0, seed: 9 }), tinyPack);
    loadWeights(other, readCheckpoint(file));
    const [a, b] = [weights(trainer), weights(other)];
    b.forEach((v, i) => {
      expect(Math.abs(v - a[i]!)).toBeLessThanOrEqual(Math.abs(a[i]!) * 2 ** -11 + 2 ** -25);
    });
    expect(() => resume(other, readCheckpoint(file))).toThrow(/weights only/);
    trainer.dispose();
    other.dispose();
  });

  it('a network can be taken from another run', () => {
    const files = [1, 2].map((seed) => {
      const file = join(folder(), 'checkpoint.bin');
      const trainer = new Trainer(tinyConfig({ seed }), tinyPack);
      saveCheckpoint(file, trainer, tinyPack.sha256);
      trainer.dispose();
      return readCheckpoint(file);
    });
    const merged = withNetworks(files[0]!, files[1]!, ['depixelnet']);
    for (const [name, values] of merged.tensors) {
      const from = /^(average )?depixelnet/.test(name) ? files[1] : files[0];
      expect(values, name).toEqual(from!.tensors.get(name));
    }
    expect(merged.tensors.size).toBe(files[0]!.tensors.size);
  });

  it('a file cut short, changed or of another kind is refused by name', () => {
    const file = join(folder(), 'checkpoint.bin');
    const trainer = new Trainer(tinyConfig(), tinyPack);
    saveCheckpoint(file, trainer, tinyPack.sha256);
    trainer.dispose();
    truncateSync(file, readFileSync(file).length - 10);
    expect(() => readCheckpoint(file)).toThrow(/checkpoint\.bin: expected a whole checkpoint/);
    writeFileSync(file, 'hello');
    expect(() => readCheckpoint(file)).toThrow(/another kind of file/);
    expect(() => readCheckpoint(`${file}.none`)).toThrow(/cannot be read/);
  });

  it('weights of another configuration are refused by the parameter that differs', () => {
    const file = join(folder(), 'checkpoint.bin');
    const trainer = new Trainer(tinyConfig(), tinyPack);
    saveCheckpoint(file, trainer, tinyPack.sha256);
    const wide = new Trainer(tinyConfig({ gridnet: { width: 3, residualBlocks: 1 } }), tinyPack);
    expect(() => loadWeights(wide, readCheckpoint(file))).toThrow(
      /expected gridnet\/conv1\/weight of 441 values, got 294/,
    );
    trainer.dispose();
    wide.dispose();
  });
});

describe('a run', () => {
  const options = { pack: tinyPack, resume: false, saveEvery: 2, sampleEvery: 2, log: () => {} };

  it('stopped and resumed leaves the same log and weights as one that ran through', async () => {
    const [one, two] = [folder(), folder()];
    const config = tinyConfig({ iterations: 4 });
    await train({ ...options, folder: one, config });
    const stop = new AbortController();
    let lines = 0;
    stop.abort();
    await train({ ...options, folder: two, config, signal: stop.signal, log: () => lines++ });
    expect(readCheckpoint(join(two, 'checkpoint.bin')).header.iteration).toBe(1);
    expect(await train({ ...options, folder: two, config, resume: true })).toBe(4);
    expect(lines).toBeGreaterThan(0);
    expect(readFileSync(join(two, 'stats.jsonl'), 'utf8')).toBe(
      readFileSync(join(one, 'stats.jsonl'), 'utf8'),
    );
    const [a, b] = [one, two].map((f) => readCheckpoint(join(f, 'checkpoint.bin')).tensors);
    for (const [name, values] of a!) expect(b!.get(name), name).toEqual(values);
    expect(
      readFileSync(join(one, 'samples', '000004.png'))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(readFileSync(join(one, 'losses.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  it('does not write over another run', async () => {
    const dir = folder();
    await train({ ...options, folder: dir, config: tinyConfig({ iterations: 1, decayFrom: 0 }) });
    await expect(train({ ...options, folder: dir, config: tinyConfig() })).rejects.toThrow(/holds a run/);
  });
});

describe('configuration', () => {
  it('names what it does not know or cannot use', () => {
    expect(() => makeConfig({ learningrate: 1 })).toThrow(/expected one of .*learningRate.*got learningrate/);
    expect(() => makeConfig({ weights: { gridL2: 1 } })).toThrow(/got weights\.gridL2/);
    expect(() => makeConfig({ iterations: '5' })).toThrow(/expected iterations like 12000, got "5"/);
    expect(() => makeConfig({ crops: [[0, 50, 50]] })).toThrow(/crops/);
    expect(() => makeConfig({ target: 'bicubic' })).toThrow(/outline, area, nearest/);
    expect(() => makeConfig({ weights: { gridL1: -1 } })).toThrow(/weights\.gridL1/);
  });

  it('keeps the learning rate, then lowers it to zero in a straight line (section 3.4)', () => {
    const config = makeConfig({ iterations: 250, decayFrom: 100, learningRate: 2e-4 });
    expect(learningRate(config, 99)).toBe(2e-4);
    expect(learningRate(config, 175)).toBeCloseTo(1e-4);
    expect(learningRate(config, 250)).toBe(0);
    expect(
      cropsAt(
        makeConfig({
          crops: [
            [0, 64, 64],
            [10, 96, 64],
          ],
        }),
        10,
      ),
    ).toEqual({ forward: 96, backward: 64 });
  });
});

it('the buffer gives out older pictures half of the time once it is full, and never grows', () => {
  const buffer = new PictureBuffer(30);
  const rng = new Rng(1);
  const shown = Array.from({ length: 1000 }, (_, i) => {
    const fresh = { shape: [1, 1, 1, 1] as [number, number, number, number], values: Float32Array.of(i) };
    return buffer.exchange(fresh, rng).values[0] === i;
  });
  expect(buffer.pictures.length).toBe(30);
  expect(shown.slice(0, 30).every(Boolean)).toBe(true);
  const fresh = shown.slice(30).filter(Boolean).length / 970;
  expect(fresh).toBeGreaterThan(0.45);
  expect(fresh).toBeLessThan(0.55);
});

it('plots a run of any length', async () => {
  const file = join(folder(), 'losses.png');
  const lines = Array.from({ length: 20_000 }, (_, i) => ({
    iteration: i + 1,
    losses: Object.fromEntries(Array.from({ length: 12 }, (_v, k) => [`loss${k}`, 1 + k + 1 / (i + 1)])),
  }));
  await writePlot(file, lines);
  expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG');
});
