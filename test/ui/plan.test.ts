import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsFrom } from '../../src/core/settings.ts';
import { drawPlan, exportSize, pngSize, sourceOf, zoomOf } from '../../src/ui/plan.ts';
import { layer, stripes } from './fakes.ts';

const { pixelize } = settingsFrom(null);
const sides = (most: number) =>
  fc.record({ width: fc.integer({ min: 1, max: most }), height: fc.integer({ min: 1, max: most }) });

describe('exportSize', () => {
  const exported = (of: { width: number; height: number }, size: ReturnType<typeof exportSize>) => {
    const scale =
      size.type === 'SCALE' ? size.value : size.value / (size.type === 'WIDTH' ? of.width : of.height);
    return { width: of.width * scale, height: of.height * scale };
  };

  it('takes layers as they are where they have pixels enough', () => {
    expect(exportSize({ width: 480, height: 300 }, { width: 192, height: 120 })).toEqual({
      type: 'SCALE',
      value: 1,
    });
  });

  it('enlarges small layers by the least whole factor that is enough', () => {
    expect(exportSize({ width: 20, height: 10 }, { width: 192, height: 96 })).toEqual({
      type: 'SCALE',
      value: 10,
    });
    expect(exportSize({ width: 64, height: 64 }, { width: 192, height: 192 })).toEqual({
      type: 'SCALE',
      value: 3,
    });
  });

  it('brings large layers down to some 2048 pixels, by whole factors', () => {
    expect(exportSize({ width: 6000, height: 3000 }, { width: 192, height: 96 })).toEqual({
      type: 'SCALE',
      value: 1 / 3,
    });
    expect(exportSize({ width: 16384, height: 500 }, { width: 192, height: 8 })).toEqual({
      type: 'SCALE',
      value: 1 / 8,
    });
  });

  it('ends at 4096 pixels on the longest side', () => {
    expect(exportSize({ width: 3000, height: 2000 }, { width: 5000, height: 3333 })).toEqual({
      type: 'WIDTH',
      value: 4096,
    });
    expect(exportSize({ width: 10, height: 3000 }, { width: 40, height: 3000 })).toEqual({
      type: 'HEIGHT',
      value: 4096,
    });
  });

  it('always has the pixels that are needed, or all that there can be', () => {
    fc.assert(
      fc.property(sides(16384), sides(4096), (of, need) => {
        const { width, height } = exported(of, exportSize(of, need));
        expect(Math.max(width, height)).toBeLessThanOrEqual(4096 + 1e-6);
        const enough = width >= need.width - 1e-3 && height >= need.height - 1e-3;
        expect(enough || Math.max(width, height) > 4095.9).toBe(true);
      }),
      { seed: 1 },
    );
  });
});

describe('drawPlan', () => {
  it('tells the size outright, so that the export’s rounding does not change it', () => {
    const {
      art,
      options,
      export: size,
    } = drawPlan({ width: 100.4, height: 50 }, { ...pixelize, cell: { width: 4, height: 4 } });
    expect(art).toEqual({ width: 25, height: 13 });
    expect(options.size).toEqual(art);
    expect(options.cell).toBeNull();
    expect(size).toEqual({ type: 'SCALE', value: 2 });
  });

  it('asks for the pixels of the scale’s grid', () => {
    const of = { width: 48, height: 48 };
    expect(drawPlan(of, { ...pixelize, scale: '1/4' }).export.value).toBe(4);
    expect(drawPlan(of, { ...pixelize, scale: '3/16' }).export.value).toBe(6);
    expect(drawPlan(of, { ...pixelize, scale: '1/8' }).export.value).toBe(8);
  });

  it('refuses art that the networks cannot take', () => {
    const refused = (layer: { width: number; height: number }, changes: Partial<typeof pixelize>) =>
      expect(() => drawPlan(layer, { ...pixelize, ...changes }));
    const square = { width: 100, height: 100 };
    const huge = { width: 99999, height: null };
    refused(square, { size: { width: 4000, height: 4000 } }).toThrow(/the art can be 512 × 512 pixels\.$/);
    refused(square, { size: huge }).toThrow(/can be 512 × 512 pixels/);
    refused(square, { size: huge, scale: '1/8' }).toThrow(/can be 256 × 256 pixels/);
    refused({ width: 300, height: 100 }, { size: huge }).toThrow(/can be 884 × 294 pixels/);
    // What is said to be possible is, and no more than that.
    const tall = { width: 884, height: 294 };
    expect(drawPlan({ width: 300, height: 100 }, { ...pixelize, size: tall }).art).toEqual(tall);
  });

  it('gives every layer the longest side that was set, whichever side that is', () => {
    const settings = { ...pixelize, longest: 32 };
    expect(drawPlan({ width: 200, height: 100 }, settings).art).toEqual({ width: 32, height: 16 });
    expect(drawPlan({ width: 100, height: 200 }, settings).art).toEqual({ width: 16, height: 32 });
    expect(
      drawPlan({ width: 100, height: 200 }, { ...settings, cell: { width: 10, height: 10 } }).art,
    ).toEqual({
      width: 10,
      height: 20,
    });
  });
});

describe('zoomOf', () => {
  const art = { width: 48, height: 36 };
  it('comes nearest to the layer’s width by a whole number', () => {
    expect(zoomOf({ width: 500, height: 375 }, art, pixelize)).toBe(10);
    expect(zoomOf({ width: 510, height: 375 }, art, pixelize)).toBe(11);
    expect(zoomOf({ width: 10, height: 7 }, art, pixelize)).toBe(1);
  });

  it('keeps images within 4096 pixels a side', () => {
    expect(zoomOf({ width: 16000, height: 12000 }, art, pixelize)).toBe(85);
    const wide = { width: 100, height: 50 };
    expect(() => zoomOf(wide, wide, { ...pixelize, zoom: 64 })).toThrow(/can be enlarged 40 times/);
    expect(zoomOf(wide, wide, { ...pixelize, zoom: 64, output: 'vectors' })).toBe(64);
  });
});

describe('sourceOf', () => {
  it('goes back to what a result of the same kind was made from', () => {
    const result = layer('9', { madeBy: { pixelize: {} }, source: '1' });
    expect(sourceOf(result, 'pixelize')).toBe('1');
    expect(sourceOf(result, 'depixelize')).toBe('9');
    expect(sourceOf(layer('3'), 'pixelize')).toBe('3');
  });
});

describe('pngSize', () => {
  it('reads a PNG’s header and nothing else', () => {
    expect(pngSize(stripes(31, 7))).toEqual({ width: 31, height: 7 });
    expect(pngSize(new Uint8Array(40))).toBeNull();
    expect(pngSize(stripes(31, 7).subarray(0, 20))).toBeNull();
  });
});
