/** Both directions of one iteration (section 3.3): Eq. 1, 2 and 3 for the generators, Eq. 10 for the discriminators. */
import * as tf from '@tensorflow/tfjs';
import { CELLS_IN_16, type Scale } from '../../../src/core/scale.ts';
import {
  adversarialDiscriminatorLoss,
  adversarialGeneratorLoss,
  l1GradLoss,
  mirrorLoss,
  smallest,
} from '../losses.ts';
import { CellPixelNet } from '../networks/kernel.ts';
import type { PatchGan } from '../networks/patchgan.ts';
import { enlarge, shrink, tfOps } from '../nn/ops.ts';
import type { Batch } from './batch.ts';
import type { Cascade, PerScale } from './cascade.ts';
import type { TrainConfig } from './config.ts';

/** The terms of Eq. 1-3, weighted, by name. */
export const TERMS = [
  'gridAdversarial',
  'gridL1Grad',
  'gridL1GradBackward',
  'pixelAdversarial',
  'pixelL1Grad',
  'pixelMirror',
  'depixelAdversarial',
  'depixelL1Grad',
  'depixelMirror',
  'depixelMirrorVoted',
] as const;
export type Term = (typeof TERMS)[number];

/** What the generators made in an iteration: the discriminators' fakes and the sample grid. */
export interface Generated {
  grid: PerScale<tf.Tensor4D>;
  pixel: PerScale<tf.Tensor4D>;
  /** C' of C → P → C'; missing where no term needs it. */
  returned?: tf.Tensor4D;
  /** The cartoon made of the pixel art; missing where no term needs it. */
  cartoon?: tf.Tensor4D;
  /** P' of P → C → P'. */
  pixelReturned: PerScale<tf.Tensor4D>;
}

/** Whether a configuration has any term on cartoons, Eq. 1-3; one with pairs alone need not draw any. */
export function usesCartoons({ weights }: TrainConfig): boolean {
  const {
    pairGrid: _g,
    pairL1: _l,
    pairGradient: _d,
    pairExtremes: _e,
    pairAdversarial: _a,
    ...unpaired
  } = weights;
  const { gridEmphasis: _m, gridBackward: _b, ...terms } = unpaired;
  return Object.values(terms).some((weight) => weight > 0);
}

const scaled = (term: tf.Scalar, weight: number): tf.Scalar => tf.mul(term, weight);
const entries = <T>(r: PerScale<T>): [Scale, T][] => Object.entries(r) as [Scale, T][];

/** What a configuration's generator of pixel art makes of a picture. */
interface Painted {
  /** GridNet's pictures; none where it is dropped. */
  grid: PerScale<tf.Tensor4D>;
  /** Outputs of blocks 1..3 of the first network. */
  first: tf.Tensor4D[];
  /**
   * The art at the picture's size from one scale's grid, and the outputs of blocks N-1..N-3 of the network that drew
   * it: none with GridNet alone, whose last blocks do not have the shapes of anyone's first.
   */
  art(scale: Scale): { picture: tf.Tensor4D; last: tf.Tensor4D[] };
}

/** Cartoon to pixel art by the networks that the configuration keeps (section 4.2). */
export function paint(
  cascade: Cascade,
  picture: tf.Tensor4D,
  { networks }: Pick<TrainConfig, 'networks'>,
): Painted {
  const { pixelnet } = cascade;
  if (networks === 'pixelnet' && !(pixelnet instanceof CellPixelNet)) {
    const drawn = pixelnet.apply(tfOps, picture);
    return { grid: {}, first: drawn.first, art: () => drawn };
  }
  const { features, pictures } = cascade.gridnet.apply(tfOps, picture);
  const enlarged = (scale: Scale): tf.Tensor4D => enlarge(pictures[scale], CELLS_IN_16[scale]);
  return {
    grid: pictures,
    first: features,
    art: (scale) => {
      if (networks === 'gridnet') return { picture: enlarged(scale), last: [] };
      // On the cells themselves no block has the shapes of anyone's first ones.
      if (pixelnet instanceof CellPixelNet)
        return { picture: enlarge(pixelnet.apply(tfOps, pictures[scale]), CELLS_IN_16[scale]), last: [] };
      return pixelnet.apply(tfOps, enlarged(scale));
    },
  };
}

/**
 * Runs C → P → C' and P → C → P' and gives every term of Eq. 1-3 with its weight. Terms of weight 0 are left out, and so
 * are the passes that only they need. Nothing is detached: the gradient of each term reaches every network that its equation names.
 */
export function generatorTerms(
  cascade: Cascade,
  batch: Batch,
  config: TrainConfig,
): { terms: Partial<Record<Term, tf.Scalar>>; generated: Generated } {
  const { weights: w, gan } = config;
  const terms: Partial<Record<Term, tf.Scalar>> = {};
  const fool = (d: PatchGan, pictures: tf.Tensor4D[]): tf.Scalar =>
    scaled(
      tf.addN(pictures.map((p) => adversarialGeneratorLoss(d.apply(tfOps, p), gan))),
      1 / pictures.length,
    );
  const enlarged = (r: PerScale<tf.Tensor4D>, scale: Scale): tf.Tensor4D =>
    enlarge(r[scale]!, CELLS_IN_16[scale]);

  // Forward, C → P → C'.
  const painted = paint(cascade, batch.cartoon, config);
  const grid: PerScale<tf.Tensor4D> = {};
  if (config.networks !== 'pixelnet') for (const scale of config.scales) grid[scale] = painted.grid[scale]!;
  // PixelNet alone knows no scales: it draws one picture, judged against the art of the scale drawn.
  const allScales = config.pixelScales === 'all' && config.networks !== 'pixelnet';
  const mirrored = w.mirrorFeatures + w.mirrorOutput > 0;
  const pixelJudged = w.pixelAdversarial + w.pixelL1 + w.pixelGradient + w.pixelChroma > 0;
  const forwardScales = allScales ? config.scales : [batch.pixelScale];
  const pixel: PerScale<tf.Tensor4D> = {};
  if (pixelJudged || mirrored) for (const scale of forwardScales) pixel[scale] = painted.art(scale).picture;
  if (w.gridAdversarial > 0)
    terms.gridAdversarial = scaled(
      fool(
        cascade.dGrid,
        entries(grid).map(([, p]) => p),
      ),
      w.gridAdversarial,
    );
  if (w.gridL1 + w.gridGradient > 0)
    terms.gridL1Grad = l1GradLoss(
      entries(grid).map(([scale, p]) => [
        batch.targets[scale]!,
        p,
        shrink(batch.cartoon, 16, CELLS_IN_16[scale]),
      ]),
      { l1: w.gridL1, gradient: w.gridGradient, emphasis: w.gridEmphasis },
    );
  if (w.pixelAdversarial > 0)
    terms.pixelAdversarial = scaled(
      fool(
        cascade.dPixel,
        entries(pixel).map(([, p]) => p),
      ),
      w.pixelAdversarial,
    );
  if (w.pixelL1 + w.pixelGradient + w.pixelChroma > 0)
    terms.pixelL1Grad = l1GradLoss(
      // PixelNet alone has only the cartoon to keep to: a grid is what it would need GridNet for.
      entries(pixel).map(([scale, p]) => [
        config.networks === 'pixelnet'
          ? batch.cartoon
          : enlarged(config.pixelColours > 0 ? batch.crisp : batch.targets, scale),
        p,
      ]),
      { l1: w.pixelL1, gradient: w.pixelGradient, chroma: w.pixelChroma },
    );
  let returned: tf.Tensor4D | undefined;
  if (mirrored) {
    // Section 3.2.2: DepixelNet takes one of the scales at random.
    const drawn = forwardScales[Math.floor(batch.depixelDraw * forwardScales.length)]!;
    const back = cascade.depixelnet.apply(tfOps, pixel[drawn]!);
    returned = back.picture;
    terms.depixelMirror = mirrorLoss(painted.first, back.last, batch.cartoon, back.picture, {
      features: w.mirrorFeatures,
      output: w.mirrorOutput,
    });
  }

  if (batch.voted)
    terms.depixelMirrorVoted = l1GradLoss(
      [[batch.cartoon, cascade.depixelnet.apply(tfOps, batch.voted).picture]],
      { l1: w.mirrorVoted, gradient: 0 },
    );

  // Backward, P → C → P'.
  const pixelReturned: PerScale<tf.Tensor4D> = {};
  const gridReturns = w.gridBackward > 0 && w.gridL1 + w.gridGradient > 0;
  if (!mirrored && !gridReturns && w.depixelAdversarial + w.depixelL1 + w.depixelGradient === 0)
    return { terms, generated: { grid, pixel, pixelReturned } };
  const c = cascade.depixelnet.apply(tfOps, batch.art);
  const repainted = paint(cascade, c.picture, config);
  const backwardScales = allScales ? config.scales : [batch.artScale];
  if (mirrored) {
    const mirrors: tf.Scalar[] = [];
    for (const scale of backwardScales) {
      const p = repainted.art(scale);
      pixelReturned[scale] = p.picture;
      mirrors.push(
        mirrorLoss(c.first, p.last, batch.art, p.picture, {
          features: p.last.length > 0 ? w.mirrorFeatures : 0,
          output: w.mirrorOutput,
        }),
      );
    }
    terms.pixelMirror = smallest(mirrors);
  }
  if (gridReturns)
    terms.gridL1GradBackward = l1GradLoss(
      config.scales.map((scale) => [batch.artTargets[scale]!, repainted.grid[scale]!]),
      { l1: w.gridL1 * w.gridBackward, gradient: w.gridGradient * w.gridBackward },
    );
  if (w.depixelAdversarial > 0)
    terms.depixelAdversarial = scaled(fool(cascade.dDepixel, [c.picture]), w.depixelAdversarial);
  if (w.depixelL1 + w.depixelGradient > 0)
    // Eq. 13 at every scale's resolution: the cartoon, brought down, is the art; at full size it is free to be smooth.
    terms.depixelL1Grad = l1GradLoss(
      config.scales.map((scale) => [
        shrink(batch.art, 16, CELLS_IN_16[scale]),
        shrink(c.picture, 16, CELLS_IN_16[scale]),
      ]),
      { l1: w.depixelL1, gradient: w.depixelGradient },
    );
  const generated: Generated = { grid, pixel, cartoon: c.picture, pixelReturned };
  if (returned) generated.returned = returned;
  return { terms, generated };
}

/** Pictures that the discriminators judge in an iteration. */
export interface Judged {
  grid: { real: tf.Tensor4D; fake: tf.Tensor4D }[];
  pixel: { real: tf.Tensor4D; fake: tf.Tensor4D }[];
  depixel: { real: tf.Tensor4D; fake: tf.Tensor4D }[];
}

/** Eq. 10 for the three discriminators, by name; one whose pairs are empty is left out. */
export function discriminatorTerms(
  cascade: Cascade,
  judged: Judged,
  config: TrainConfig,
): Record<string, tf.Scalar> {
  const terms: Record<string, tf.Scalar> = {};
  const judge = (name: string, d: PatchGan, pairs: { real: tf.Tensor4D; fake: tf.Tensor4D }[]): void => {
    if (pairs.length === 0) return;
    const losses = pairs.map(({ real, fake }) =>
      adversarialDiscriminatorLoss(d.apply(tfOps, real), d.apply(tfOps, fake), config.gan),
    );
    terms[name] = scaled(tf.addN(losses), 1 / losses.length);
  };
  judge('dGrid', cascade.dGrid, judged.grid);
  judge('dPixel', cascade.dPixel, judged.pixel);
  judge('dDepixel', cascade.dDepixel, judged.depixel);
  return terms;
}
