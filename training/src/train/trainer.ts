import * as tf from '@tensorflow/tfjs';
import { CELLS_IN_16, SCALES, type Scale } from '../../../src/core/scale.ts';
import type { Pack } from '../data/pack.ts';
import { adversarialDiscriminatorLoss } from '../losses.ts';
import { enlarge, tfOps } from '../nn/ops.ts';
import { Rng } from '../rng.ts';
import { Adam } from './adam.ts';
import { type Batch, disposeBatch, drawBatch, uploadBatch } from './batch.ts';
import { PictureBuffer, type Stored } from './buffer.ts';
import {
  buildCascade,
  type Cascade,
  discriminatorParams,
  disposeCascade,
  generatorParams,
} from './cascade.ts';
import { cropsAt, learningRate, type TrainConfig } from './config.ts';
import {
  discriminatorTerms,
  type Generated,
  generatorTerms,
  type Judged,
  usesCartoons,
} from './objective.ts';
import {
  beside,
  drawPairs,
  type PairBatch,
  type PairDrawn,
  type PairSource,
  pairTerms,
  usesPairs,
} from './pairs.ts';

/** One iteration's figures: every term of Eq. 1-3 with its weight, the discriminators' losses, the learning rate. */
export interface Stats {
  iteration: number;
  rate: number;
  losses: Record<string, number>;
}

/** What an iteration read and what the networks made of it; the parts that the configuration has no term for are missing. */
export interface Made {
  readonly batch?: Batch;
  readonly generated?: Generated;
  readonly pairs?: PairBatch;
  readonly drawn?: PairDrawn;
}

/** Names of the discriminators' buffers: one a discriminator and scale. */
/** So many iterations in a row without finite gradients end a run. */
const MOST_LOST = 50;
const BUFFERS = [...SCALES.map((s) => `grid ${s}`), ...SCALES.map((s) => `pixel ${s}`), 'depixel'];

/**
 * The state of a training run and its one step. Everything that shapes the next step (weights, moments, averages,
 * buffers, random numbers) is here, so that a checkpoint of it resumes exactly.
 */
export class Trainer {
  readonly cascade: Cascade;
  readonly generatorAdam: Adam;
  readonly discriminatorAdam: Adam;
  /** Moving averages of the generators' weights, in the order of generatorParams; empty when config.ema is 0. */
  readonly averages: tf.Variable[];
  readonly buffers: Record<string, PictureBuffer>;
  readonly rng: Rng;
  /** Iterations done. */
  iteration = 0;
  /** Iterations in a row whose gradients were not finite. */
  private lost = 0;

  constructor(
    readonly config: TrainConfig,
    private readonly pack: Pick<Pack, 'cartoons' | 'pixels'>,
    private readonly scenes?: PairSource,
  ) {
    if (scenes && scenes.cells < config.pairs.cells)
      throw new Error(`pairs: expected scenes of at least ${config.pairs.cells} cells, got ${scenes.cells}`);
    this.cascade = buildCascade(config);
    const generators = generatorParams(this.cascade);
    this.generatorAdam = new Adam(generators, config.beta1, config.beta2);
    this.discriminatorAdam = new Adam(discriminatorParams(this.cascade), config.beta1, config.beta2);
    this.averages =
      config.ema > 0
        ? generators.map(({ variable }) => tf.tidy(() => tf.variable(tf.clone(variable), false)))
        : [];
    this.buffers = Object.fromEntries(BUFFERS.map((name) => [name, new PictureBuffer(config.buffer)]));
    this.rng = new Rng(config.seed);
  }

  /**
   * One iteration: both directions on cartoons, crops of pairs, or both; the generators' step, then the discriminators'.
   * @param onGenerated sees the batches and what was made of them before they are freed (for sample grids)
   * A step of the generators whose gradients are beyond any float is not taken; its `gradientNorm` is not finite.
   * @throws Error when a loss is not finite, or gradients have not been for 50 iterations; the weights are then those of
   *   before the step
   */
  step(onGenerated?: (made: Made) => void): Stats {
    const { config, cascade, iteration } = this;
    const rate = learningRate(config, iteration);
    const made: { -readonly [K in keyof Made]: Made[K] } = {};
    if (usesCartoons(config))
      made.batch = uploadBatch(drawBatch(this.pack, config, cropsAt(config, iteration), this.rng));
    if (usesPairs(config)) {
      if (!this.scenes) throw new Error('pairs: expected scenes (--pairs FILE), got none');
      made.pairs = drawPairs(this.scenes, config, this.rng);
    }
    const { batch, pairs } = made;
    const parts: Record<string, tf.Scalar> = {};
    const { value, grads } = tf.variableGrads(
      () => {
        const all: tf.Scalar[] = [];
        const add = (terms: Partial<Record<string, tf.Scalar>>): void => {
          for (const [name, term] of Object.entries(terms)) {
            parts[name] = tf.keep(term!);
            all.push(term!);
          }
        };
        if (batch) {
          const { terms, generated } = generatorTerms(cascade, batch, config);
          made.generated = keepAll(generated);
          add(terms);
        }
        if (pairs) {
          const { terms, drawn } = pairTerms(cascade, pairs, config);
          made.drawn = { grid: tf.keep(drawn.grid), pixel: tf.keep(drawn.pixel) };
          add(terms);
        }
        return tf.addN(all);
      },
      config.train.flatMap((name) => cascade[name].params.variables),
    );
    const losses: Record<string, number> = {};
    for (const [name, term] of Object.entries(parts)) losses[name] = term.dataSync()[0]!;
    losses.generators = value.dataSync()[0]!;
    tf.dispose([value, ...Object.values(parts)]);
    if (!Number.isFinite(losses.generators)) {
      throw new Error(`iteration ${iteration}: expected finite losses, got ${JSON.stringify(losses)}`);
    }
    onGenerated?.(made);

    const judged: Judged =
      batch && made.generated ? this.judged(batch, made.generated) : { grid: [], pixel: [], depixel: [] };
    const { norm, clipped } = clip(grads, config.clip);
    losses.gradientNorm = norm;
    if (Number.isFinite(norm)) {
      this.lost = 0;
      this.generatorAdam.step(clipped, rate);
      this.average();
    } else {
      tf.dispose(clipped);
      if (++this.lost === MOST_LOST)
        throw new Error(
          `iteration ${iteration}: expected finite gradients, got none in ${MOST_LOST} iterations`,
        );
    }
    const dParts: Record<string, tf.Scalar> = {};
    const discriminators = tf.variableGrads(
      () => {
        const terms = discriminatorTerms(cascade, judged, config);
        if (pairs && made.drawn && config.weights.pairAdversarial > 0)
          terms.dPairs = adversarialDiscriminatorLoss(
            cascade.dPairs.apply(tfOps, beside(pairs, pairs.art)),
            cascade.dPairs.apply(tfOps, beside(pairs, made.drawn.pixel)),
            config.gan,
          );
        for (const [name, term] of Object.entries(terms)) dParts[name] = tf.keep(term);
        return Object.keys(terms).length > 0 ? tf.addN(Object.values(terms)) : zeroTouching(cascade);
      },
      discriminatorParams(cascade).map((p) => p.variable),
    );
    for (const [name, term] of Object.entries(dParts)) losses[name] = term.dataSync()[0]!;
    tf.dispose([discriminators.value, ...Object.values(dParts)]);
    this.discriminatorAdam.step(discriminators.grads, rate);
    for (const couples of [judged.grid, judged.pixel, judged.depixel])
      for (const { real, fake } of couples) tf.dispose([real, fake]);
    if (made.generated) disposeGenerated(made.generated);
    if (batch) disposeBatch(batch);
    if (made.drawn) tf.dispose([made.drawn.grid, made.drawn.pixel]);
    if (pairs) tf.dispose([pairs.cartoon, pairs.art]);
    this.iteration++;
    return { iteration: this.iteration, rate, losses };
  }

  /** Pairs for the discriminators; the generated side goes through the buffers. */
  private judged(batch: Batch, generated: Generated): Judged {
    const { weights: w } = this.config;
    const fake = (buffer: string, picture: tf.Tensor4D): tf.Tensor4D => {
      const fresh: Stored = { shape: picture.shape, values: picture.dataSync() as Float32Array };
      const shown = this.buffers[buffer]!.exchange(fresh, this.rng);
      return tf.tensor4d(shown.values, shown.shape);
    };
    const judged: Judged = { grid: [], pixel: [], depixel: [] };
    if (w.gridAdversarial > 0)
      for (const [scale, picture] of perScale(generated.grid))
        judged.grid.push({ real: batch.real[scale]!.clone(), fake: fake(`grid ${scale}`, picture) });
    if (w.pixelAdversarial > 0)
      for (const [scale, picture] of perScale(generated.pixel))
        judged.pixel.push({
          real: tf.tidy(() => enlarge(batch.real[scale]!, CELLS_IN_16[scale])),
          fake: fake(`pixel ${scale}`, picture),
        });
    if (w.depixelAdversarial > 0)
      judged.depixel.push({ real: batch.cartoon.clone(), fake: fake('depixel', generated.cartoon!) });
    return judged;
  }

  private average(): void {
    const { ema } = this.config;
    if (this.averages.length === 0) return;
    // A short memory at first, so that the average is not held back by the random start.
    const decay = Math.min(ema, (1 + this.iteration) / (10 + this.iteration));
    const fused = tf.getKernel('LerpFused', tf.getBackend()) != null;
    tf.tidy(() => {
      generatorParams(this.cascade).forEach(({ variable }, i) => {
        const average = this.averages[i]!;
        if (fused) tf.engine().runKernel('LerpFused', { p: average, q: variable }, { t: 1 - decay });
        else average.assign(tf.add(tf.mul(average, decay), tf.mul(variable, 1 - decay)));
      });
    });
  }

  /** Runs `use` with the averaged weights in the generators, then puts the trained ones back. */
  withAverages<R>(use: () => R): R {
    if (this.averages.length === 0) return use();
    const variables = generatorParams(this.cascade).map((p) => p.variable);
    const trained = variables.map((v) => v.clone());
    const put = (values: tf.Tensor[]): void => {
      for (const [i, v] of variables.entries()) v.assign(values[i]!);
    };
    put(this.averages.map((a) => a.clone()));
    try {
      return use();
    } finally {
      put(trained);
    }
  }

  dispose(): void {
    disposeCascade(this.cascade);
    this.generatorAdam.dispose();
    this.discriminatorAdam.dispose();
    tf.dispose(this.averages);
  }
}

const perScale = <T>(r: Partial<Record<Scale, T>>): [Scale, T][] => Object.entries(r) as [Scale, T][];

/**
 * The length of all gradients together, and the gradients scaled to `most` where it is longer (Pascanu et al. 2013): a
 * single unlucky batch then cannot throw the weights far. Disposes what it replaces.
 * @param most 0 leaves them as they are
 */
export function clip(
  gradients: tf.NamedTensorMap,
  most: number,
): { norm: number; clipped: tf.NamedTensorMap } {
  const norm = tf.tidy(() => {
    const squares = Object.values(gradients).map((g) => tf.sum(tf.square(g)));
    return Math.sqrt(tf.addN(squares).dataSync()[0]!);
  });
  if (most === 0 || norm <= most) return { norm, clipped: gradients };
  const clipped = Object.fromEntries(
    Object.entries(gradients).map(([name, g]) => [name, tf.mul(g, most / norm)] as const),
  );
  tf.dispose(gradients);
  return { norm, clipped };
}

/** A zero that depends on the discriminators: without adversarial losses they have nothing to learn. */
function zeroTouching(cascade: Cascade): tf.Scalar {
  return tf.addN(
    discriminatorParams(cascade).map(({ variable }) => tf.mul(tf.sum(variable), 0)),
  ) as tf.Scalar;
}

function pictures(g: Generated): tf.Tensor4D[] {
  const all = [g.returned, g.cartoon, ...[g.grid, g.pixel, g.pixelReturned].flatMap((r) => Object.values(r))];
  return all.filter((t) => t !== undefined);
}

function keepAll(g: Generated): Generated {
  for (const t of pictures(g)) tf.keep(t);
  return g;
}

function disposeGenerated(g: Generated): void {
  tf.dispose(pictures(g));
}
