import { describe, expect, it } from 'vitest';
import type { PixelArt, Rgba, RgbaImage } from '../../../src/core/image.ts';
import { PIXELIZE_OPTIONS, type PixelizeOptions, parseOptions } from '../../../src/core/options.ts';
import { cellsOf } from '../../../src/inference/art/cells.ts';
import { colour, paletteOf, weigh } from '../../../src/inference/art/colour.ts';
import { labelsOf, makePalette } from '../../../src/inference/art/palette.ts';
import { vote } from '../../../src/inference/art/vote.ts';
import { draw } from '../../../src/inference/draw/draw.ts';
import type { Drawing } from '../../../src/inference/draw/drawing.ts';
import { analyticNetworks } from '../../support/networks.ts';
import { apart, disc, picture } from '../../support/pictures.ts';

const CLEAR: Rgba = [0, 0, 0, 0];
const RED: Rgba = [200, 40, 30, 255];
const DARK: Rgba = [20, 14, 16, 255];
const SKY: Rgba = [90, 150, 220, 255];
const CREAM: Rgba = [250, 240, 200, 255];

const options = (input: Record<string, unknown> = {}): PixelizeOptions =>
  parseOptions(PIXELIZE_OPTIONS, { size: '12x12', ...input });
const drawn = async (source: RgbaImage, opts: PixelizeOptions): Promise<Drawing> =>
  (await draw(analyticNetworks(), source, opts)).drawing;
/** Two colours beside each other, edges on the cells'. */
const halves = (left: Rgba, right: Rgba): RgbaImage => picture(96, 96, (x) => (x < 48 ? left : right));
const shown = ({ palette, indices }: PixelArt): Rgba[] => [...indices].map((index) => palette[index]);
const alone = (drawing: Drawing, opts: PixelizeOptions): PixelArt =>
  colour(drawing, paletteOf([drawing], opts), opts, opts.palette !== null);
/** A colour for every column and row, so that art has as many as it may. */
const many = picture(96, 96, (x, y) => [(x >> 3) * 21, (y >> 3) * 21, ((x * y) >> 6) & 255, 255]);

describe('one drawing', () => {
  it('has the palette that its art has: the source’s colours, darkest first, none unused', async () => {
    const opts = options();
    const drawing = await drawn(halves(SKY, DARK), opts);
    const palette = paletteOf([drawing], opts);
    expect(palette).toEqual([DARK, SKY]);
    const art = colour(drawing, palette, opts, false);
    expect(art.palette).toEqual(palette);
    expect(shown(art).slice(0, 12)).toEqual([...Array(6).fill(SKY), ...Array(6).fill(DARK)]);
  });

  it('can be coloured again in fewer colours and back', async () => {
    const [few, more] = [options({ colors: 3 }), options({ colors: 9 })];
    const drawing = await drawn(many, few);
    const [first, other, again] = [few, more, few].map((opts) => alone(drawing, opts));
    expect(first.palette).toHaveLength(3);
    expect(other.palette.length).toBeGreaterThan(3);
    expect(other.palette.length).toBeLessThanOrEqual(9);
    expect(again).toEqual(first);
  });

  it('has a transparent entry first, and as many colours as asked for beside it', async () => {
    const opts = options({ colors: 2 });
    const drawing = await drawn(disc(96, RED, DARK, 8), opts);
    const art = alone(drawing, opts);
    expect(art.palette).toEqual([CLEAR, DARK, RED]);
    art.indices.forEach((index, cell) => {
      expect(index > 0).toBe(drawing.opaque[cell] === 1);
    });
  });

  it('keeps 256 entries in all where it could have 256 colours and a transparent one', async () => {
    const opts = options({ size: '40x40', colors: 256 });
    const wild = picture(320, 320, (x, y) => [(x >> 3) * 6, (y >> 3) * 6, 60, x < 8 ? 0 : 255]);
    for (const quantizer of ['source', 'kmeans'] as const) {
      const art = alone(await drawn(wild, opts), { ...opts, quantizer });
      expect(art.palette.length).toBeLessThanOrEqual(256);
      expect(art.palette[0]).toEqual(CLEAR);
      expect(art.palette.slice(1).every(([, , , alpha]) => alpha === 255)).toBe(true);
    }
  });
});

describe('a weighed drawing', () => {
  it('has evidence in its source’s place, made once, and is coloured as before by whatever options', async () => {
    const opts = options({ colors: 6 });
    const drawing = await drawn(disc(96, RED, DARK, 8), opts);
    const weighed = weigh(drawing, opts);
    expect([weighed.source, drawing.source === null]).toEqual([null, false]);
    expect(weigh(weighed, opts)).toBe(weighed);
    for (const values of [
      {},
      { colors: 3 },
      { palette: [RED, SKY] },
      { quantizer: 'kmeans' },
      { dither: 'bayer4' },
    ]) {
      const wish = options(values);
      expect(alone(weighed, wish)).toEqual(alone(drawing, wish));
    }
  });

  it('is the drawing itself where no evidence is asked for, or it is too large for that', async () => {
    const opts = options({ tidy: 'off', quantizer: 'kmeans' });
    const drawing = await drawn(disc(96, RED, DARK, 8), opts);
    expect(weigh(drawing, opts)).toBe(drawing);
    const large = { ...drawing, source: null };
    expect(weigh(large, options())).toBe(large);
  });
});

describe('quantizers', () => {
  it('kmeans is the paper’s: its palette is that of the cells, not of the source', async () => {
    const opts = options({ quantizer: 'kmeans', colors: 5, seed: 7 });
    const drawing = await drawn(many, opts);
    const palette = paletteOf([drawing], opts);
    expect(palette).toEqual(makePalette([cellsOf(drawing)], opts, false));
    expect(palette).toHaveLength(5);
    expect(palette).not.toEqual(paletteOf([drawing], options({ colors: 5 })));
    const art = colour(drawing, palette, opts, false);
    for (const entry of art.palette) expect(palette).toContainEqual(entry);
  });

  it.each(['source', 'kmeans', 'wuquant'] as const)(
    '%s with tidying off is the plain vote of its palette',
    async (quantizer) => {
      const opts = options({ quantizer, colors: 6, tidy: 'off', voting: '1/6' });
      const drawing = await drawn(disc(96, RED, DARK, 3), opts);
      const palette = paletteOf([drawing], opts);
      const art = colour(drawing, palette, opts, false);
      const colours = palette.slice(1);
      const winners = vote(labelsOf(drawing.rgb, colours), drawing);
      expect(shown(art)).toEqual(
        [...winners].map((label, cell) => (drawing.opaque[cell] === 1 ? colours[label] : CLEAR)),
      );
    },
  );
});

describe('one palette over two drawings', () => {
  it('has the colours of both, and both keep it as it is', async () => {
    const opts = options({ colors: 4 });
    const drawings = await Promise.all([drawn(halves(RED, DARK), opts), drawn(halves(SKY, CREAM), opts)]);
    const palette = paletteOf(drawings, opts);
    expect(palette).toHaveLength(4);
    for (const own of [RED, DARK, SKY, CREAM])
      expect(Math.min(...palette.map((entry) => apart(entry, own)))).toBeLessThan(0.005);
    const arts = drawings.map((drawing) => colour(drawing, palette, opts, true));
    for (const art of arts) expect(art.palette).toEqual(palette);
    const corners = arts.map((art) => shown(art)).map((cells) => [cells[0], cells[11]]);
    [RED, DARK, SKY, CREAM].forEach((own, i) => {
      expect(apart(corners[i >> 1][i & 1], own)).toBeLessThan(0.005);
    });
  });

  it.each(['source', 'kmeans', 'wuquant'] as const)(
    'of %s has no more than asked for, with a transparent entry first if one drawing needs it',
    async (quantizer) => {
      const opts = options({ colors: 5, quantizer });
      const drawings = await Promise.all([drawn(many, opts), drawn(disc(96, RED, DARK, 8), opts)]);
      for (const order of [drawings, [...drawings].reverse()]) {
        const palette = paletteOf(order, opts);
        expect(palette[0]).toEqual(CLEAR);
        expect(palette.length).toBeLessThanOrEqual(6);
        expect(palette.slice(1).every(([, , , alpha]) => alpha === 255)).toBe(true);
        const [opaque, cut] = drawings.map((drawing) => colour(drawing, palette, opts, true));
        expect([opaque.palette, cut.palette]).toEqual([palette, palette]);
        expect(opaque.indices.includes(0)).toBe(false);
        expect([cut.indices[0], cut.indices[6 * 12 + 6] > 0]).toEqual([0, true]);
        expect(Math.max(...opaque.indices, ...cut.indices)).toBeLessThan(palette.length);
      }
    },
  );
});

describe('a fixed palette', () => {
  const fixed: readonly Rgba[] = [CREAM, [1, 2, 3, 255], SKY, RED];

  it('is kept in its order, whether used or not; every cell takes the colour it is', async () => {
    const opts = options({ palette: fixed });
    const drawing = await drawn(halves(RED, SKY), opts);
    const art = alone(drawing, opts);
    expect(art.palette).toEqual(fixed);
    expect([...art.indices.subarray(0, 12)]).toEqual([...Array(6).fill(3), ...Array(6).fill(2)]);
  });

  it('comes after a transparent entry where there is one', async () => {
    const opts = options({ palette: fixed });
    const art = alone(await drawn(disc(96, RED, SKY, 8), opts), opts);
    expect(art.palette).toEqual([CLEAR, ...fixed]);
    expect([art.indices[0], art.indices[6 * 12 + 6]]).toEqual([0, 4]);
    expect(art.indices.includes(3)).toBe(true);
  });

  it('of 256 colours gives up one that nothing needs for the transparent entry', async () => {
    const full = Array.from({ length: 256 }, (_, i): Rgba => [i, i, i, 255]);
    const [light, dark]: Rgba[] = [
      [255, 255, 255, 255],
      [40, 40, 40, 255],
    ];
    const opts = options({ palette: full });
    const cut = picture(96, 96, (x) => (x < 32 ? CLEAR : x < 64 ? dark : light));
    for (const tidy of ['on', 'off'] as const) {
      const drawing = await drawn(cut, { ...opts, tidy });
      const art = alone(drawing, { ...opts, tidy });
      expect(art.palette).toHaveLength(256);
      expect(art.palette[0]).toEqual(CLEAR);
      expect(art.palette).toEqual([CLEAR, ...full.filter((entry) => art.palette.includes(entry))]);
      const row = [CLEAR, dark, light].flatMap((entry) => Array(4).fill(entry));
      expect(shown(art)).toEqual(Array(12).fill(row).flat());
    }
    const opaque = await drawn(halves(light, dark), opts);
    expect(alone(opaque, opts).palette).toEqual(full);
  });
});

it('is voted where the source is not at hand', async () => {
  const opts = options({ colors: 2 });
  const drawing: Drawing = { ...(await drawn(halves(RED, SKY), opts)), source: null };
  const art = alone(drawing, opts);
  expect(art.palette).toHaveLength(2);
  expect(apart(shown(art)[0], RED)).toBeLessThan(0.005);
  expect(apart(shown(art)[11], SKY)).toBeLessThan(0.005);
});
