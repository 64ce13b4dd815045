import { describe, expect, it } from 'vitest';
import type { Rgba, RgbaImage } from '../../../src/core/image.ts';
import { DEPIXELIZE_OPTIONS, parseOptions } from '../../../src/core/options.ts';
import { depixelize } from '../../../src/inference/smooth/depixelize.ts';
import { analyticNetworks } from '../../support/networks.ts';
import { picture } from '../../support/pictures.ts';

const RED: Rgba = [200, 40, 30, 255];
const BLUE: Rgba = [30, 60, 190, 255];
const CLEAR: Rgba = [0, 255, 0, 0];
const options = (input: Record<string, unknown>) => parseOptions(DEPIXELIZE_OPTIONS, input);
const pixel = ({ width, data }: RgbaImage, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];

describe('depixelize', () => {
  const art = picture(12, 10, (x, y) => ((x * 3 + y * 5) % 4 === 0 ? RED : BLUE));
  const zoomed = picture(72, 60, (x, y) =>
    (Math.floor(x / 6) * 3 + Math.floor(y / 6) * 5) % 4 === 0 ? RED : BLUE,
  );

  it('finds the cells and enlarges each, whatever they measured', async () => {
    const { image, grid } = await depixelize(analyticNetworks(), zoomed, options({}));
    expect([grid.width, grid.height]).toEqual([6, 6]);
    expect([image.width, image.height]).toEqual([96, 80]);
    const same = await depixelize(analyticNetworks(), art, options({ cell: 1 }));
    expect(same.image).toEqual(image);
    for (const [x, y] of [
      [0, 0],
      [95, 79],
      [44, 44],
    ]) {
      expect(pixel(image, x, y)).toEqual(pixel(art, Math.floor(x / 8), Math.floor(y / 8)));
    }
  });

  it('takes cells of any sides', async () => {
    const wide = picture(66, 40, (x, y) =>
      (Math.floor(x / 5.5) * 3 + Math.floor(y / 4) * 5) % 4 === 0 ? RED : BLUE,
    );
    const told = await depixelize(analyticNetworks(), wide, options({ cell: '5.5x4' }));
    expect(told.image).toEqual((await depixelize(analyticNetworks(), art, options({ cell: 1 }))).image);
    expect([told.grid.width, told.grid.height]).toEqual([5.5, 4]);
  });

  it.each([4, 12, 16])('enlarges by %i', async (zoom) => {
    const { image } = await depixelize(analyticNetworks(), art, options({ cell: 1, zoom }));
    expect([image.width, image.height]).toEqual([12 * zoom, 10 * zoom]);
    // In the middle of cells: what lies between them is smooth.
    expect(pixel(image, zoom / 2, 0)).toEqual(RED);
    expect(pixel(image, zoom * 1.5, 0)).toEqual(BLUE);
  });

  it('smooths alpha and does not let the matte show at a silhouette', async () => {
    const half = picture(8, 8, (x) => (x < 4 ? RED : CLEAR));
    const { image } = await depixelize(analyticNetworks(), half, options({ cell: 1 }));
    const row = Array.from({ length: 64 }, (_, x) => pixel(image, x, 30));
    const alphas = row.map((p) => p[3]);
    expect([alphas[0], alphas[27], alphas[36], alphas[63]]).toEqual([255, 255, 0, 0]);
    expect(alphas).toEqual([...alphas].sort((a, b) => b - a));
    for (const p of row) if (p[3] > 0) expect(p.slice(0, 3)).toEqual(RED.slice(0, 3));
  });

  it('keeps even translucency', async () => {
    const glass = picture(8, 8, () => [30, 60, 190, 128]);
    const { image } = await depixelize(analyticNetworks(), glass, options({ cell: 1 }));
    expect(pixel(image, 20, 20)).toEqual([30, 60, 190, 128]);
  });

  it('takes 1 x 1 and 1 x 300', async () => {
    for (const [width, height] of [
      [1, 1],
      [1, 120],
    ]) {
      const { image } = await depixelize(
        analyticNetworks(),
        picture(width, height, () => RED),
        options({}),
      );
      expect([image.width, image.height]).toEqual([width * 8, height * 8]);
      expect(pixel(image, 0, 0)).toEqual(RED);
    }
  });

  it('refuses what has no pixel grid, unless its cell is given', async () => {
    const ramp = picture(64, 64, (x, y) => [x * 3, y * 3, x + y, 255]);
    await expect(depixelize(analyticNetworks(), ramp, options({}))).rejects.toThrow(
      /^no pixel grid found; cells are set by “cell”/,
    );
    const { image } = await depixelize(analyticNetworks(), ramp, options({ cell: '5.5' }));
    expect([image.width, image.height]).toEqual([96, 96]);
  });

  it('names the limit', async () => {
    const large = picture(300, 300, (x, y) => (x % 2 === y % 3 ? RED : BLUE));
    await expect(depixelize(analyticNetworks(), large, options({ cell: 1 }))).rejects.toThrow(
      /picture: expected art of at most 65536 pixels .*received 300x300 at cell 1/,
    );
  });
});
