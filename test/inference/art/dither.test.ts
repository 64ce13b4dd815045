import { describe, expect, it } from 'vitest';
import { LINEAR_OF_BYTE } from '../../../src/core/colour.ts';
import type { Rgba } from '../../../src/core/image.ts';
import { PIXELIZE_OPTIONS } from '../../../src/core/options.ts';
import { dither, type Field } from '../../../src/inference/art/dither.ts';

const KINDS = PIXELIZE_OPTIONS.dither.choices.filter((kind) => kind !== 'none');
const BLACK_WHITE: Rgba[] = [
  [0, 0, 0, 255],
  [255, 255, 255, 255],
];

function flat(width: number, height: number, value: number): Field {
  return {
    width,
    height,
    linear: new Float32Array(width * height * 3).fill(value),
    opaque: new Uint8Array(width * height).fill(1),
  };
}

describe.each(KINDS)('%s', (kind) => {
  it('keeps the mean in linear light', () => {
    // Atkinson gives three quarters of the error on, which is meant to blow out ends: it is tried in the middle.
    for (const value of kind === 'atkinson' ? [0.5] : [0.2, 0.5, 0.7]) {
      const indices = dither(flat(48, 48, value), BLACK_WHITE, kind);
      const mean = indices.reduce((a, b) => a + b, 0) / indices.length;
      const step = kind === 'bayer2' ? 0.13 : kind.startsWith('bayer') ? 0.04 : 0.03;
      expect(Math.abs(mean - value)).toBeLessThanOrEqual(kind === 'atkinson' ? 0.15 : step);
    }
  });

  it('leaves exact palette colours alone', () => {
    const palette: Rgba[] = [...BLACK_WHITE, [200, 30, 40, 255], [90, 160, 220, 255]];
    const field = flat(8, 8, 0);
    field.linear.forEach((_, i) => {
      const colour = palette[Math.floor(i / 3 / 16)];
      field.linear[i] = LINEAR_OF_BYTE[colour[i % 3]];
    });
    expect([...dither(field, palette, kind)]).toEqual(
      Array.from({ length: 64 }, (_, i) => Math.floor(i / 16)),
    );
  });

  it('carries no error through transparent pixels', () => {
    const field = flat(12, 12, 0.4);
    for (let i = 0; i < 144; i++) {
      const x = i % 12;
      if (x >= 4 && x < 6) field.opaque[i] = 0;
      if (x >= 6) field.linear.fill(0, i * 3, i * 3 + 3);
    }
    const indices = dither(field, BLACK_WHITE, kind);
    expect(indices.some((v, i) => i % 12 < 4 && v === 1)).toBe(true);
    expect(indices.every((v, i) => i % 12 < 4 || v === 0)).toBe(true);
  });

  it('works with one colour', () => {
    expect(new Set(dither(flat(5, 3, 0.3), [[9, 9, 9, 255]], kind))).toEqual(new Set([0]));
  });
});

describe.each(KINDS)('the strength of %s', (kind) => {
  it('is none at 0, and grows', () => {
    const field = flat(32, 32, 0.35);
    const lit = (strength: number): number =>
      dither(field, BLACK_WHITE, kind, strength).reduce((sum, index) => sum + index, 0);
    // 0.35 in linear light is lighter than the middle of OKLab: without dithering it is one colour.
    expect(new Set(dither(field, BLACK_WHITE, kind, 0)).size).toBe(1);
    expect(dither(field, BLACK_WHITE, kind, 1)).toEqual(dither(field, BLACK_WHITE, kind));
    const gaps = [0, 0.5, 1].map((strength) => Math.abs(lit(strength) / 1024 - 0.35));
    expect(gaps[1]).toBeLessThanOrEqual(gaps[0]);
    expect(gaps[2]).toBeLessThan(gaps[0]);
  });
});
