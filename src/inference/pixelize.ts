import { adjusted } from '../core/adjust.ts';
import { UserError } from '../core/errors.ts';
import type { PixelArt, RgbaImage, Sides } from '../core/image.ts';
import type { DrawOptions, PixelizeOptions } from '../core/options.ts';
import { repeated } from '../core/repeated.ts';
import { DOWNSCALERS } from '../methods/index.ts';
import { colour, lookAhead, paletteOf } from './art/colour.ts';
import type { Looked } from './art/evidence.ts';
import { silhouetteOf } from './art/silhouette.ts';
import { votersIn } from './draw/alpha.ts';
import { draw } from './draw/draw.ts';
import { type Drawing, type Drawn, drawingOf } from './draw/drawing.ts';
import { artSize } from './draw/lattice.ts';
import type { Networks } from './draw/networks.ts';
import { opened } from './draw/opacity.ts';
import type { Planar } from './draw/planar.ts';
import { enter, finish, type Hooks } from './draw/progress.ts';
import { samplesIn } from './draw/samples.ts';
import { snapped } from './draw/snap.ts';

/**
 * The whole way of a picture: fit, GridNet, PixelNet, palette, vote.
 * @returns the art of exactly the size asked for, the drawing it was made from, and the networks' input and GridNet's picture on
 *   the way to that
 * Throws as `draw` does, and as `visible`.
 */
export async function pixelize(
  networks: Networks,
  source: RgbaImage,
  options: PixelizeOptions,
  hooks: Hooks = {},
): Promise<{ art: PixelArt; drawing: Drawing; image: Planar; grid: Planar }> {
  const picture = prepared(source, options);
  const { drawing: drawn, ...way } = await draw(networks, picture, options, hooks);
  const drawing = visible(finished(drawn));
  enter('palette', hooks);
  const palette = paletteOf([drawing], options);
  enter('vote', hooks);
  const art = colour(drawing, palette, options, options.palette !== null);
  finish(hooks);
  return { art, drawing, ...way };
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
  if (options.method === 'cascade')
    return drawPrepared(networks, prepared(source, options, opaque), options, hooks);
  const picture = opened(adjusted(source, options), options.alpha, opaque);
  enter('fit', hooks);
  const { width, height } = artSize(source, options);
  const { run } = DOWNSCALERS[options.method];
  const size = { width, height };
  const make = (of: RgbaImage, by: Sides) => run(of, by.width, by.height, options.colors);
  const art = options.tile ? amongNeighbours(picture, size, make) : make(picture, size);
  return finished(drawingOf(art, picture, options.tile));
}

/** The networks' drawing of what `prepareBefore` gave. Throws as `draw` does. */
export async function drawPrepared(
  networks: Networks,
  picture: RgbaImage,
  options: DrawOptions,
  hooks: Hooks = {},
): Promise<Drawing> {
  return finished((await draw(networks, picture, options, hooks)).drawing);
}

/** The picture as the networks see it: adjusted, its alpha opened, its edges on the grid. Neighbours of a tile would not go along. */
function prepared(source: RgbaImage, options: DrawOptions | PixelizeOptions, opaque?: number): RgbaImage {
  const picture = opened(adjusted(source, options), options.alpha, opaque);
  return options.snap === 'off' || options.tile ? picture : snapped(picture, artSize(source, options));
}

/** Art pixels up to which something is done ahead: what lies above takes longer than a cancelled call may. */
const MOST_AHEAD = 128 ** 2;

/**
 * The picture as the networks see it, made while they are still loaded or busy.
 * @returns null where networks do not draw, or where it takes long
 * Throws a UserError where the size is not possible.
 */
export function prepareBefore(source: RgbaImage, options: DrawOptions): RgbaImage | null {
  const { width, height } = artSize(source, options);
  return options.method !== 'cascade' || width * height > MOST_AHEAD ? null : prepared(source, options);
}

/**
 * What is seen of a picture whatever is drawn of it: made beside the networks, `weigh` need not do it after them.
 * @param picture what `prepareBefore` gave
 * @returns null where it is not needed
 */
export function lookBefore(picture: RgbaImage, options: DrawOptions): Looked | null {
  const { width, height } = artSize(picture, options);
  const samples = samplesIn(picture, width, height);
  return samples && lookAhead(samples, options);
}

/** Art pixels of its neighbours that a tile is made small with, at least. */
const NEIGHBOURS = 4;

/** A tile made small among its neighbours, so that its edges are none. */
function amongNeighbours(
  tile: RgbaImage,
  { width, height }: Sides,
  make: (picture: RgbaImage, art: Sides) => RgbaImage,
): RgbaImage {
  const [x, y] = [wholeMargin(tile.width, width), wholeMargin(tile.height, height)];
  const wide = repeated(tile, (x * tile.width) / width, (y * tile.height) / height);
  const art = make(wide, { width: width + 2 * x, height: height + 2 * y });
  const data = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = ((row + y) * art.width + x) * 4;
    data.set(art.data.subarray(from, from + width * 4), row * width * 4);
  }
  return { width, height, data };
}

/** The fewest art pixels, and at least NEIGHBOURS, that are a whole number of the source's; all of them always are. */
function wholeMargin(pixels: number, art: number): number {
  let margin = Math.min(NEIGHBOURS, art);
  while ((margin * pixels) % art !== 0) margin++;
  return margin;
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
    'Nothing of the picture is opaque enough to become an art pixel: it is transparent, its parts are fainter than the alpha threshold, or its lines too thin for art of this size.',
  );
}
