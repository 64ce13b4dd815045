import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { devicePixels, nextZoom, placed } from '../../src/ui/viewport.ts';

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
