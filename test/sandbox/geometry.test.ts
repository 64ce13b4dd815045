import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, beside, cornerOf, GAP, over } from '../../src/sandbox/geometry.ts';
import { folderName, freeName, quoted } from '../../src/sandbox/names.ts';

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });
const touch = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('beside', () => {
  const layer = box(0, 0, 100, 80);
  const size = { width: 48, height: 32 };
  const right = box(120, -50, 300, 200);
  const below = box(-20, 100, 200, 40);
  const left = box(-90, 10, 20, 20);
  const above = box(10, -60, 30, 30);

  it('is to the right, below, to the left or above: the first of them that is free', () => {
    const place = (...obstacles: Box[]) => beside(size, layer, layer, obstacles, null);
    expect(place()).toEqual(box(140, 0, 48, 32));
    expect(place(right)).toEqual(box(0, 120, 48, 32));
    expect(place(right, below)).toEqual(box(-88, 0, 48, 32));
    expect(place(right, below, left)).toEqual(box(0, -72, 48, 32));
    expect(place(below, left, above)).toEqual(box(140, 0, 48, 32));
  });

  it('is the nearest place behind what is in the way where none of them is free', () => {
    expect(beside(size, layer, layer, [right, below, left, above], null)).toEqual(box(0, 180, 48, 32));
    const deep = box(-20, 100, 200, 400);
    expect(beside(size, layer, layer, [right, deep, left, above], null)).toEqual(box(0, -132, 48, 32));
  });

  it('is clear of the part that the layer is in, in line with the layer', () => {
    expect(beside(size, box(10.4, 20.6, 9, 9), box(0, 0, 300.2, 300), [], null)).toEqual(
      box(341, 21, 48, 32),
    );
    expect(beside(size, box(10.4, 20.6, 9, 9), box(0, 0, 300.2, 300), [box(320, 0, 99, 99)], null)).toEqual(
      box(10, 340, 48, 32),
    );
  });

  it('stays within what it is to be in, or is nowhere', () => {
    expect(beside(size, layer, layer, [], box(-10, -10, 190, 300))).toEqual(box(0, 120, 48, 32));
    expect(beside(size, layer, layer, [below], box(-200, -10, 380, 300))).toEqual(box(-88, 0, 48, 32));
    expect(beside(size, layer, layer, [], box(-10, -10, 120, 100))).toBeNull();
  });

  it('touches nothing, at whole coordinates, whatever lies around', () => {
    const side = fc.double({ min: 0.5, max: 300, noNaN: true });
    const at = fc.double({ min: -500, max: 500, noNaN: true });
    const boxes = fc.record({ x: at, y: at, width: side, height: side });
    const sizes = fc.record({
      width: fc.integer({ min: 1, max: 200 }),
      height: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(sizes, boxes, fc.array(boxes, { maxLength: 30 }), (wanted, own, obstacles) => {
        const place = beside(wanted, own, own, obstacles, null)!;
        expect([place.x, place.y].every(Number.isInteger)).toBe(true);
        expect([own, ...obstacles].some((obstacle) => touch(place, obstacle))).toBe(false);
        const [dx, dy] = [place.x - own.x - own.width, place.y - own.y - own.height];
        const gap = Math.max(dx, dy, own.x - place.x - place.width, own.y - place.y - place.height);
        expect(gap).toBeGreaterThan(GAP - 1e-6);
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
