/** How much arithmetic the cascade takes, from its shape. */

/** Width and residual blocks of a network, as models.json's configuration has them. */
export interface Shape {
  readonly width: number;
  readonly residualBlocks: number;
}

/** Multiply-adds an input pixel of what both networks share: three conv blocks and the residual blocks at a quarter. */
function trunk({ width: w, residualBlocks }: Shape): number {
  const conv1 = 49 * 3 * w;
  const conv2 = (9 * w * 2 * w) / 4;
  const conv3 = (9 * 2 * w * 4 * w) / 16;
  const residual = (residualBlocks * 2 * 9 * (4 * w) ** 2) / 16;
  return conv1 + conv2 + conv3 + residual;
}

/** GFLOP (two a multiply-add) of GridNet's convolutions on so many input pixels. */
export function gridnetGflop(shape: Shape, pixels: number): number {
  const middle = 4 * shape.width;
  // A 3×3 block and a 7×7 head a picture, at 1/4, 3/16 and 1/8 of the sides.
  const branch = 9 * middle ** 2 + 49 * middle * 3;
  const branches = branch * (1 / 16 + 9 / 256 + 1 / 64);
  return (2 * (trunk(shape) + branches) * pixels) / 1e9;
}

/** The same of PixelNet, which is DepixelNet's shape too. */
export function pixelnetGflop(shape: Shape, pixels: number): number {
  const w = shape.width;
  const deconv1 = (9 * 4 * w * 2 * w) / 16;
  const deconv2 = (9 * 2 * w * w) / 4;
  return (2 * (trunk(shape) + deconv1 + deconv2 + 49 * w * 3) * pixels) / 1e9;
}
