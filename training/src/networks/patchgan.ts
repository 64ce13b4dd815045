import type { Ops } from '../nn/ops.ts';
import { type Param, Params } from '../nn/params.ts';
import type { Rng } from '../rng.ts';

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
