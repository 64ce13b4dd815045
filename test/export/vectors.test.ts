import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { vectorsOf } from '../../src/export/vectors.ts';

const COLOURS: Rgba[] = [
  [0, 0, 0, 0],
  [200, 30, 40, 255],
  [20, 160, 60, 255],
  [30, 60, 220, 255],
];

/** Art from rows of palette indices; the first palette entry is transparent. */
function artOf(...rows: string[]): PixelArt {
  const indices = Uint8Array.from([...rows.join('')].map(Number));
  return { width: rows[0].length, height: rows.length, palette: COLOURS, indices };
}

type Point = readonly [number, number];

/** The path's subpaths, read as strictly as Figma reads vectorPaths. */
function subpathsOf(path: string): Point[][] {
  expect(path).toMatch(/^M \S+ \S+( L \S+ \S+){3,} Z( M \S+ \S+( L \S+ \S+){3,} Z)*$/);
  return path.split(/ ?Z ?/).flatMap((subpath) =>
    subpath === ''
      ? []
      : [
          subpath
            .slice(2)
            .split(' L ')
            .map((point) => point.split(' ').map(Number) as unknown as Point),
        ],
  );
}

/** Whether a point is inside by the even-odd rule: how many of the vertical edges to its right are at its height. */
const inside = (subpaths: Point[][], x: number, y: number) =>
  subpaths
    .flatMap((points) => points.map((p, i) => [p, points[(i + 1) % points.length]] as const))
    .filter(([p, q]) => p[0] === q[0] && p[0] > x && Math.min(p[1], q[1]) < y && y < Math.max(p[1], q[1]))
    .length %
    2 ===
  1;

/** Twice the area, positive where a polygon runs clockwise on the screen. */
const turn = (points: Point[]) =>
  points.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length];
    return sum + x * nextY - nextX * y;
  }, 0);

const arts = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    picks: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 144, maxLength: 144 }),
    colours: fc.integer({ min: 2, max: 4 }),
  })
  .map(
    ({ width, height, picks, colours }): PixelArt => ({
      width,
      height,
      palette: COLOURS,
      indices: Uint8Array.from({ length: width * height }, (_, i) => picks[i] % colours),
    }),
  );

/** A size of whole cells. */
const whole = ({ width, height }: PixelArt, zoom: number) => ({ width: width * zoom, height: height * zoom });

/** Points of all paths, one outline a region of a colour, if nothing lay under anything. */
function pointsOfCells({ width, height, indices }: PixelArt): number {
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : indices[y * width + x];
  let points = 0;
  for (let y = 0; y <= height; y++) {
    for (let x = 0; x <= width; x++) {
      const around = [at(x - 1, y - 1), at(x, y - 1), at(x, y), at(x - 1, y)];
      for (const index of new Set(around)) {
        const own = around.map((other) => other === index);
        const turns = own.filter((is, i) => is !== own[(i + 1) % 4]).length;
        const straight = turns === 2 && own.filter(Boolean).length === 2;
        if (index > 0 && !straight) points += turns / 2;
      }
    }
  }
  return points;
}

describe('vectors', () => {
  it('show every quarter of a cell in its colour, and nothing where it is transparent, at any size', () => {
    fc.assert(
      fc.property(arts, fc.constantFrom(1, 3, 8, 0.5, 6.3), (art, zoom) => {
        const size = whole(art, zoom);
        const { layers, ...drawn } = vectorsOf(art, size);
        expect(drawn).toEqual(size);
        const shapes = layers.map(({ colour, path }) => ({ colour, subpaths: subpathsOf(path) }));
        for (let y = 0.2; y < art.height; y += 0.5) {
          for (let x = 0.2; x < art.width; x += 0.5) {
            const covering = shapes.filter(({ subpaths }) => inside(subpaths, x * zoom, y * zoom));
            const index = art.indices[Math.floor(y) * art.width + Math.floor(x)];
            expect(covering[covering.length - 1]?.colour).toEqual(index === 0 ? undefined : COLOURS[index]);
          }
        }
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  it('go on under each other: around any point one of them covers all that is opaque, for half a cell', () => {
    fc.assert(
      fc.property(arts, (art) => {
        const shapes = vectorsOf(art, whole(art, 2)).layers.map(({ path }) => subpathsOf(path));
        const opaque = (x: number, y: number) =>
          x >= 0 && y >= 0 && x < art.width && y < art.height && art.indices[y * art.width + x] > 0;
        for (let y = 0; y <= art.height; y++) {
          for (let x = 0; x <= art.width; x++) {
            const around = [
              [x - 1, y - 1, 2 * x - 0.5, 2 * y - 0.5],
              [x, y - 1, 2 * x + 0.5, 2 * y - 0.5],
              [x, y, 2 * x + 0.5, 2 * y + 0.5],
              [x - 1, y, 2 * x - 0.5, 2 * y + 0.5],
            ].filter(([cx, cy]) => opaque(cx, cy));
            const whole = shapes.some((shape) => around.every(([, , px, py]) => inside(shape, px, py)));
            expect(whole || around.length === 0).toBe(true);
          }
        }
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it('are simple polygons with a point at every corner only', () => {
    fc.assert(
      fc.property(arts, (art) => {
        for (const { path } of vectorsOf(art, whole(art, 1)).layers) {
          for (const points of subpathsOf(path)) {
            expect(new Set(points.map(String)).size).toBe(points.length);
            points.forEach(([x, y], i) => {
              const [nextX, nextY] = points[(i + 1) % points.length];
              const [afterX] = points[(i + 2) % points.length];
              expect((x === nextX) !== (y === nextY)).toBe(true);
              expect(x === nextX).toBe(nextX !== afterX);
            });
          }
        }
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  it('have little more points than their cells’ own borders, however the art is', () => {
    fc.assert(
      fc.property(arts, (art) => {
        const points = vectorsOf(art, whole(art, 1)).layers.flatMap(({ path }) => subpathsOf(path).flat());
        expect(points.length).toBeLessThanOrEqual(pointsOfCells(art) * 2);
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  it('are named by their colours, the largest lowest, at whole places where cells are whole', () => {
    const { layers } = vectorsOf(artOf('220', '222', '001'), { width: 15, height: 15 });
    expect(layers).toEqual([
      {
        name: '#14a03c',
        colour: COLOURS[2],
        path: 'M 0 0 L 10 0 L 10 5 L 15 5 L 15 12 L 10 12 L 10 10 L 0 10 Z',
      },
      { name: '#c81e28', colour: COLOURS[1], path: 'M 10 10 L 15 10 L 15 15 L 10 15 Z' },
    ]);
  });

  it('have cells of any sides, also of unequal ones', () => {
    const { layers } = vectorsOf(artOf('101'), { width: 10, height: 2.5 });
    expect(layers[0].path).toBe(
      'M 0 0 L 3.3333 0 L 3.3333 2.5 L 0 2.5 Z M 6.6667 0 L 10 0 L 10 2.5 L 6.6667 2.5 Z',
    );
  });

  it('have holes as subpaths of their own, also where a hole touches the outside', () => {
    expect(vectorsOf(artOf('111', '101', '111'), { width: 3, height: 3 }).layers[0].path).toBe(
      'M 0 0 L 3 0 L 3 3 L 0 3 Z M 1 2 L 2 2 L 2 1 L 1 1 Z',
    );
    const open = subpathsOf(vectorsOf(artOf('111', '101', '110'), { width: 3, height: 3 }).layers[0].path);
    expect(open.map((points) => Math.sign(turn(points))).sort()).toEqual([-1, 1]);
  });

  it('keep cells apart that touch at a corner', () => {
    expect(vectorsOf(artOf('10', '01'), { width: 2, height: 2 }).layers[0].path).toBe(
      'M 0 0 L 1 0 L 1 1 L 0 1 Z M 1 1 L 2 1 L 2 2 L 1 2 Z',
    );
  });

  it('lie under nothing that is partly transparent', () => {
    const glass: Rgba = [90, 90, 200, 128];
    const art = { ...artOf('1112'), palette: [COLOURS[0], COLOURS[1], glass] };
    expect(vectorsOf(art, { width: 4, height: 1 }).layers).toEqual([
      { name: '#5a5ac8', colour: glass, path: 'M 2.5 0 L 4 0 L 4 1 L 2.5 1 Z' },
      { name: '#c81e28', colour: COLOURS[1], path: 'M 0 0 L 3 0 L 3 1 L 0 1 Z' },
    ]);
  });

  it('join palette entries of the same colour, and leave transparent art without layers', () => {
    const red: Rgba = [200, 30, 40, 255];
    const art = { width: 2, height: 1, palette: [red, red], indices: Uint8Array.of(0, 1) };
    expect(vectorsOf(art, { width: 2, height: 1 }).layers).toEqual([
      { name: '#c81e28', colour: red, path: 'M 0 0 L 2 0 L 2 1 L 0 1 Z' },
    ]);
    expect(vectorsOf(artOf('00'), { width: 4, height: 2 })).toEqual({ width: 4, height: 2, layers: [] });
  });
});
