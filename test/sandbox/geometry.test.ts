import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, beside, cornerOf, GAP, over } from '../../src/sandbox/geometry.ts';
import { folderName, freeName, quoted } from '../../src/sandbox/names.ts';

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });
const touch = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('beside', () => {
  it('is to the right of the layer, and of the frame that it is in, with their top', () => {
    const size = { width: 48, height: 48 };
    expect(beside(size, box(10, 20, 100, 100), box(10, 20, 100, 100), [])).toEqual(
      box(110 + GAP, 20, 48, 48),
    );
    expect(beside(size, box(10.4, 20.6, 9, 9), box(0, 0, 300.2, 300), [])).toEqual(box(341, 21, 48, 48));
  });

  it('takes the first gap that is wide enough', () => {
    const row = [box(150, 0, 100, 100), box(300, 0, 100, 100), box(1000, 0, 100, 100)];
    expect(beside({ width: 60, height: 50 }, box(0, 0, 100, 100), box(0, 0, 100, 100), row).x).toBe(
      400 + GAP,
    );
    expect(beside({ width: 900, height: 50 }, box(0, 0, 100, 100), box(0, 0, 100, 100), row).x).toBe(
      1100 + GAP,
    );
    // What lies below is not in the way.
    expect(beside({ width: 60, height: 50 }, box(0, 200, 99, 9), box(0, 200, 99, 9), row).x).toBe(99 + GAP);
  });

  it('touches nothing, at whole coordinates, whatever lies around', () => {
    const side = fc.double({ min: 0.5, max: 300, noNaN: true });
    const at = fc.double({ min: -500, max: 500, noNaN: true });
    const boxes = fc.record({ x: at, y: at, width: side, height: side });
    const size = fc.record({
      width: fc.integer({ min: 1, max: 200 }),
      height: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(size, boxes, fc.array(boxes, { maxLength: 30 }), (wanted, layer, obstacles) => {
        const place = beside(wanted, layer, layer, obstacles);
        expect([place.x, place.y].every(Number.isInteger)).toBe(true);
        expect([layer, ...obstacles].some((obstacle) => touch(place, obstacle))).toBe(false);
      }),
      { seed: 4 },
    );
  });
});

describe('over', () => {
  it('is centred at whole coordinates', () => {
    expect(over({ width: 96, height: 96 }, box(10, 10, 100, 100))).toEqual(box(12, 12, 96, 96));
    expect(over({ width: 96, height: 48 }, box(0.5, 0.25, 95, 48))).toEqual(box(0, 0, 96, 48));
  });
});

describe('the corner of a path', () => {
  it('is the least of its coordinates', () => {
    expect(cornerOf('M 8 16 L 24 16 L 24 4 L 8 4 Z M 2 20 L 3 20 L 3 21 Z')).toEqual({ x: 2, y: 4 });
    expect(cornerOf('')).toBeNull();
  });
});

describe('names', () => {
  it('are numbered where they are taken', () => {
    expect(freeName('Hero 48×48', new Set())).toBe('Hero 48×48');
    expect(freeName('Hero', new Set(['Hero', 'Hero (3)']))).toBe('Hero (2)');
    expect(freeName('Hero', new Set(['Hero', 'Hero (2)', 'Hero (3)']))).toBe('Hero (4)');
  });

  it('stay one folder of styles, and short in sentences', () => {
    expect(folderName('Icons / 24/home 16×16')).toBe('Icons - 24 - home 16×16');
    expect(quoted(' Hero ')).toBe('“Hero”');
    expect(quoted('x'.repeat(200))).toHaveLength(42);
  });
});
