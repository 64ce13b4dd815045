import type { RgbaImage } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import { alphaVote, groundFor } from './alpha.ts';
import { bounded } from './bounds.ts';
import { cascade } from './cascade.ts';
import type { Drawn } from './drawing.ts';
import { fitInto } from './fit.ts';
import { flatCells } from './flat.ts';
import { heldIn } from './held.ts';
import { artSize, latticeAround, latticeOf } from './lattice.ts';
import type { Networks } from './networks.ts';
import { bytesOfPlanar, type Planar, partOf } from './planar.ts';
import { enter, type Hooks } from './progress.ts';
import { samplesIn } from './samples.ts';

/**
 * Fits a picture and runs the cascade on it.
 * @returns the drawing, and on the way to it the networks' input and GridNet's picture
 * Throws a UserError where the size is not possible, and the signal's reason once it is aborted.
 */
export async function draw(
  networks: Networks,
  source: RgbaImage,
  options: PixelizeOptions,
  hooks: Hooks = {},
): Promise<{ drawing: Drawn; image: Planar; grid: Planar }> {
  enter('fit', hooks);
  const lattice = latticeOf(artSize(source, options), options.scale, options.voting);
  const { width, height } = lattice;
  const held = heldIn(source, width, height);
  const matte = held === null ? options.matte : groundFor(held, options.matte);
  const { lattice: seen, margin } = options.tile
    ? latticeAround(lattice, options.scale, options.voting)
    : { lattice, margin: 0 };
  const image = fitInto(source, seen, matte, margin);
  const { grid, output } = await cascade(networks, image, options.scale, hooks);
  const from = margin * lattice.pitch;
  const across = { from, to: from + lattice.inputWidth };
  const own = margin === 0 ? output : partOf(output, across, { from, to: from + lattice.inputHeight });
  const voted = alphaVote(lattice, bytesOfPlanar(own), held, matte);
  const samples = samplesIn(source, width, height);
  const rgb = samples === null ? voted.rgb : bounded(lattice, voted.rgb, samples, options.tile);
  const flat = flatCells(source, width, height);
  const share = held?.share ?? null;
  const drawing = { lattice, ...voted, rgb, source: samples, flat, wraps: options.tile, share };
  return { drawing, image, grid };
}
