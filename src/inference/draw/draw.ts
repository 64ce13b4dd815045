import type { RgbaImage } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import { ballotOf } from './ballot.ts';
import { cascade } from './cascade.ts';
import { fitInto } from './fit.ts';
import { artSize, latticeOf } from './lattice.ts';
import type { GridPictures, Networks } from './networks.ts';
import type { Painting } from './painting.ts';
import { bytesOfPlanar } from './planar.ts';
import { enter, type Hooks } from './progress.ts';
import { samplesIn } from './samples.ts';

/** What the networks drew. */
export interface Drawing extends Painting {
  readonly pictures: GridPictures;
}

/**
 * Fits a picture and runs the cascade on it.
 * Throws a UserError where the size is not possible, and the signal's reason once it is aborted.
 */
export async function draw(
  networks: Networks,
  source: RgbaImage,
  options: PixelizeOptions,
  hooks: Hooks = {},
): Promise<Drawing> {
  enter('fit', hooks);
  const lattice = latticeOf(artSize(source, options), options.scale, options.voting);
  const { image, held } = fitInto(source, lattice, options.matte);
  const { pictures, output } = await cascade(networks, image, options.scale, hooks);
  const { ballot, rgb } = ballotOf(lattice, bytesOfPlanar(output), held, options.matte);
  return { lattice, rgb, source: samplesIn(source, lattice.width, lattice.height), pictures, ballot };
}
