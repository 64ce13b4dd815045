import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PixelArt, Rgba, RgbaImage, Sides } from '../../../src/core/image.ts';
import { random } from '../../../src/core/random.ts';
import { SIDE } from '../../../src/core/scale.ts';
import type { Cells } from '../../../src/inference/art/cells.ts';
import { Energy } from '../../../src/inference/art/energy.ts';
import { type Evidence, evidenceOf } from '../../../src/inference/art/evidence.ts';
import { makeArt } from '../../../src/inference/art/make-art.ts';
import { solve } from '../../../src/inference/art/solve.ts';
import { spaceOf, squared } from '../../../src/inference/art/space.ts';
import { Votes } from '../../../src/inference/art/votes.ts';
import { WEIGHTS } from '../../../src/inference/art/weights.ts';
import { slowEnergy } from './slow-energy.ts';

/** What was drawn, and the source over the same cells. */
interface Scene extends Cells {
  readonly source: RgbaImage;
}

type Sample = readonly [number, number, number, number];

/** A drawing whose source is painted sample by sample, x and y in cells, and drawn as the cells' means, with noise. */
function drawingOf(
  width: number,
  height: number,
  paint: (x: number, y: number) => Sample,
  noise: () => number = () => 0,
): Scene {
  const across = width * SIDE;
  const data = new Uint8Array(across * height * SIDE * 4);
  const sums = new Float64Array(width * height * 4);
  for (let v = 0, i = 0; v < height * SIDE; v++) {
    for (let u = 0; u < across; u++, i++) {
      const sample = paint((u + 0.5) / SIDE, (v + 0.5) / SIDE);
      data.set(sample, i * 4);
      const cell = Math.floor(v / SIDE) * width + Math.floor(u / SIDE);
      const alpha = sample[3] / 255;
      // What is transparent shows a white matte to whoever draws.
      for (let c = 0; c < 3; c++) sums[cell * 4 + c] += alpha * sample[c] + (1 - alpha) * 255;
      sums[cell * 4 + 3] += alpha;
    }
  }
  const area = SIDE * SIDE;
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const mean = sums[Math.floor(at / 3) * 4 + (at % 3)] / area;
    return Math.min(255, Math.max(0, Math.round(mean + noise())));
  });
  const opaque = Uint8Array.from({ length: width * height }, (_, cell) =>
    Number(sums[cell * 4 + 3] >= area / 2),
  );
  return { width, height, rgb, opaque, source: { width: across, height: height * SIDE, data } };
}

/** A picture of areas, lines of any width and small discs, by a seed. */
function scene(seed: number, width = 10, height = 9): Scene {
  const next = random(seed);
  const colour = (): Sample => [
    Math.floor(next() * 256),
    Math.floor(next() * 256),
    Math.floor(next() * 256),
    255,
  ];
  const [ground, area, ...inks] = Array.from({ length: 6 }, colour);
  const slope = next() * 2 - 1;
  const lines = inks.slice(0, 2).map((ink) => {
    const angle = next() * Math.PI;
    const [nx, ny] = [Math.cos(angle), Math.sin(angle)];
    return { ink, nx, ny, at: nx * next() * width + ny * next() * height, half: 0.08 + next() * 0.5 };
  });
  const discs = inks.slice(2).map((ink) => ({
    ink,
    x: next() * width,
    y: next() * height,
    radius: 0.3 + next(),
  }));
  return drawingOf(
    width,
    height,
    (x, y) => {
      for (const { ink, x: a, y: b, radius } of discs) if (Math.hypot(x - a, y - b) < radius) return ink;
      for (const { ink, nx, ny, at, half } of lines) if (Math.abs(nx * x + ny * y - at) < half) return ink;
      return y > height / 2 + slope * (x - width / 2) ? area : ground;
    },
    () => (next() - 0.5) * 40,
  );
}

/** A picture of random samples, in which everything happens. */
function chaos(seed: number, width = 7, height = 6): Scene {
  const next = random(seed);
  const colours = Array.from(
    { length: 6 },
    (): Sample => [Math.floor(next() * 256), Math.floor(next() * 256), Math.floor(next() * 256), 255],
  );
  const coarse = Array.from({ length: width * height * 4 }, () => Math.floor(next() * 7));
  return drawingOf(
    width,
    height,
    (x, y) => {
      const pick = coarse[Math.floor(y * 2) * width * 2 + Math.floor(x * 2)];
      return pick === 6 ? [9, 250, 9, 0] : colours[pick];
    },
    () => (next() - 0.5) * 200,
  );
}

const seeds = fc.integer({ min: 0, max: 1e6 });
const drawings = fc.tuple(fc.constantFrom(scene, chaos), seeds).map(([make, seed]) => make(seed));
const options = { colors: 6, palette: null };
const artOf = (drawing: Scene, colors = 16): PixelArt =>
  makeArt(evidenceOf(drawing, drawing.source, WEIGHTS), { colors, palette: null });
const colourAt = ({ palette, indices }: PixelArt, cell: number): Rgba => palette[indices[cell]];

function energyOf(
  evidence: Evidence,
  palette: readonly Rgba[],
  labels: Uint8Array,
  strays: Int32Array | null = null,
) {
  const colours = spaceOf(palette.flat(), WEIGHTS.hue, 4);
  const { cost } = new Votes(evidence, colours, WEIGHTS);
  return { energy: new Energy(evidence, cost, colours, labels, WEIGHTS, null, strays), cost, colours };
}

const PALETTE: readonly Rgba[] = [
  [0, 0, 0, 255],
  [29, 43, 83, 255],
  [255, 0, 77, 255],
  [0, 228, 54, 255],
  [255, 241, 232, 255],
];

describe('energy', () => {
  it('changes by exactly what a slow recount says, whatever cell takes whatever label', () => {
    fc.assert(
      fc.property(drawings, seeds, (drawing, seed) => {
        const evidence = evidenceOf(drawing, drawing.source, WEIGHTS);
        const next = random(seed);
        const any = () => Math.floor(next() * PALETTE.length);
        const labels = evidence.opaque.map(any);
        const strays = Int32Array.from(labels, () => Math.floor(next() * 1e6));
        const { energy, cost, colours } = energyOf(evidence, PALETTE, labels, strays);
        const recount = () => slowEnergy(evidence, cost, colours, energy.labels, WEIGHTS, strays);
        expect(energy.total()).toBe(recount());
        for (let k = 0; k < 20; k++) {
          const cell = Math.floor(next() * labels.length);
          if (evidence.opaque[cell] === 0) continue;
          const label = any();
          const before = energy.total();
          const change = energy.change(cell, label);
          energy.set(cell, label);
          expect(energy.total() - before).toBe(change);
          expect(energy.total()).toBe(recount());
        }
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('falls with every step of the solver, by as much as the solver says, until no change of one cell lowers it', () => {
    fc.assert(
      fc.property(drawings, seeds, (drawing, seed) => {
        const evidence = evidenceOf(drawing, drawing.source, WEIGHTS);
        const next = random(seed);
        const labels = evidence.opaque.map(() => Math.floor(next() * PALETTE.length));
        const { energy } = energyOf(evidence, PALETTE, labels);
        let total = energy.total();
        solve(energy, (change) => {
          expect(change).toBeLessThan(0);
          total += change;
          expect(energy.total()).toBe(total);
        });
        for (let cell = 0; cell < labels.length; cell++)
          if (evidence.opaque[cell] === 1) expect(energy.best(cell).change).toBeGreaterThanOrEqual(0);
      }),
      { seed: 2, numRuns: 20 },
    );
  });
});

describe('evidence', () => {
  const [dark, light] = [
    [91, 91, 91, 255],
    [255, 255, 255, 255],
  ] as const;
  const seen = (paint: (x: number, y: number) => Sample): Evidence => {
    const drawing = drawingOf(9, 9, paint);
    return evidenceOf(drawing, drawing.source, WEIGHTS);
  };
  // Pixels of a third of a cell: the contour of a disc has stairs, and stairs have corners.
  const pixel = (at: number): number => (Math.floor(at * 3) + 0.5) / 3;

  it('leaves lines to the drawing, and of areas not even the corners', () => {
    const disc = seen((x, y) => (Math.hypot(pixel(x) - 4.5, pixel(y) - 4.5) < 2.2 ? dark : light));
    expect(Math.max(...disc.thin)).toBeLessThan(0.5);
    const line = seen((x, y) => (Math.abs(pixel(x) - pixel(y)) < 0.3 ? dark : light));
    for (let k = 1; k < 8; k++) expect(line.thin[k * 10]).toBe(1);
  });

  it('has a step where a colour ends, however pale, and none where light changes slowly', () => {
    const edge = seen((x) => (x < 4.25 ? [244, 207, 197, 255] : [215, 183, 174, 255]));
    for (let y = 0; y < 9; y++)
      expect([...edge.steps.subarray(9 * y, 9 * y + 9)]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    const slow = seen((x) => [255 - Math.round(4 * x), 207 - Math.round(4 * x), 197, 255]);
    expect(Math.max(...slow.steps)).toBe(0);
  });
});

describe('art', () => {
  it('shows a flat picture of any colour as exactly that colour', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, byte, seeds, (r, g, b, seed) => {
        const next = random(seed);
        const flat = drawingOf(
          4,
          3,
          () => [r, g, b, 255],
          () => (next() - 0.5) * 60,
        );
        expect(artOf(flat)).toEqual({
          width: 4,
          height: 3,
          palette: [[r, g, b, 255]],
          indices: new Uint8Array(12),
        });
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  it('is the mirrored art for the mirrored drawing', () => {
    fc.assert(
      fc.property(drawings, fc.boolean(), (drawing, isDown) => {
        const art = artOf(drawing, options.colors);
        const other = artOf(mirrored(drawing, isDown), options.colors);
        expect(other.palette).toEqual(art.palette);
        expect(flipped(other.indices, other, 1, isDown)).toEqual(art.indices);
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  it('is symmetric where the drawing is', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { width, height, ...half } = scene(seed, 5, 8);
        const sides = mirrored({ width, height, ...half }, false);
        const both: Scene = {
          width: 2 * width,
          height,
          rgb: beside(half.rgb, sides.rgb, width * 3),
          opaque: beside(half.opaque, sides.opaque, width),
          source: {
            width: 2 * width * SIDE,
            height: height * SIDE,
            data: beside(half.source.data, sides.source.data, width * SIDE * 4),
          },
        };
        const art = artOf(both);
        expect(flipped(art.indices, art, 1, false)).toEqual(art.indices);
      }),
      { seed: 5, numRuns: 20 },
    );
  });

  it('finished twice in its own palette is finished once', () => {
    fc.assert(
      fc.property(drawings, (drawing) => {
        const art = artOf(drawing, options.colors);
        const again = asDrawing(art);
        const palette = art.palette.filter((colour) => colour[3] === 255);
        const evidence = evidenceOf(again, again.source, WEIGHTS);
        expect(shown(makeArt(evidence, { colors: 1, palette }))).toEqual(shown(art));
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  it('lets nothing of what is transparent show through', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const next = random(seed);
        const [a, b] = [
          [200, 30, 40, 255],
          [40, 30, 160, 255],
        ] as const;
        const [x0, y0, radius] = [3 + next() * 2, 3 + next() * 2, 1.5 + next() * 2];
        // Bright green lies under the transparent part, and white under the drawing.
        const drawing = drawingOf(8, 8, (x, y) => {
          if (Math.hypot(x - x0, y - y0) > radius) return [0, 255, 0, 0];
          return x < x0 ? a : b;
        });
        const art = artOf(drawing);
        drawing.opaque.forEach((is, cell) => {
          if (is === 0) expect(colourAt(art, cell)[3]).toBe(0);
          else expect([a, b]).toContainEqual(colourAt(art, cell));
        });
      }),
      { seed: 7, numRuns: 30 },
    );
  });

  it('of a negative is about the negative art', () => {
    let same = 0;
    let cells = 0;
    for (let seed = 0; seed < 40; seed++) {
      const drawing = scene(seed);
      const art = artOf(drawing);
      const other = artOf(negative(drawing));
      art.indices.forEach((_, cell) => {
        const [p, q] = [colourAt(art, cell), colourAt(other, cell)];
        const turned = q.map((value) => 255 - value);
        cells++;
        same += Number(squared(spaceOf(p, WEIGHTS.hue), 0, spaceOf(turned, WEIGHTS.hue), 0) < 0.1 ** 2);
      });
    }
    expect(same / cells).toBeGreaterThan(0.93);
  });

  it('has no more colours than asked for, each used, and takes a given palette as it is', () => {
    fc.assert(
      fc.property(drawings, fc.integer({ min: 1, max: 8 }), (drawing, colors) => {
        const evidence = evidenceOf(drawing, drawing.source, WEIGHTS);
        const art = makeArt(evidence, { colors, palette: null });
        const isClear = evidence.opaque.includes(0);
        expect(art.palette.length).toBeLessThanOrEqual(colors + Number(isClear));
        expect(new Set(art.indices).size).toBe(art.palette.length);
        expect(art.palette.every(([, , , alpha], i) => alpha === (isClear && i === 0 ? 0 : 255))).toBe(true);
        const fixed = makeArt(evidence, { colors, palette: PALETTE });
        expect(fixed.palette).toEqual(isClear ? [[0, 0, 0, 0], ...PALETTE] : PALETTE);
        evidence.opaque.forEach((is, cell) => {
          expect(colourAt(fixed, cell)[3]).toBe(is * 255);
        });
      }),
      { seed: 8, numRuns: 30 },
    );
  });

  it('says what is wrong with sizes and counts', () => {
    const drawing = scene(1);
    expect(() => evidenceOf({ ...drawing, width: 3 }, drawing.source, WEIGHTS)).toThrow(RangeError);
    const small = { ...drawing.source, width: 8 };
    expect(() => evidenceOf(drawing, small, WEIGHTS)).toThrow(/8 samples a cell/);
    expect(() => makeArt(evidenceOf(drawing, drawing.source, WEIGHTS), { colors: 0, palette: null })).toThrow(
      RangeError,
    );
    expect(() => makeArt(evidenceOf(drawing, drawing.source, WEIGHTS), { colors: 4, palette: [] })).toThrow(
      RangeError,
    );
  });
});

/** The colours of an art's cells, so that arts with palettes in another order compare. */
const shown = (art: PixelArt): Rgba[] => [...art.indices].map((index) => art.palette[index]);

function asDrawing({ width, height, palette, indices }: PixelArt): Scene {
  const cellAt = (x: number, y: number): number => Math.floor(y) * width + Math.floor(x);
  const drawing = drawingOf(width, height, (x, y) => palette[indices[cellAt(x, y)]]);
  return { ...drawing, rgb: Uint8Array.from([...indices].flatMap((index) => palette[index].slice(0, 3))) };
}

function negative(drawing: Scene): Scene {
  const { data } = drawing.source;
  return {
    ...drawing,
    rgb: drawing.rgb.map((value) => 255 - value),
    source: { ...drawing.source, data: data.map((value, at) => (at % 4 === 3 ? value : 255 - value)) },
  };
}

function mirrored(drawing: Scene, isDown: boolean): Scene {
  const { source } = drawing;
  return {
    ...drawing,
    rgb: flipped(drawing.rgb, drawing, 3, isDown),
    opaque: flipped(drawing.opaque, drawing, 1, isDown),
    source: { ...source, data: flipped(Uint8Array.from(source.data), source, 4, isDown) },
  };
}

/** Values, some a place, mirrored left to right or top to bottom. */
function flipped(values: Uint8Array, { width, height }: Sides, each: number, isDown: boolean): Uint8Array {
  return values.map((_, at) => {
    const [place, channel] = [Math.floor(at / each), at % each];
    const [x, y] = [place % width, Math.floor(place / width)];
    const from = isDown ? (height - 1 - y) * width + x : y * width + width - 1 - x;
    return values[from * each + channel];
  });
}

function beside(left: ArrayLike<number>, right: ArrayLike<number>, row: number): Uint8Array {
  return Uint8Array.from({ length: left.length * 2 }, (_, at) => {
    const [y, x] = [Math.floor(at / (2 * row)), at % (2 * row)];
    return x < row ? left[y * row + x] : right[y * row + x - row];
  });
}
