import type { Ops } from '../nn/ops.ts';
import { Params } from '../nn/params.ts';
import type { Rng } from '../rng.ts';
import {
  type ConvBlock,
  DeconvBlock,
  frontBlocks,
  Head,
  type PaintingHead,
  type ResidualBlock,
  residualBlocks,
} from './blocks.ts';

export interface PixelNetConfig {
  /** Channels of the first block; the middle has four times as many. */
  width: number;
  /** 9 in the paper. */
  residualBlocks: number;
  head: PaintingHead;
  /**
   * The input is first blurred by a box of so many pixels, twice; 0 is none. Blocks let through untouched satisfy
   * DepixelNet's L1 losses almost as well as a smooth cartoon does, and that is where it stays; it cannot when it never
   * sees them.
   */
  blur?: number;
}

/**
 * PixelNet and, trained the other way, DepixelNet (paper sections 3.2.1 and 3.2.2): three conv blocks, residual blocks,
 * two deconv blocks and a 7×7 head; output at the input's size.
 */
export class PixelNet {
  readonly params: Params;
  private readonly front: [ConvBlock, ConvBlock, ConvBlock];
  private readonly residual: ResidualBlock[];
  private readonly back: [DeconvBlock, DeconvBlock];
  private readonly head: Head;
  private readonly blur: number;

  /** @param name pixelnet or depixelnet: the prefix of its parameters */
  constructor(
    name: 'pixelnet' | 'depixelnet',
    { width, residualBlocks: blocks, head, blur = 0 }: PixelNetConfig,
    rng: Rng,
  ) {
    const params = new Params(name, rng);
    this.params = params;
    this.front = frontBlocks(params, width);
    this.residual = residualBlocks(params, blocks, 4 * width);
    this.back = [
      new DeconvBlock(params, 'deconv1', 4 * width, 2 * width),
      new DeconvBlock(params, 'deconv2', 2 * width, width),
    ];
    this.head = new Head(params, 'head', width, head);
    this.blur = blur;
  }

  /**
   * @param input N×H×W×3 in [-1, 1], H and W multiples of 4, from 8
   * @returns the picture, linear, not clipped; `first`: the outputs of blocks 1..3; `last`: those of blocks N-1, N-2
   *   and N-3, where N counts the head, so that last[l-1] has the shape of first[l-1] (Eq. 5 and 8)
   */
  apply<T>(ops: Ops<T>, input: T): { picture: T; first: [T, T, T]; last: [T, T, T] } {
    const x = this.blur > 0 ? ops.blur(ops.blur(input, this.blur), this.blur) : input;
    const f1 = this.front[0].apply(ops, x);
    const f2 = this.front[1].apply(ops, f1);
    const f3 = this.front[2].apply(ops, f2);
    let middle = f3;
    for (const block of this.residual) middle = block.apply(ops, middle);
    const d1 = this.back[0].apply(ops, middle);
    const d2 = this.back[1].apply(ops, d1);
    return { picture: this.head.apply(ops, d2, () => x), first: [f1, f2, f3], last: [d2, d1, middle] };
  }
}
