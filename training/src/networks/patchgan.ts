import type { Ops } from '../nn/ops.ts';
import { type Param, Params } from '../nn/params.ts';
import type { Rng } from '../rng.ts';
import { PlainConv } from './blocks.ts';

export interface PatchGanConfig {
  width: number;
  /** Stride-2 layers: 3 sees patches of 70×70 pixels, 1 of 16×16. */
  layers: number;
}

interface Layer {
  weight: Param;
  bias: Param;
  gamma: Param | undefined;
  stride: 1 | 2;
}

/** A PatchGAN discriminator (Isola et al. 2017): a score for every patch, no activation after. */
export class PatchGan {
  readonly params: Params;
  private readonly layers: Layer[] = [];
  private readonly weight: Param;
  private readonly bias: Param;

  /** @param name prefix of its parameters, e.g. d_gridnet */
  constructor(name: string, { width, layers }: PatchGanConfig, rng: Rng) {
    const params = new Params(name, rng);
    this.params = params;
    let input = 3;
    let output = width;
    for (let i = 0; i <= layers; i++) {
      this.layers.push({
        weight: params.normal(`layer${i}/weight`, [4, 4, input, output], 0.02),
        bias: params.constant(`layer${i}/beta`, [output], 0),
        gamma: i > 0 ? params.constant(`layer${i}/gamma`, [output], 1) : undefined,
        stride: i < layers ? 2 : 1,
      });
      input = output;
      output = Math.min(output * 2, width * 8);
    }
    this.weight = params.normal('score/weight', [4, 4, input, 1], 0.02);
    this.bias = params.constant('score/bias', [1], 0);
  }

  /** @param x N×H×W×3 in [-1, 1]; @returns scores N×H'×W'×1 */
  apply<T>(ops: Ops<T>, x: T): T {
    let y = x;
    for (const { weight, bias, gamma, stride } of this.layers) {
      y = gamma
        ? ops.instanceNorm(ops.conv(y, weight, { stride, padding: 'pad1' }), gamma, bias)
        : ops.conv(y, weight, { stride, padding: 'pad1', bias });
      y = ops.leakyRelu(y);
    }
    return ops.conv(y, this.weight, { stride: 1, padding: 'pad1', bias: this.bias });
  }
}

/**
 * The conditional discriminator of pairs: it sees the art beside the cell means of its input, so it judges whether this
 * is how an artist draws this cartoon. Three 3×3 convolutions, then a score a cell: patches of 7×7 cells.
 */
export class CellCritic {
  readonly params: Params;
  private readonly layers: readonly PlainConv[];
  private readonly score: PlainConv;

  /** @param width channels of the first convolution; the other two have twice as many */
  constructor(width: number, rng: Rng) {
    const params = new Params('d_pairs', rng);
    this.params = params;
    this.layers = [
      new PlainConv(params, 'layer1', 3, 6, width),
      new PlainConv(params, 'layer2', 3, width, 2 * width),
      new PlainConv(params, 'layer3', 3, 2 * width, 2 * width),
    ];
    this.score = new PlainConv(params, 'score', 1, 2 * width, 1);
  }

  /** @param x N×h×w×6 in [-1, 1]: the art, then the means of the input's cells; @returns scores N×h×w×1 */
  apply<T>(ops: Ops<T>, x: T): T {
    let y = x;
    for (const layer of this.layers) y = ops.leakyRelu(layer.apply(ops, y));
    return this.score.apply(ops, y);
  }
}
