import { CELLS_IN_16, SCALES, type Scale } from '../../../src/core/scale.ts';
import type { Ops } from '../nn/ops.ts';
import { Params } from '../nn/params.ts';
import type { Rng } from '../rng.ts';
import { ConvBlock, frontBlocks, Head, type HeadKind, type ResidualBlock, residualBlocks } from './blocks.ts';

export interface GridNetConfig {
  /** Channels of the first block; the middle has four times as many. */
  width: number;
  residualBlocks: number;
  head: HeadKind;
}

/**
 * GridNet (paper section 3.2.1): a cartoon to three grid-structured pictures at 1/4, 3/16 and 1/8 of its size.
 *
 * Three conv blocks to a quarter of the size, residual blocks, then the last three conv blocks, each with a 7×7 head.
 * The paper gives no way from 1/4 to 3/16 to 1/8 that holds at every size; here features are area-averaged 4 → 3 and
 * 3 → 2 before the second and third of those blocks, so the sizes are exact wherever the input is a multiple of 16.
 */
export class GridNet {
  readonly params: Params;
  private readonly front: [ConvBlock, ConvBlock, ConvBlock];
  private readonly residual: ResidualBlock[];
  private readonly back: Record<Scale, { block: ConvBlock; head: Head }>;

  constructor({ width, residualBlocks: blocks, head }: GridNetConfig, rng: Rng) {
    const params = new Params('gridnet', rng);
    this.params = params;
    this.front = frontBlocks(params, width);
    this.residual = residualBlocks(params, blocks, 4 * width);
    const branch = (scale: Scale): { block: ConvBlock; head: Head } => ({
      block: new ConvBlock(params, `grid${scale}/conv`, 3, 4 * width, 4 * width, {
        stride: 1,
        padding: 'reflect',
      }),
      head: new Head(params, `grid${scale}/head`, 4 * width, head),
    });
    this.back = { '1/4': branch('1/4'), '3/16': branch('3/16'), '1/8': branch('1/8') };
  }

  /**
   * @param x N×H×W×3 in [-1, 1], H and W multiples of 16
   * @returns the outputs of blocks 1..3 (for the mirror loss) and the three pictures, linear, not clipped
   */
  apply<T>(ops: Ops<T>, x: T): { features: [T, T, T]; pictures: Record<Scale, T> } {
    const f1 = this.front[0].apply(ops, x);
    const f2 = this.front[1].apply(ops, f1);
    const f3 = this.front[2].apply(ops, f2);
    let y = f3;
    for (const block of this.residual) y = block.apply(ops, y);
    const pictures: Partial<Record<Scale, T>> = {};
    let cells = 4;
    for (const scale of SCALES) {
      if (CELLS_IN_16[scale] < cells) y = ops.shrink(y, cells, CELLS_IN_16[scale]);
      cells = CELLS_IN_16[scale];
      y = this.back[scale].block.apply(ops, y);
      pictures[scale] = this.back[scale].head.apply(ops, y, () => ops.shrink(x, 16, CELLS_IN_16[scale]));
    }
    return { features: [f1, f2, f3], pictures: pictures as Record<Scale, T> };
  }
}
