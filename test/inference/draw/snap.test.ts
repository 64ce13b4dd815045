import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rgba, RgbaImage } from '../../../src/core/image.ts';
import { random } from '../../../src/core/random.ts';
import { SIDE } from '../../../src/core/scale.ts';
import { axesOf, type Edges, edgesAlong, lookedAt } from '../../../src/inference/draw/edges.ts';
import {
  type Beside,
  bestLines,
  CellCosts,
  FURTHEST,
  gridLines,
} from '../../../src/inference/draw/gridlines.ts';
import { snapped } from '../../../src/inference/draw/snap.ts';
import { picture } from '../../support/pictures.ts';

const WHITE: Rgba = [255, 255, 255, 255];
const GREY: Rgba = [203, 213, 225, 255];
const BLACK: Rgba = [0, 0, 0, 255];

/** How many cells high, or wide, each run of cells is that are mostly dark along the middle of a picture. */
function runs({ width, height, data }: RgbaImage, cells: number, upright: boolean): number[] {
  const long = upright ? height : width;
  const across = Math.floor((upright ? width : height) / 2);
  const dark = Array.from({ length: long }, (_, i) => {
    const at = upright ? i * width + across : across * width + i;
    return data[at * 4] < 240;
  });
  const lengths: number[] = [];
  let run = 0;
  for (let cell = 0; cell <= cells; cell++) {
    const own = dark.slice(Math.round((cell * long) / cells), Math.round(((cell + 1) * long) / cells));
    if (own.filter(Boolean).length * 2 > own.length) run++;
    else if (run > 0) {
      lengths.push(run);
      run = 0;
    }
  }
  return lengths;
}

describe('snapping', () => {
  it('makes bars of one width alike wherever they lie, level and upright, on grounds dark, light and transparent', () => {
    // 1.3 cells of ten pixels each, or of forty: a majority makes one or two cells of them.
    const starts = [31, 75, 118, 157, 204, 250];
    for (const [upright, zoom] of [
      [true, 1],
      [false, 1],
      [false, 4],
    ] as const)
      for (const ground of [WHITE, [255, 255, 255, 0] as Rgba]) {
        const isBar = (i: number) => starts.some((start) => i >= start * zoom && i < (start + 13) * zoom);
        const bars = picture(300 * zoom, 300 * zoom, (x, y) => (isBar(upright ? y : x) ? GREY : ground));
        const seen = (image: RgbaImage) =>
          runs(
            {
              ...image,
              data: image.data.map((byte, i) => (i % 4 === 0 && image.data[i + 3] === 0 ? 255 : byte)),
            },
            30,
            upright,
          );
        expect(new Set(seen(bars)).size, 'before').toBe(2);
        expect(seen(snapped(bars, { width: 30, height: 30 }))).toEqual([1, 1, 1, 1, 1, 1]);
      }
  });

  it('keeps a thin line in one row of cells', () => {
    // Its edges lie 0.2 cells on either side of a line of the grid.
    const line = picture(320, 320, (_x, y) => (y >= 158 && y < 162 ? BLACK : WHITE));
    const { data } = snapped(line, { width: 32, height: 32 });
    const rows = Array.from({ length: 320 }, (_, y) => y).filter((y) => data[(y * 320 + 100) * 4] < 128);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((y) => Math.floor(y / 10))).size).toBe(1);
  });

  it('lets two words be on the grid each in its own way', () => {
    const stem = (x: number, from: number) => x >= from && x < from + 20;
    const words = picture(480, 480, (x, y) => {
      const first = y > 100 && y < 180 && (stem(x, 104) || stem(x, 164) || stem(x, 224));
      const second = y > 300 && y < 380 && (stem(x, 97) || stem(x, 157) || stem(x, 217));
      return first || second ? BLACK : WHITE;
    });
    const out = snapped(words, { width: 48, height: 48 });
    for (const y of [140, 340]) {
      const edges = Array.from({ length: 479 }, (_, x) => x + 1).filter(
        (x) => out.data[(y * 480 + x) * 4] !== out.data[(y * 480 + x - 1) * 4],
      );
      expect(edges).toHaveLength(6);
      for (const edge of edges) expect(Math.abs(edge - Math.round(edge / 10) * 10)).toBeLessThanOrEqual(1);
    }
  });

  it('makes round things even on both sides wherever they lie, in whatever they are', () => {
    const next = random(3);
    const [pitch, cells] = [10, 32];
    const side = pitch * cells;
    let [before, after] = [0, 0];
    for (let round = 0; round < 20; round++) {
      // A face with two eyes of two to six cells.
      const [x, y] = [150 + 20 * next(), 150 + 20 * next()];
      const [apart, up, radius] = [35 + 20 * next(), 20 + 20 * next(), 10 + 20 * next()];
      const within = (u: number, v: number, r: number) => {
        let count = 0;
        for (let i = 0; i < 9; i++)
          if ((u + ((i % 3) - 1) / 3) ** 2 + (v + (Math.floor(i / 3) - 1) / 3) ** 2 < r * r) count++;
        return count / 9;
      };
      const eyes = [x - apart, x + apart].map((u) => [u, y - up]);
      const face = picture(side, side, (column, row) => {
        const [u, v] = [column + 0.5, row + 0.5];
        const skin = within(u - x, v - y, 120);
        const dark = eyes.reduce((sum, [eyeX, eyeY]) => sum + within(u - eyeX, v - eyeY, radius), 0);
        return [255 - 5 * skin - 230 * dark, 255 - 55 * skin - 180 * dark, 255 - 195 * skin - 40 * dark, 255];
      });
      const uneven = (image: RgbaImage) =>
        eyes.filter(([eyeX, eyeY]) => {
          const about = (middle: number) =>
            Array.from({ length: 9 }, (_, i) => Math.round(middle / pitch) + i - 4);
          const rows = about(eyeY).map((v) =>
            about(eyeX).map((u) => {
              let sum = 0;
              for (let i = 0; i < pitch * pitch; i++)
                sum += image.data[((v * pitch + Math.floor(i / pitch)) * side + u * pitch + (i % pitch)) * 4];
              return Number(sum < 135 * pitch * pitch);
            }),
          );
          const columns = rows.map((_, i) => rows.map((row) => row[i]));
          return [rows, columns].some((lines) => {
            const dark = lines.map((line) => line.join('')).filter((line) => line.includes('1'));
            return dark.join() !== dark.reverse().join();
          });
        }).length;
      before += uneven(face);
      after += uneven(snapped(face, { width: cells, height: cells }));
    }
    expect(before, 'before').toBeGreaterThan(20);
    expect(after).toBeLessThan(before / 2);
  });

  it('leaves what is on the grid as it is, as pixel art at any size', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.constantFrom(3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 35, 47, 50),
        (seed, pitch) => {
          const next = random(seed);
          const art = Array.from({ length: 12 * 12 }, () =>
            next() < 0.5 ? WHITE : next() < 0.5 ? BLACK : GREY,
          );
          const enlarged = picture(
            12 * pitch,
            12 * pitch,
            (x, y) => art[Math.floor(y / pitch) * 12 + Math.floor(x / pitch)],
          );
          expect(snapped(enlarged, { width: 12, height: 12 })).toBe(enlarged);
        },
      ),
    );
  });

  it('gives the source itself where nothing is to be snapped, or not finely enough', () => {
    const plain = picture(64, 64, () => GREY);
    expect(snapped(plain, { width: 8, height: 8 })).toBe(plain);
    const bars = picture(64, 64, (x) => (x % 9 < 4 ? BLACK : WHITE));
    expect(snapped(bars, { width: 8, height: 8 })).not.toBe(bars);
    expect(snapped(bars, { width: 32, height: 8 })).toBe(bars);
    expect(snapped(bars, { width: 8, height: 22 })).toBe(bars);
  });

  it('makes every pixel of one of the source’s own, no further away than a line may move', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 90, max: 250 }),
        fc.integer({ min: 8, max: 28 }),
        (seed, side, cells) => {
          const next = random(seed);
          const [at, wide] = [Math.floor(next() * side), 4 + Math.floor(next() * 20)];
          const step = 5 + Math.floor(next() * 20);
          // Red and green say where a pixel comes from, blue has edges.
          const source = picture(side, side, (x, y) => [
            x,
            y,
            x % step < 4 || (y >= at && y < at + wide) ? 255 : 0,
            255,
          ]);
          const out = snapped(source, { width: cells, height: cells });
          const furthest = ((FURTHEST / SIDE) * side) / cells + 1;
          let [far, strange] = [0, 0];
          for (let i = 0; i < out.data.length; i += 4) {
            const [x, y, pixel] = [out.data[i], out.data[i + 1], i / 4];
            if (out.data[i + 2] !== source.data[(y * side + x) * 4 + 2]) strange++;
            far = Math.max(far, Math.abs(x - (pixel % side)), Math.abs(y - Math.floor(pixel / side)));
          }
          expect(strange).toBe(0);
          expect(far).toBeLessThanOrEqual(furthest);
        },
      ),
      { numRuns: 25 },
    );
  });
});

const STIFF = 0.25;
const SLANT = 3;
const JOG = 0.1;
const GOES_ON = 60;

/** What an edge at a place costs between two lines, by the definition. */
function off(place: number, left: number, right: number): number {
  return place > left && place < right
    ? ((2 * Math.min(place - left, right - place)) / (right - left)) ** 2
    : 0;
}

/** The energy of lines, term by term. */
function energy(
  { sharp, thin, slant }: Edges,
  cells: number,
  rows: number,
  moves: ArrayLike<number>,
): number {
  const lines = cells + 1;
  const places = cells * SIDE + 1;
  const at = (row: number, line: number) => line * SIDE + moves[row * lines + line];
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let cell = 0; cell < cells; cell++) {
      const [left, right] = [at(row, cell), at(row, cell + 1)];
      for (let place = 0; place < places; place++)
        sum += sharp[row * places + place] * off(place, left, right);
      sum += (STIFF + SLANT * slant[row * cells + cell]) * ((right - left) / SIDE - 1) ** 2;
      sum += thin[row * places + Math.round(right)] ?? 0;
    }
    if (row === 0) continue;
    for (let line = 0; line < lines; line++) {
      const moved = ((moves[row * lines + line] - moves[(row - 1) * lines + line]) / SIDE) ** 2;
      let weight = JOG;
      for (let place = 0; place < places; place++) {
        const near = Math.max(0, 1 - Math.abs(place / SIDE - line));
        const about = (r: number) =>
          [place - 1, place, place + 1].reduce(
            (all, p) => all + (p >= 0 && p < places ? sharp[r * places + p] : 0),
            0,
          );
        weight += (GOES_ON * near * Math.min(about(row - 1), about(row))) / 2;
      }
      const leaning = (r: number) =>
        [line - 1, line].reduce((all, c) => all + (c >= 0 && c < cells ? slant[r * cells + c] : 0), 0);
      weight += (GOES_ON * Math.min(leaning(row - 1), leaning(row))) / 2;
      sum += weight * moved;
    }
  }
  return sum;
}

describe('lines of the grid', () => {
  const [cells, places] = [4, 4 * SIDE + 1];

  it('are the best of all, by trying each', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.boolean(), (seed, alone) => {
        const next = random(seed);
        const edges: Edges = {
          sharp: Float32Array.from({ length: 4 * places }, () => (next() < 0.1 ? next() : 0)),
          thin: Float32Array.from({ length: 4 * places }, () => (next() < 0.05 ? next() : 0)),
          slant: Float32Array.from({ length: 4 * cells }, () => next() / 6),
        };
        // Two of four rows.
        const [sharp, thin, slant] = [edges.sharp, edges.thin, edges.slant].map((values) => {
          const length = values.length / 4;
          return Float64Array.from({ length }, (_, i) => values[length + i] + values[2 * length + i]);
        });
        const stiff = slant.map((leaning) => 2 * STIFF + SLANT * leaning);
        const beside: Beside[] = alone
          ? []
          : [
              {
                moves: Int8Array.from({ length: cells + 1 }, (_, i) =>
                  i % cells === 0 ? 0 : Math.floor(next() * 11) - FURTHEST,
                ),
                weights: Float64Array.from({ length: cells + 1 }, () => 3 * next()),
              },
            ];
        const costOf = (moves: readonly number[]): number => {
          let sum = 0;
          for (let line = 1; line <= cells; line++) {
            const [left, right] = [(line - 1) * SIDE + moves[line - 1], line * SIDE + moves[line]];
            if (right - left < 5 || right - left > 12) return Number.POSITIVE_INFINITY;
            sharp.forEach((edge, place) => {
              sum += edge * off(place, left, right);
            });
            sum += stiff[line - 1] * ((right - left) / SIDE - 1) ** 2 + thin[right];
            for (const { moves: others, weights } of beside)
              sum += weights[line] * ((moves[line] - others[line]) / SIDE) ** 2;
          }
          return sum;
        };
        let least = Number.POSITIVE_INFINITY;
        for (let a = -FURTHEST; a <= FURTHEST; a++)
          for (let b = -FURTHEST; b <= FURTHEST; b++)
            for (let c = -FURTHEST; c <= FURTHEST; c++) least = Math.min(least, costOf([0, a, b, c, 0]));
        const terms = { costs: new CellCosts(edges, cells, 4), from: 1, to: 3, beside };
        const found = bestLines(terms);
        expect(found?.cost).toBeCloseTo(least, 5);
        expect(costOf([...(found?.moves ?? [])])).toBeCloseTo(least, 5);
        expect(bestLines(terms, least + 1e-5)).toEqual(found);
        expect(bestLines(terms, least - 1e-5)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it('cost no more in bands than in one, and that no more than where they were', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const next = random(seed);
        const bars = Array.from({ length: 6 }, () => [
          next() * 140,
          6 + next() * 14,
          next() * 100,
          30 + next() * 60,
        ]);
        const source = picture(160, 160, (x, y) =>
          bars.some(([left, wide, top, high]) => x >= left && x < left + wide && y >= top && y < top + high)
            ? BLACK
            : WHITE,
        );
        for (const axis of axesOf(source, { width: 16, height: 16 })) {
          const edges = edgesAlong(lookedAt(source, { width: 16, height: 16 }), axis);
          const cost = (moves: ArrayLike<number>) => energy(edges, 16, 16, moves);
          const one = bestLines({ costs: new CellCosts(edges, 16, 16), from: 0, to: 16, beside: [] });
          const alike = new Int8Array(16 * 17);
          for (let row = 0; row < 16; row++) alike.set(one?.moves ?? [], row * 17);
          const [found, single] = [cost(gridLines(edges, 16, 16)), cost(alike)];
          expect(single).toBeCloseTo(one?.cost ?? Number.NaN, 4);
          expect(found).toBeLessThanOrEqual(single + 1e-4);
          expect(single).toBeLessThanOrEqual(cost(new Int8Array(16 * 17)) + 1e-4);
        }
      }),
      { numRuns: 30 },
    );
  });
});
