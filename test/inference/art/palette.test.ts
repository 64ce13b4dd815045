import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../../src/core/image.ts';
import { PRESETS } from '../../../src/core/presets.ts';
import { random } from '../../../src/core/random.ts';
import { labelsOf, makePalette } from '../../../src/inference/art/palette.ts';
import { apart } from '../../support/pictures.ts';

const COLOURS = [
  [30, 20, 25],
  [180, 60, 40],
  [70, 140, 60],
  [230, 220, 190],
  [60, 80, 170],
];

function sample(count: number, noise: number) {
  const next = random(3);
  const rgb = Uint8Array.from({ length: count * 3 }, (_, i) => {
    const colour = COLOURS[Math.floor(i / 3) % COLOURS.length];
    return colour[i % 3] + Math.round((next() * 2 - 1) * noise);
  });
  return { width: count, height: 1, rgb, opaque: new Uint8Array(count).fill(1) };
}
const base = { palette: null, colors: 5, quantizer: 'kmeans', seed: 1 } as const;

describe('makePalette', () => {
  it.each(['kmeans', 'wuquant', 'rgbquant', 'neuquant'] as const)(
    '%s finds the colours of a noisy picture',
    (quantizer) => {
      const colors = quantizer === 'kmeans' ? 5 : 16;
      const palette = makePalette([sample(3000, 6)], { ...base, quantizer, colors }, false);
      expect(palette.length).toBeLessThanOrEqual(colors);
      expect(new Set(palette.map(String)).size).toBe(palette.length);
      for (const colour of COLOURS) {
        expect(Math.min(...palette.map((p) => apart(p.slice(0, 3), colour)))).toBeLessThan(0.06);
      }
    },
  );

  it.each(['kmeans', 'wuquant', 'rgbquant', 'neuquant'] as const)(
    '%s keeps to 2 and to 256 colours',
    (quantizer) => {
      const next = random(8);
      const noise = Uint8Array.from({ length: 9000 }, () => Math.floor(next() * 256));
      const noisy = { width: 60, height: 50, rgb: noise, opaque: new Uint8Array(3000).fill(1) };
      for (const colors of [2, 256]) {
        const palette = makePalette([noisy], { ...base, quantizer, colors }, false);
        expect(palette.length).toBeGreaterThan(colors === 2 ? 1 : 100);
        expect(palette.length).toBeLessThanOrEqual(colors);
        const room = makePalette([noisy], { ...base, quantizer, colors }, true);
        expect(room.length).toBeLessThanOrEqual(Math.min(colors, 255));
      }
    },
  );

  it('does not see cells that are not opaque', () => {
    const row = { width: 3, height: 1, rgb: Uint8Array.of(200, 0, 0, 0, 255, 0, 0, 255, 0) };
    for (const quantizer of ['kmeans', 'wuquant', 'rgbquant'] as const) {
      const palette = makePalette([{ ...row, opaque: Uint8Array.of(1, 0, 0) }], { ...base, quantizer }, true);
      expect(
        palette.every((c) => c[1] < 20),
        quantizer,
      ).toBe(true);
      expect(makePalette([{ ...row, opaque: new Uint8Array(3) }], { ...base, quantizer }, true)).toEqual([]);
    }
  });

  it('is shared: made from all the samples', () => {
    const one = (r: number, g: number, b: number) => ({
      width: 1,
      height: 1,
      rgb: Uint8Array.of(r, g, b),
      opaque: Uint8Array.of(1),
    });
    const palette = makePalette([one(255, 0, 0), one(0, 0, 255)], base, false);
    expect(palette.map((c) => c.join()).sort()).toEqual(['0,0,255,255', '255,0,0,255']);
  });

  it('returns a fixed palette as it is, and drops its least used colour only for want of room', () => {
    expect(makePalette([sample(10, 0)], { ...base, palette: PRESETS.nes }, true)).toBe(PRESETS.nes);
    const full = Array.from({ length: 256 }, (_, i): Rgba => [i, i, i, 255]);
    const grey = {
      width: 255,
      height: 1,
      rgb: Uint8Array.from({ length: 255 * 3 }, (_, i) => 255 - Math.floor(i / 3)),
      opaque: new Uint8Array(255).fill(1),
    };
    expect(makePalette([grey], { ...base, palette: full }, false)).toBe(full);
    expect(makePalette([grey], { ...base, palette: full }, true)).toEqual(full.slice(1));
  });
});

it('labels every pixel with the nearest colour', () => {
  const palette = COLOURS.map(([r, g, b]): Rgba => [r, g, b, 255]);
  const { rgb } = sample(50, 8);
  expect([...labelsOf(rgb, palette)]).toEqual(Array.from({ length: 50 }, (_, i) => i % 5));
});
