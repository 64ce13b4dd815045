import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexOf } from '../../../src/core/hex.ts';
import type { PixelArt, Rgba, RgbaImage } from '../../../src/core/image.ts';
import { PIXELIZE_OPTIONS, type PixelizeOptions, parseOptions } from '../../../src/core/options.ts';
import { settingsFrom } from '../../../src/core/settings.ts';
import { checkWishes, includes } from '../../../src/core/wishes.ts';
import { colour, paletteOf } from '../../../src/inference/art/colour.ts';
import { spaceOf, squared } from '../../../src/inference/art/space.ts';
import { WEIGHTS } from '../../../src/inference/art/weights.ts';
import { draw } from '../../../src/inference/draw/draw.ts';
import type { Drawing } from '../../../src/inference/draw/drawing.ts';
import { analyticNetworks } from '../../support/networks.ts';
import { picture } from '../../support/pictures.ts';

const options = (input: Record<string, unknown> = {}): PixelizeOptions =>
  parseOptions(PIXELIZE_OPTIONS, { size: '12x12', ...input });
const drawn = async (source: RgbaImage): Promise<Drawing> =>
  (await draw(analyticNetworks(), source, options())).drawing;
const artOf = (drawing: Drawing, opts: PixelizeOptions): PixelArt =>
  colour(drawing, paletteOf([drawing], opts), opts, opts.palette !== null);
const shown = ({ palette, indices }: PixelArt): Rgba[] => [...indices].map((index) => palette[index]);
/** A colour for every cell. */
const many = picture(96, 96, (x, y) => [(x >> 3) * 21, (y >> 3) * 21, ((x * y) >> 6) & 255, 255]);
const gap = (p: Rgba, q: Rgba): number =>
  Math.sqrt(squared(spaceOf(p, WEIGHTS.hue, 4), 0, spaceOf(q, WEIGHTS.hue, 4), 0));

/** Every way to a palette and from it to art. */
const WAYS = [
  ...(['source', 'kmeans', 'wuquant'] as const).map((quantizer) => ({ quantizer })),
  { tidy: 'off' },
  { dither: 'bayer4' },
  { quantizer: 'kmeans', dither: 'floyd-steinberg' },
] as const;

describe.each(WAYS)('by %o', (way) => {
  it('has pins exactly, among as many colours as asked for, and draws with them where they are nearest', async () => {
    const drawing = await drawn(many);
    const pin: Rgba[] = [
      [84, 84, 20, 255],
      [250, 30, 200, 255],
      [120, 121, 122, 255],
    ];
    const opts = options({ ...way, colors: 8, pin });
    const palette = paletteOf([drawing], opts);
    expect(palette.length).toBeLessThanOrEqual(8);
    expect(palette.length).toBeGreaterThan(3);
    const art = artOf(drawing, opts);
    for (const colour of pin) expect(includes(art.palette, colour)).toBe(true);
    expect(shown(art)).toContainEqual(pin[0]);
  });

  it('draws nothing that looks like an excluded colour', async () => {
    const drawing = await drawn(many);
    const before = artOf(drawing, options({ ...way, colors: 6 }));
    const exclude = before.palette.slice(1, 4);
    const art = artOf(drawing, options({ ...way, colors: 6, exclude }));
    expect(art.palette.length).toBeGreaterThan(1);
    for (const own of art.palette)
      for (const other of exclude) expect(gap(own, other), hexOf(own)).toBeGreaterThanOrEqual(WEIGHTS.shade);
  });

  it('adds pins to a fixed palette, and leaves out of it just what is excluded', async () => {
    const drawing = await drawn(many);
    const art = artOf(
      drawing,
      options({ ...way, palette: 'gameboy', pin: '#ff0000,#0f380f', exclude: '#9bbc0f' }),
    );
    expect(art.palette.map(hexOf)).toEqual(['0f380f', '306230', '8bac0f', 'ff0000']);
  });

  it('draws with pins alone where there are as many as colours', async () => {
    const opts = options({ ...way, colors: 2, pin: '#102030,#fff' });
    expect(artOf(await drawn(many), opts).palette.map(hexOf)).toEqual(['102030', 'ffffff']);
  });

  it('says so where nothing is left to draw with, and draws with a pin', async () => {
    const drawing = await drawn(picture(96, 96, () => [200, 40, 30, 255]));
    const exclude = '#c8281e';
    expect(() => artOf(drawing, options({ ...way, exclude }))).toThrow(/^All colours of the picture are exc/);
    const art = artOf(drawing, options({ ...way, exclude, pin: '#0000ff' }));
    expect(new Set(shown(art).map(hexOf))).toEqual(new Set(['0000ff']));
  });
});

it('keeps pins and stays away from exclusions whatever they are', async () => {
  const drawing = await drawn(many);
  const byte = fc.integer({ min: 0, max: 255 });
  const some = fc.array(
    fc.tuple(byte, byte, byte).map((rgb): Rgba => [...rgb, 255]),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(some, some, fc.integer({ min: 5, max: 12 }), (pin, out, colors) => {
      const exclude = out.filter((colour) => !includes(pin, colour));
      const art = artOf(drawing, options({ colors, pin, exclude }));
      expect(art.palette.length).toBeLessThanOrEqual(colors);
      for (const colour of pin) expect(includes(art.palette, colour)).toBe(true);
      for (const own of art.palette.filter((colour) => !includes(pin, colour)))
        for (const other of exclude) expect(gap(own, other)).toBeGreaterThanOrEqual(WEIGHTS.shade);
    }),
    { numRuns: 8 },
  );
});

describe('a palette that several pictures share', () => {
  it('has the pins, and nothing excluded', async () => {
    const drawings = [await drawn(many), await drawn(picture(96, 96, (x) => [x * 2, 90, 160, 255]))];
    const opts = options({ colors: 6, pin: '#1f294a', exclude: '#000' });
    const palette = paletteOf(drawings, opts);
    expect(palette.length).toBeLessThanOrEqual(6);
    expect(palette.map(hexOf)).toContain('1f294a');
    for (const own of palette) expect(gap(own, [0, 0, 0, 255])).toBeGreaterThanOrEqual(WEIGHTS.shade);
  });
});

describe('the options', () => {
  it('take lists as they are typed, without repeats, and survive being stored', () => {
    const { pin } = options({ pin: '#1f294a, fff #FFFFFF;000' });
    expect(pin.map(hexOf)).toEqual(['1f294a', 'ffffff', '000000']);
    const stored = JSON.parse(JSON.stringify(settingsFrom({ pixelize: { pin, exclude: '#123' } })));
    expect(settingsFrom(stored).pixelize.pin).toEqual(pin);
    expect(settingsFrom(stored).pixelize.exclude.map(hexOf)).toEqual(['112233']);
    expect(settingsFrom({ pixelize: { pin: 'mauve' } }).pixelize.pin).toEqual([]);
  });

  it.each([
    [
      { pin: 'mauve' },
      /^pin: expected at most 256 colours #rrggbb with commas between them, received "mauve"$/,
    ],
    [{ pin: '#000,#fff,#f00', colors: 2 }, /^pin: expected at most 2 colours, all that .*, received 3$/],
    [
      { pin: '#000,#fff', exclude: '#ffffff' },
      /^pin: expected colours that are not excl.*#ffffff, which is$/,
    ],
    [{ palette: 'mono', exclude: '#000,#fff' }, /^exclude: expected to leave a colour of the palette/],
  ])('say what is wrong with %o', (input, message) => {
    expect(() => checkWishes(options(input))).toThrow(message);
  });
});
