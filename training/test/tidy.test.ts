import { describe, expect, it } from 'vitest';
import { oklabOfBytes, squaredDistance } from '../../src/core/colour.ts';
import { random } from '../../src/core/random.ts';
import { type Field, type Labelling, tidy } from '../src/data/tidy.ts';

const WHITE = [255, 255, 255];
const CREAM = [245, 243, 240];
const BLACK = [20, 20, 20];
const RED = [200, 40, 30];
const COAL = [44, 44, 46];
const GREY = [200, 200, 200];

/** A field of the rows' letters, W white, C cream, K black, B coal, R red, G grey, and . transparent. */
function fieldOf(rows: string[]): Field {
  const colours: Record<string, number[]> = {
    W: WHITE,
    C: CREAM,
    K: BLACK,
    B: COAL,
    R: RED,
    G: GREY,
    '.': WHITE,
  };
  const cells = rows.join('').split('');
  return {
    width: rows[0].length,
    height: rows.length,
    lab: oklabOfBytes(cells.flatMap((cell) => colours[cell])),
    opaque: Uint8Array.from(cells, (cell) => Number(cell !== '.')),
  };
}

/** Every cell labelled with the nearest of the colours. */
function start(field: Field, palette: number[][]): Labelling {
  const colours = oklabOfBytes(palette.flat());
  const labels = Uint8Array.from({ length: field.width * field.height }, (_, i) => {
    const distances = palette.map((_colour, c) => squaredDistance(field.lab, i, colours, c));
    return distances.indexOf(Math.min(...distances));
  });
  return { labels, colours };
}

const shown = (field: Field, labels: Uint8Array, letters: string): string[] =>
  Array.from({ length: field.height }, (_, y) =>
    Array.from({ length: field.width }, (_c, x) => letters[labels[y * field.width + x]]).join(''),
  );

describe('tidy', () => {
  const palette = [WHITE, CREAM, BLACK, RED];

  it('takes away stray pixels of nearly the same colour', () => {
    const field = fieldOf(['WWWWW', 'WWCWW', 'WWWWW', 'WCWWW', 'WWWWW']);
    const { labels } = tidy(field, start(field, palette), false);
    expect(new Set(labels)).toEqual(new Set([0]));
  });

  it('keeps in a dark picture a shade that it would take for a band in a light one', () => {
    const shades = [[40, 44, 50], [58, 62, 68], BLACK];
    const cells = ['0000000', '0000000', '0011000', '0000000', '2222222', '2222222', '2222222'].join('');
    const dark = {
      width: 7,
      height: 7,
      lab: oklabOfBytes([...cells].flatMap((c) => shades[Number(c)])),
      opaque: new Uint8Array(49).fill(1),
    };
    expect(tidy(dark, start(dark, shades), false).labels[16]).toBe(1);
    const light = [...cells].flatMap((c) => (c === '2' ? WHITE : shades[Number(c)]));
    const lit = { ...dark, lab: oklabOfBytes(light) };
    expect(tidy(lit, start(lit, [...shades, WHITE]), false).labels[16]).toBe(0);
  });

  it('leaves highlights, thin lines and corners as they are', () => {
    const rows = ['RRRRRR', 'RWRRKK', 'RRRKRR', 'RRKRRR', 'KKRRRK'];
    const field = fieldOf(rows);
    expect(shown(field, tidy(field, start(field, palette), false).labels, 'WCKR')).toEqual(rows);
  });

  it('gives a line one colour, straight or slanting, and leaves shades inside a dark shape', () => {
    const line = fieldOf(['WWWWWWW', 'KKBKKKW', 'WWWWWWB', 'WWWWWKW', 'WWWWKWW', 'WWWKWWW']);
    const { labels } = tidy(line, start(line, [WHITE, BLACK, COAL]), false);
    expect(shown(line, labels, 'WKB')).toEqual([
      'WWWWWWW',
      'KKKKKKW',
      'WWWWWWK',
      'WWWWWKW',
      'WWWWKWW',
      'WWWKWWW',
    ]);
    const shape = ['KKKKKK', 'KKBBBK', 'KBBBBK', 'KKBBBK', 'KKKKKK'];
    const field = fieldOf(shape);
    expect(shown(field, tidy(field, start(field, [WHITE, BLACK, COAL]), false).labels, 'WKB')).toEqual(shape);
  });

  it('makes one of two blacks that lines are drawn in, where colours may move, and leaves those of shapes', () => {
    const four = [WHITE, BLACK, COAL, RED];
    const lines = fieldOf(['KKKWWW', 'WWWWWW', 'WWWBBB', 'WWWWWW', 'RRRRRR', 'RRRRRR']);
    expect(new Set(tidy(lines, start(lines, four), true).labels).size).toBe(3);
    expect(new Set(tidy(lines, start(lines, four), false).labels).size).toBe(4);
    const shapes = fieldOf(['KKKKKK', 'KKKKKK', 'KKKBBB', 'RRRBBB', 'RRRBBB', 'RRRBBB']);
    expect(new Set(tidy(shapes, start(shapes, four.slice(1)), true).labels).size).toBe(3);
  });

  it('takes away the blends at an edge, one or two cells long, and leaves grey areas and lone accents', () => {
    const letters = 'WKGR';
    const four = [WHITE, BLACK, GREY, RED];
    const edge = fieldOf(['WWGWWW', 'KKKKKK', 'KKKKKK', 'WWWGGW', 'WWWWWW']);
    expect(shown(edge, tidy(edge, start(edge, four), false).labels, letters).join('')).not.toContain('G');
    const rows = ['WWWWWWWW', 'WGGGWWRW', 'WGGGWKKK', 'WGGGWKKK', 'WWWWWKKK'];
    const kept = fieldOf(rows);
    expect(shown(kept, tidy(kept, start(kept, four), false).labels, letters)).toEqual(rows);
  });

  it('takes away a mixture of two like colours only where the source has nothing of it', () => {
    const [gold, rust] = [
      [252, 194, 27],
      [205, 60, 40],
    ];
    const colours = [gold, rust, gold.map((value, c) => Math.round((value + rust[c]) / 2))];
    const rows = ['GGGGGG', 'GGMGGG', 'RRRRRR', 'RRRRMG', 'RRRRRR'];
    const cells = rows.join('').split('');
    const field = {
      width: 6,
      height: 5,
      lab: oklabOfBytes(cells.flatMap((cell) => colours['GRM'.indexOf(cell)])),
      opaque: new Uint8Array(30).fill(1),
    };
    const first = start(field, colours);
    expect(shown(field, tidy(field, first, false).labels, 'GRM')).toEqual(rows);
    const mixed = Uint8Array.from(cells, (cell) => Number(cell === 'M'));
    expect(shown(field, tidy({ ...field, mixed }, first, false).labels, 'GRM').join('')).not.toContain('M');
  });

  it('leaves transparent cells alone and does not count them', () => {
    const rows = ['..K..', '..K..', '.....', 'R...W'];
    const field = fieldOf(rows);
    const { labels } = tidy(field, start(field, palette), false);
    rows
      .join('')
      .split('')
      .forEach((cell, i) => {
        if (cell !== '.') expect('WCKR'[labels[i]]).toBe(cell);
      });
  });

  it('does not move a fixed palette, and moves its own to the colours of its cells', () => {
    const field = fieldOf(['RRRR', 'RRRR', 'WWWW', 'WWWW']);
    const near = [
      [250, 250, 240],
      [190, 50, 40],
    ];
    const fixed = tidy(field, start(field, near), false);
    expect([...fixed.colours]).toEqual([...oklabOfBytes(near.flat())]);
    const moved = tidy(field, start(field, near), true);
    [...oklabOfBytes([...WHITE, ...RED])].forEach((value, i) => {
      expect(moved.colours[i]).toBeCloseTo(value, 5);
    });
  });

  it('ends where no cell gains by its neighbours’ labels, and never above the cost of the start', () => {
    for (let seed = 1; seed < 8; seed++) {
      const next = random(seed);
      const [width, height] = [9, 7];
      const bytes = Array.from({ length: width * height * 3 }, () => 128 + Math.floor(next() * 40));
      const field: Field = {
        width,
        height,
        lab: oklabOfBytes(bytes),
        opaque: new Uint8Array(width * height).fill(1),
      };
      const greys = [0, 1, 2, 3, 4].map((k) => [130 + 9 * k, 133 + 8 * k, 128 + 9 * k]);
      const from = start(field, greys);
      const to = tidy(field, from, false);
      expect(energy(field, to)).toBeLessThan(energy(field, from));
      expect(steps(field, to)).toBeLessThan(steps(field, from));
    }
  });
});

/** Neighbours that differ by little: the slow count of blurry steps. */
function steps(field: Field, { labels }: Labelling): number {
  let count = 0;
  for (let y = 0; y < field.height; y++)
    for (let x = 0; x < field.width; x++) {
      const i = y * field.width + x;
      if (x + 1 < field.width && labels[i] !== labels[i + 1]) count++;
      if (y + 1 < field.height && labels[i] !== labels[i + field.width]) count++;
    }
  return count;
}

/** The field's whole cost, written out: distances, blurry steps once a pair, and pixels without a mate. */
function energy(field: Field, labelling: Labelling): number {
  const { labels, colours } = labelling;
  const { width, height } = field;
  let sum = steps(field, labelling) * 0.0045;
  for (let i = 0; i < width * height; i++) {
    sum += squaredDistance(field.lab, i, colours, labels[i]);
    const [x, y] = [i % width, Math.floor(i / width)];
    let mates = 0;
    for (let j = 0; j < width * height; j++) {
      const [u, v] = [j % width, Math.floor(j / width)];
      if (j !== i && Math.abs(u - x) <= 1 && Math.abs(v - y) <= 1 && labels[j] === labels[i]) mates++;
    }
    if (mates === 0) sum += 0.006;
  }
  return sum;
}
