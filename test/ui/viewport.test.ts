import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { devicePixels, nextZoom, panAbout, pinched, placed } from '../../src/ui/viewport/geometry.ts';

const side = fc.integer({ min: 1, max: 3000 });

describe('devicePixels', () => {
  it('is whole at every zoom and on every display', () => {
    const view = { width: 700, height: 400 };
    expect(devicePixels(3, view, view, 1.5)).toBe(5);
    expect(devicePixels(1, view, view, 2)).toBe(2);
    expect(devicePixels('fit', view, { width: 48, height: 48 }, 2)).toBe(8);
    expect(devicePixels('fit', view, { width: 900, height: 20 }, 1)).toBe(1);
  });
});

describe('nextZoom', () => {
  it('goes through the offered zooms, from wherever the picture is', () => {
    expect(nextZoom(7, 1)).toBe(8);
    expect(nextZoom(8, 1)).toBe(12);
    expect(nextZoom(7, -1)).toBe(6);
    expect(nextZoom(32, 1)).toBe(32);
    expect(nextZoom(0.5, -1)).toBe(1);
  });
});

describe('placed', () => {
  it('lies on whole pixels, in the middle where there is room, and never shows empty room beside what is hidden', () => {
    const box = fc.record({ width: side, height: side });
    const pan = fc.record({
      x: fc.integer({ min: -5000, max: 5000 }),
      y: fc.integer({ min: -5000, max: 5000 }),
    });
    fc.assert(
      fc.property(box, box, pan, (view, shown, by) => {
        const at = placed(view, shown, by);
        for (const [room, size, start] of [
          [view.width, shown.width, at.x],
          [view.height, shown.height, at.y],
        ]) {
          expect(Number.isInteger(start)).toBe(true);
          if (size <= room) expect(Math.abs(start - (room - size) / 2)).toBeLessThan(1);
          else expect(start <= 0 && start + size >= room).toBe(true);
        }
      }),
      { seed: 1 },
    );
  });
});

describe('a pinch', () => {
  it('keeps the point under the pointer where it is', () => {
    const view = { width: 400, height: 300 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 }), (x, y) => {
        const [before, after] = [
          { width: 1000, height: 900 },
          { width: 1500, height: 1350 },
        ];
        const at = placed(view, before, { x: 0, y: 0 });
        const then = placed(view, after, panAbout(view, before, after, at, { x, y }));
        expect(Math.abs((x - then.x) / 1.5 - (x - at.x))).toBeLessThan(1);
        expect(Math.abs((y - then.y) / 1.5 - (y - at.y))).toBeLessThan(1);
      }),
      { seed: 1 },
    );
  });

  it('is smooth, goes back where it came from, and ends somewhere', () => {
    expect(pinched(8, -2)).toBeGreaterThan(8);
    expect(pinched(8, -2)).toBeLessThan(8.2);
    expect(pinched(pinched(8, -7), 7)).toBeCloseTo(8);
    // A notch of a wheel is no more than half as large again.
    expect(pinched(8, -120)).toBeLessThan(12);
    expect(pinched(1, 500)).toBe(1);
    expect(pinched(64, -500)).toBe(64);
  });
});
