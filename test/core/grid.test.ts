import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { CellGrid } from '../../src/core/cell-grid.ts';
import { cellText, detectCell, renderArt, shrinkToCells, square } from '../../src/core/grid.ts';
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

/** Discs with a dark outline, on a ground or on nothing. */
function discs(side: number, clear: boolean): PixelArt {
  const at = (i: number, x: number, y: number) => Math.hypot((i % side) - x, Math.floor(i / side) - y);
  const indices = Uint8Array.from({ length: side * side }, (_, i) => {
    const [large, small] = [at(i, 15, 16), at(i, 28, 27)];
    if (small < 8) return small < 7 ? 2 : 1;
    if (large < 12) return large < 11 ? 3 : 1;
    return clear ? 0 : 4;
  });
  return { width: side, height: side, palette: PALETTE, indices };
}

function found(picture: RgbaImage): CellGrid {
  const grid = detectCell(picture);
  if (grid === null) throw new Error('no grid');
  return grid;
}

/**
 * The art at any size, by the nearest pixel.
 * @param middle where in a pixel the art is looked at
 * @param shift moves a line between cells, in pixels
 */
function enlarged(
  art: PixelArt,
  width: number,
  height: number,
  middle: number,
  shift: (line: number) => number = () => 0,
): RgbaImage {
  const cellAt = (pixel: number, size: number, cells: number) => {
    const place = ((pixel + middle) * cells) / size;
    const line = Math.round(place);
    return Math.min(cells - 1, Math.floor(Math.abs(place - line) < 1e-9 ? place + shift(line) : place));
  };
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [cellAt(i % width, width, art.width), cellAt(Math.floor(i / width), height, art.height)];
    data.set(art.palette[art.indices[y * art.width + x]], i * 4);
  }
  return { width, height, data };
}

/** A star with soft edges on white: each pixel is as covered as its distance to the edge says. */
function star(size: number): RgbaImage {
  const data = new Uint8Array(size * size * 4);
  for (let i = 0; i < size * size; i++) {
    const [x, y] = [(i % size) + 0.5 - size / 2, Math.floor(i / size) + 0.5 - size / 2];
    const edge = size * (0.32 + 0.13 * Math.cos(5 * Math.atan2(y, x)));
    const covered = Math.min(1, Math.max(0, edge - Math.hypot(x, y) + 0.5));
    data.set(
      [232, 176, 32].map((v) => Math.round(255 + (v - 255) * covered)),
      i * 4,
    );
    data[i * 4 + 3] = 255;
  }
  return { width: size, height: size, data };
}

describe('cell detection', () => {
  it('finds the cell of enlarged art and shrinks back to it exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 0, max: 1e6 }), (zoom, seed) => {
        const art = artOf(seed, 17, 14);
        const picture = renderArt(art, zoom);
        const grid = found(picture);
        expect(grid).toEqual(square(zoom, 0, 0));
        expect(shrinkToCells(picture, grid)).toEqual(renderArt(art));
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  it('finds a grid that starts inside the picture', () => {
    const art = artOf(5, 12, 12);
    const grid = found(cropped(renderArt(art, 8), 3, 6));
    expect(grid).toEqual(square(8, 5, 2));
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
    const grid = found(decoded);
    expect(grid).toEqual(square(zoom, 0, 0));
    const shrunk = shrinkToCells(decoded, grid).data;
    const exact = renderArt(art).data;
    const errors = [...shrunk].map((v, i) => Math.abs(v - exact[i]));
    expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(12);
  });

  it.each([
    [1.25, 1.25],
    [1.5, 1.5],
    [1.75, 1.75],
    [2.5, 2.5],
    [3.3, 3.3],
    [4.7, 4.7],
    [12.8, 12.8],
    [21.3, 21.3],
    [10, 8],
    [3.5, 2.25],
    [3, 4],
  ])('finds broken cells of %f by %f, however they are rounded', (across, down) => {
    for (const columns of [24, 32, 48]) {
      for (const middle of [0, 0.25, 0.5]) {
        const art = artOf(columns + 1, columns, Math.round(columns * 0.75));
        const picture = enlarged(art, Math.round(columns * across), Math.round(art.height * down), middle);
        const grid = found(picture);
        expect(Math.abs(grid.width / across - 1), cellText(grid)).toBeLessThan(0.03);
        expect(Math.abs(grid.height / down - 1), cellText(grid)).toBeLessThan(0.03);
        expect(shrinkToCells(picture, grid)).toEqual(renderArt(art));
      }
    }
  });

  it('finds broken cells where lines between two pixels go either way', () => {
    for (const cell of [1.5, 5.5]) {
      const art = artOf(4, 32, 32);
      const picture = enlarged(art, 32 * cell, 32 * cell, 0.5, (line) => (line % 3 === 1 ? 0.01 : -0.01));
      expect(cellText(found(picture))).toBe(String(cell));
      expect(shrinkToCells(picture, found(picture))).toEqual(renderArt(art));
    }
  });

  it('takes a broken cell that is given', () => {
    const art = artOf(8, 20, 20);
    const picture = enlarged(art, 110, 110, 0.5);
    expect(shrinkToCells(picture, square(5.5, 0, 0))).toEqual(renderArt(art));
  });

  it('finds none in soft shapes, ramps and noise', () => {
    for (const size of [48, 64, 150, 300]) {
      expect(detectCell(star(size)), `star of ${size}`).toBeNull();
    }
    const ramp = {
      width: 64,
      height: 64,
      data: Uint8Array.from({ length: 64 ** 2 * 4 }, (_, i) => [i >> 6, 90, i >> 8, 255][i & 3]),
    };
    expect(detectCell(ramp)).toBeNull();
  });

  it.each([4, 7, 10.5])(
    'is not taken for found in art that was enlarged smoothly, %d times',
    async (zoom) => {
      const art = renderArt(artOf(4, 32, 32));
      for (const kernel of ['linear', 'cubic', 'lanczos3'] as const) {
        const { data, info } = await sharp(art.data, { raw: { width: 32, height: 32, channels: 4 } })
          .resize(Math.round(32 * zoom), Math.round(32 * zoom), { kernel })
          .raw()
          .toBuffer({ resolveWithObject: true });
        const found = detectCell({ width: info.width, height: info.height, data: new Uint8Array(data) });
        // The noise's grid may be the true one.
        expect(found === null || Math.abs(found.width - zoom) < 0.5, `${kernel}: ${found?.width}`).toBe(true);
      }
    },
  );

  it.each([2, 2.5, 3, 3.5, 6])(
    'finds none of cell 1 in drawn art that was enlarged smoothly, %d times',
    async (zoom) => {
      for (const clear of [true, false]) {
        const art = renderArt(discs(40, clear));
        for (const kernel of ['linear', 'cubic', 'mitchell', 'lanczos3'] as const) {
          const side = Math.round(40 * zoom);
          const { data } = await sharp(art.data, { raw: { width: 40, height: 40, channels: 4 } })
            .resize(side, side, { kernel })
            .raw()
            .toBuffer({ resolveWithObject: true });
          expect(
            detectCell({ width: side, height: side, data: new Uint8Array(data) })?.width,
            kernel,
          ).not.toBe(1);
        }
        expect(detectCell(art)).toEqual(square(1, 0, 0));
      }
    },
  );

  it('says 1 for a flat picture and for art that is not enlarged', () => {
    expect(detectCell({ width: 40, height: 30, data: new Uint8Array(4800).fill(9) })).toEqual(
      square(1, 0, 0),
    );
    expect(detectCell(renderArt(artOf(3, 33, 21)))).toEqual(square(1, 0, 0));
    const next = random(2);
    const noise = Uint8Array.from({ length: 4800 }, () => Math.floor(next() * 256));
    expect(detectCell({ width: 40, height: 30, data: noise })).toBeNull();
    expect(detectCell({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 4) })).toEqual(square(1, 0, 0));
  });

  it('refuses a cell larger than the picture', () => {
    const picture = { width: 3, height: 3, data: new Uint8Array(36) };
    expect(() => shrinkToCells(picture, square(9, 0, 0))).toThrow(/cell: expected at most .*3x3, received 9/);
  });
});
