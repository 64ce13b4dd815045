import { describe, expect, it } from 'vitest';
import { adjusted } from '../../src/core/adjust.ts';
import { picture } from '../support/pictures.ts';

const NONE = { brightness: 0, contrast: 0, saturation: 0 };
/** Reds of all lightnesses over greens, some of it transparent. */
const source = picture(16, 16, (x, y) => [x * 17, y * 17, 90, x === 0 ? 0 : 255]);
const by = (change: Partial<typeof NONE>) => adjusted(source, { ...NONE, ...change }).data;
const channels = (data: ArrayLike<number>): number[] => Array.from(data).filter((_, i) => i % 4 < 3);
const pixels = (data: ArrayLike<number>): number[][] =>
  Array.from({ length: data.length / 4 }, (_, i) => [0, 1, 2].map((c) => data[i * 4 + c]));

describe('adjusting a picture', () => {
  it('changes nothing at 0, and never transparency', () => {
    expect(adjusted(source, NONE)).toBe(source);
    const changed = by({ brightness: 40, contrast: -30, saturation: 80 });
    expect(changed.filter((_, i) => i % 4 === 3)).toEqual(
      Uint8ClampedArray.from(source.data.filter((_, i) => i % 4 === 3)),
    );
  });

  it('bends brightness, black and white staying', () => {
    const own = channels(source.data);
    for (const [brightness, sign] of [
      [60, 1],
      [-60, -1],
    ] as const)
      channels(by({ brightness })).forEach((value, i) => {
        if (own[i] === 0 || own[i] === 255) expect(value).toBe(own[i]);
        else expect((value - own[i]) * sign).toBeGreaterThan(0);
      });
  });

  it('stretches contrast about the middle, from grey', () => {
    for (const value of channels(by({ contrast: -100 }))) expect(Math.abs(value - 127.5)).toBeLessThan(1);
    const own = channels(source.data);
    channels(by({ contrast: 50 })).forEach((value, i) => {
      expect(Math.abs(value - 127.5)).toBeGreaterThanOrEqual(Math.abs(own[i] - 127.5) - 0.5);
    });
    expect(channels(by({ contrast: 100 }))).toContain(0);
  });

  it('takes saturation away, or doubles it', () => {
    for (const [r, g, b] of pixels(by({ saturation: -100 }))) {
      expect(Math.abs(r - g)).toBeLessThanOrEqual(1);
      expect(Math.abs(g - b)).toBeLessThanOrEqual(1);
    }
    const grey = picture(4, 4, (x) => [x * 60, x * 60, x * 60, 255]);
    expect([...adjusted(grey, { ...NONE, saturation: 100 }).data]).toEqual([...grey.data]);
    const [[r, g, b]] = pixels(
      adjusted(
        picture(1, 1, () => [140, 120, 100, 255]),
        { ...NONE, saturation: 100 },
      ).data,
    );
    expect(r - b).toBe(80);
    expect(g).toBeGreaterThan(b);
  });
});
