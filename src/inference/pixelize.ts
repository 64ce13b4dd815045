import type { PixelArt, RgbaImage } from '../core/image.ts';
import type { DrawOptions, PixelizeOptions } from '../core/options.ts';
import { DOWNSCALERS } from '../methods/index.ts';
import { colour, paletteOf } from './art/colour.ts';
import { draw } from './draw/draw.ts';
import { type Drawing, drawingOf } from './draw/drawing.ts';
import { artSize } from './draw/lattice.ts';
import type { GridPictures, Networks } from './draw/networks.ts';
import { enter, finish, type Hooks } from './draw/progress.ts';

/**
 * The whole way of a picture: fit, GridNet, PixelNet, palette, vote.
 * @returns the art of exactly the size asked for, the drawing it was made from, and GridNet's pictures on the way to that
 * Throws as `draw` does.
 */
export async function pixelize(
  networks: Networks,
  source: RgbaImage,
  options: PixelizeOptions,
  hooks: Hooks = {},
): Promise<{ art: PixelArt; drawing: Drawing; pictures: GridPictures }> {
  const { drawing, pictures } = await draw(networks, source, options, hooks);
  enter('palette', hooks);
  const palette = paletteOf([drawing], options);
  enter('vote', hooks);
  const art = colour(drawing, palette, options, options.palette !== null);
  finish(hooks);
  return { art, drawing, pictures };
}

/**
 * The networks' drawing, or what the method asked for makes of the picture.
 * Throws as `draw` does.
 */
export async function drawBy(
  networks: Networks,
  source: RgbaImage,
  options: DrawOptions,
  hooks: Hooks = {},
): Promise<Drawing> {
  if (options.method === 'cascade') {
    return (await draw(networks, source, options, hooks)).drawing;
  }
  enter('fit', hooks);
  const { width, height } = artSize(source, options);
  const art = DOWNSCALERS[options.method].run(source, width, height, options.colors);
  return drawingOf(art, source);
}
