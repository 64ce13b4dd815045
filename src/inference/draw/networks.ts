import type { Scale } from '../../core/scale.ts';
import type { Planar } from './planar.ts';
import type { Reach } from './reach.ts';

/** Where networks run. */
export type Provider = 'webgpu' | 'wasm';

/** A run of a network that draws. */
export type NetworkCall =
  | { readonly network: 'gridnet'; readonly scale: Scale }
  | { readonly network: 'pixelnet' };

/** Others who run networks beside this one, for parts of a large picture. */
export interface Crew {
  /** How many may run side by side, at least one. */
  readonly hands: number;
  /** Has one of the others do a part; null if none of them could. */
  run(call: NetworkCall, part: Planar): Promise<Planar | null>;
  /** Lets what the others have brought in. */
  pause(): Promise<void>;
}

/** The three trained networks (paper section 3.2). Sides of inputs are multiples of 16, of DepixelNet's of 4. */
export interface Networks {
  /** Where they run; known from the first run on, since `auto` may fall back. */
  readonly provider: Provider;
  /** The picture that has this share of the image's size. */
  gridnet(image: Planar, scale: Scale): Promise<Planar>;
  /** Whether PixelNet works on GridNet's cells themselves; else on the nearest-upsampled picture. */
  onCells(): Promise<boolean>;
  /** Sharp pixel art of the same size from a GridNet picture, as cells or nearest-upsampled (onCells). */
  pixelnet(grid: Planar): Promise<Planar>;
  /** A smooth picture of the same size from nearest-upsampled pixel art. */
  depixelnet(pixel: Planar): Promise<Planar>;
  /** How far around itself a network looks; null where that is not known: then a picture has to be drawn whole. */
  reach(call: NetworkCall): Promise<Reach | null>;
  /** Who helps with large pictures; nobody if it is missing. */
  readonly crew?: Crew;
  /** Frees the memory; nothing can be run afterwards. */
  close(): Promise<void>;
}
