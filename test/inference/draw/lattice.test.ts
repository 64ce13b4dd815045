import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCALES } from '../../../src/core/scale.ts';
import { artSize, latticeOf } from '../../../src/inference/draw/lattice.ts';

const size = (width: number | null, height: number | null) => ({ size: { width, height }, cell: null });

describe('artSize', () => {
  it.each([
    [[100, 50], size(48, 32), [48, 32]],
    [[100, 50], size(48, null), [48, 24]],
    [[100, 50], size(null, 10), [20, 10]],
    [[100, 50], { size: null, cell: null }, [48, 24]],
    [[100, 50], { size: null, cell: { width: 5, height: 5 } }, [20, 10]],
    [[101, 50], { size: null, cell: { width: 2.5, height: 2.5 } }, [40, 20]],
    [[1, 5000], { size: null, cell: null }, [1, 48]],
    [[1, 1], { size: null, cell: { width: 16, height: 16 } }, [1, 1]],
    [[100, 50], { size: null, cell: { width: 10, height: 4 } }, [10, 13]],
    [[5000, 1], size(4096, null), [4096, 1]],
  ] as const)('of %j with %j is %j', ([width, height], options, [w, h]) => {
    expect(artSize({ width, height }, options)).toEqual({ width: w, height: h });
  });

  it('refuses sides above 4096 and a size with a cell', () => {
    expect(() => artSize({ width: 1, height: 5000 }, size(2, null))).toThrow(
      'size: expected sides of at most 4096 art pixels, received 2x10000',
    );
    expect(() => artSize({ width: 9, height: 9 }, { ...size(2, 2), cell: { width: 3, height: 3 } })).toThrow(
      /either a size or a cell/,
    );
  });
});

describe('latticeOf', () => {
  it('gives every art pixel its own cell of GridNet and pads to multiples of 16', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCALES),
        fc.constantFrom('grid', '1/6', '1/8'),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 200 }),
        (scale, voting, width, height) => {
          const lattice = latticeOf({ width, height }, scale, voting as 'grid');
          expect(lattice.inputWidth % 16).toBe(0);
          expect(lattice.inputHeight % 16).toBe(0);
          const counts = new Array(width).fill(0);
          for (const column of lattice.columns) if (column < width) counts[column]++;
          for (const count of counts) expect(Math.abs(count - lattice.pitch)).toBeLessThan(1);
          expect(lattice.inputWidth - width * lattice.pitch).toBeLessThan(64);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  it('takes exactly the size when it is a multiple already', () => {
    expect(latticeOf({ width: 48, height: 32 }, '1/4', 'grid')).toMatchObject({
      inputWidth: 192,
      inputHeight: 128,
    });
    expect(latticeOf({ width: 48, height: 33 }, '3/16', 'grid')).toMatchObject({
      inputWidth: 256,
      inputHeight: 176,
    });
    expect(latticeOf({ width: 48, height: 32 }, '1/8', 'grid')).toMatchObject({
      inputWidth: 384,
      inputHeight: 256,
    });
  });

  it('names the limit of memory', () => {
    expect(() => latticeOf({ width: 512, height: 512 }, '1/4', 'grid')).not.toThrow();
    expect(() => latticeOf({ width: 2000, height: 2000 }, '1/4', 'grid')).toThrow(
      /size: expected at most 512x512 art pixels .*limited to 4194304 pixels.*received 2000x2000/,
    );
  });
});
