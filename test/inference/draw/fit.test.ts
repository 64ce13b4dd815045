import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../../src/core/image.ts';
import { fitInto } from '../../../src/inference/draw/fit.ts';
import { latticeOf } from '../../../src/inference/draw/lattice.ts';
import { mirrored } from '../../../src/inference/draw/planar.ts';
import { resample } from '../../../src/inference/draw/resample.ts';
import { picture } from '../../support/pictures.ts';

const WHITE: Rgba = [255, 255, 255, 255];
const RED: Rgba = [200, 30, 20, 255];
const CLEAR_GREEN: Rgba = [0, 255, 0, 0];

describe('resample', () => {
  it('averages sRGB values when it gets smaller: a line darkens a pixel by its share', () => {
    const lined = picture(64, 64, (x) => (x % 16 === 5 ? [51, 51, 51, 255] : WHITE));
    const { data } = resample(lined, 8, 8);
    for (let i = 0; i < data.length; i += 4)
      expect(data[i]).toBeCloseTo(Math.floor(i / 4) % 2 === 0 ? 0.9 : 1, 5);
  });

  it('keeps the mean at any fractional ratio', () => {
    const ramp = picture(37, 23, (x, y) => [x * 6, y * 11, 90, 255]);
    const mean = (d: Float32Array, c: number) =>
      d.reduce((s, v, i) => (i % 4 === c ? s + v : s), 0) / (d.length / 4);
    const [whole, part] = [resample(ramp, 37, 23), resample(ramp, 5, 7)];
    for (let c = 0; c < 4; c++) expect(mean(part.data, c)).toBeCloseTo(mean(whole.data, c), 5);
  });

  it('changes nothing at ratio 1', () => {
    const source = picture(7, 5, (x, y) => [x * 30, y * 50, (x * y) % 256, 255]);
    const { width, height, data } = resample(source, 7, 5);
    expect([width, height]).toEqual([7, 5]);
    expect([...data].map((v, i) => (i % 4 === 3 ? v * 255 : Math.round(v * 255)))).toEqual([...source.data]);
  });

  it('enlarges without overshoot', () => {
    const edge = picture(8, 8, (x) => (x < 4 ? [60, 60, 60, 255] : [180, 180, 180, 255]));
    const values = [...resample(edge, 50, 50).data].filter((_, i) => i % 4 === 0);
    const bytes = values.map((v) => Math.round(v * 255));
    expect(Math.min(...bytes)).toBe(60);
    expect(Math.max(...bytes)).toBe(180);
  });

  it.each([
    [1, 1, 4, 4],
    [1, 5000, 4, 192],
    [5000, 1, 64, 2],
    [3, 2, 16 / 3, 32 / 3],
  ])('takes %i x %i to a span of %d x %d', (width, height, spanX, spanY) => {
    const out = resample(
      picture(width, height, () => RED),
      spanX,
      spanY,
    );
    expect([out.width, out.height]).toEqual([Math.ceil(spanX), Math.ceil(spanY)]);
    for (let i = 0; i < out.data.length; i += 4) expect(Math.round(out.data[i] * 255)).toBe(200);
  });
});

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
