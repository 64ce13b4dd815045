import { describe, expect, it } from 'vitest';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { alike, cellsBetween, connected, inDiscs, moved } from '../../src/core/retouch.ts';

/** Art from rows of digits, each the place of its colour. */
function artOf(...rows: string[]): PixelArt {
  const palette = Array.from({ length: 4 }, (_, i): Rgba => [i * 80, 0, 0, 255]);
  return {
    width: rows[0].length,
    height: rows.length,
    palette,
    indices: Uint8Array.from(rows.join(''), Number),
  };
}
const rowsAfter = (art: PixelArt, changes: ReadonlyMap<number, Rgba>) => {
  const cells = [...art.indices].map((index, cell) => changes.get(cell) ?? art.palette[index]);
  const text = cells.map(([red]) => red / 80).join('');
  return Array.from({ length: art.height }, (_, y) => text.slice(y * art.width, (y + 1) * art.width));
};

describe('a line between cells', () => {
  const art = { width: 5, height: 4 };

  it('has a cell in every column or row, whichever are more, and both ends', () => {
    expect(cellsBetween(art, { x: 0, y: 0 }, { x: 4, y: 2 })).toEqual([0, 1, 7, 8, 14]);
    expect(cellsBetween(art, { x: 2, y: 3 }, { x: 2, y: 1 })).toEqual([17, 12, 7]);
    expect(cellsBetween(art, { x: 1, y: 1 }, { x: 1, y: 1 })).toEqual([6]);
  });

  it('leaves out what lies outside', () => {
    expect(cellsBetween(art, { x: -2, y: 0 }, { x: 1, y: 0 })).toEqual([0, 1]);
  });
});

describe('a disc of cells', () => {
  it('lies about each cell, as far as there is art', () => {
    const art = { width: 5, height: 4 };
    expect(inDiscs(art, [7], 1)).toEqual([7]);
    expect(inDiscs(art, [7], 3).sort((p, q) => p - q)).toEqual([1, 2, 3, 6, 7, 8, 11, 12, 13]);
    expect(inDiscs(art, [0, 1], 3).sort((p, q) => p - q)).toEqual([0, 1, 2, 5, 6, 7]);
    expect(inDiscs(art, [7], 5).length).toBe(18);
  });
});

describe('cells of one colour', () => {
  const art = artOf('1100', '0010', '1001');

  it('are connected by their sides, or by their corners as well', () => {
    expect(connected(art, 0, 'sides').sort()).toEqual([0, 1]);
    expect(connected(art, 0, 'corners').sort((p, q) => p - q)).toEqual([0, 1, 6, 11]);
    // A row's end is not next to the beginning of the row below.
    expect(connected(artOf('001', '100'), 2, 'sides')).toEqual([2]);
  });

  it('may be anywhere', () => {
    expect(alike(art, 0)).toEqual([0, 1, 6, 8, 11]);
  });
});

describe('cells that are moved', () => {
  it('take their colour along and leave that of most cells about them', () => {
    const art = artOf('0000', '0110', '2222', '2222');
    expect(rowsAfter(art, moved(art, [5, 6], { x: 0, y: -1 }))).toEqual(['0110', '0000', '2222', '2222']);
    expect(rowsAfter(art, moved(art, [5, 6], { x: 1, y: 0 }))).toEqual(['0000', '0011', '2222', '2222']);
  });

  it('are filled from the outside in, and gone where there is no art', () => {
    const art = artOf('00000', '01110', '01110', '01110', '00000');
    const cells = connected(art, 6, 'corners');
    expect(rowsAfter(art, moved(art, cells, { x: 9, y: 0 }))).toEqual(Array(5).fill('00000'));
  });

  it('are where they were if all of the art is moved out of itself', () => {
    const art = artOf('11', '11');
    expect(rowsAfter(art, moved(art, [0, 1, 2, 3], { x: 5, y: 0 }))).toEqual(['11', '11']);
  });
});
