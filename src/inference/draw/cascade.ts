import { cellMap, type Scale } from '../../core/scale.ts';
import type { GridPictures, Networks } from './networks.ts';
import type { Planar } from './planar.ts';
import { enter, type Hooks } from './progress.ts';

/** What the cascade gives. */
export interface CascadeResult {
  readonly pictures: GridPictures;
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
  const pictures = await networks.gridnet(image);
  enter('pixelnet', hooks);
  const output = await sharpen(networks, pictures[scale], image, scale);
  return { pictures, output };
}

/** PixelNet on one of GridNet's pictures; the result has the size of the networks' input. */
export async function sharpen(
  networks: Pick<Networks, 'onCells' | 'pixelnet'>,
  grid: Planar,
  { width, height }: { readonly width: number; readonly height: number },
  scale: Scale,
): Promise<Planar> {
  if (await networks.onCells()) return upsample(await networks.pixelnet(grid), width, height, scale);
  return networks.pixelnet(upsample(grid, width, height, scale));
}
