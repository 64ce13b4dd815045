import { describe, expect, it } from 'vitest';
import { CELLS_IN_16, cellMap, SCALES } from '../../src/core/scale.ts';

describe('cellMap', () => {
  it.each([
    ['1/4', [4, 4, 4, 4]],
    ['3/16', [6, 5, 5]],
    ['1/8', [8, 8]],
  ] as const)('at %s repeats the runs %j', (scale, runs) => {
    const sizes = new Map<number, number>();
    for (const cell of cellMap(48, scale)) sizes.set(cell, (sizes.get(cell) ?? 0) + 1);
    expect([...sizes.values()]).toEqual([...runs, ...runs, ...runs]);
  });

  it('has as many cells as GridNet has pixels', () => {
    for (const scale of SCALES) {
      const map = cellMap(112, scale);
      expect(map).toHaveLength(112);
      expect(map[111] + 1).toBe((112 * CELLS_IN_16[scale]) / 16);
    }
  });
});
