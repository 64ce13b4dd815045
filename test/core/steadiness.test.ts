import { describe, expect, it } from 'vitest';
import type { PixelArt, Rgba, RgbaImage } from '../../src/core/image.ts';
import { type Shift, Steadiness } from '../../src/core/steadiness.ts';

const PALETTE: readonly Rgba[] = [
  [0, 0, 0, 255],
  [255, 255, 255, 255],
  [200, 30, 30, 255],
];
const GREY: Readonly<Record<string, number>> = { '.': 128, ',': 129, '#': 20 };

/** Art in digits, and a source in letters, a pixel a cell. */
const artOf = (digits: string): PixelArt => ({
  width: digits.length,
  height: 1,
  palette: PALETTE,
  indices: Uint8Array.from(digits, Number),
});
const sourceOf = (letters: string): RgbaImage => ({
  width: letters.length,
  height: 1,
  data: Uint8Array.from([...letters].flatMap((letter) => [GREY[letter], GREY[letter], GREY[letter], 255])),
});

function figures(frames: readonly [art: string, source: string, shift?: Shift][]) {
  const steadiness = new Steadiness();
  for (const [art, source, shift] of frames) steadiness.add(artOf(art), sourceOf(source), shift);
  return steadiness.figures();
}

describe('steadiness', () => {
  it('is without flicker where no colour changes, and frozen where the source does', () => {
    const still = figures([
      ['0011', '..##'],
      ['0011', ',.##'],
    ]);
    expect(still).toMatchObject({ flicker: 0, flips: Number.NaN, dirty: Number.NaN, step: 0, seam: 0 });
    const frozen = figures([
      ['0011', '..##'],
      ['0011', '##..'],
    ]);
    expect(frozen).toMatchObject({ flicker: Number.NaN, dirty: 100 });
  });

  it('counts as flicker what changes while its source hardly does, and only that', () => {
    const { flicker, dirty } = figures([
      ['0000', '...#'],
      ['0101', ',.,.'],
    ]);
    expect(flicker).toBeCloseTo(100 / 3);
    expect(dirty).toBe(0);
  });

  it('counts flips that the source does not make', () => {
    const blink = figures([
      ['00', '..'],
      ['11', '#.'],
      ['00', '..'],
    ]);
    expect(blink.flips).toBe(50);
  });

  it('follows motion by whole cells', () => {
    const moved = figures([
      ['0120', '.#.#'],
      ['2012', '#.#.', [1, 0]],
    ]);
    expect(moved.agreement).toBe(100);
    const left = figures([
      ['0120', '.#.#'],
      ['1110', '#.#.', [-1, 0]],
    ]);
    expect(left.agreement).toBeCloseTo(100 / 3);
  });

  it('measures the seam by the mean step', () => {
    const loop = figures([
      ['0000', '....'],
      ['1000', '....'],
      ['1100', '....'],
    ]);
    expect(loop.step).toBe(25);
    expect(loop.seam).toBe(2);
  });

  it('takes colours that nobody tells apart for one, and refuses another size', () => {
    const steadiness = new Steadiness();
    steadiness.add(artOf('00'), sourceOf('..'));
    steadiness.add({ ...artOf('00'), palette: [[1, 1, 1, 255]] }, sourceOf('..'));
    expect(steadiness.figures().flicker).toBe(0);
    expect(() => steadiness.add(artOf('000'), sourceOf('...'))).toThrow(RangeError);
  });
});
