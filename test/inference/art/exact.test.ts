import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Rgba } from '../../../src/core/image.ts';
import { PIXELIZE_OPTIONS, parseOptions } from '../../../src/core/options.ts';
import { PRESETS } from '../../../src/core/presets.ts';
import { random } from '../../../src/core/random.ts';
import { colour, paletteOf } from '../../../src/inference/art/colour.ts';
import { exactCells, exactnessOf } from '../../../src/inference/art/exact.ts';
import { draw } from '../../../src/inference/draw/draw.ts';
import { analyticNetworks } from '../../support/networks.ts';
import { picture } from '../../support/pictures.ts';

it('does not change a picture that is on the palette, however it is enlarged and coloured', async () => {
  const ways = [{}, { tidy: 'off' }, { dither: 'floyd-steinberg' }, { dither: 'bayer4' }];
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 999 }),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(...ways),
      async (seed, zoom, way) => {
        const next = random(seed);
        const palette = PRESETS['pico-8'];
        const cells = Array.from({ length: 64 }, (): Rgba => palette[Math.floor(next() * 16)]);
        const at = (x: number, y: number): Rgba => cells[Math.floor(y / zoom) * 8 + Math.floor(x / zoom)];
        const options = parseOptions(PIXELIZE_OPTIONS, { size: '8x8', palette: 'pico-8', ...way });
        const { drawing } = await draw(analyticNetworks(), picture(8 * zoom, 8 * zoom, at), options);
        const art = colour(drawing, paletteOf([drawing], options), options, true);
        expect([...art.indices].map((index) => art.palette[index])).toEqual(cells);
        expect(exactCells(drawing, art)).toBe('64 of 64 cells');
      },
    ),
    { numRuns: 12 },
  );
});

it('keeps a pinned colour where the source has it, and a whole picture that is on a palette made of it', async () => {
  const next = random(5);
  const four = PRESETS['pico-8'].slice(7, 11);
  const cells = Array.from({ length: 64 }, (): Rgba => four[Math.floor(next() * 4)]);
  const at = (x: number, y: number): Rgba => cells[Math.floor(y / 5) * 8 + Math.floor(x / 5)];
  for (const more of [{}, { quantizer: 'kmeans' }, { pin: four, colors: 4 }]) {
    const options = parseOptions(PIXELIZE_OPTIONS, { size: '8x8', ...more });
    const { drawing } = await draw(analyticNetworks(), picture(40, 40, at), options);
    const art = colour(drawing, paletteOf([drawing], options), options, false);
    expect([...art.indices].map((index) => art.palette[index])).toEqual(cells);
  }
});

it('keeps all colours of pixel art that has no more than asked for, also one that is worth little', async () => {
  // Two blacks that are nearly one, of which one has a single cell; then again with a colour less.
  const cells = Array.from({ length: 64 }, (_, i): Rgba => {
    if (i === 27) return [9, 8, 10, 255];
    return i % 3 === 0 ? [8, 8, 8, 255] : [200, 40 + (i % 2), 30, 255];
  });
  const at = (x: number, y: number): Rgba => cells[Math.floor(y / 6) * 8 + Math.floor(x / 6)];
  for (const [colors, kept] of [
    [4, true],
    [3, false],
  ] as const) {
    const options = parseOptions(PIXELIZE_OPTIONS, { size: '8x8', colors });
    const { drawing } = await draw(analyticNetworks(), picture(48, 48, at), options);
    const art = colour(drawing, paletteOf([drawing], options), options, false);
    const shown = [...art.indices].map((index) => art.palette[index]);
    if (kept) expect(shown).toEqual(cells);
    expect(art.palette.length).toBeLessThanOrEqual(colors);
  }
});

it('says how many cells are exact, and leaves the others to be weighed', async () => {
  const options = parseOptions(PIXELIZE_OPTIONS, { size: '8x8', palette: 'mono' });
  const half = picture(32, 32, (x) => (x < 16 ? [255, 255, 255, 255] : [90, 20, 20, 255]));
  const { drawing } = await draw(analyticNetworks(), half, options);
  const art = colour(drawing, paletteOf([drawing], options), options, true);
  expect(exactCells(drawing, art)).toBe('32 of 64 cells');
  expect(exactnessOf(drawing, art)).toEqual({ cells: 64, flat: 64, exact: 32 });
});
