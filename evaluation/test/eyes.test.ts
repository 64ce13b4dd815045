import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../src/core/image.ts';
import {
  clogged,
  countColours,
  crumbs,
  deltaE76,
  deltaE2000,
  detailKept,
  distanceInside,
  exactFlats,
  inkError,
  measureForEyes,
  ragged,
  readSource,
  segments,
  skeleton,
  stray,
  strokeFigures,
  toLab,
  toneError,
} from '../src/measures/index.ts';
import { draw, enlarge, paint } from './pictures.ts';

/** Pixels a cell of the sources here. */
const CELL = 8;
const WHITE = [255, 255, 255, 255] as const;
const BLACK = [0, 0, 0, 255] as const;
const RED = [200, 30, 30, 255] as const;
const grey = (v: number) => [v, v, v, 255] as const;

describe('distanceInside', () => {
  it('is the distance to the nearest pixel outside', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 48, maxLength: 48 }), (bits) => {
        const mask = Uint8Array.from(bits, Number);
        const found = distanceInside(mask, 8);
        for (let p = 0; p < 48; p++) {
          let least = mask[p] ? Number.POSITIVE_INFINITY : 0;
          for (let q = 0; q < 48; q++) {
            if (!mask[q]) least = Math.min(least, Math.hypot((p % 8) - (q % 8), (p >> 3) - (q >> 3)));
          }
          expect(found[p]).toBeCloseTo(least, 9);
        }
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});

/** Thinning after Zhang and Suen as their paper tells it: every pixel, every time. */
function plainSkeleton(mask: Uint8Array, width: number): Uint8Array {
  const thin = Uint8Array.from(mask);
  const height = mask.length / width;
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : thin[y * width + x];
  for (let changed = true; changed; ) {
    changed = false;
    for (const second of [false, true]) {
      const gone: number[] = [];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          if (!at(x, y)) continue;
          const [n, e, s, w] = [at(x, y - 1), at(x + 1, y), at(x, y + 1), at(x - 1, y)];
          const ring = [n, at(x + 1, y - 1), e, at(x + 1, y + 1), s, at(x - 1, y + 1), w, at(x - 1, y - 1)];
          const count = ring.reduce((a, b) => a + b, 0);
          const rises = ring.filter((v, i) => !v && ring[(i + 1) % 8]).length;
          const sides = second ? n * e * w + n * s * w : n * e * s + e * s * w;
          if (count >= 2 && count <= 6 && rises === 1 && sides === 0) gone.push(y * width + x);
        }
      }
      for (const p of gone) thin[p] = 0;
      changed ||= gone.length > 0;
    }
  }
  return thin;
}

describe('skeleton', () => {
  it('thins a bar to a line', () => {
    const mask = Uint8Array.from({ length: 20 * 7 }, (_, i) =>
      i % 20 > 1 && i % 20 < 18 && i > 40 && i < 100 ? 1 : 0,
    );
    const thin = skeleton(mask, 20);
    for (let x = 4; x < 16; x++) {
      expect([0, 1, 2, 3, 4, 5, 6].reduce((sum, y) => sum + thin[y * 20 + x], 0)).toBe(1);
    }
  });

  it('is what the plain form gives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 35, maxLength: 35 }), (coarse) => {
        // Blobs rather than noise: each value fills 3×3 pixels.
        const mask = Uint8Array.from({ length: 21 * 15 }, (_, i) =>
          coarse[Math.floor(i / 21 / 3) * 7 + Math.floor((i % 21) / 3)] > 1 ? 1 : 0,
        );
        expect(skeleton(mask, 21)).toEqual(plainSkeleton(mask, 21));
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

describe('segments', () => {
  it('keeps the colours of a picture that has few', () => {
    const { labels, colours } = segments(countColours(toLab(draw('..r', 'gg#'))), 28);
    expect(colours).toBe(4);
    expect(new Set([labels[0], labels[2], labels[3], labels[5]]).size).toBe(4);
    expect(labels[0]).toBe(labels[1]);
  });

  it('parts a picture of many colours into as many as asked, the same way each time', () => {
    const rainbow = countColours(toLab(paint(32, 32, (x, y) => [x * 8, y * 8, 128, 255])));
    const one = segments(rainbow, 12, 3);
    expect(one.colours).toBe(12);
    expect(new Set(one.labels).size).toBe(12);
    expect(segments(rainbow, 12, 3)).toEqual(one);
  });
});

describe('detail', () => {
  const source = enlarge(draw('........', '.r....g.', '........', '..bb....', '........'), CELL);
  const { features } = readSource(source, 8, 5);

  it('counts small features that some art pixel over them shows', () => {
    expect(detailKept(features, draw('........', '.r....g.', '........', '..bb....', '........'))).toBe(1);
    // Half a feature shows it; the red one is gone, the green one has another colour.
    expect(
      detailKept(features, draw('........', '......y.', '........', '..b.....', '........')),
    ).toBeCloseTo(1 / 3, 9);
    expect(detailKept(features, draw('........', '........', '........', '........', '........'))).toBe(0);
    // Beside it is not over it.
    expect(detailKept(features, draw('........', 'r......g', '........', '....b...', '........'))).toBe(0);
  });

  it('knows which features are small, thick and apart', () => {
    const count = (picture: RgbaImage) => readSource(picture, 8, 8).features.features.length;
    const spot = (w: number, h: number, colour: readonly [number, number, number, number]) =>
      count(paint(64, 64, (x, y) => (x >= 20 && x < 20 + w && y >= 20 && y < 20 + h ? colour : WHITE)));
    // Each feature is found in each of three partings.
    expect(spot(8, 8, RED)).toBe(3);
    expect(spot(4, 4, RED)).toBe(0); // a quarter of a cell
    expect(spot(20, 20, RED)).toBe(0); // more than six cells
    expect(spot(24, 2, RED)).toBe(0); // a line
    expect(spot(8, 8, grey(225))).toBe(0); // hardly to be seen
  });

  it('is NaN without features and wants art of its size', () => {
    const blank = readSource(
      paint(16, 16, () => WHITE),
      4,
      4,
    );
    expect(detailKept(blank.features, draw('....', '....', '....', '....'))).toBeNaN();
    expect(() => detailKept(features, draw('..'))).toThrow('art must be 8x5');
  });
});

/** A source with a black line two pixels high through the middle of row 2 of 24×5 cells. */
const lined = paint(24 * CELL, 5 * CELL, (_, y) => (y === 19 || y === 20 ? BLACK : WHITE));
const art24 = (...rows: string[]) =>
  draw(...rows.map((letter) => (letter.length === 1 ? letter.repeat(24) : letter)));

describe('ink and clog', () => {
  const { ink } = readSource(lined, 24, 5);

  it('measures how far drawn lines are from the ink of the source', () => {
    expect(inkError(ink, art24('.', '.', '#', '.', '.'))).toBe(0);
    const dark = paint(24, 5, (_, y) => (y === 2 ? grey(90) : WHITE));
    const { lab } = toLab(paint(2, 1, (x) => grey(x * 90)));
    expect(inkError(ink, dark)).toBeCloseTo(deltaE2000(lab, 0, lab, 1), 9);
    // Lines that are not drawn dark are no business of ink.
    expect(inkError(ink, art24('.', '.', '.', '.', '.'))).toBeNaN();
  });

  it('counts blocks of dark that the source does not have', () => {
    expect(clogged(ink, art24('.', '.', '#', '.', '.'))).toBe(0);
    expect(clogged(ink, art24('.', '.', '#', '#', '.'))).toBeCloseTo((100 * 23) / 24, 9);
    // Where the source is dark all over, so may be the art.
    const half = paint(24 * CELL, 5 * CELL, (_, y) => (y < 24 ? BLACK : WHITE));
    expect(clogged(readSource(half, 24, 5).ink, art24('#', '#', '#', '.', '.'))).toBe(0);
    const few = readSource(
      paint(32, 32, () => WHITE),
      4,
      4,
    );
    expect(clogged(few.ink, draw('##..', '##..', '....', '....'))).toBeNaN();
  });
});

describe('stroke, parts and width', () => {
  const { strokes } = readSource(lined, 24, 5);

  it('finds a line kept whole, one wide, wherever it lies', () => {
    const whole = strokeFigures(strokes, art24('.', '.', '#', '.', '.'));
    expect(whole).toMatchObject({ stroke: 1, parts: 1 });
    // Straight lines have 1.15 times as many pixels as their length by the mean of all slants.
    expect(whole.width).toBeCloseTo(1.15, 1);
    // The line's middle is 0.4 to 0.6 cells from the centres of row 1 or 3: at a boundary either row draws it.
    const low = paint(24 * CELL, 5 * CELL, (_, y) => (y === 23 || y === 24 ? BLACK : WHITE));
    const read = readSource(low, 24, 5).strokes;
    expect(strokeFigures(read, art24('.', '.', '#', '.', '.'))).toMatchObject({ stroke: 1, parts: 1 });
    expect(strokeFigures(read, art24('.', '.', '.', '#', '.'))).toMatchObject({ stroke: 1, parts: 1 });
    expect(strokeFigures(read, art24('.', '.', '#', '#', '.')).width).toBeCloseTo(2.3, 1);
  });

  it('finds gaps', () => {
    const gap = '##########...###########';
    const { stroke, parts } = strokeFigures(strokes, art24('.', '.', gap, '.', '.'));
    // 0.9 cells beyond the centres on either side of three cells are kept: 2.2 of 24 cells are lost.
    expect(stroke).toBeCloseTo(1 - 2.2 / 24, 1);
    expect(parts).toBe(2);
    const none = strokeFigures(strokes, art24('.', '.', '.', '.', '.'));
    expect(none).toEqual({ stroke: 0, parts: Number.NaN, width: Number.NaN });
  });

  it('is NaN where there are no strokes', () => {
    const blank = readSource(
      paint(40, 40, () => WHITE),
      5,
      5,
    ).strokes;
    expect(
      strokeFigures(
        blank,
        paint(5, 5, () => BLACK),
      ),
    ).toEqual({
      stroke: Number.NaN,
      parts: Number.NaN,
      width: Number.NaN,
    });
  });
});

describe('exact and tone', () => {
  const flag = draw('rrrr', 'rrrr', '....', 'bbbb');
  const read = readSource(enlarge(flag, CELL), 4, 4);

  it('counts flat cells that have just their colour', () => {
    expect(exactFlats(read.flats, flag)).toBe(1);
    expect(exactFlats(read.flats, draw('rrrr', 'rgrr', '....', 'bbbb'))).toBe(15 / 16);
    // Cells of two colours do not count: the art of four columns over a source of two halves a cell.
    const halves = paint(4 * CELL, 4 * CELL, (x) => (x % CELL < CELL / 2 ? BLACK : WHITE));
    expect(exactFlats(readSource(halves, 4, 4).flats, flag)).toBeNaN();
  });

  it('measures the weight that strokes keep', () => {
    expect(toneError(read.cells, flag)).toBeCloseTo(0, 1);
    // All of one colour: blurring changes nothing.
    const [light, dark] = [paint(4, 4, () => grey(200)), paint(4, 4, () => grey(150))];
    const cells = readSource(enlarge(light, CELL), 4, 4).cells;
    expect(toneError(cells, dark)).toBeCloseTo(deltaE76(toLab(light).lab, 0, toLab(dark).lab, 0), 6);
    // A line moved by a cell costs less than one that is lost, and one of twice its weight.
    const stripe = (y0: number, rows = 1) =>
      paint(12, 12, (_, y) => (y >= y0 && y < y0 + rows ? BLACK : WHITE));
    const { cells: striped } = readSource(enlarge(stripe(5), CELL), 12, 12);
    const moved = toneError(striped, stripe(6));
    expect(moved).toBeLessThan(toneError(striped, stripe(5, 0)));
    expect(moved).toBeLessThan(toneError(striped, stripe(5, 3)));
  });
});

describe('crumbs and stray', () => {
  const halves = paint(12 * CELL, 6 * CELL, (x) => (x < 6 * CELL ? BLACK : WHITE));
  const { support } = readSource(halves, 12, 6);
  const art = (letters: string) => draw(...Array.from({ length: 6 }, () => letters));

  it('counts half-tones that the source does not show', () => {
    expect(crumbs(support, art('######......'))).toBe(0);
    expect(crumbs(support, art('#####-......'))).toBeCloseTo(100 / 12, 9);
    // A source that has a grey column there has no crumb, and none either if the grey blends over many pixels.
    const grey3 = paint(12 * CELL, 6 * CELL, (x) =>
      x < 5 * CELL ? BLACK : x < 6 * CELL ? grey(128) : WHITE,
    );
    expect(crumbs(readSource(grey3, 12, 6).support, art('#####-......'))).toBe(0);
    const melt = paint(12 * CELL, 6 * CELL, (x) => grey(Math.round((255 * x) / (12 * CELL - 1))));
    expect(crumbs(readSource(melt, 12, 6).support, art('#####-......'))).toBe(0);
    // A colour that lies between no two neighbours is none.
    expect(crumbs(support, art('#####r......'))).toBe(0);
  });

  it('counts lone pixels of a colour that is not there', () => {
    const lone = draw(
      '######......',
      '######......',
      '######...r..',
      '######......',
      '######......',
      '######......',
    );
    expect(stray(support, lone)).toBeCloseTo(100 / 72, 9);
    expect(stray(support, art('######......'))).toBe(0);
    expect(stray(readSource(enlarge(lone, CELL), 12, 6).support, lone)).toBe(0);
    // Two together are no lone ones.
    const two = draw(
      '######......',
      '######......',
      '######..rr..',
      '######......',
      '######......',
      '######......',
    );
    expect(stray(support, two)).toBe(0);
  });
});

describe('ragged', () => {
  // 12×12 cells, black above row 5 in columns away from the border's corners.
  const source = paint(12 * CELL, 12 * CELL, (_, y) => (y < 5 * CELL ? BLACK : WHITE));
  const { edges } = readSource(source, 12, 12);
  const half = (
    change: (x: number, y: number) => readonly [number, number, number, number] | null = () => null,
  ) => paint(12, 12, (x, y) => change(x, y) ?? (y < 5 ? BLACK : WHITE));
  // 12 crossings of the edge, 12 cells at each of four borders.
  const all = 60;

  it('is 0 for an ideal edge, and for one that is moved as a whole', () => {
    expect(ragged(edges, half())).toBe(0);
    expect(
      ragged(
        edges,
        half((_, y) => (y === 5 ? BLACK : null)),
      ),
    ).toBe(0);
  });

  it('counts a chip as two steps', () => {
    expect(
      ragged(
        edges,
        half((x, y) => (x === 6 && y === 4 ? WHITE : null)),
      ),
    ).toBeCloseTo((100 * 2) / all, 9);
    expect(
      ragged(
        edges,
        half((x, y) => (x > 5 && y === 5 ? BLACK : null)),
      ),
    ).toBeCloseTo(100 / all, 9);
  });

  it('counts a pale border', () => {
    const pale = half((x, y) => (x === 11 ? (y < 5 ? grey(60) : grey(200)) : null));
    // Twelve cells of the border, and where it meets the edge, 60 is still the black side and 200 the white one.
    expect(ragged(edges, pale)).toBeCloseTo((100 * 12) / all, 9);
  });

  it('takes the ideal drawing of a slanted edge, also upright', () => {
    const slant = (x: number, y: number) => y < 20 + x / 3 + 0.01;
    for (const turned of [false, true]) {
      const is = (x: number, y: number) => (turned ? slant(y, x) : slant(x, y));
      const picture = paint(12 * CELL, 12 * CELL, (x, y) => (is(x + 0.5, y + 0.5) ? RED : WHITE));
      const art = (dip: boolean) =>
        paint(12, 12, (x, y) => {
          const along = turned ? y : x;
          const across = turned ? x : y;
          const chipped = dip && along === 5 && across === 3;
          return !chipped && is((x + 0.5) * CELL, (y + 0.5) * CELL) ? RED : WHITE;
        });
      const read = readSource(picture, 12, 12).edges;
      expect(read[turned ? 'upright' : 'level'].length).toBe(1);
      expect(ragged(read, art(false))).toBe(0);
      expect(ragged(read, art(true))).toBeGreaterThan(0);
    }
  });

  it('is NaN where nothing is straight', () => {
    const noise = paint(64, 64, (x, y) => grey((x * 37 + y * 91 + x * y * 13) % 256));
    expect(
      ragged(
        readSource(noise, 8, 8).edges,
        paint(8, 8, () => WHITE),
      ),
    ).toBeNaN();
  });
});

describe('measureForEyes', () => {
  it('reads the source itself or takes a reading', () => {
    const source = enlarge(draw('........', '.r....g.', '........', '..bb....', '........'), CELL);
    const art = draw('........', '.r....g.', '........', '..bb....', '........');
    expect(measureForEyes(readSource(source, 8, 5), art)).toEqual(measureForEyes(source, art));
    expect(() => measureForEyes(readSource(source, 8, 8), art)).toThrow('art must be 8x8');
  });

  it('takes sources smaller than the art, of one pixel too', () => {
    expect(
      measureForEyes(
        draw('r'),
        paint(6, 6, () => RED),
      ),
    ).toMatchObject({ exact: 1, crumbs: 0, stray: 0 });
  });
});
