import type { Scale } from '../../core/scale.ts';
import type { Planar } from './planar.ts';

/** GridNet's three pictures, by their share of the input's size. */
export type GridPictures = Readonly<Record<Scale, Planar>>;

/** Where networks run. */
export type Provider = 'webgpu' | 'wasm';

/** The three trained networks (paper section 3.2). Sides of inputs are multiples of 16, of DepixelNet's of 4. */
export interface Networks {
  /** Where they run; known from the first run on, since `auto` may fall back. */
  readonly provider: Provider;
  /** Pictures of 1/4, 3/16 and 1/8 of the image's size. */
  gridnet(image: Planar): Promise<GridPictures>;
  /** Whether PixelNet works on GridNet's cells themselves; else on the nearest-upsampled picture. */
  onCells(): Promise<boolean>;
  /** Sharp pixel art of the same size from a GridNet picture, as cells or nearest-upsampled (onCells). */
  pixelnet(grid: Planar): Promise<Planar>;
  /** A smooth picture of the same size from nearest-upsampled pixel art. */
  depixelnet(pixel: Planar): Promise<Planar>;
  /** Frees the memory; nothing can be run afterwards. */
  close(): Promise<void>;
}
