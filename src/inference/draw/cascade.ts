import type { Sides } from '../../core/image.ts';
import { cellMap, type Scale } from '../../core/scale.ts';
import type { Networks } from './networks.ts';
import { inParts } from './parts.ts';
import type { Planar } from './planar.ts';
import { enter, type Hooks } from './progress.ts';

/** What the cascade gives. */
export interface CascadeResult {
  /** GridNet's picture. */
  readonly grid: Planar;
  /** The paper's "network output": the input's size, not clamped. */
  readonly output: Planar;
}

/** A GridNet picture at the input's size, by the same index map that voting uses. */
export function upsample(grid: Planar, width: number, height: number, scale: Scale): Planar {
  const columns = cellMap(width, scale);
  const rows = cellMap(height, scale);
  const data = new Float32Array(width * height * 3);
  let at = 0;
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      const row = (c * grid.height + rows[y]) * grid.width;
      for (let x = 0; x < width; x++) data[at++] = grid.data[row + columns[x]];
    }
  }
  return { width, height, data };
}

/**
 * GridNet, then PixelNet on one of its pictures (paper section 3.2).
 * @param image sides are multiples of 16
 * Throws the signal's reason between stages once it is aborted.
 */
export async function cascade(
  networks: Networks,
  image: Planar,
  scale: Scale,
  hooks: Hooks,
): Promise<CascadeResult> {
  enter('gridnet', hooks);
  const grid = await inParts(networks, { network: 'gridnet', scale }, image, hooks);
  enter('pixelnet', hooks);
  const output = await sharpen(networks, grid, image, scale, hooks);
  return { grid, output };
}

/** PixelNet on one of GridNet's pictures; the result has the size of the networks' input. */
export async function sharpen(
  networks: Networks,
  grid: Planar,
  { width, height }: Sides,
  scale: Scale,
  hooks: Hooks = {},
): Promise<Planar> {
  const onCells = await networks.onCells();
  const input = onCells ? grid : upsample(grid, width, height, scale);
  const output = await inParts(networks, { network: 'pixelnet' }, input, hooks);
  return onCells ? upsample(output, width, height, scale) : output;
}
