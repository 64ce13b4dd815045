import { beforeAll, describe, expect, it } from 'vitest';
import type { PixelArt, Rgba, RgbaImage } from '../../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { SCALES } from '../../src/core/scale.ts';
import { colour, paletteOf } from '../../src/inference/art/colour.ts';
import type { Networks } from '../../src/inference/draw/networks.ts';
import { drawBy } from '../../src/inference/pixelize.ts';
import { openShipped } from '../goldens/goldens.ts';
import { circle, drawn, ring, type Shape, star, stroke, together } from '../support/shapes.ts';

const SPECS = { ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS };
const SIZE = 160;
/** Art pixels along a side. */
const SIDE = 20;
const CELL = SIZE / SIDE;
const WHITE: Rgba = [255, 255, 255, 255];

let networks: Networks;
beforeAll(async () => {
  networks = await openShipped();
  return () => networks.close();
});

async function artOf(source: RgbaImage, input: Record<string, unknown> = {}): Promise<PixelArt> {
  const options = parseOptions(SPECS, { size: String(SIDE), ...input });
  const drawing = await drawBy(networks, source, options);
  return colour(drawing, paletteOf([drawing], options), options, options.palette !== null);
}

const shownIn = ({ palette, indices }: PixelArt): Rgba[] =>
  [...new Set(indices)].map((index) => palette[index]).filter((entry) => entry[3] > 0);

/** Ways to make art, one of each kind of choice. */
const WAYS = [
  ...SCALES.map((scale) => ({ scale })),
  { voting: '1/6' },
  { voting: '1/8' },
  { tidy: 'off' },
  { tidy: 'off', scale: '3/16', quantizer: 'kmeans' },
  ...PIXELIZE_OPTIONS.quantizer.choices.map((quantizer) => ({ quantizer })),
  ...METHOD_OPTIONS.method.choices.map((method) => ({ method })),
  { method: 'lanczos', tidy: 'off', quantizer: 'kmeans' },
];

const M = SIZE / 2;
/** A disc, a ring, a star, a letter and dots. */
const ICONS: Shape = together(
  circle([36.3, 37.9], 26),
  ring([118, 40], 30, 7),
  star([40, 116], 34, 5),
  stroke([88, 84], [88, 148], 9),
  stroke([88, 118], [124, 88], 7),
  stroke([92, 116], [126, 148], 7),
  circle([143, 90], 4),
  circle([140, 120], 7),
);
const COLOURS: readonly (readonly [string, Rgba])[] = [
  ['black', [0, 0, 0, 255]],
  ['white', WHITE],
  ['pink', [236, 92, 150, 255]],
];

describe('one colour on nothing', () => {
  it.each(COLOURS)('stays that colour, whatever makes the art: %s', async (_, own) => {
    const source = drawn(SIZE, [[ICONS, own]]);
    for (const way of WAYS) expect([way, shownIn(await artOf(source, way))]).toEqual([way, [own]]);
  });
});

/** Those that weigh every cell, and one that does not. */
const NEAR_WAYS = [
  {},
  { scale: '1/8' },
  { voting: '1/6' },
  { tidy: 'off' },
  { quantizer: 'kmeans' },
  { method: 'bilinear' },
];

describe('several colours on nothing', () => {
  const [INK, SUN, LEAF]: Rgba[] = [
    [24, 20, 40, 255],
    [250, 205, 70, 255],
    [40, 150, 80, 255],
  ];
  const pictures: Readonly<Record<string, RgbaImage>> = {
    outlined: drawn(SIZE, [
      [circle([M, M], 58), INK],
      [circle([M, M], 52), SUN],
      [circle([M - 16, M - 12], 7), INK],
      [circle([M + 16, M - 12], 7), INK],
    ]),
    halves: drawn(SIZE, [
      [star([M, M], 66, 6), SUN],
      [circle([M, M], 30), LEAF],
    ]),
    'cut off below': drawn(SIZE, [
      [circle([M, SIZE], 62), INK],
      [circle([M, SIZE + 3], 56), SUN],
    ]),
    light: drawn(SIZE, [
      [circle([M, M], 56), WHITE],
      [ring([M, M], 30, 9), SUN],
    ]),
  };

  it.each(Object.keys(pictures))(
    'every cell is near what covers it, as near as the palette allows: %s',
    async (name) => {
      const source = pictures[name];
      for (const way of NEAR_WAYS) {
        const art = await artOf(source, way);
        expect([way, farCells(art, source)]).toEqual([way, 0]);
      }
    },
  );

  /** Cells whose colour is farther from all that covers them and what is beside that than the palette forces. */
  function farCells({ width, palette, indices }: PixelArt, { data }: RgbaImage): number {
    const opaque = palette.filter((entry) => entry[3] > 0);
    let far = 0;
    indices.forEach((index, cell) => {
      if (palette[index][3] === 0) return;
      const [x, y] = [(cell % width) * CELL, Math.floor(cell / width) * CELL];
      const least = new Array<number>(opaque.length).fill(Number.POSITIVE_INFINITY);
      // A line may be shown by a cell that it passes by: half a cell about counts as well.
      for (let v = Math.max(0, y - CELL / 2); v < Math.min(SIZE, y + 1.5 * CELL); v++) {
        for (let u = Math.max(0, x - CELL / 2); u < Math.min(SIZE, x + 1.5 * CELL); u++) {
          const at = (v * SIZE + u) * 4;
          if (data[at + 3] < 64) continue;
          opaque.forEach((entry, p) => {
            least[p] = Math.min(least[p], Math.hypot(...[0, 1, 2].map((c) => entry[c] - data[at + c])));
          });
        }
      }
      if (least[opaque.indexOf(palette[index])] > Math.min(...least) + 40) far++;
    });
    return far;
  }
});

describe('strokes on nothing', () => {
  const INK: Rgba = [21, 21, 31, 255];
  const shapesOf = (width: number): Readonly<Record<string, Shape>> => ({
    straight: together(
      stroke([18, 20], [142, 20], width),
      stroke([27, 40], [27, 140], width),
      stroke([60.5, 47], [140, 47], width),
    ),
    diagonal: together(stroke([20, 22], [140, 128], width), stroke([30, 140], [90, 20], width)),
    curved: together(ring([M, M], 54, width), ring([M - 4, M + 3], 28, width)),
    dotted: together(
      ...Array.from({ length: 7 }, (_, i) =>
        stroke([20 + i * 19, 40 + i * 9], [28 + i * 19, 43 + i * 9], width),
      ),
    ),
  });

  it('are the cells that they are on white, all but a few, of any width', async () => {
    let [same, apart] = [0, 0];
    for (const cells of [0.15, 0.3, 0.6, 1]) {
      for (const [name, shape] of Object.entries(shapesOf(cells * CELL))) {
        const [clear, onWhite] = await Promise.all([
          artOf(drawn(SIZE, [[shape, INK]])),
          artOf(drawn(SIZE, [[shape, INK]], WHITE)),
        ]);
        const isLine = ({ palette, indices }: PixelArt, cell: number) => {
          const [r, g, b, a] = palette[indices[cell]];
          return a > 0 && r + g + b < 3 * 138;
        };
        let [both, either] = [0, 0];
        for (let cell = 0; cell < SIDE * SIDE; cell++) {
          const [p, q] = [isLine(clear, cell), isLine(onWhite, cell)];
          both += Number(p && q);
          either += Number(p || q);
        }
        same += both;
        apart += either - both;
        expect([name, cells, both / either > 0.8]).toEqual([name, cells, true]);
      }
    }
    expect(apart / (same + apart)).toBeLessThan(0.05);
  });
});
