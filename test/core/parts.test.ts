import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsAmong, partsOf } from '../../src/core/parts.ts';

/** The values of a drawing: its letters, -1 for dots. */
const valuesOf = (rows: readonly string[]): number[] =>
  [...rows.join('')].map((letter) => (letter === '.' ? -1 : letter.charCodeAt(0)));
const sizeOf = (rows: readonly string[]) => ({ width: rows[0].length, height: rows.length });
const sorted = (parts: Iterable<readonly number[]>) =>
  [...parts].map((part) => [...part].sort((a, b) => a - b));

describe('partsOf', () => {
  const rows = ['a.b', '.bb', 'a..'];

  it('connects equal values by sides, or by corners too', () => {
    expect(sorted(partsOf(valuesOf(rows), sizeOf(rows), 4))).toEqual([[0], [2, 4, 5], [6]]);
    const crossed = ['a.b', '.ab', 'a..'];
    expect(sorted(partsOf(valuesOf(crossed), sizeOf(crossed), 8))).toEqual([
      [0, 4, 6],
      [2, 5],
    ]);
  });

  it.each([4, 8] as const)('does not connect the ends of rows (%i)', (connectivity) => {
    const ends = ['...a', 'a...', '...a', '....', 'a..a'];
    expect(partsOf(valuesOf(ends), sizeOf(ends), connectivity)).toEqual([[3], [4], [11], [16], [19]]);
    expect([...partsAmong([3, 4, 11, 16, 19], sizeOf(ends), connectivity).values()]).toEqual([0, 1, 2, 3, 4]);
  });

  it('has each pixel that belongs to any in exactly one part', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 1, maxLength: 80 }),
        fc.constantFrom(4, 8),
        (width, all, connectivity) => {
          const values = all.slice(0, all.length - (all.length % width));
          const size = { width, height: values.length / width };
          const parts = partsOf(values, size, connectivity as 4 | 8);
          expect(parts.flat().sort((a, b) => a - b)).toEqual(
            [...values.keys()].filter((i) => values[i] >= 0),
          );
          // Turned over, rows become columns, whose ends never were neighbours: the parts are the same.
          const turned = Array.from(
            values,
            (_, i) => values[(i % size.height) * width + Math.floor(i / size.height)],
          );
          const back = (i: number) => (i % size.height) * width + Math.floor(i / size.height);
          const other = partsOf(turned, { width: size.height, height: width }, connectivity as 4 | 8);
          const first = (a: readonly number[], b: readonly number[]) => a[0] - b[0];
          expect(sorted(other.map((part) => part.map(back))).sort(first)).toEqual(sorted(parts).sort(first));
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('partsAmong', () => {
  it('numbers the parts of some pixels', () => {
    // Of a width of 4: 0 and 5 touch by their corners, 2 and 3 by their sides.
    expect([...partsAmong([0, 2, 5, 3], { width: 4, height: 2 }, 4)]).toEqual([
      [0, 0],
      [2, 1],
      [5, 2],
      [3, 1],
    ]);
    expect([...partsAmong([0, 3, 5], { width: 4, height: 2 }, 8).values()]).toEqual([0, 1, 0]);
  });
});
