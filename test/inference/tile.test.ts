import { describe, expect, it } from 'vitest';
import type { PixelArt, RgbaImage } from '../../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { random } from '../../src/core/random.ts';
import { repeated } from '../../src/core/repeated.ts';
import { colour, paletteOf } from '../../src/inference/art/colour.ts';
import { drawBy } from '../../src/inference/pixelize.ts';
import { analyticNetworks } from '../support/networks.ts';
import { picture } from '../support/pictures.ts';

const CELL = 7;
type Sides = readonly [number, number];

/** A picture that repeats without a seam: discs, lines and a gradient that go over its edges. */
function tile([width, height]: Sides, seed: number, transparent: boolean): RgbaImage {
  const next = random(seed);
  const discs = Array.from({ length: 9 }, () => ({
    x: next() * width,
    y: next() * height,
    r: 0.4 + next() * 2.5,
    colour: [next() * 255, next() * 255, next() * 255].map(Math.floor),
  }));
  const gap = (a: number, b: number, size: number): number => {
    const d = Math.abs(a - b) % size;
    return Math.min(d, size - d);
  };
  return picture(width * CELL, height * CELL, (x, y) => {
    const [u, v] = [(x + 0.5) / CELL, (y + 0.5) / CELL];
    const disc = discs.find((each) => Math.hypot(gap(u, each.x, width), gap(v, each.y, height)) < each.r);
    if (disc !== undefined) return [disc.colour[0], disc.colour[1], disc.colour[2], 255];
    if (gap(u + Math.sin((v / height) * 2 * Math.PI), 2, width) < 0.2) return [20, 20, 40, 255];
    const shade =
      150 + Math.round(60 * Math.sin((u / width) * 2 * Math.PI) * Math.cos((v / height) * 2 * Math.PI));
    return [shade, 200, 255 - shade, transparent ? 0 : 255];
  });
}

/** A tile moved by whole cells, what leaves it coming in on the other side. */
const moved = (source: RgbaImage, [dx, dy]: Sides): RgbaImage =>
  picture(source.width, source.height, (x, y) => {
    const [u, v] = [(x + dx * CELL) % source.width, (y + dy * CELL) % source.height];
    const [r, g, b, a] = source.data.subarray((v * source.width + u) * 4);
    return [r, g, b, a];
  });

async function artOf(source: RgbaImage, input: Record<string, unknown>): Promise<PixelArt> {
  const { width, height } = source;
  const size = `${width / CELL}x${height / CELL}`;
  const options = parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, { size, tile: true, ...input });
  const drawing = await drawBy(analyticNetworks(), source, options);
  return colour(drawing, paletteOf([drawing], options), options, options.palette !== null);
}
const colours = ({ palette, indices }: PixelArt): string[] =>
  [...indices].map((index) => palette[index].join());
const movedArt = ({ width, height, ...art }: PixelArt, [dx, dy]: Sides): string[] => {
  const own = colours({ width, height, ...art });
  return own.map((_, cell) => {
    const [x, y] = [((cell % width) + dx) % width, (Math.floor(cell / width) + dy) % height];
    return own[y * width + x];
  });
};

const WAYS: readonly Record<string, unknown>[] = [
  {},
  { scale: '3/16' },
  { scale: '1/8', colors: 6 },
  { voting: '1/6' },
  { palette: 'db16' },
  { tidy: 'off' },
  { method: 'bilinear' },
];

describe.each(WAYS)('a tile by %o', (way) => {
  it('moved by whole cells gives the moved art: no edge is special', async () => {
    for (const [seed, transparent] of [
      [1, false],
      [2, true],
    ] as const) {
      const source = tile([18, 12], seed, transparent);
      const art = await artOf(source, way);
      // By what the networks' own grid repeats: three cells at 3/16, two blocks of six pixels.
      for (const by of [
        [12, 6],
        [6, 0],
      ] as const)
        expect(colours(await artOf(moved(source, by), way))).toEqual(movedArt(art, by));
    }
  });
});

it('three by three tiles in one picture are three by three times its art', async () => {
  const source = tile([12, 16], 3, false);
  const three = repeated(source, source.width, source.height);
  for (const way of [
    { palette: 'db32' },
    { palette: 'db16', dither: 'bayer4' },
    { palette: 'db32', tidy: 'off' },
  ]) {
    const [one, all] = [await artOf(source, way), await artOf(three, way)];
    const own = colours(one);
    const repeats = Array.from({ length: 36 * 48 }, (_, cell) => {
      const [x, y] = [cell % 36, Math.floor(cell / 36)];
      return own[(y % 16) * 12 + (x % 12)];
    });
    expect(colours(all)).toEqual(repeats);
  }
});

it('is what the option does: without it edges are edges', async () => {
  const source = tile([16, 12], 1, false);
  const art = await artOf(source, { tile: false });
  expect(colours(await artOf(moved(source, [8, 4]), { tile: false }))).not.toEqual(movedArt(art, [8, 4]));
});

it('dithers without a seam at sides that are no multiple of the pattern, and by errors', async () => {
  const flat = picture(13 * CELL, 11 * CELL, () => [188, 188, 188, 255]);
  for (const dither of ['bayer2', 'bayer4', 'bayer8', 'floyd-steinberg', 'atkinson'] as const) {
    const art = await artOf(flat, { dither, palette: 'mono' });
    const own = colours(art);
    const light = (x: number, y: number): number => Number(own[(y % 11) * 13 + (x % 13)] !== '0,0,0,255');
    // Over the seam as elsewhere: no three by three cells are of one colour.
    for (let y = 0; y < 11; y++)
      for (let x = 0; x < 13; x++) {
        let sum = 0;
        for (let v = 0; v < 3; v++) for (let u = 0; u < 3; u++) sum += light(x + u, y + v);
        expect([0, 9], `${dither} ${x},${y}`).not.toContain(sum);
      }
  }
});

it('of less than five cells is drawn all the same', async () => {
  for (const [width, height] of [
    [1, 1],
    [4, 9],
    [5, 5],
  ] as const)
    expect(await artOf(tile([width, height], 4, false), {})).toMatchObject({ width, height });
});
