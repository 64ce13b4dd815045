/**
 * The networks with kernel heads: they weigh the samples that are there instead of painting colours. GridNet's picture
 * cannot shift in hue beyond its small residual, and PixelNet's has no colour that GridNet's has not.
 */
import { CELLS_IN_16, SCALES, type Scale } from '../../../src/core/scale.ts';
import type { Ops } from '../nn/ops.ts';
import { Params } from '../nn/params.ts';
import type { Rng } from '../rng.ts';
import { cellBlocks, type NormKind, PlainConv } from './blocks.ts';

export interface KernelNetConfig {
  /** Channels of the first convolution; the middle has four times as many. */
  width: number;
  residualBlocks: number;
  norm: NormKind;
}

/** Samples of the input along a cell's side: at every scale GridNet weighs its input at four samples a cell. */
const SAMPLES = 4;
/** Side of the window about a cell, in samples. */
const REACH = 8;
/** Side of PixelNet's window, in cells. */
const CELLS = 5;

type Block = { apply<T>(ops: Ops<T>, x: T): T };

/** A cell from the samples about it: logits of their weights, and a small residual. */
class GridHead {
  private readonly logits: PlainConv;
  private readonly residual: PlainConv;

  constructor(params: Params, name: string, input: number) {
    // At the start a Gaussian about the cell's centre.
    const from = (REACH - 1) / 2;
    const bias = Array.from(
      { length: REACH * REACH },
      (_, i) => -((Math.floor(i / REACH) - from) ** 2 + ((i % REACH) - from) ** 2) / 6,
    );
    this.logits = new PlainConv(params, `${name}/logits`, 1, input, REACH * REACH, { gain: 0.5, bias });
    this.residual = new PlainConv(params, `${name}/residual`, 1, input, 3, { gain: 0.02 });
  }

  apply<T>(ops: Ops<T>, features: T, window: T): T {
    return ops.add(
      ops.kernelMean(window, this.logits.apply(ops, features)),
      this.residual.apply(ops, features),
    );
  }
}

/**
 * GridNet with kernel heads: a cartoon to three grid-structured pictures at 1/4, 3/16 and 1/8 of its size
 * (paper section 3.2.1). Three convolutions to a quarter of the size, residual blocks there, and for each scale one
 * more block and a head, after the features are area-averaged to the scale's grid. A cell is a softmax-weighted mean of
 * the 8×8 samples about it, four a cell, plus a small residual.
 */
export class GridKernelNet {
  readonly params: Params;
  private readonly stem: readonly [PlainConv, PlainConv, PlainConv];
  private readonly direct: PlainConv;
  private readonly blocks: Block[];
  private readonly back: Record<Scale, { blocks: Block[]; head: GridHead }>;

  constructor({ width, residualBlocks, norm }: KernelNetConfig, rng: Rng) {
    const params = new Params('gridnet', rng);
    this.params = params;
    this.stem = [
      new PlainConv(params, 'stem1', 5, 3, width),
      new PlainConv(params, 'stem2', 3, width, 2 * width, { stride: 2 }),
      new PlainConv(params, 'stem3', 3, 2 * width, 4 * width, { stride: 2 }),
    ];
    this.direct = new PlainConv(params, 'direct', 1, 3 * REACH * REACH, 4 * width);
    this.blocks = cellBlocks(params, 'residual', residualBlocks, 4 * width, norm);
    const branch = (scale: Scale): { blocks: Block[]; head: GridHead } => ({
      blocks: scale === '1/4' ? [] : cellBlocks(params, `grid${scale}/residual`, 1, 4 * width, norm),
      head: new GridHead(params, `grid${scale}/head`, 4 * width),
    });
    this.back = { '1/4': branch('1/4'), '3/16': branch('3/16'), '1/8': branch('1/8') };
  }

  /**
   * @param x N×H×W×3 in [-1, 1], H and W multiples of 16
   * @param scales the pictures wanted; all by default
   * @returns the outputs of the first three convolutions (for the mirror loss) and the pictures, not clipped
   */
  apply<T>(
    ops: Ops<T>,
    x: T,
    scales: readonly Scale[] = SCALES,
  ): { features: [T, T, T]; pictures: Record<Scale, T> } {
    const f1 = ops.relu(this.stem[0].apply(ops, x));
    const f2 = ops.relu(this.stem[1].apply(ops, f1));
    const samples = ops.window(x, REACH, SAMPLES);
    const f3 = ops.relu(ops.add(this.stem[2].apply(ops, f2), this.direct.apply(ops, samples)));
    let y = f3;
    for (const block of this.blocks) y = block.apply(ops, y);
    const pictures: Partial<Record<Scale, T>> = {};
    const least = Math.min(...scales.map((scale) => CELLS_IN_16[scale]));
    let cells = CELLS_IN_16['1/4'];
    for (const scale of SCALES) {
      const own = CELLS_IN_16[scale];
      if (own < least) break;
      if (own < cells) y = ops.shrink(y, cells, own);
      cells = own;
      const branch = this.back[scale];
      for (const block of branch.blocks) y = block.apply(ops, y);
      if (!scales.includes(scale)) continue;
      const fitted = scale === '1/4' ? samples : ops.window(ops.shrink(x, 4, own), REACH, SAMPLES);
      pictures[scale] = branch.head.apply(ops, ops.relu(y), fitted);
    }
    return { features: [f1, f2, f3], pictures: pictures as Record<Scale, T> };
  }
}

/**
 * PixelNet on the cells themselves (paper section 3.2.1): its input is constant within each cell, so nothing is lost by
 * leaving the enlargement out. Each cell becomes a softmax-weighted mean of the 5×5 cells about it: it chooses among
 * colours that are there.
 */
export class CellPixelNet {
  readonly params: Params;
  private readonly stem: PlainConv;
  private readonly blocks: Block[];
  private readonly logits: PlainConv;

  constructor({ width, residualBlocks, norm }: KernelNetConfig, rng: Rng) {
    const params = new Params('pixelnet', rng);
    this.params = params;
    this.stem = new PlainConv(params, 'stem', 3, 3, 4 * width);
    this.blocks = cellBlocks(params, 'residual', residualBlocks, 4 * width, norm);
    // At the start nearly all of the weight is the cell's own.
    const middle = (CELLS * CELLS - 1) / 2;
    const bias = Array.from({ length: CELLS * CELLS }, (_, i) => (i === middle ? 3 : -3));
    this.logits = new PlainConv(params, 'logits', 1, 4 * width, CELLS * CELLS, { gain: 0.1, bias });
  }

  /**
   * @param cells N×h×w×3 in [-1, 1], one pixel an art pixel
   * @returns a picture of the same size
   */
  apply<T>(ops: Ops<T>, cells: T): T {
    let y = this.stem.apply(ops, cells);
    for (const block of this.blocks) y = block.apply(ops, y);
    return ops.kernelMean(ops.window(cells, CELLS, 1), this.logits.apply(ops, ops.relu(y)));
  }
}
