import { expect, it } from 'vitest';
import type { Rgba } from '../../../src/core/image.ts';
import { PIXELIZE_OPTIONS, parseOptions } from '../../../src/core/options.ts';
import { colour, paletteOf } from '../../../src/inference/art/colour.ts';
import { draw } from '../../../src/inference/draw/draw.ts';
import { analyticNetworks } from '../../support/networks.ts';
import { picture } from '../../support/pictures.ts';

const GROUND: Rgba = [213, 238, 247, 255];
const DISC: Rgba = [138, 29, 3, 255];

/** How much of the pixel a disc covers, by eight by eight samples: antialiasing. */
function covered(x: number, y: number, side: number): number {
  let sum = 0;
  for (let v = 0; v < 8; v++)
    for (let u = 0; u < 8; u++)
      sum += Number(Math.hypot(x + (u + 0.5) / 8 - side / 2, y + (v + 0.5) / 8 - side / 2) < side / 3);
  return sum / 64;
}

it('blends of antialiasing become no colours, however few pixels of the source a cell has', async () => {
  for (const side of [37, 44, 96, 111, 128, 150, 170, 171, 180, 190, 200, 213, 220, 240, 250, 300, 512]) {
    const blend = (x: number, y: number): Rgba => {
      const share = covered(x, y, side);
      const mixed = GROUND.map((v, c) => Math.round(v + share * (DISC[c] - v)));
      return mixed as unknown as Rgba;
    };
    const options = parseOptions(PIXELIZE_OPTIONS, { size: '32x32', colors: 16 });
    const { drawing } = await draw(analyticNetworks(), picture(side, side, blend), options);
    const { palette } = colour(drawing, paletteOf([drawing], options), options, false);
    expect(palette, `a source of ${side} pixels`).toEqual([DISC, GROUND]);
  }
});
