import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { cellMeans, sampleOf } from '../../src/inference/art/cells.ts';
import { colour, paletteOf } from '../../src/inference/art/colour.ts';
import { plainLatticeOf } from '../../src/inference/draw/lattice.ts';
import { drawBy } from '../../src/inference/pixelize.ts';
import { analyticNetworks } from '../support/networks.ts';
import { picture } from '../support/pictures.ts';

const GROUND: Rgba = [230, 220, 200, 255];
const INK: Rgba = [20, 20, 30, 255];
const options = (input: Record<string, unknown>) =>
  parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, input);

describe('a method without the networks', () => {
  // Every cell is half ground and half ink, in columns of a pixel: subsampling sees one of the two.
  const striped = picture(64, 32, (x) => (x % 2 === 0 ? GROUND : INK));

  it('is painted with the source that it was given, not with what it made of it', async () => {
    const painting = await drawBy(
      analyticNetworks(),
      striped,
      options({ size: '8x4', method: 'subsampling', tidy: 'off' }),
    );
    const art = sampleOf(painting);
    expect(new Set(art.rgb.slice(0, 3))).toEqual(new Set(art.rgb.slice(-3)));
    const means = cellMeans(painting);
    for (let i = 0; i < means.length; i++)
      expect(Math.abs(means[i] - (GROUND[i % 3] + INK[i % 3]) / 2)).toBeLessThan(2);
  });

  it('gives the art as the method made it, transparent parts too', async () => {
    const clear: Rgba = [0, 0, 0, 0];
    const quarters = picture(64, 32, (x, y) => (x < 32 ? (y < 16 ? INK : GROUND) : clear));
    const asked = options({ size: '8x4', method: 'subsampling', tidy: 'off', colors: 2 });
    const painting = await drawBy(analyticNetworks(), quarters, asked);
    const art = colour(painting, paletteOf([painting], asked), asked, false);
    expect([art.width, art.height]).toEqual([8, 4]);
    const shown = (x: number, y: number) => art.palette[art.indices[y * 8 + x]];
    expect([shown(0, 0), shown(3, 3), shown(4, 0), shown(7, 3)]).toEqual([INK, GROUND, clear, clear]);
  });

  it('sees less of the source where the art is so large that it would be too much', () => {
    const of = (width: number, height: number) => plainLatticeOf({ width, height });
    expect(of(48, 48)).toMatchObject({ pitch: 4, inputWidth: 192, inputHeight: 192 });
    expect(of(1000, 1000)).toMatchObject({ pitch: 2, inputWidth: 2000 });
    expect(of(4096, 4096).pitch).toBe(1);
    expect([...of(2, 1).columns]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });
});
