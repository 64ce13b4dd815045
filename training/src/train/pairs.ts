/**
 * Learning from pairs: genuine pixel art P and the cartoon that it could have come from (data/pairs). The networks are
 * held to P itself: the paper's backward direction P → C → P' (section 3.3) with a C that is exact where it matters.
 */
import * as tf from '@tensorflow/tfjs';
import { CELLS_IN_16, type Scale } from '../../../src/core/scale.ts';
import { adversarialGeneratorLoss, extremesLoss, gradientLoss, l1Loss } from '../losses.ts';
import { CellPixelNet, GridKernelNet } from '../networks/kernel.ts';
import { areaWeights, shrink, tfOps } from '../nn/ops.ts';
import type { Rng } from '../rng.ts';
import type { Cascade } from './cascade.ts';
import type { TrainConfig } from './config.ts';

/** Scenes made ahead. */
export interface PairSource {
  /** Scenes. */
  readonly count: number;
  /** Sides of a scene's art. */
  readonly cells: number;
  /** Scene i was made from this seed + i, where that is known. */
  readonly seed?: number;
  /** Samples of a scene's picture along a cell's side. */
  readonly samples: number;
  /** @returns bytes, RGB row by row: art cells×cells, picture (cells·samples)×(cells·samples) */
  scene(index: number): { readonly art: Uint8Array; readonly picture: Uint8Array };
}

/** Crops of scenes. */
export interface PairBatch {
  readonly scale: Scale;
  /** The cartoons, N×H×W×3 in [-1, 1]. */
  readonly cartoon: tf.Tensor4D;
  /** What an artist made of them, N×h×w×3 in [-1, 1]. */
  readonly art: tf.Tensor4D;
}

export const PAIR_TERMS = ['pairGrid', 'pairL1Grad', 'pairExtremes', 'pairAdversarial'] as const;
type PairTerm = (typeof PAIR_TERMS)[number];

/** Whether a configuration learns from pairs. */
export function usesPairs({ weights: w }: TrainConfig): boolean {
  return w.pairGrid + w.pairL1 + w.pairGradient + w.pairExtremes + w.pairAdversarial > 0;
}

/** Applies [to][from] to rows and columns of a square RGB picture. */
function areaResized(data: Float32Array, size: number, from: number, to: number): Float32Array {
  const matrix = areaWeights(from, to);
  const small = (size / from) * to;
  const pass = (input: Float32Array, width: number, height: number): Float32Array => {
    // Shrinks rows and transposes, so that two passes shrink both sides.
    const out = new Float32Array((width / from) * to * height * 3);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < (width / from) * to; x++) {
        const row = matrix[x % to]!;
        const start = Math.floor(x / to) * from;
        for (let c = 0; c < 3; c++) {
          let sum = 0;
          for (let i = 0; i < from; i++) sum += row[i]! * input[(y * width + start + i) * 3 + c]!;
          out[(x * height + y) * 3 + c] = sum;
        }
      }
    return out;
  };
  return pass(pass(data, size, size), size, small);
}

/** How often a place is drawn again whose art is of one colour. */
const REDRAWS = 20;

/** Where a crop begins, cells. Art of one colour teaches nothing, and gradients of an instance norm there leave any float. */
function drawPlace(source: PairSource, cells: number, rng: Rng) {
  const isPlain = (art: Uint8Array, left: number, top: number): boolean => {
    const first = (top * source.cells + left) * 3;
    for (let y = top; y < top + cells; y++)
      for (let x = left; x < left + cells; x++)
        for (let c = 0; c < 3; c++) if (art[(y * source.cells + x) * 3 + c] !== art[first + c]) return false;
    return true;
  };
  for (let k = 0; ; k++) {
    const scene = source.scene(rng.int(source.count));
    const [left, top] = [rng.int(source.cells - cells + 1), rng.int(source.cells - cells + 1)];
    if (k === REDRAWS || !isPlain(scene.art, left, top)) return { scene, left, top };
  }
}

/**
 * Draws crops of scenes at one scale, turned, mirrored, with channels permuted and at times as negatives: what counts is
 * contrast, not which side is dark. Crops at coarser scales need more samples, so there are fewer of them.
 * Equal rng states give equal batches.
 */
export function drawPairs(source: PairSource, config: TrainConfig, rng: Rng): PairBatch {
  const { cells, batch, quarter, negative } = config.pairs;
  const others = config.scales.filter((s) => s !== '1/4');
  const scale =
    others.length === 0 || (config.scales.includes('1/4') && rng.chance(quarter)) ? '1/4' : rng.pick(others);
  const number = Math.max(1, Math.round(batch * (CELLS_IN_16[scale] / 4) ** 2));
  const fine = source.samples;
  const side = cells * fine;
  const input = (cells * 16) / CELLS_IN_16[scale];
  const cartoon = new Float32Array(number * input * input * 3);
  const art = new Float32Array(number * cells * cells * 3);
  for (let n = 0; n < number; n++) {
    const { scene, left, top } = drawPlace(source, cells, rng);
    const [mirror, flip, turn] = [rng.chance(0.5), rng.chance(0.25), rng.chance(0.3)];
    const order = [0, 1, 2];
    if (rng.chance(0.3))
      for (let i = 2; i > 0; i--) {
        const j = rng.int(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
    const sign = rng.chance(negative) ? -1 : 1;
    const crop = (bytes: Uint8Array, unit: number, width: number, out: Float32Array, at: number): void => {
      const size = cells * unit;
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++) {
          const [u, v] = turn ? [y, x] : [x, y];
          const from =
            ((top * unit + (flip ? size - 1 - v : v)) * width + left * unit + (mirror ? size - 1 - u : u)) *
            3;
          const to = at + (y * size + x) * 3;
          for (let c = 0; c < 3; c++) out[to + c] = sign * (bytes[from + order[c]!]! / 127.5 - 1);
        }
    };
    crop(scene.art, 1, source.cells, art, n * cells * cells * 3);
    const picture = new Float32Array(side * side * 3);
    crop(scene.picture, fine, source.cells * fine, picture, 0);
    const ratio = input / side;
    // 8 samples a cell to 4, 16/3 or 8.
    const small =
      ratio === 1
        ? picture
        : ratio === 0.5
          ? areaResized(picture, side, 2, 1)
          : areaResized(picture, side, 3, 2);
    cartoon.set(small, n * input * input * 3);
  }
  return {
    scale,
    cartoon: tf.tensor4d(cartoon, [number, input, input, 3]),
    art: tf.tensor4d(art, [number, cells, cells, 3]),
  };
}

/** What the networks made of a batch's cartoons, N×h×w×3. */
export interface PairDrawn {
  readonly grid: tf.Tensor4D;
  readonly pixel: tf.Tensor4D;
}

/** The art beside the means of its input's cells: what the conditional discriminator judges. */
export function beside(batch: PairBatch, art: tf.Tensor4D): tf.Tensor4D {
  return tf.concat([art, shrink(batch.cartoon, 16, CELLS_IN_16[batch.scale])], 3);
}

/** The terms on pairs, weighted, by name; terms of weight 0 are left out. */
export function pairTerms(
  cascade: Cascade,
  batch: PairBatch,
  { weights: w, gan }: TrainConfig,
): { terms: Partial<Record<PairTerm, tf.Scalar>>; drawn: PairDrawn } {
  const { gridnet, pixelnet, dPairs } = cascade;
  if (!(pixelnet instanceof CellPixelNet) || !(gridnet instanceof GridKernelNet))
    throw new Error('pairs: expected networks with kernel heads (head: "kernel"), got painting ones');
  const grid = gridnet.apply(tfOps, batch.cartoon, [batch.scale]).pictures[batch.scale];
  const pixel = pixelnet.apply(tfOps, grid);
  const terms: Partial<Record<PairTerm, tf.Scalar>> = {};
  if (w.pairGrid > 0) terms.pairGrid = tf.mul(l1Loss(batch.art, grid), w.pairGrid);
  if (w.pairL1 + w.pairGradient > 0)
    terms.pairL1Grad = tf.add(
      tf.mul(l1Loss(batch.art, pixel), w.pairL1),
      tf.mul(gradientLoss(batch.art, pixel), w.pairGradient),
    );
  if (w.pairExtremes > 0) terms.pairExtremes = tf.mul(extremesLoss(batch.art, pixel), w.pairExtremes);
  if (w.pairAdversarial > 0)
    terms.pairAdversarial = tf.mul(
      adversarialGeneratorLoss(dPairs.apply(tfOps, beside(batch, pixel)), gan),
      w.pairAdversarial,
    );
  return { terms, drawn: { grid, pixel } };
}
