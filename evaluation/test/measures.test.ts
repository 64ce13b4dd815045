import { converter, differenceCiede2000 } from 'culori';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../src/core/image.ts';
import { cellMap } from '../../src/core/scale.ts';
import {
  adheres,
  cellPurity,
  colourCount,
  colourError,
  deltaE2000,
  fillError,
  isOutlineCell,
  isPlainCell,
  measureArt,
  orphans,
  outlinePieces,
  outlineRecall,
  paletteAdherence,
  softSteps,
  sourceCells,
  toLab,
} from '../src/measures/index.ts';
import { draw, enlarge, paint } from './pictures.ts';

const byte = fc.integer({ min: 0, max: 255 });
const grey = (v: number) => [v, v, v, 255] as const;

describe('colour', () => {
  it('agrees with culori on CIELAB (D65) and CIEDE2000', () => {
    const lab65 = converter('lab65');
    const difference = differenceCiede2000();
    fc.assert(
      fc.property(fc.array(byte, { minLength: 6, maxLength: 6 }), ([r, g, b, r2, g2, b2]) => {
        const image = paint(2, 1, (x) => (x === 0 ? [r, g, b, 255] : [r2, g2, b2, 255]));
        const { lab } = toLab(image);
        const one = { mode: 'rgb' as const, r: r / 255, g: g / 255, b: b / 255 };
        const two = { mode: 'rgb' as const, r: r2 / 255, g: g2 / 255, b: b2 / 255 };
        const known = lab65(one);
        expect(lab[0]).toBeCloseTo(known.l, 1);
        expect(lab[1]).toBeCloseTo(known.a, 1);
        expect(lab[2]).toBeCloseTo(known.b, 1);
        expect(deltaE2000(lab, 0, lab, 1)).toBeCloseTo(difference(lab65(one), lab65(two)), 1);
      }),
      { seed: 1 },
    );
  });

  it('gives the published CIEDE2000 test values (Sharma et al. 2005, pairs 1, 7, 13, 17, 25)', () => {
    const pairs = [
      [50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425],
      [50, 0, 0, 50, -1, 2, 2.3669],
      [50, -0.001, 2.49, 50, 0.0011, -2.49, 4.7461],
      [50, 2.5, 0, 73, 25, -18, 27.1492],
      [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
    ];
    for (const [l1, a1, b1, l2, a2, b2, expected] of pairs) {
      const lab = Float64Array.of(l1, a1, b1, l2, a2, b2);
      expect(deltaE2000(lab, 0, lab, 1)).toBeCloseTo(expected, 4);
      expect(deltaE2000(lab, 1, lab, 0)).toBeCloseTo(expected, 4);
    }
  });

  it('shows transparent pixels as the backdrop', () => {
    expect([...toLab(draw(' ')).lab]).toEqual([...toLab(draw('.')).lab]);
    expect(toLab(draw(' '), [0, 0, 0]).lab[0]).toBeCloseTo(0, 9);
  });
});

describe('softSteps', () => {
  it('is 0 on flat and on crisp pictures', () => {
    expect(softSteps(draw('...', '...'))).toBe(0);
    expect(softSteps(draw('.#', '#.'))).toBe(0);
    expect(softSteps(draw('.'))).toBe(0);
  });

  it('counts steps between 2.3 and 12, and no others', () => {
    // ΔE76 between greys is their difference in L: about 4, 40 and 1 here.
    const image = paint(4, 1, (x) => grey([100, 110, 210, 212][x]));
    expect(softSteps(image)).toBeCloseTo(100 / 3, 9);
  });

  it('counts each of the 4-neighbour pairs once', () => {
    const image = paint(2, 2, (x) => grey(x === 0 ? 100 : 110));
    expect(softSteps(image)).toBe(50);
  });
});

describe('orphans', () => {
  it('finds one stray pixel in nine', () => {
    expect(orphans(draw('...', '.#.', '...'))).toBeCloseTo(100 / 9, 9);
  });

  it('takes a diagonal neighbour of the same colour for company', () => {
    expect(orphans(draw('#..', '.#.', '..#'))).toBe(0);
  });

  it('does not mind differences too small to see', () => {
    expect(orphans(paint(3, 3, (x, y) => grey(x === 1 && y === 1 ? 121 : 120)))).toBe(0);
  });

  it('has nothing to say about a single pixel', () => {
    expect(orphans(draw('#'))).toBe(0);
  });
});

describe('sourceCells', () => {
  it('reads dark share, mean and spread of whole cells', () => {
    const cells = sourceCells(draw('#...', '....'), 2, 1);
    expect([...cells.dark]).toEqual([0.25, 0]);
    expect(cells.mean[0]).toBeCloseTo(toLab(paint(1, 1, () => grey(191.25))).lab[0], 0);
    expect(cells.mean[3]).toBeCloseTo(100, 6);
    expect(cells.spread[1]).toBeCloseTo(0, 6);
    expect(isOutlineCell(cells, 0)).toBe(true);
    expect(isOutlineCell(cells, 1)).toBe(false);
    expect(isPlainCell(cells, 0)).toBe(false);
    expect(isPlainCell(cells, 1)).toBe(true);
  });

  it('shares a straddling pixel by area', () => {
    const cells = sourceCells(draw('.#.'), 2, 1);
    expect(cells.dark[0]).toBeCloseTo(1 / 3, 12);
    expect(cells.dark[1]).toBeCloseTo(1 / 3, 12);
  });

  it('takes exactly 8 % for an outline', () => {
    const eight = paint(10, 10, (x, y) => grey(y === 0 && x < 8 ? 0 : 255));
    const seven = paint(10, 10, (x, y) => grey(y === 0 && x < 7 ? 0 : 255));
    expect(isOutlineCell(sourceCells(eight, 1, 1), 0)).toBe(true);
    expect(isOutlineCell(sourceCells(seven, 1, 1), 0)).toBe(false);
  });

  it('reads sources smaller than the art', () => {
    const cells = sourceCells(draw('#.'), 4, 3);
    expect([...cells.dark.subarray(0, 4)]).toEqual([1, 1, 0, 0]);
  });

  it('names a size that is none', () => {
    expect(() => sourceCells(draw('.'), 0, 4)).toThrow('art size must be two positive integers, got 0x4');
    expect(() => sourceCells(draw('.'), 2.5, 4)).toThrow(RangeError);
  });
});

describe('outlines', () => {
  const ring = draw('........', '.######.', '.#....#.', '.#....#.', '.######.', '........');
  const source = enlarge(ring, 3);

  it('gives 1 and 1 to an outline kept whole', () => {
    const cells = sourceCells(source, 8, 6);
    expect(outlineRecall(cells, ring)).toBe(1);
    expect(outlinePieces(cells, ring)).toBe(1);
  });

  it('counts what is lost and the fragments that are left', () => {
    const broken = draw('........', '.##..##.', '.#....#.', '.#....#.', '.##..##.', '........');
    const cells = sourceCells(source, 8, 6);
    expect(outlineRecall(cells, broken)).toBe(12 / 16);
    expect(outlinePieces(cells, broken)).toBe(2);
  });

  it('lets no other dark pixel bridge a gap', () => {
    const detour = draw('..####..', '.#....#.', '.#....#.', '.#....#.', '.##..##.', '........');
    expect(outlinePieces(sourceCells(source, 8, 6), detour)).toBe(2);
  });

  it('gives 0 to an outline that is gone', () => {
    const cells = sourceCells(source, 8, 6);
    const gone = paint(8, 6, () => grey(255));
    expect(outlineRecall(cells, gone)).toBe(0);
    expect(outlinePieces(cells, gone)).toBe(0);
  });

  it('averages over components and leaves specks out', () => {
    const two = draw('######.###', '..........', '########..', '..........', '#####.....');
    const kept = draw('######.###', '..........', '##.##.##..', '..........', '#.#.#.....');
    const cells = sourceCells(two, 10, 5);
    expect(outlinePieces(cells, kept)).toBe((1 + 3) / 2);
  });

  it('has no figure for a source without outline', () => {
    const cells = sourceCells(draw('..', '..'), 2, 2);
    expect(outlineRecall(cells, draw('..', '..'))).toBeNaN();
    expect(outlinePieces(cells, draw('..', '..'))).toBeNaN();
  });

  it('refuses an art of another size', () => {
    const cells = sourceCells(source, 8, 6);
    expect(() => outlineRecall(cells, draw('#'))).toThrow('art must be 8x6 like the cells, got 1x1');
  });
});

describe('colour fidelity', () => {
  it('is 0 for the box mean itself', () => {
    const source = draw('rrgg', 'rrgg');
    const cells = sourceCells(source, 2, 1);
    expect(colourError(cells, draw('rg'))).toBeCloseTo(0, 6);
    expect(fillError(cells, draw('rg'))).toBeCloseTo(0, 6);
  });

  it('counts every cell in ΔE, plain ones alone in fill', () => {
    const source = draw('#.gg', '..gg');
    const cells = sourceCells(source, 2, 1);
    const art = draw('#g');
    const { lab } = toLab(art);
    expect(colourError(cells, art)).toBeCloseTo(deltaE2000(lab, 0, cells.mean, 0) / 2, 9);
    expect(fillError(cells, art)).toBeCloseTo(0, 6);
  });

  it('bounds as the issue says: outlines kept, all else at its mean, fill 0', () => {
    const source = enlarge(draw('rrrrrr', 'r####r', 'r#gg#r', 'r####r', 'rrrrrr'), 4);
    const art = draw('rrrrrr', 'r####r', 'r#gg#r', 'r####r', 'rrrrrr');
    const measures = measureArt(source, art);
    expect(measures).toMatchObject({ line: 1, pieces: 1, colours: 3 });
    expect(measures.fill).toBeCloseTo(0, 6);
  });

  it('has no fill where no cell is plain', () => {
    expect(fillError(sourceCells(draw('#'), 1, 1), draw('#'))).toBeNaN();
  });
});

describe('palette', () => {
  it('counts colours, all transparency as one', () => {
    const image: RgbaImage = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 0, 9, 9, 9, 0) };
    expect(colourCount(image)).toBe(1);
    expect(colourCount(draw('rgb.', '    '))).toBe(5);
  });

  it('checks the number asked for, transparency apart', () => {
    expect(adheres(draw('rgb '), 3)).toBe(true);
    expect(adheres(draw('rgb '), 2)).toBe(false);
  });

  it('gives the share of pixels on the palette', () => {
    expect(paletteAdherence(draw('r.g#'), [grey(0), grey(255)])).toBe(0.5);
  });
});

describe('cellPurity', () => {
  it('is 1 for nearest-upsampled art at every scale, uneven cells too', () => {
    const art = draw('rgb', 'byr', 'g.#');
    const map = cellMap(16, '3/16');
    const output = paint(16, 16, (x, y) => {
      const i = (map[y] * 3 + map[x]) * 4;
      return [art.data[i], art.data[i + 1], art.data[i + 2], 255];
    });
    expect(cellPurity(output, map, map)).toBe(1);
  });

  it('averages the share of the most frequent colour over cells', () => {
    const map = [0, 0, 1, 1];
    expect(cellPurity(draw('rrgb', 'rry#'), map, [0, 0])).toBe((1 + 0.25) / 2);
  });

  it('refuses maps of another length', () => {
    expect(() => cellPurity(draw('..'), [0], [0])).toThrow('cell maps must be 2 and 1 long, got 1 and 1');
  });
});
