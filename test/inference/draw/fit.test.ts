import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../../src/core/image.ts';
import { fitInto } from '../../../src/inference/draw/fit.ts';
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
    const { image, coverage } = fitInto(source, lattice, WHITE);
    expect([image.width, image.height, coverage]).toEqual([80, 80, null]);
    for (let x = 68; x < 80; x++) expect(image.data[x]).toBe(image.data[135 - x]);
  });

  it('gives network values -1..1 of the same sRGB colour', () => {
    const source = picture(10, 10, () => RED);
    const { image } = fitInto(source, latticeOf({ width: 16, height: 16 }, '1/4', 'grid'), WHITE);
    const plane = image.width * image.height;
    for (let c = 0; c < 3; c++) expect(image.data[c * plane + 99]).toBeCloseTo(RED[c] / 127.5 - 1, 5);
  });

  it('shows the matte, never the colour of transparent pixels', () => {
    const source = picture(64, 64, (x) => (x < 32 ? RED : CLEAR_GREEN));
    const { image, coverage } = fitInto(
      source,
      latticeOf({ width: 16, height: 16 }, '1/4', 'grid'),
      [9, 9, 80, 255],
    );
    const plane = 64 * 64;
    for (let i = 0; i < plane; i++) {
      const [r, g, b] = [0, 1, 2].map((c) => Math.round((image.data[c * plane + i] + 1) * 127.5));
      expect([r, g, b]).toEqual(i % 64 < 32 ? [200, 30, 20] : [9, 9, 80]);
    }
    expect(coverage?.slice(0, 16)).toEqual(Float32Array.from({ length: 16 }, (_, i) => Number(i < 8)));
  });

  it('fills covered cells with their own colour and leaves the matte in the others', () => {
    // Cells are 4 px wide; the red ends after 3 px of column 7 (covered) or 1 px (not covered).
    for (const [end, covered] of [
      [31, true],
      [29, false],
    ] as const) {
      const source = picture(64, 64, (x) => (x < end ? RED : CLEAR_GREEN));
      const { image } = fitInto(source, latticeOf({ width: 16, height: 16 }, '1/4', 'grid'), WHITE);
      expect(Math.round((image.data[31] + 1) * 127.5)).toBe(covered ? 200 : 255);
    }
  });
});
