/** Blocks that the networks share (paper section 3.2.1). */
import type { ConvOptions, Ops } from '../nn/ops.ts';
import type { Param, Params } from '../nn/params.ts';

/**
 * kernel: the picture is a weighted mean of the input's own samples (GridKernelNet, CellPixelNet).
 * linear: the head's convolution is added to the picture that the network refines, nothing after it.
 * paper: convolution, instance norm, tanh, and no picture added; loses colours, kept for the ablation.
 */
export type HeadKind = 'kernel' | 'linear' | 'paper';
/** The heads that paint colours of their own, at the networks' full size. */
export type PaintingHead = Exclude<HeadKind, 'kernel'>;

/**
 * instance: instance norm, as in the paper. none: no norm; a cell then depends on nothing beyond the network's reach,
 * so tiles that overlap by it equal the whole picture.
 */
export type NormKind = 'instance' | 'none';

const INIT_STD = 0.02;

interface Norm {
  gamma: Param;
  beta: Param;
}

const norm = (params: Params, name: string, channels: number): Norm => ({
  gamma: params.constant(`${name}/gamma`, [channels], 1),
  beta: params.constant(`${name}/beta`, [channels], 0),
});

/** Conv block: convolution, instance norm, ReLU. */
export class ConvBlock {
  private readonly weight: Param;
  private readonly norm: Norm;

  constructor(
    params: Params,
    name: string,
    kernel: number,
    input: number,
    output: number,
    private readonly options: Omit<ConvOptions, 'bias'>,
  ) {
    this.weight = params.normal(`${name}/weight`, [kernel, kernel, input, output], INIT_STD);
    this.norm = norm(params, name, output);
  }

  /** @param plain added before the ReLU: what the norm must not touch */
  apply<T>(ops: Ops<T>, x: T, plain?: T): T {
    const y = ops.instanceNorm(ops.conv(x, this.weight, this.options), this.norm.gamma, this.norm.beta);
    return ops.relu(plain === undefined ? y : ops.add(y, plain));
  }
}

/** Convolution and ReLU, without a norm: contrasts and lightness keep their size. */
export class PlainBlock {
  private readonly weight: Param;
  private readonly bias: Param;

  constructor(
    params: Params,
    name: string,
    input: number,
    output: number,
    private readonly stride: 1 | 2,
  ) {
    // He et al. 2015: no norm evens out what the weights' size does.
    this.weight = params.normal(`${name}/weight`, [3, 3, input, output], Math.sqrt(2 / (9 * input)));
    this.bias = params.constant(`${name}/bias`, [output], 0);
  }

  apply<T>(ops: Ops<T>, x: T): T {
    return ops.relu(ops.conv(x, this.weight, { stride: this.stride, padding: 'reflect', bias: this.bias }));
  }
}

/** A 3×3 convolution that begins as nothing. */
export class ZeroConv {
  private readonly weight: Param;
  private readonly bias: Param;

  constructor(params: Params, name: string, input: number, output: number) {
    this.weight = params.constant(`${name}/weight`, [3, 3, input, output], 0);
    this.bias = params.constant(`${name}/bias`, [output], 0);
  }

  apply<T>(ops: Ops<T>, x: T): T {
    return ops.conv(x, this.weight, { stride: 1, padding: 'reflect', bias: this.bias });
  }
}

/** Residual block (He et al. 2016): two 3×3 convolutions with instance norm, ReLU between, input added. */
export class ResidualBlock {
  private readonly weights: [Param, Param];
  private readonly norms: [Norm, Norm];

  constructor(params: Params, name: string, channels: number) {
    const weight = (i: number): Param =>
      params.normal(`${name}/weight${i}`, [3, 3, channels, channels], INIT_STD);
    this.weights = [weight(0), weight(1)];
    this.norms = [norm(params, `${name}/norm0`, channels), norm(params, `${name}/norm1`, channels)];
  }

  apply<T>(ops: Ops<T>, x: T): T {
    const [n0, n1] = this.norms;
    const conv = (y: T, w: Param): T => ops.conv(y, w, { stride: 1, padding: 'reflect' });
    const inner = ops.relu(ops.instanceNorm(conv(x, this.weights[0]), n0.gamma, n0.beta));
    return ops.add(x, ops.instanceNorm(conv(inner, this.weights[1]), n1.gamma, n1.beta));
  }
}

/** A convolution with a bias and nothing after it; He et al. 2015's weights times `gain`. */
export class PlainConv {
  private readonly weight: Param;
  private readonly bias: Param;

  constructor(
    params: Params,
    name: string,
    kernel: number,
    input: number,
    output: number,
    { stride = 1, gain = 1, bias }: { stride?: 1 | 2; gain?: number; bias?: readonly number[] } = {},
  ) {
    const std = gain * Math.sqrt(2 / (kernel * kernel * input));
    this.weight = params.normal(`${name}/weight`, [kernel, kernel, input, output], std);
    this.bias = bias
      ? params.values(`${name}/bias`, [output], bias)
      : params.constant(`${name}/bias`, [output], 0);
    this.stride = stride;
  }

  private readonly stride: 1 | 2;

  apply<T>(ops: Ops<T>, x: T): T {
    return ops.conv(x, this.weight, { stride: this.stride, padding: 'reflect', bias: this.bias });
  }
}

/** Residual block without a norm: convolution, ReLU, a convolution that begins as nothing, input added. */
class PlainResidual {
  private readonly first: PlainConv;
  private readonly second: ZeroConv;

  constructor(params: Params, name: string, channels: number) {
    this.first = new PlainConv(params, `${name}/first`, 3, channels, channels);
    this.second = new ZeroConv(params, `${name}/second`, channels, channels);
  }

  apply<T>(ops: Ops<T>, x: T): T {
    return ops.add(x, this.second.apply(ops, ops.relu(this.first.apply(ops, x))));
  }
}

/** `count` residual blocks in a row, with or without instance norm. */
export function cellBlocks(
  params: Params,
  name: string,
  count: number,
  channels: number,
  norm: NormKind,
): { apply<T>(ops: Ops<T>, x: T): T }[] {
  const Block = norm === 'none' ? PlainResidual : ResidualBlock;
  return Array.from({ length: count }, (_, i) => new Block(params, `${name}${i + 1}`, channels));
}

/** How every generator of the paper begins: three conv blocks, to a quarter of the size and four times the channels. */
export function frontBlocks(params: Params, width: number): [ConvBlock, ConvBlock, ConvBlock] {
  return [
    new ConvBlock(params, 'conv1', 7, 3, width, { stride: 1, padding: 'reflect' }),
    new ConvBlock(params, 'conv2', 3, width, 2 * width, { stride: 2, padding: 'reflect' }),
    new ConvBlock(params, 'conv3', 3, 2 * width, 4 * width, { stride: 2, padding: 'reflect' }),
  ];
}

/** `count` residual blocks in a row. */
export function residualBlocks(params: Params, count: number, channels: number): ResidualBlock[] {
  return Array.from({ length: count }, (_, i) => new ResidualBlock(params, `residual${i + 1}`, channels));
}

/** Deconv block: transposed convolution to twice the size, instance norm, ReLU. */
export class DeconvBlock {
  private readonly weight: Param;
  private readonly norm: Norm;

  constructor(params: Params, name: string, input: number, output: number) {
    this.weight = params.normal(`${name}/weight`, [3, 3, output, input], INIT_STD);
    this.norm = norm(params, name, output);
  }

  apply<T>(ops: Ops<T>, x: T): T {
    return ops.relu(ops.instanceNorm(ops.deconv(x, this.weight), this.norm.gamma, this.norm.beta));
  }
}

/** A 7×7 convolution to an RGB picture. */
export class Head {
  private readonly weight: Param;
  private readonly bias: Param;
  private readonly norm: Norm | undefined;

  constructor(params: Params, name: string, input: number, kind: PaintingHead) {
    // A linear head starts near zero, so that training starts from the picture that it refines.
    const std = kind === 'linear' ? INIT_STD * INIT_STD : INIT_STD;
    this.weight = params.normal(`${name}/weight`, [7, 7, input, 3], std);
    this.bias = params.constant(`${name}/bias`, [3], 0);
    this.norm = kind === 'paper' ? norm(params, `${name}/norm`, 3) : undefined;
  }

  /** @param base the picture refined, of the head's own size */
  apply<T>(ops: Ops<T>, features: T, base: () => T): T {
    const y = ops.conv(features, this.weight, { stride: 1, padding: 'reflect', bias: this.bias });
    return this.norm ? ops.tanh(ops.instanceNorm(y, this.norm.gamma, this.norm.beta)) : ops.add(base(), y);
  }
}
