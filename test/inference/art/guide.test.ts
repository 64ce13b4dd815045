import { describe, expect, it } from 'vitest';
import { FREE, type Guide, guideOf, KEEP, LESS, MORE, marksOn } from '../../../src/core/guide.ts';
import type { PixelArt, Rgba, RgbaImage } from '../../../src/core/image.ts';
import { PIXELIZE_OPTIONS, type PixelizeOptions, parseOptions } from '../../../src/core/options.ts';
import { random } from '../../../src/core/random.ts';
import { colour, paletteOf } from '../../../src/inference/art/colour.ts';
import type { Drawing } from '../../../src/inference/draw/drawing.ts';
import { drawBy } from '../../../src/inference/pixelize.ts';
import { analyticNetworks } from '../../support/networks.ts';
import { picture } from '../../support/pictures.ts';

const SIDE = 24;
const options = (input: Record<string, unknown> = {}): PixelizeOptions =>
  parseOptions(PIXELIZE_OPTIONS, { size: `${SIDE}x${SIDE}`, ...input });
const drawn = (source: RgbaImage): Promise<Drawing> =>
  drawBy(analyticNetworks(), source, { ...options(), method: 'cascade' });
const artOf = (drawing: Drawing, opts: PixelizeOptions): PixelArt =>
  colour(drawing, paletteOf([drawing], opts), opts, opts.palette !== null);
const shown = ({ palette, indices }: PixelArt): Rgba[] => [...indices].map((index) => palette[index]);

/** A guide that marks the cells of a rectangle. */
const marked = (mark: number, [left, top, right, bottom]: readonly [number, number, number, number]): Guide =>
  guideOf(
    { width: SIDE, height: SIDE },
    Array.from({ length: SIDE * SIDE }, (_, i) => {
      const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
      return x >= left && x < right && y >= top && y < bottom ? mark : FREE;
    }),
  ) as Guide;
const cellsIn = (guide: Guide): number[] =>
  [...marksOn(guide, { width: SIDE, height: SIDE })].flatMap((mark, i) => (mark === FREE ? [] : [i]));

/** A busy ground with a face: an eye of four colours, and thin lines. */
const face = picture(SIDE * 8, SIDE * 8, (x, y) => {
  const [u, v] = [x / 8, y / 8];
  const eye = Math.hypot(u - 8, v - 8);
  if (eye < 0.9) return [10, 10, 30, 255];
  if (eye < 1.8) return [60, 140, 220, 255];
  if (eye < 3) return [250, 250, 250, 255];
  if (eye < 3.4) return [70, 30, 20, 255];
  if (eye < 8) return [230, 180, 150, 255];
  if (Math.abs(u - v) < 0.15) return [30, 30, 30, 255];
  return [150 + (Math.floor(u) % 12) * 8, 90 + (Math.floor(v) % 12) * 12, (x * 3 + y) % 90, 255];
});

/** Dots, some of them hardly to be seen, and hatching that is thinner than a cell, on a ground of two shades. */
const rough = (): RgbaImage => {
  const next = random(5);
  const dots = Array.from({ length: 90 }, () => [next() * SIDE, next() * SIDE, next() * 0.7, next()]);
  return picture(SIDE * 8, SIDE * 8, (x, y) => {
    const [u, v] = [x / 8, y / 8];
    const dot = dots.find(([left, top, radius]) => Math.hypot(u - left, v - top) < radius);
    if (dot !== undefined) return [60 + Math.floor(dot[3] * 90), 90, 50, 255];
    if (u > 12 && (u + v) % 4 < 0.2) return [120, 110, 90, 255];
    return Math.sin(u) + Math.sin(v * 1.3) > 0 ? [180, 170, 120, 255] : [165, 160, 115, 255];
  });
};

/** How often neighbours in a row differ among some cells. */
const steps = (art: PixelArt, cells: readonly number[]): number =>
  cells.filter((cell) => cell % SIDE > 0 && art.indices[cell] !== art.indices[cell - 1]).length;

const WAYS = [
  {},
  { quantizer: 'kmeans' },
  { tidy: 'off' },
  { dither: 'bayer4' },
  { palette: 'db16' },
  { palette: 'gameboy', dither: 'floyd-steinberg' },
] as const;

describe.each(WAYS)('a guide over art by %o', (way) => {
  it('draws its colours exactly, and changes nothing of a palette without it', async () => {
    const drawing = await drawn(face);
    const guide = marked(0x12ab34, [2, 15, 6, 22]);
    const art = artOf(drawing, options({ ...way, guide }));
    const colours = shown(art);
    for (const cell of cellsIn(guide)) expect(colours[cell]).toEqual([0x12, 0xab, 0x34, 255]);
    expect(artOf(drawing, options(way))).toEqual(artOf(await drawn(face), options(way)));
  });

  it('keeps cells as they are whatever other settings say', async () => {
    const drawing = await drawn(face);
    const guide = marked(KEEP, [4, 4, 12, 12]);
    const kept = (input: object): Rgba[] => {
      const colours = shown(artOf(drawing, options({ ...way, ...input, guide })));
      return cellsIn(guide).map((cell) => colours[cell]);
    };
    const first = kept({ colors: 24 });
    expect(new Set(first.map(String)).size).toBeGreaterThan(3 - Number('palette' in way));
    expect(kept({ colors: 16 })).toEqual(first);
    expect(kept({ colors: 16, pin: '#ff00ff' })).toEqual(first);
  });
});

describe('a guide', () => {
  it('keeps the colours of an eye in a palette of few colours', async () => {
    const drawing = await drawn(face);
    const guide = marked(KEEP, [4, 4, 12, 12]);
    const art = artOf(drawing, options({ colors: 10, guide }));
    const colours = shown(art).map(String);
    expect(colours[8 * SIDE + 8]).toBe('10,10,30,255');
    expect(colours[5 * SIDE + 8]).toBe('250,250,250,255');
    expect(art.palette.length).toBeLessThanOrEqual(10);
  });

  it('keeps flat cells to the byte', async () => {
    const own = picture(SIDE, SIDE, (x, y) => [200 + (x % 3) * 20, (y % 2) * 99, 40, 255]);
    const drawing = await drawn(own);
    const guide = marked(KEEP, [0, 0, SIDE, SIDE / 2]);
    const colours = shown(artOf(drawing, options({ colors: 16, guide })));
    for (const cell of cellsIn(guide))
      expect(colours[cell]).toEqual([...own.data.subarray(cell * 4, cell * 4 + 4)]);
  });

  it('draws more and less detail where it is asked for, and elsewhere as before', async () => {
    const drawing = await drawn(rough());
    const inside = [4, 2, 20, 14] as const;
    const at = (mark: number | null): number => {
      const guide = mark === null ? null : marked(mark, inside);
      return steps(artOf(drawing, options({ guide, palette: 'db32' })), cellsIn(marked(KEEP, inside)));
    };
    expect(at(LESS)).toBeLessThan(at(null) * 0.7);
    expect(at(MORE)).toBeGreaterThan(at(null));
    const far = cellsIn(marked(KEEP, [0, 20, SIDE, SIDE]));
    const plain = artOf(drawing, options({ palette: 'db32' }));
    const guided = artOf(drawing, options({ palette: 'db32', guide: marked(LESS, inside) }));
    expect(far.map((cell) => guided.indices[cell])).toEqual(far.map((cell) => plain.indices[cell]));
  });

  it('leaves transparent cells transparent, and excluded colours out', async () => {
    const drawing = await drawn(picture(SIDE * 8, SIDE * 8, (x) => [90, 20, 160, x < SIDE * 4 ? 255 : 0]));
    const guide = marked(0xff0000, [0, 0, SIDE, SIDE]);
    const art = artOf(drawing, options({ guide }));
    expect(new Set(shown(art).map(String))).toEqual(new Set(['0,0,0,0', '255,0,0,255']));
    const without = artOf(drawing, options({ guide, exclude: '#ff0000' }));
    expect(shown(without)).not.toContainEqual([255, 0, 0, 255]);
  });

  it('has no more colours than are asked for', async () => {
    const drawing = await drawn(face);
    const guide = guideOf(
      { width: SIDE, height: SIDE },
      Array.from({ length: SIDE * SIDE }, (_, i) => (i < 240 ? i * 1000 : KEEP)),
    );
    for (const way of WAYS) {
      const art = artOf(drawing, options({ ...way, colors: 8, guide }));
      if (!('palette' in way)) expect(art.palette.length).toBeLessThanOrEqual(8);
      expect(art.palette.length).toBeLessThanOrEqual(256);
    }
  });

  it('limits dithering and tidying to what it marks, or to the rest', async () => {
    const drawing = await drawn(face);
    const guide = marked(MORE, [0, 0, SIDE, 12]);
    const top = cellsIn(guide);
    const rest = cellsIn(marked(MORE, [0, 12, SIDE, SIDE]));
    const at = (art: PixelArt, cells: readonly number[]): number[] => cells.map((cell) => art.indices[cell]);
    const of = (input: object): PixelArt => artOf(drawing, options({ palette: 'pico-8', guide, ...input }));
    const [plain, voted] = [of({}), of({ tidy: 'off' })];
    for (const dither of ['bayer4', 'floyd-steinberg'] as const) {
      const marks = of({ dither, ditherWhere: 'marked' });
      expect(at(marks, rest)).toEqual(at(plain, rest));
      expect(at(marks, top)).not.toEqual(at(plain, top));
      const others = of({ dither, ditherWhere: 'unmarked', tidy: 'off' });
      expect(at(others, top)).toEqual(at(voted, top));
      expect(at(others, rest)).not.toEqual(at(voted, rest));
      // Without a guide everywhere is meant.
      expect(of({ dither, ditherWhere: 'marked', guide: null })).toEqual(of({ dither, guide: null }));
    }
    const tidied = of({ tidyWhere: 'marked' });
    expect(at(tidied, rest)).toEqual(at(voted, rest));
    expect(at(tidied, top)).not.toEqual(at(voted, top));
  });

  it('may have more colours than a palette, beside transparency', async () => {
    const drawing = await drawn(picture(SIDE * 8, SIDE * 8, (x, y) => [x, y, 90, x > y ? 255 : 0]));
    const guide = guideOf(
      { width: SIDE, height: SIDE },
      Array.from({ length: SIDE * SIDE }, (_, i) => (i < 400 ? i * 999 : KEEP)),
    );
    for (const way of WAYS)
      for (const colors of [255, 256])
        expect(artOf(drawing, options({ ...way, colors, guide })).palette.length).toBeLessThanOrEqual(256);
  });
});
