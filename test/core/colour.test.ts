import { converter } from 'culori';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteOf, bytesOfOklab, LINEAR_OF_BYTE, nearestOklab, oklabOfBytes } from '../../src/core/colour.ts';

const byte = fc.integer({ min: 0, max: 255 });
const rgb = fc.tuple(byte, byte, byte);
const toOklab = converter('oklab');

describe('OKLab', () => {
  it('agrees with culori', () => {
    fc.assert(
      fc.property(rgb, ([r, g, b]) => {
        const ours = oklabOfBytes([r, g, b]);
        const theirs = toOklab({ mode: 'rgb', r: r / 255, g: g / 255, b: b / 255 });
        expect(ours[0]).toBeCloseTo(theirs.l, 4);
        expect(ours[1]).toBeCloseTo(theirs.a, 4);
        expect(ours[2]).toBeCloseTo(theirs.b, 4);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('comes back to the same bytes', () => {
    fc.assert(
      fc.property(rgb, (colour) => {
        const [L, a, b] = oklabOfBytes(colour);
        expect(bytesOfOklab(L, a, b)).toEqual(colour);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('skips alpha when the stride is 4', () => {
    const three = oklabOfBytes([10, 20, 30, 200, 100, 50]);
    expect(oklabOfBytes([10, 20, 30, 0, 200, 100, 50, 255], 4)).toEqual(three);
  });

  it('takes linear light there and back', () => {
    for (let i = 0; i < 256; i++) expect(byteOf(LINEAR_OF_BYTE[i])).toBe(i);
  });

  it('finds the nearest colour, the first one on a tie', () => {
    const palette = oklabOfBytes([0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 255, 255]);
    const near = (r: number, g: number, b: number) => nearestOklab(palette, oklabOfBytes([r, g, b]), 0);
    expect([near(20, 10, 5), near(220, 40, 30), near(240, 240, 230)]).toEqual([0, 1, 3]);
  });

  it('prefers a colour of the same hue to a grey of the same lightness', () => {
    const skin = oklabOfBytes([240, 200, 170]);
    expect(nearestOklab(oklabOfBytes([206, 206, 206, 225, 175, 140]), skin, 0)).toBe(1);
  });
});
