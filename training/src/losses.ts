/**
 * The losses of section 3.3, Eq. 1-15, each a function of its own. Pictures are N×H×W×3 in [-1, 1] (outputs may leave
 * the range: heads are linear). Every term is a mean over its pixels and channels, so that weights keep their meaning
 * at any crop, width and scale; "sum over r" sums those means.
 */
import * as tf from '@tensorflow/tfjs';

type Picture = tf.Tensor4D;

/** Adversarial loss: `log` is the paper's Eq. 10 in its non-saturating form, `ls` least squares (Mao et al. 2017). */
export type GanKind = 'log' | 'ls';

/** Mean absolute difference. */
function l1(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.mean(tf.abs(tf.sub(a, b)));
}

/**
 * Eq. 10, the generator's side: how far the discriminator is from calling its picture real.
 * @param scores the discriminator's scores of the generated picture, without activation
 */
export function adversarialGeneratorLoss(scores: tf.Tensor, kind: GanKind): tf.Scalar {
  return kind === 'ls' ? tf.mean(tf.square(tf.sub(scores, 1))) : tf.mean(tf.softplus(tf.neg(scores)));
}

/** Eq. 10, the discriminator's side, negated to be minimised: real scores up, generated ones down; halved. */
export function adversarialDiscriminatorLoss(real: tf.Tensor, fake: tf.Tensor, kind: GanKind): tf.Scalar {
  const [r, f] =
    kind === 'ls'
      ? [tf.mean(tf.square(tf.sub(real, 1))), tf.mean(tf.square(fake))]
      : [tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))];
  return tf.mul(tf.add(r, f), 0.5);
}

/** Eq. 14 at one scale: |I_in^r − I_out^r|, the input brought to the output's resolution by the chosen resize. */
export function l1Loss(reference: Picture, output: Picture): tf.Scalar {
  return l1(reference, output);
}

/**
 * The L1 distance between the differences of the channels, R − G and (R + G) / 2 − B: what is wrong in hue and
 * saturation, whatever the lightness. An adversarial loss asks for dark edges and does not mind of which colour.
 */
export function chromaLoss(reference: Picture, output: Picture): tf.Scalar {
  const [r, g, b] = tf.split(tf.sub(reference, output), 3, 3) as [Picture, Picture, Picture];
  const warm = tf.sub(tf.mul(tf.add(r, g), 0.5), b);
  return tf.mul(tf.add(tf.mean(tf.abs(tf.sub(r, g))), tf.mean(tf.abs(warm))), 0.5);
}

/** |I(x) − I(x−1)| along an axis. */
function absoluteStep(x: Picture, axis: 1 | 2): Picture {
  const size: [number, number, number, number] = [...x.shape];
  size[axis] -= 1;
  const begin: [number, number, number, number] = [0, 0, 0, 0];
  begin[axis] = 1;
  return tf.abs(tf.sub(tf.slice4d(x, begin, size), tf.slice4d(x, [0, 0, 0, 0], size))) as Picture;
}

/** Eq. 15 at one scale: the L1 distance between absolute forward differences, along x and along y. */
export function gradientLoss(reference: Picture, output: Picture): tf.Scalar {
  return tf.add(
    l1(absoluteStep(reference, 2), absoluteStep(output, 2)),
    l1(absoluteStep(reference, 1), absoluteStep(output, 1)),
  );
}

/** The largest of every 2×2 pixels, a channel at a time: one pixel less on each side. */
function largest(x: Picture): Picture {
  const [n, h, w, c] = x.shape;
  const rows = tf.maximum(
    tf.slice4d(x, [0, 0, 0, 0], [n, h - 1, w, c]),
    tf.slice4d(x, [0, 1, 0, 0], [n, h - 1, w, c]),
  );
  return tf.maximum(
    tf.slice4d(rows as Picture, [0, 0, 0, 0], [n, h - 1, w - 1, c]),
    tf.slice4d(rows as Picture, [0, 0, 1, 0], [n, h - 1, w - 1, c]),
  );
}

/**
 * The L1 distance between the maxima of every 2×2 pixels, and between the minima: a line counts even where it lies one
 * pixel off, so it is drawn unbroken somewhere. L1 alone draws neither of two cells that a line straddles.
 */
export function extremesLoss(reference: Picture, output: Picture): tf.Scalar {
  return tf.add(
    l1(largest(reference), largest(output)),
    l1(largest(tf.neg(reference)), largest(tf.neg(output))),
  );
}

/**
 * Eq. 14 with the cells that the resize has redrawn counted more: by 1 + emphasis where the reference is at least half
 * the range away from the plain mean, by less in between. Where a network cannot be sure of a line, L1 alone draws it
 * only if it is more likely than not; so it draws it from a chance of 1 in 2 + emphasis.
 * @param plain the input's area average at the output's resolution
 */
function emphasisedL1Loss(reference: Picture, output: Picture, plain: Picture, emphasis: number): tf.Scalar {
  const redrawn = tf.minimum(1, tf.mean(tf.abs(tf.sub(reference, plain)), 3, true));
  const weight = tf.add(1, tf.mul(redrawn, emphasis));
  return tf.mean(tf.mul(weight, tf.abs(tf.sub(reference, output))));
}

/** What the L1, the gradient and the chroma loss weigh. */
export interface L1GradWeights {
  l1: number;
  gradient: number;
  /** chromaLoss's; none where it is missing. */
  chroma?: number;
  /** emphasisedL1Loss's, where a plain picture is given; 0 is Eq. 14 as it stands. */
  emphasis?: number;
}

/**
 * Eq. 11, 12 and 13, and the chroma loss beside them: weighted and summed over the scales given (GridNet's three
 * pictures, PixelNet's, or DepixelNet's output brought to each scale).
 * @param pairs reference and output at each scale, and what the emphasis needs
 */
export function l1GradLoss(
  pairs: readonly (readonly [Picture, Picture, Picture?])[],
  weights: L1GradWeights,
): tf.Scalar {
  if (pairs.length === 0) throw new Error('l1GradLoss: expected at least one scale, got none');
  const terms: tf.Scalar[] = [];
  for (const [reference, output, plain] of pairs) {
    const { emphasis = 0, chroma = 0 } = weights;
    const distance =
      plain && emphasis > 0
        ? emphasisedL1Loss(reference, output, plain, emphasis)
        : l1Loss(reference, output);
    if (weights.l1 > 0) terms.push(tf.mul(distance, weights.l1));
    if (weights.gradient > 0) terms.push(tf.mul(gradientLoss(reference, output), weights.gradient));
    if (chroma > 0) terms.push(tf.mul(chromaLoss(reference, output), chroma));
  }
  return terms.length > 0 ? tf.addN(terms) : tf.scalar(0);
}

/** What the mirror loss weighs: ω_l for the features of blocks 1..3, ω_out for the picture. */
export interface MirrorWeights {
  features: number;
  output: number;
}

/**
 * Eq. 5 and 8: the L1 distance between the features of block l of the first network and block N−l of the last, summed
 * over l = 1, 2, 3.
 */
export function mirrorFeatureLoss(first: readonly tf.Tensor[], last: readonly tf.Tensor[]): tf.Scalar {
  if (first.length !== last.length || first.length === 0)
    throw new Error(
      `mirrorFeatureLoss: expected as many blocks on both sides, got ${first.length} and ${last.length}`,
    );
  return tf.addN(first.map((f, i) => l1(f, last[i]!)));
}

/** Eq. 6 and 9: the L1 distance between what entered the cycle and what came back. */
function mirrorOutputLoss(input: Picture, returned: Picture): tf.Scalar {
  return l1(input, returned);
}

/** Eq. 4 (forward, GridNet to DepixelNet) and, for one scale, Eq. 7 (backward, DepixelNet to PixelNet). */
export function mirrorLoss(
  first: readonly tf.Tensor[],
  last: readonly tf.Tensor[],
  input: Picture,
  returned: Picture,
  weights: MirrorWeights,
): tf.Scalar {
  const terms: tf.Scalar[] = [];
  if (weights.features > 0) terms.push(tf.mul(mirrorFeatureLoss(first, last), weights.features));
  if (weights.output > 0) terms.push(tf.mul(mirrorOutputLoss(input, returned), weights.output));
  return terms.length > 0 ? tf.addN(terms) : tf.scalar(0);
}

/**
 * Section 3.4: the smallest of the scales' mirror losses, "as the aliasing scale is unknown for the input pixel art".
 * The gradient flows through the smallest alone.
 */
export function smallest(losses: readonly tf.Scalar[]): tf.Scalar {
  if (losses.length === 0) throw new Error('smallest: expected at least one loss, got none');
  return tf.min(tf.stack(losses as tf.Scalar[])) as tf.Scalar;
}
