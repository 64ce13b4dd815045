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

/** How many 4-connected regions of its colours the art has, found by flooding. */
function regionsOf({ width, height, indices }: PixelArt): number {
  const seen = new Set<number>();
  let regions = 0;
  for (let start = 0; start < indices.length; start++) {
    if (indices[start] === 0 || seen.has(start)) continue;
    regions++;
    const open = [start];
    for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
      if (seen.has(cell)) continue;
      seen.add(cell);
      const x = cell % width;
      const beside = [x > 0 && cell - 1, x < width - 1 && cell + 1, cell - width, cell + width];
      for (const next of beside) {
        if (next !== false && next >= 0 && next < width * height && indices[next] === indices[start])
          open.push(next);
      }
    }
  }
  return regions;
}

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

describe('vectors', () => {
  it('cover every cell with its colour and nothing else, at any zoom', () => {
    fc.assert(
      fc.property(arts, fc.constantFrom(1, 3, 8, 0.5), (art, zoom) => {
        const { width, height, layers } = vectorsOf(art, zoom);
        expect([width, height]).toEqual([art.width * zoom, art.height * zoom]);
        const shapes = layers.map(({ colour, path }) => ({ colour, subpaths: subpathsOf(path) }));
        for (let y = 0; y < art.height; y++) {
          for (let x = 0; x < art.width; x++) {
            const covering = shapes.filter(({ subpaths }) =>
              inside(subpaths, (x + 0.5) * zoom, (y + 0.5) * zoom),
            );
            const index = art.indices[y * art.width + x];
            expect(covering.map(({ colour }) => colour)).toEqual(index === 0 ? [] : [COLOURS[index]]);
          }
        }
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  it('are simple polygons with a point at every corner only, one outline a region', () => {
    fc.assert(
      fc.property(arts, (art) => {
        let outlines = 0;
        for (const { path } of vectorsOf(art, 1).layers) {
          for (const points of subpathsOf(path)) {
            expect(new Set(points.map(String)).size).toBe(points.length);
            points.forEach(([x, y], i) => {
              const [nextX, nextY] = points[(i + 1) % points.length];
              const [afterX] = points[(i + 2) % points.length];
              expect((x === nextX) !== (y === nextY)).toBe(true);
              expect(x === nextX).toBe(nextX !== afterX);
            });
            outlines += Number(turn(points) > 0);
          }
        }
        expect(outlines).toBe(regionsOf(art));
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  it('are named by their colours, in the palette’s order, in the picture’s units', () => {
    const { layers } = vectorsOf(artOf('220', '222', '001'), 4);
    expect(layers).toEqual([
      { name: '#c81e28', colour: COLOURS[1], path: 'M 8 8 L 12 8 L 12 12 L 8 12 Z' },
      { name: '#14a03c', colour: COLOURS[2], path: 'M 0 0 L 8 0 L 8 4 L 12 4 L 12 8 L 0 8 Z' },
    ]);
  });

  it('have holes as subpaths of their own, also where a hole touches the outside', () => {
    expect(vectorsOf(artOf('111', '101', '111'), 1).layers[0].path).toBe(
      'M 0 0 L 3 0 L 3 3 L 0 3 Z M 1 2 L 2 2 L 2 1 L 1 1 Z',
    );
    const open = subpathsOf(vectorsOf(artOf('111', '101', '110'), 1).layers[0].path);
    expect(open.map((points) => Math.sign(turn(points))).sort()).toEqual([-1, 1]);
  });

  it('keep cells apart that touch at a corner', () => {
    expect(vectorsOf(artOf('10', '01'), 1).layers[0].path).toBe(
      'M 0 0 L 1 0 L 1 1 L 0 1 Z M 1 1 L 2 1 L 2 2 L 1 2 Z',
    );
  });

  it('join palette entries of the same colour, and leave transparent art without layers', () => {
    const red: Rgba = [200, 30, 40, 255];
    const art = { width: 2, height: 1, palette: [red, red], indices: Uint8Array.of(0, 1) };
    expect(vectorsOf(art, 1).layers).toEqual([
      { name: '#c81e28', colour: red, path: 'M 0 0 L 2 0 L 2 1 L 0 1 Z' },
    ]);
    expect(vectorsOf(artOf('00'), 2)).toEqual({ width: 4, height: 2, layers: [] });
  });
});
