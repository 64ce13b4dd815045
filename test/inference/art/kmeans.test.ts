import { describe, expect, it } from 'vitest';
import { nearestOklab, oklabOfBytes, squaredDistance } from '../../../src/core/colour.ts';
import { random } from '../../../src/core/random.ts';
import { ColourHistogram } from '../../../src/inference/art/histogram.ts';
import { kmeansPalette } from '../../../src/inference/art/kmeans.ts';

type Rgb = [number, number, number];

/** Pixels of each colour with uniform noise of ±noise. */
function histogramOf(parts: [Rgb, number][], noise = 0): ColourHistogram {
  const next = random(7);
  const rgb = parts.flatMap(([colour, count]) =>
    Array.from({ length: count }, () =>
      colour.map((c) => Math.min(255, Math.max(0, Math.round(c + (next() * 2 - 1) * noise)))),
    ).flat(),
  );
  const histogram = new ColourHistogram();
  histogram.add(Uint8Array.from(rgb), new Uint8Array(rgb.length / 3).fill(1));
  return histogram;
}

function distance(p: Rgb, q: Rgb): number {
  const [L, a, b, M, c, d] = oklabOfBytes([...p, ...q]);
  return Math.hypot(L - M, a - c, b - d);
}
const nearest = (palette: Rgb[], colour: Rgb) => Math.min(...palette.map((p) => distance(p, colour)));

const BROWN: Rgb = [120, 72, 40];
const TAN: Rgb = [214, 170, 120];
const SKIN: Rgb = [240, 200, 170];
const BLACK: Rgb = [22, 16, 18];
const WHITE: Rgb = [255, 255, 255];
const BLUE: Rgb = [40, 90, 200];

describe('k-means palette', () => {
  it('returns the exact colours when there are no more than asked', () => {
    const palette = kmeansPalette(
      histogramOf([
        [BROWN, 500],
        [WHITE, 3],
        [BLUE, 90],
      ]),
      16,
      1,
    );
    expect(new Set(palette.map(String))).toEqual(new Set([BROWN, WHITE, BLUE].map(String)));
  });

  it('is empty for nothing and leaves out what is not counted', () => {
    const histogram = new ColourHistogram();
    histogram.add(Uint8Array.from([...BLUE, ...WHITE]), Uint8Array.from([0, 0]));
    expect(kmeansPalette(histogram, 4, 1)).toEqual([]);
    histogram.add(Uint8Array.from([...BLUE, ...WHITE]), Uint8Array.from([1, 0]));
    expect(kmeansPalette(histogram, 4, 1)).toEqual([BLUE]);
  });

  it('keeps a highlight of 0.15 % and outlines of 2 % distinct from noisy areas', () => {
    const histogram = histogramOf(
      [
        [BROWN, 9000],
        [TAN, 6000],
        [SKIN, 4400],
        [BLACK, 400],
        [BLUE, 170],
        [WHITE, 30],
      ],
      10,
    );
    for (const seed of [1, 2, 3, 4, 5]) {
      const palette = kmeansPalette(histogram, 8, seed);
      expect(palette.length).toBeLessThanOrEqual(8);
      for (const colour of [BROWN, TAN, SKIN, BLACK, BLUE])
        expect(nearest(palette, colour)).toBeLessThan(0.03);
      expect(nearest(palette, WHITE)).toBeLessThan(0.04);
    }
  });

  it('gives a flat area and a noisy one of the same size the same number of colours', () => {
    const grey: Rgb = [90, 90, 90];
    const flat = Array.from({ length: 8 }, (_, i): [Rgb, number] => [
      [200 + 7 * i, 150 + 7 * i, 100 + 7 * i],
      300,
    ]);
    const next = random(3);
    const noisy = Array.from({ length: 2400 }, (): [Rgb, number] => [
      grey.map((c) => c + Math.round(next() * 30)) as Rgb,
      1,
    ]);
    for (const seed of [1, 2, 3]) {
      const palette = kmeansPalette(histogramOf([...flat, ...noisy]), 8, seed);
      expect(palette.filter(([r, , b]) => r - b < 30).length).toBeLessThanOrEqual(5);
    }
  });

  it('finds a hue in a dark picture among many shades of one', () => {
    const shades = Array.from({ length: 40 }, (_, i): [Rgb, number] => [[4 + 2 * i, 3 + 2 * i, 2 + i], 60]);
    const wine: Rgb = [62, 22, 26];
    for (const seed of [1, 2, 3])
      expect(nearest(kmeansPalette(histogramOf([...shades, [wine, 40]]), 6, seed), wine)).toBeLessThan(0.02);
  });

  it('is not dulled by the blends at edges', () => {
    const blends: [Rgb, number][] = Array.from({ length: 60 }, (_, i) => {
      const t = (i + 1) / 62;
      return [BLUE.map((c, d) => Math.round(c + (WHITE[d] - c) * t)) as Rgb, 8];
    });
    const palette = kmeansPalette(histogramOf([[BLUE, 3000], [WHITE, 3000], ...blends]), 4, 1);
    expect(nearest(palette, BLUE)).toBeLessThan(0.01);
    expect(nearest(palette, WHITE)).toBeLessThan(0.01);
  });

  it('gives k distinct colours, darkest first, the same ones for a seed', () => {
    const next = random(5);
    const noise = Uint8Array.from({ length: 30_000 }, () => Math.floor(next() * 256));
    const histogram = new ColourHistogram();
    histogram.add(noise, new Uint8Array(10_000).fill(1));
    const palette = kmeansPalette(histogram, 64, 1);
    expect(kmeansPalette(histogram, 64, 1)).toEqual(palette);
    expect(kmeansPalette(histogram, 64, 2)).not.toEqual(palette);
    expect(new Set(palette.map(String)).size).toBe(64);
    const lightness = palette.map((colour) => oklabOfBytes(colour)[0]);
    expect(lightness).toEqual([...lightness].sort((a, b) => a - b));
  });

  it('moves its centres until they have settled', () => {
    const next = random(11);
    const rgb = Uint8Array.from({ length: 60_000 }, () => Math.floor(next() * 256));
    const histogram = new ColourHistogram();
    histogram.add(rgb, new Uint8Array(20_000).fill(1));
    const pixels = oklabOfBytes(rgb);
    for (const seed of [1, 2, 3]) {
      const palette = oklabOfBytes(kmeansPalette(histogram, 8, seed).flat());
      let error = 0;
      for (let i = 0; i < 20_000; i++) {
        error += squaredDistance(palette, nearestOklab(palette, pixels, i), pixels, i) / 20_000;
      }
      // Centres that stay where k-means++ put them leave 0.031 to 0.033.
      expect(error).toBeLessThan(0.0285);
    }
  });
});
