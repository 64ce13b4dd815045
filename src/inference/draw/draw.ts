import type { RgbaImage } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import { alphaVote } from './alpha.ts';
import { cascade } from './cascade.ts';
import type { Drawing } from './drawing.ts';
import { fitInto } from './fit.ts';
import { artSize, latticeOf } from './lattice.ts';
import type { GridPictures, Networks } from './networks.ts';
import { bytesOfPlanar } from './planar.ts';
import { enter, type Hooks } from './progress.ts';
import { samplesIn } from './samples.ts';

/**
 * Fits a picture and runs the cascade on it.
 * @returns the drawing, and GridNet's pictures on the way to it
 * Throws a UserError where the size is not possible, and the signal's reason once it is aborted.
 */
export async function draw(
  networks: Networks,
  source: RgbaImage,
  options: PixelizeOptions,
  hooks: Hooks = {},
): Promise<{ drawing: Drawing; pictures: GridPictures }> {
  enter('fit', hooks);
  const lattice = latticeOf(artSize(source, options), options.scale, options.voting);
  const { image, held } = fitInto(source, lattice, options.matte);
  const { pictures, output } = await cascade(networks, image, options.scale, hooks);
  const voted = alphaVote(lattice, bytesOfPlanar(output), held, options.matte);
  const drawing = { lattice, ...voted, source: samplesIn(source, lattice.width, lattice.height) };
  return { drawing, pictures };
}
