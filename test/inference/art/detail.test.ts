import { describe, expect, it } from 'vitest';
import { oklabOfBytes } from '../../../src/core/colour.ts';
import {
  detailOf,
  loneMixtures,
  lostFeatures,
  mixedCells,
  openGaps,
} from '../../../src/inference/art/detail.ts';
import { latticeOf } from '../../../src/inference/draw/lattice.ts';
import type { Painting } from '../../../src/inference/draw/painting.ts';

const INK = 20;
const GROUND = 235;
const [WIDTH, HEIGHT] = [16, 16];

/** A painting with a grey source, four pixels to a cell's side. */
function paintingWith(shade: (x: number, y: number) => number): Painting {
  const lattice = latticeOf({ width: WIDTH, height: HEIGHT }, '1/4', 'grid');
  const { inputWidth, inputHeight } = lattice;
  const source = new Uint8Array(inputWidth * inputHeight * 3);
  for (let y = 0; y < inputHeight; y++)
    for (let x = 0; x < inputWidth; x++)
      source.fill(shade(x, y), (y * inputWidth + x) * 3, (y * inputWidth + x + 1) * 3);
  const opaque = new Uint8Array(WIDTH * HEIGHT).fill(1);
  return {
    lattice,
    rgb: source,
    source,
    ballot: { opaque, voters: new Uint8Array(inputWidth * inputHeight).fill(1) },
  };
}

/** The cells that open, where each is drawn dark that ink touches; row by row, o for those that open, # and . for others. */
function opened(isInk: (x: number, y: number) => boolean): string[] {
  const painting = paintingWith((x, y) => (isInk(x, y) ? INK : GROUND));
  const detail = detailOf(painting);
  const dark = detail.pixels.map((own) => own.some((pixel) => painting.source[pixel * 3] === INK));
  const bytes = dark.flatMap((is) => Array<number>(3).fill(is ? INK : GROUND));
  const { opaque } = painting.ballot;
  const gaps = openGaps(detail, { width: WIDTH, height: HEIGHT, lab: oklabOfBytes(bytes), opaque });
  const ground = oklabOfBytes([GROUND, GROUND, GROUND]);
  for (const light of gaps.values()) for (const c of [0, 1, 2]) expect(light[c]).toBeCloseTo(ground[c], 4);
  return Array.from({ length: HEIGHT }, (_, y) =>
    Array.from({ length: WIDTH }, (_c, x) => {
      const cell = y * WIDTH + x;
      return gaps.has(cell) ? 'o' : dark[cell] ? '#' : '.';
    }).join(''),
  );
}

describe('openGaps', () => {
  it('opens the cells between two shapes that only the drawing joins', () => {
    const rows = opened((x) => (x >= 12 && x <= 20) || (x >= 24 && x <= 33));
    for (const row of rows.slice(1, -1)) expect(row.slice(2, 10)).toBe('.##o###.');
  });

  it('leaves them closed where the source joins the shapes', () => {
    const rows = opened(
      (x, y) => (x >= 12 && x <= 20) || (x >= 24 && x <= 33) || (y === 30 && x > 12 && x < 30),
    );
    expect(rows[7].slice(2, 10)).toBe('.######.');
    expect(rows[3].slice(2, 10)).toBe('.##o###.');
  });

  it('never breaks a line for it', () => {
    const rows = opened((x) => x === 12 || x === 19);
    expect(rows.join('')).not.toContain('o');
  });

  it('leaves a shape alone, and cells that are nearly half dark', () => {
    expect(opened((x, y) => Math.hypot(x - 32, y - 32) < 18).join('')).not.toContain('o');
    expect(opened((x) => (x >= 12 && x <= 21) || (x >= 24 && x <= 33)).join('')).not.toContain('o');
  });
});

describe('mixedCells', () => {
  it('marks the cells whose source has nothing of their colour', () => {
    const painting = paintingWith((x) => (x < 32 ? (x % 4 < 2 ? INK : GROUND) : 120));
    const lab = oklabOfBytes(new Uint8Array(WIDTH * HEIGHT * 3).fill(120));
    const rows = mixedCells(detailOf(painting), lab);
    expect([...rows.subarray(0, WIDTH)]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('loneMixtures', () => {
  it('gives a lone half-tone at an edge what most of its source shows, and leaves those with company', () => {
    const painting = paintingWith((x) => (x < 31 ? GROUND : INK));
    const detail = detailOf(painting);
    const [grey, cell] = [130, 5 * WIDTH + 7];
    const shades = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH < 8 ? GROUND : INK));
    const found = (cells: number[]): Map<number, number[]> => {
      const bytes = [...shades].flatMap((shade, i) =>
        Array<number>(3).fill(cells.includes(i) ? grey : shade),
      );
      const field = {
        width: WIDTH,
        height: HEIGHT,
        lab: oklabOfBytes(bytes),
        opaque: painting.ballot.opaque,
      };
      return loneMixtures(detail, { ...field, mixed: mixedCells(detail, field.lab) });
    };
    const alone = found([cell]);
    expect([...alone.keys()]).toEqual([cell]);
    expect(alone.get(cell)?.[0]).toBeCloseTo(oklabOfBytes([GROUND, GROUND, GROUND])[0], 4);
    expect(found([cell, cell + WIDTH]).size).toBe(0);
  });
});

describe('loneMixtures in strokes', () => {
  it('gives dark half-tones between a stroke’s cells what most of their source shows, and leaves thin toned lines', () => {
    const painting = paintingWith((x) => (x >= 16 && x < 23 ? INK : GROUND));
    const detail = detailOf(painting);
    const shown = (tone: number, cells: number[]): number[] => {
      const shades = Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
        if (cells.includes(i)) return tone;
        return [4, 5].includes(i % WIDTH) ? INK : GROUND;
      });
      const lab = oklabOfBytes(shades.flatMap((shade) => [shade, shade, shade]));
      const field = { width: WIDTH, height: HEIGHT, lab, opaque: painting.ballot.opaque };
      return [...loneMixtures(detail, { ...field, mixed: mixedCells(detail, lab) }).keys()];
    };
    const cell = 5 * WIDTH + 5;
    expect(shown(80, [cell, cell + WIDTH])).toEqual([cell, cell + WIDTH]);
    const line = Array.from({ length: HEIGHT }, (_, y) => y * WIDTH + 5);
    expect(shown(80, [...line, ...line.map((i) => i - 1)])).toEqual([]);
  });
});

describe('lostFeatures', () => {
  /** A white square between dark lines whose cells were all drawn dark; `drawn` is drawn in white. */
  const found = (side: number, drawn: number[] = []): Map<number, number[]> => {
    const isWhite = (x: number, y: number): boolean => x >= 21 && x < 21 + side && y >= 21 && y < 21 + side;
    const isLine = (x: number, y: number): boolean => Math.max(Math.abs(x - 22), Math.abs(y - 22)) < 6;
    const painting = paintingWith((x, y) => (isWhite(x, y) ? 255 : isLine(x, y) ? INK : 190));
    const shades = Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
      const isDark = [4, 5, 6].includes(i % WIDTH) && [4, 5, 6].includes(Math.floor(i / WIDTH));
      return drawn.includes(i) ? 255 : isDark ? INK : 190;
    });
    const lab = oklabOfBytes(shades.flatMap((shade) => [shade, shade, shade]));
    const colours = oklabOfBytes([INK, 190, 255].flatMap((shade) => [shade, shade, shade]));
    const labels = Uint8Array.from({ length: painting.source.length / 3 }, (_, i) =>
      [INK, 190, 255].indexOf(painting.source[i * 3]),
    );
    const field = { width: WIDTH, height: HEIGHT, lab, opaque: painting.ballot.opaque };
    return lostFeatures(detailOf(painting), field, labels, colours);
  };
  const eye = 5 * WIDTH + 5;

  it('gives a light feature that was drawn nowhere the cell that it covers most', () => {
    expect([...found(3).keys()]).toEqual([eye]);
    expect(found(3).get(eye)?.[0]).toBeCloseTo(1, 3);
  });

  it('leaves what is drawn, and what is too small to be more than antialiasing', () => {
    expect(found(3, [eye]).size).toBe(0);
    expect(found(2).size).toBe(0);
  });

  it('does not join what lies at the two ends of rows', () => {
    // Six pixels each: too few for a feature, and enough if the end of a row led on to the start of the next.
    const isWhite = (x: number, y: number): boolean =>
      (x >= 62 && y >= 20 && y < 23) || (x < 2 && y >= 21 && y < 24);
    const painting = paintingWith((x, y) => (isWhite(x, y) ? 255 : INK));
    const lab = oklabOfBytes(new Uint8Array(WIDTH * HEIGHT * 3).fill(INK));
    const colours = oklabOfBytes([INK, 255].flatMap((shade) => [shade, shade, shade]));
    const labels = Uint8Array.from({ length: painting.source.length / 3 }, (_, i) =>
      Number(painting.source[i * 3] === 255),
    );
    const field = { width: WIDTH, height: HEIGHT, lab, opaque: painting.ballot.opaque };
    expect([...lostFeatures(detailOf(painting), field, labels, colours).keys()]).toEqual([]);
  });
});
