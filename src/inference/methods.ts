// The only place of src/inference that knows the baselines of the evaluation, which are offered beside the cascade.
import { DOWNSCALERS } from '../../evaluation/src/baselines/index.ts';
import type { RgbaImage } from '../core/image.ts';
import type { DrawOptions } from '../core/options.ts';
import { artSize } from './lattice.ts';
import type { Networks } from './networks.ts';
import { type Painting, paintingOf } from './painting.ts';
import { draw } from './pixelize.ts';
import { enter, type Hooks } from './progress.ts';

/**
 * The networks' drawing, or what the method asked for makes of the picture.
 * Throws as `draw` does.
 */
export async function drawBy(
  networks: Networks,
  source: RgbaImage,
  options: DrawOptions,
  hooks: Hooks = {},
): Promise<Painting> {
  if (options.method === 'cascade') return draw(networks, source, options, hooks);
  enter('fit', hooks);
  const { width, height } = artSize(source, options);
  const art = DOWNSCALERS[options.method].run(source, width, height, options.colors);
  return paintingOf(art, source, options.matte);
}
