import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../../src/core/image.ts';
import { fitInto } from '../../../src/inference/draw/fit.ts';
import { heldIn } from '../../../src/inference/draw/held.ts';
import { latticeOf } from '../../../src/inference/draw/lattice.ts';
import { mirrored } from '../../../src/inference/draw/planar.ts';
import { picture } from '../../support/pictures.ts';

const WHITE: Rgba = [255, 255, 255, 255];
const RED: Rgba = [200, 30, 20, 255];
const CLEAR_GREEN: Rgba = [0, 255, 0, 0];

describe('fit', () => {
  it('mirrors with the border repeated, as often as needed', () => {
    expect(Array.from({ length: 9 }, (_, i) => mirrored(i, 3))).toEqual([0, 1, 2, 2, 1, 0, 0, 1, 2]);
    expect(Array.from({ length: 3 }, (_, i) => mirrored(i, 1))).toEqual([0, 0, 0]);
  });

  it('pads by reflection, cell for cell', () => {
    const source = picture(17, 17, (x, y) => [x * 15, y * 15, 0, 255]);
    const lattice = latticeOf({ width: 17, height: 17 }, '1/4', 'grid');
    const image = fitInto(source, lattice, WHITE);
    expect([image.width, image.height, heldIn(source, 17, 17)]).toEqual([80, 80, null]);
    for (let x = 68; x < 80; x++) expect(image.data[x]).toBe(image.data[135 - x]);
  });

  it('gives network values -1..1 of the same sRGB colour', () => {
    const source = picture(10, 10, () => RED);
    const image = fitInto(source, latticeOf({ width: 16, height: 16 }, '1/4', 'grid'), WHITE);
    const plane = image.width * image.height;
    for (let c = 0; c < 3; c++) expect(image.data[c * plane + 99]).toBeCloseTo(RED[c] / 127.5 - 1, 5);
  });

  it('shows the matte, never the colour of transparent pixels', () => {
    const source = picture(64, 64, (x) => (x < 32 ? RED : CLEAR_GREEN));
    const image = fitInto(source, latticeOf({ width: 16, height: 16 }, '1/4', 'grid'), [9, 9, 80, 255]);
    const plane = 64 * 64;
    for (let i = 0; i < plane; i++) {
      const [r, g, b] = [0, 1, 2].map((c) => Math.round((image.data[c * plane + i] + 1) * 127.5));
      expect([r, g, b]).toEqual(i % 64 < 32 ? [200, 30, 20] : [9, 9, 80]);
    }
    const { colour, share } = heldIn(source, 16, 16)!;
    expect([...share.subarray(7, 9)]).toEqual([1, 0]);
    expect([...colour.subarray(21, 27)]).toEqual([200, 30, 20, 0, 0, 0]);
  });

  it('tells the colour and the share of what covers a cell in part', () => {
    // Cells are 4 px wide; the red ends after 3 px of column 7.
    const source = picture(64, 64, (x) => (x < 31 ? RED : CLEAR_GREEN));
    const { colour, share } = heldIn(source, 16, 16)!;
    expect(share[7]).toBeCloseTo(0.75, 6);
    expect([...colour.subarray(21, 24)]).toEqual([200, 30, 20]);
  });
});
