/** What other programs import: the command line's work on pictures in memory. */
import { fileURLToPath } from 'node:url';
import { invalid, Words } from './core/errors.ts';
import type { PixelArt, Rgba, RgbaImage } from './core/image.ts';
import {
  type DepixelizeOptions as CheckedDepixelizeOptions,
  type PixelizeOptions as CheckedPixelizeOptions,
  type RunOptions as CheckedRunOptions,
  DEPIXELIZE_OPTIONS,
  PIXELIZE_OPTIONS,
  parseOptions,
  RUN_OPTIONS,
} from './core/options.ts';
import type { Networks } from './inference/draw/networks.ts';
import { openModels } from './inference/draw/node.ts';
import type { Hooks } from './inference/draw/progress.ts';
import { pixelize as pixelizeBy } from './inference/pixelize.ts';
import { depixelize as depixelizeBy } from './inference/smooth/depixelize.ts';

export { UserError } from './core/errors.ts';
export { renderArt } from './core/grid.ts';
export { type Guide, guideOfPicture } from './core/guide.ts';
export type { PixelArt, Rgba, RgbaImage } from './core/image.ts';
export { encodeIndexedPng, encodeRgbaPng } from './core/png.ts';
export type { Progress } from './inference/draw/progress.ts';
export { readPalette } from './palettes/read.ts';

/** Where the networks run, and how a run is watched and stopped (an AbortSignal). */
export interface RunOptions extends Partial<CheckedRunOptions>, Hooks {}

/** Options of the command line's `pixelize`, by the same names; what is left out has its default. */
export interface PixelizeOptions
  extends Partial<Omit<CheckedPixelizeOptions, 'size' | 'cell' | 'palette' | 'matte' | 'outlineColor'>>,
    RunOptions {
  /** Art pixels: "48x32", "48" or "x32", or sides of which one may be null. Without it the longest is 48. */
  readonly size?: CheckedPixelizeOptions['size'] | string;
  /** Source pixels of an art pixel instead of a size: 8, 5.5, "10x8" or its sides. */
  readonly cell?: CheckedPixelizeOptions['cell'] | number | string;
  /** A preset's name or 1 to 256 opaque colours, such as `readPalette`'s. */
  readonly palette?: readonly Rgba[] | string | null;
  /** Seen behind transparent parts: "#rrggbb" or an opaque colour. */
  readonly matte?: Rgba | string;
  readonly outlineColor?: Rgba | string;
}

/** Options of the command line's `depixelize`, by the same names. */
export interface DepixelizeOptions
  extends Partial<Omit<CheckedDepixelizeOptions, 'cell' | 'matte'>>,
    RunOptions {
  /** Source pixels of an art pixel: 8, 5.5, "10x8" or its sides. Without it, it is found. */
  readonly cell?: CheckedDepixelizeOptions['cell'] | number | string;
  readonly matte?: Rgba | string;
}

/**
 * A picture as pixel art of exactly the size and palette asked for. Transparent parts stay transparent.
 * Throws a UserError (name, expected, received) for what is no picture, for options that are not allowed and sizes that
 * are too large, and the signal's reason once it is aborted.
 */
export async function pixelize(source: RgbaImage, options: PixelizeOptions = {}): Promise<PixelArt> {
  const { run, hooks, own } = parted(options);
  const checked = parseOptions(PIXELIZE_OPTIONS, own);
  checkPicture(source);
  return (await pixelizeBy(await networks(run), source, checked, hooks)).art;
}

/**
 * Pixel art, enlarged or not, as a smooth picture.
 * Throws as `pixelize` does.
 */
export async function depixelize(source: RgbaImage, options: DepixelizeOptions = {}): Promise<RgbaImage> {
  const { run, hooks, own } = parted(options);
  const checked = parseOptions(DEPIXELIZE_OPTIONS, own);
  checkPicture(source);
  return (await depixelizeBy(await networks(run), source, checked, hooks)).image;
}

function checkPicture({ width, height, data }: RgbaImage): void {
  const fits = [width, height].every((side) => Number.isInteger(side) && side > 0);
  if (!fits || data?.length !== width * height * 4) {
    const received = new Words(`${data?.length} bytes for ${width}x${height}`);
    throw invalid('picture', 'width × height × 4 bytes of RGBA', received);
  }
}

/** Options by whom they are for. */
function parted<O extends RunOptions>({ signal, onProgress, provider, threads, ...own }: O) {
  const hooks: Hooks = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  return { run: parseOptions(RUN_OPTIONS, { provider, threads }), hooks, own };
}

const opened = new Map<string, Promise<Networks>>();

/** The networks of the package, opened once for each way to run them. */
function networks(run: CheckedRunOptions): Promise<Networks> {
  const key = JSON.stringify(run);
  const known = opened.get(key);
  if (known !== undefined) return known;
  const opening = openModels(fileURLToPath(new URL('../models', import.meta.url)), run);
  opened.set(key, opening);
  // The next call tries again.
  opening.catch(() => opened.delete(key));
  return opening;
}
