import { describe, expect, it } from 'vitest';
import { coloursInGamut } from '../../../src/core/gamut.ts';
import { FREE, guideOf, KEEP } from '../../../src/core/guide.ts';
import type { Rgba } from '../../../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../../src/core/options.ts';
import { colour, paletteOf } from '../../../src/inference/art/colour.ts';
import { drawBy } from '../../../src/inference/pixelize.ts';
import { analyticNetworks } from '../../support/networks.ts';
import { picture } from '../../support/pictures.ts';

/** A colour for every cell. */
const many = picture(96, 96, (x, y) => [(x >> 3) * 21, (y >> 3) * 21, ((x * y) >> 6) & 255, 255]);
const LEVELS = { 'mega-drive': 7, amiga: 15 } as const;
const isIn = ([r, g, b]: Rgba, steps: number): boolean =>
  [r, g, b].every((value) => value === Math.round((Math.round((value * steps) / 255) * 255) / steps));

describe.each(['mega-drive', 'amiga'] as const)('the gamut of %s', (gamut) => {
  it.each([
    {},
    { quantizer: 'kmeans' },
    { quantizer: 'wuquant' },
    { dither: 'bayer4' },
    { tidy: 'off' },
    { guide: guideOf({ width: 2, height: 2 }, [KEEP, FREE, FREE, FREE]) },
  ])('holds the palette by %o, but for pins', async (way) => {
    const options = parseOptions(
      { ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS },
      { size: '12x12', colors: 12, gamut, pin: '#123456', ...way },
    );
    const drawing = await drawBy(analyticNetworks(), many, options);
    const art = colour(drawing, paletteOf([drawing], options), options, false);
    const own = art.palette.filter((each) => each.join() !== '18,52,86,255');
    expect(own.length).toBeGreaterThan(5);
    expect(art.palette.length).toBeLessThanOrEqual(12);
    for (const each of own) expect(isIn(each, LEVELS[gamut]), each.join()).toBe(true);
    expect(new Set(art.palette.map(String)).size).toBe(art.palette.length);
  });

  it('holds finished pixel art too', async () => {
    const options = parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, { size: '8x8', gamut });
    const source = picture(8, 8, (x, y) => [x * 30 + 7, y * 31 + 3, 200, 255]);
    const drawing = await drawBy(analyticNetworks(), source, options);
    for (const each of colour(drawing, paletteOf([drawing], options), options, false).palette)
      expect(isIn(each, LEVELS[gamut])).toBe(true);
  });
});

it('takes the nearest levels', () => {
  expect(coloursInGamut('mega-drive', [[17, 19, 250, 255]])).toEqual([[0, 36, 255, 255]]);
  expect(coloursInGamut('amiga', [[8, 9, 128, 255]])).toEqual([[0, 17, 136, 255]]);
  expect(coloursInGamut('any', [[8, 9, 128, 255]])).toEqual([[8, 9, 128, 255]]);
});
