import { describe, expect, it } from 'vitest';
import type { Rgba, RgbaImage } from '../../src/core/image.ts';
import { bilinear, FIT, LINEAR, resample } from '../../src/core/resample.ts';
import { picture } from '../support/pictures.ts';

const WHITE: Rgba = [255, 255, 255, 255];
const RED: Rgba = [200, 30, 20, 255];

const fitted = (source: RgbaImage, spanX: number, spanY: number) =>
  resample(source, { length: source.width, pixels: spanX }, { length: source.height, pixels: spanY }, FIT);

describe('resample as the networks see', () => {
  it('averages sRGB values when it gets smaller: a line darkens a pixel by its share', () => {
    const lined = picture(64, 64, (x) => (x % 16 === 5 ? [51, 51, 51, 255] : WHITE));
    const { data } = fitted(lined, 8, 8);
    for (let i = 0; i < data.length; i += 4)
      expect(data[i]).toBeCloseTo(Math.floor(i / 4) % 2 === 0 ? 0.9 : 1, 5);
  });

  it('keeps the mean at any fractional ratio', () => {
    const ramp = picture(37, 23, (x, y) => [x * 6, y * 11, 90, 255]);
    const mean = (d: Float32Array, c: number) =>
      d.reduce((s, v, i) => (i % 4 === c ? s + v : s), 0) / (d.length / 4);
    const [whole, part] = [fitted(ramp, 37, 23), fitted(ramp, 5, 7)];
    for (let c = 0; c < 4; c++) expect(mean(part.data, c)).toBeCloseTo(mean(whole.data, c), 5);
  });

  it('changes nothing at ratio 1', () => {
    const source = picture(7, 5, (x, y) => [x * 30, y * 50, (x * y) % 256, 255]);
    const { width, height, data } = fitted(source, 7, 5);
    expect([width, height]).toEqual([7, 5]);
    expect([...data].map((v, i) => (i % 4 === 3 ? v * 255 : Math.round(v * 255)))).toEqual([...source.data]);
  });

  it('enlarges without overshoot', () => {
    const edge = picture(8, 8, (x) => (x < 4 ? [60, 60, 60, 255] : [180, 180, 180, 255]));
    const values = [...fitted(edge, 50, 50).data].filter((_, i) => i % 4 === 0);
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
    const out = fitted(
      picture(width, height, () => RED),
      spanX,
      spanY,
    );
    expect([out.width, out.height]).toEqual([Math.ceil(spanX), Math.ceil(spanY)]);
    for (let i = 0; i < out.data.length; i += 4) expect(Math.round(out.data[i] * 255)).toBe(200);
  });
});

describe('resample of a window', () => {
  const ramp = picture(16, 4, (x) => [x * 10, 0, 0, 255]);
  const down = { length: 4, pixels: 1 };
  const reds = (start: number, length: number, pixels: number) =>
    [...resample(ramp, { start, length, pixels }, down, LINEAR).data].filter((_, i) => i % 4 === 0);

  it('averages what it covers, pixels at its ends by their share', () => {
    expect(reds(4, 4, 2).map((v) => v * 255)).toEqual([45, 65].map((v) => expect.closeTo(v, 3)));
    expect(reds(4.5, 3, 1)[0] * 255).toBeCloseTo((0.5 * 40 + 50 + 60 + 0.5 * 70) / 3, 3);
  });

  it('looks beside it when enlarging, but not beyond the picture', () => {
    expect(reds(4, 2, 4).map((v) => v * 255)).toEqual(
      [37.5, 42.5, 47.5, 52.5].map((v) => expect.closeTo(v, 3)),
    );
    expect(reds(0, 1, 2).map((v) => v * 255)).toEqual([0, 2.5].map((v) => expect.closeTo(v, 3)));
  });

  it('is what bilinear gives when enlarging the whole', () => {
    const bytes = [...bilinear(ramp, 40, 4).data].filter((_, i) => i % 4 === 0);
    const whole = resample(ramp, { length: 16, pixels: 40 }, { length: 4, pixels: 4 }, LINEAR);
    expect([...whole.data].filter((_, i) => i % 4 === 0).map((v) => Math.round(v * 255))).toEqual(bytes);
  });
});
