/** How much arithmetic the cascade takes, from its shape. */

/** Width and residual blocks of a network, as models.json's configuration has them. */
export interface Shape {
  readonly width: number;
  readonly residualBlocks: number;
  /** Kernel heads weigh samples, on the grid; others paint. */
  readonly head?: 'kernel' | 'paper' | 'linear';
}

/** Multiply-adds of residual blocks, for each of their places. */
const blocks = ({ width, residualBlocks }: Shape): number => residualBlocks * 2 * 9 * (4 * width) ** 2;

/** Multiply-adds an input pixel of GridNet with kernel heads, for its picture at 1/4, the only one that is computed. */
function kernelGridnet(shape: Shape): number {
  const w = shape.width;
  const samples = 8 * 8;
  const stem = 25 * 3 * w + (9 * w * 2 * w) / 4 + (9 * 2 * w * 4 * w) / 16;
  const windows = (samples * 3 * samples * 3 + samples * 3 * 4 * w) / 16;
  return stem + windows + (blocks(shape) + 4 * w * (samples + 3)) / 16;
}

/** The same of PixelNet on cells, of which there is one to 4×4 input pixels. */
function kernelPixelnet(shape: Shape): number {
  const [w, around] = [shape.width, 5 * 5];
  return (9 * 3 * 4 * w + blocks(shape) + around * 3 * around * 3 + 4 * w * around) / 16;
}

/** Multiply-adds an input pixel of what both painting networks share: three conv blocks and the residual blocks at a quarter. */
function trunk(shape: Shape): number {
  const w = shape.width;
  const conv1 = 49 * 3 * w;
  const conv2 = (9 * w * 2 * w) / 4;
  const conv3 = (9 * 2 * w * 4 * w) / 16;
  return conv1 + conv2 + conv3 + blocks(shape) / 16;
}

/** GFLOP (two a multiply-add) of GridNet's convolutions on so many input pixels. */
export function gridnetGflop(shape: Shape, pixels: number): number {
  if (shape.head === 'kernel') return (2 * kernelGridnet(shape) * pixels) / 1e9;
  const middle = 4 * shape.width;
  // A 3×3 block and a 7×7 head a picture, at 1/4, 3/16 and 1/8 of the sides.
  const branch = 9 * middle ** 2 + 49 * middle * 3;
  const branches = branch * (1 / 16 + 9 / 256 + 1 / 64);
  return (2 * (trunk(shape) + branches) * pixels) / 1e9;
}

/** The same of PixelNet, which is DepixelNet's shape too. */
export function pixelnetGflop(shape: Shape, pixels: number): number {
  if (shape.head === 'kernel') return (2 * kernelPixelnet(shape) * pixels) / 1e9;
  const w = shape.width;
  const deconv1 = (9 * 4 * w * 2 * w) / 16;
  const deconv2 = (9 * 2 * w * w) / 4;
  return (2 * (trunk(shape) + deconv1 + deconv2 + 49 * w * 3) * pixels) / 1e9;
}
