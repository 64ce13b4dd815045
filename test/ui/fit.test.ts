import { describe, expect, it } from 'vitest';
import { settingsFrom } from '../../src/core/settings.ts';
import { fitOf, fitsLayer, resultSides, sizesText, sizeThatFits } from '../../src/ui/fit.ts';
import { artOf } from '../../src/ui/plan.ts';

const { pixelize } = settingsFrom(null);
const exact = { ...pixelize, output: 'vectors', fit: 'exact' } as const;
const sides = (width: number, height: number) => ({ width, height });

describe('the size that art gets', () => {
  it('is a whole multiple of the art’s, or exactly the layer’s by vectors', () => {
    const [layer, art] = [sides(304, 240.5), sides(48, 38)];
    expect(resultSides(layer, art, pixelize)).toEqual(sides(288, 228));
    expect(resultSides(layer, art, exact)).toEqual(layer);
    // What is set is set, and images have no fractions.
    expect(resultSides(layer, art, { ...exact, zoom: 2 })).toEqual(sides(96, 76));
    expect(resultSides(layer, art, { ...exact, output: 'image' })).toEqual(sides(288, 228));
  });

  it('follows the longest side, so that upright lines are as long as lying ones', () => {
    expect(resultSides(sides(300, 1), sides(48, 1), pixelize)).toEqual(sides(288, 6));
    expect(resultSides(sides(1, 300), sides(1, 48), pixelize)).toEqual(sides(6, 288));
  });

  it('ends with Figma’s images for images only', () => {
    const [layer, art] = [sides(12_000, 9_000), sides(48, 36)];
    expect(resultSides(layer, art, pixelize)).toEqual(sides(4080, 3060));
    expect(resultSides(layer, art, { ...pixelize, output: 'vectors' })).toEqual(layer);
  });
});

describe('art sizes that fit', () => {
  it('are those whose art pixels are whole squares of the layer', () => {
    expect(sizeThatFits(sides(304, 240), sides(48, 38))).toEqual(sides(38, 30));
    expect(sizeThatFits(sides(480, 240), sides(48, 24))).toEqual(sides(48, 24));
    expect(sizeThatFits(sides(64, 64), sides(48, 48))).toEqual(sides(64, 64));
  });

  it('are none far from what is wanted, in layers of fractions, and beyond Figma’s images', () => {
    expect(sizeThatFits(sides(307, 240), sides(48, 38))).toBeNull();
    expect(sizeThatFits(sides(304.5, 240), sides(48, 38))).toBeNull();
    expect(sizeThatFits(sides(300, 1), sides(48, 1))).toBeNull();
    expect(sizeThatFits(sides(12_000, 9_000), sides(48, 36))).toBeNull();
  });

  it('are told for each of the usual sizes', () => {
    const of = (longest: number) => fitsLayer(sides(320, 240), { ...pixelize, longest });
    expect([16, 32, 48, 64, 96, 128].map(of)).toEqual([true, true, false, true, false, false]);
    expect(fitsLayer(sides(320, 240), { ...pixelize, zoom: 64, longest: 96 })).toBe(false);
  });
});

describe('what a list says of a layer', () => {
  it('is its size, and the art’s in art pixels or on the canvas', () => {
    const odd = sides(304, 304);
    expect(sizesText(odd, pixelize, false)).toBe('304 × 304 → 48 × 48');
    expect(sizesText(odd, pixelize, true)).toBe('304 × 304 → 288 × 288 px');
    expect(sizesText(sides(288, 144), pixelize, true)).toBe('288 × 144 → 288 × 144 px');
    const exact = { ...pixelize, output: 'vectors', fit: 'exact' } as const;
    expect(sizesText(odd, exact, true)).toBe('304 × 304 → 304 × 304 px');
    const none = { ...pixelize, size: { width: 4096, height: null }, longest: 4096 };
    expect(sizesText(sides(10, 900), none, true)).toBe('10 × 900');
  });
});

describe('what is said before writing', () => {
  const said = (width: number, height: number, settings = pixelize) => fitOf(sides(width, height), settings);

  it('is that the art fits, or both sizes and how it would', () => {
    expect(said(480, 240)).toEqual({
      text: 'Fits the layer exactly: 480 × 240 px.',
      exact: true,
      offers: [],
    });
    expect(said(304, 240)).toMatchObject({
      text: 'The art gets 288 × 228 px. The layer has 304 × 240.',
      exact: false,
      offers: [{ label: 'Fit by 38 × 30 art pixels' }, { label: 'Fit by vectors' }],
    });
    expect(said(304, 240, { ...pixelize, output: 'vectors' })!.offers[1].label).toBe('Fit by fractions');
  });

  it('is why very large layers become smaller', () => {
    expect(said(12_000, 9_000)).toMatchObject({
      text: 'The art gets 4080 × 3060 px, as Figma’s images end at 4096 px. The layer has 12000 × 9000.',
      offers: [{ label: 'Fit by vectors' }],
    });
  });

  it('is that thin lines become thicker, or that their art pixels are no squares', () => {
    expect(said(300, 1)!.text).toBe('The art gets 288 × 6 px. The layer has 300 × 1.');
    expect(said(300, 1, exact)!.text).toBe('Fits the layer exactly: 300 × 1 px. An art pixel is 6.3 × 1 px.');
  });

  it('holds: every offer fits', () => {
    for (const [width, height] of [
      [304, 240],
      [12_000, 9_000],
      [300, 1],
      [1, 300],
      [97, 131],
      [230.4, 96],
    ]) {
      const layer = sides(width, height);
      for (const { changes } of said(width, height)?.offers ?? [])
        expect(fitsLayer(layer, { ...pixelize, ...changes })).toBe(true);
      expect(artOf(layer, pixelize)).not.toBeNull();
    }
  });

  it('is nothing where there is no such art', () => {
    expect(said(300, 200, { ...pixelize, size: sides(99_999, 1) })).toBeNull();
  });
});
