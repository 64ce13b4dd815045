import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { detectCell, renderArt, shrinkToCells } from '../../src/core/grid.ts';
import type { PixelArt, RgbaImage } from '../../src/core/image.ts';
import { random } from '../../src/core/random.ts';

const PALETTE: PixelArt['palette'] = [
  [0, 0, 0, 0],
  [20, 20, 30, 255],
  [200, 60, 50, 255],
  [250, 230, 160, 255],
  [40, 120, 180, 255],
];

/** Random art of runs, so that its steps look like drawn ones. */
function artOf(seed: number, width: number, height: number, first = 0): PixelArt {
  const next = random(seed);
  const pick = () => first + Math.floor(next() * (PALETTE.length - first));
  let value = pick();
  const indices = Uint8Array.from({ length: width * height }, () => {
    if (next() < 0.5) value = pick();
    return value;
  });
  return { width, height, palette: PALETTE, indices };
}

/** The picture without its first columns and rows. */
function cropped({ width, height, data }: RgbaImage, left: number, top: number): RgbaImage {
  const rows = Array.from({ length: height - top }, (_, y) =>
    data.subarray(((y + top) * width + left) * 4, (y + top + 1) * width * 4),
  );
  return { width: width - left, height: height - top, data: Uint8Array.from(rows.flatMap((r) => [...r])) };
}

describe('cell detection', () => {
  it('finds the cell of enlarged art and shrinks back to it exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 0, max: 1e6 }), (zoom, seed) => {
        const art = artOf(seed, 17, 14);
        const picture = renderArt(art, zoom);
        const grid = detectCell(picture);
        expect(grid).toEqual({ cell: zoom, x: 0, y: 0 });
        expect(shrinkToCells(picture, grid)).toEqual(renderArt(art));
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  it('finds a grid that starts inside the picture', () => {
    const art = artOf(5, 12, 12);
    const grid = detectCell(cropped(renderArt(art, 8), 3, 6));
    expect(grid).toEqual({ cell: 8, x: 5, y: 2 });
    // The first column keeps 5 of 8 pixels and counts; the first row keeps 2 and does not.
    const shrunk = shrinkToCells(cropped(renderArt(art, 8), 3, 6), grid);
    expect(shrunk).toEqual(cropped(renderArt(art), 0, 1));
  });

  it.each([
    [5, 90],
    [6, 75],
    [7, 60],
    [10, 75],
    [16, 50],
  ])('finds a cell of %i through JPEG quality %i', async (zoom, quality) => {
    const art = artOf(zoom, 24, 20, 1);
    const { width, height, data } = renderArt(art, zoom);
    const jpeg = await sharp(data, { raw: { width, height, channels: 4 } })
      .jpeg({ quality })
      .toBuffer();
    const decoded = { width, height, data: await sharp(jpeg).ensureAlpha().raw().toBuffer() };
    const grid = detectCell(decoded);
    expect(grid).toEqual({ cell: zoom, x: 0, y: 0 });
    const shrunk = shrinkToCells(decoded, grid).data;
    const exact = renderArt(art).data;
    const errors = [...shrunk].map((v, i) => Math.abs(v - exact[i]));
    expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(12);
  });

  it('says 1 for a flat picture and for noise', () => {
    expect(detectCell({ width: 40, height: 30, data: new Uint8Array(4800).fill(9) }).cell).toBe(1);
    const next = random(2);
    const noise = Uint8Array.from({ length: 4800 }, () => Math.floor(next() * 256));
    expect(detectCell({ width: 40, height: 30, data: noise }).cell).toBe(1);
    expect(detectCell({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 4) }).cell).toBe(1);
  });

  it('refuses a cell larger than the picture', () => {
    const picture = { width: 3, height: 3, data: new Uint8Array(36) };
    expect(() => shrinkToCells(picture, { cell: 9, x: 0, y: 0 })).toThrow(
      /cell: expected at most .*3x3, received 9/,
    );
  });
});
