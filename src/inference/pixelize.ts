import { UserError } from '../core/errors.ts';
import type { PixelArt, RgbaImage } from '../core/image.ts';
import type { DrawOptions, PixelizeOptions } from '../core/options.ts';
import { DOWNSCALERS } from '../methods/index.ts';
import { colour, paletteOf } from './art/colour.ts';
import { silhouetteOf } from './art/silhouette.ts';
import { votersIn } from './draw/alpha.ts';
import { draw } from './draw/draw.ts';
import { type Drawing, type Drawn, drawingOf } from './draw/drawing.ts';
import { artSize } from './draw/lattice.ts';
import type { GridPictures, Networks } from './draw/networks.ts';
import { opened } from './draw/opacity.ts';
import { enter, finish, type Hooks } from './draw/progress.ts';

/**
 * The whole way of a picture: fit, GridNet, PixelNet, palette, vote.
 * @returns the art of exactly the size asked for, the drawing it was made from, and GridNet's pictures on the way to that
 * Throws as `draw` does, and as `visible`.
 */
export async function pixelize(
  networks: Networks,
  source: RgbaImage,
  options: PixelizeOptions,
  hooks: Hooks = {},
): Promise<{ art: PixelArt; drawing: Drawing; pictures: GridPictures }> {
  const { drawing: drawn, pictures } = await draw(networks, opened(source, options.alpha), options, hooks);
  const drawing = visible(finished(drawn));
  enter('palette', hooks);
  const palette = paletteOf([drawing], options);
  enter('vote', hooks);
  const art = colour(drawing, palette, options, options.palette !== null);
  finish(hooks);
  return { art, drawing, pictures };
}

/**
 * The networks' drawing, or what the method asked for makes of the picture; of an empty one nothing is opaque.
 * @param opaque the most opaque pixel's alpha in the sequence that the picture is a frame of
 * Throws as `draw` does.
 */
export async function drawBy(
  networks: Networks,
  source: RgbaImage,
  options: DrawOptions,
  hooks: Hooks = {},
  opaque?: number,
): Promise<Drawing> {
  const picture = opened(source, options.alpha, opaque);
  if (options.method === 'cascade') return finished((await draw(networks, picture, options, hooks)).drawing);
  enter('fit', hooks);
  const { width, height } = artSize(source, options);
  const art = DOWNSCALERS[options.method].run(picture, width, height, options.colors);
  return finished(drawingOf(art, picture));
}

/** The drawing with its silhouette. */
function finished({ figure, share, ...drawing }: Drawn): Drawing {
  const opaque = silhouetteOf({ figure, share, ...drawing });
  return { ...drawing, opaque, voters: votersIn(drawing.lattice, opaque) };
}

/** The drawing itself. Throws a UserError if nothing of it is opaque: art of it would be empty. */
export function visible(drawing: Drawing): Drawing {
  if (drawing.opaque.includes(1)) return drawing;
  throw new UserError(
    'Nothing of the picture is opaque enough to become an art pixel: it is transparent, or its parts are fainter than the alpha threshold.',
  );
}
