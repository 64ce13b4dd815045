import { decode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { random } from '../../src/core/random.ts';
import { vectorsOf } from '../../src/export/vectors.ts';
import { item, newDocument, Plugin } from './plugin.ts';

const PALETTE: Rgba[] = [
  [0, 0, 0, 0],
  [10, 10, 20, 255],
  [240, 60, 30, 255],
  [250, 240, 120, 255],
  [40, 90, 220, 255],
];

/** A round thing of patches and single cells, with an outline and a hole, on transparency. */
function patches(side: number, seed: number): PixelArt {
  const next = random(seed);
  const middle = side / 2;
  const indices = Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [(i % side) + 0.5, Math.floor(i / side) + 0.5];
    const r = Math.hypot(x - middle, y - middle);
    if (r > middle || r < middle * 0.2) return 0;
    if (r > middle - 1.5) return 1;
    return next() < 0.3 ? 1 + Math.floor(next() * 4) : 2 + ((Math.floor(x / 3) + Math.floor(y / 4)) % 3);
  });
  return { width: side, height: side, palette: PALETTE, indices };
}

const ART = patches(24, 3);
const ZOOMS = [0.37, 0.5, 1.3, 2.7];

/** RGBA pixels. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** The art's index at a place in cells; -1 where a square of `side` cells there is not of one kind by `kind`. */
function kindAt<T>(art: PixelArt, x: number, y: number, side: number, kind: (index: number) => T): T | null {
  let found: T | null = null;
  for (let cy = Math.floor(y + 1e-6); cy < y + side - 1e-6; cy++) {
    for (let cx = Math.floor(x + 1e-6); cx < x + side - 1e-6; cx++) {
      const within = cx < art.width && cy < art.height;
      const here = kind(within ? art.indices[cy * art.width + cx] : 0);
      if (found !== null && found !== here) return null;
      found = here;
    }
  }
  return found;
}

/** The alphas of the pixels that lie on opaque cells only, and of those that lie on none: least of those, most of these. */
function alphas(art: PixelArt, { width, height, data }: Pixels, pixelsOfCell: number) {
  let [inside, outside] = [255, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const side = 1 / pixelsOfCell;
      const opaque = kindAt(art, x * side, y * side, side, (index) => index > 0);
      const alpha = data[(y * width + x) * 4 + 3];
      if (opaque === true) inside = Math.min(inside, alpha);
      if (opaque === false) outside = Math.max(outside, alpha);
    }
  }
  return { inside, outside };
}

const hex = ([r, g, b]: Rgba) => `#${[r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('')}`;

/** The vectors as any SVG viewer draws them. */
async function svgPixels(art: PixelArt, cell: number, zoom: number): Promise<Pixels> {
  const { width, height, layers } = vectorsOf(art, { width: art.width * cell, height: art.height * cell });
  const [w, h] = [Math.ceil(width * zoom), Math.ceil(height * zoom)];
  const paths = layers.map(({ colour, path }) => `<path fill="${hex(colour)}" d="${path}"/>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><g transform="scale(${zoom})">${paths}</g></svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** The vectors as they are on the canvas. */
async function canvasPixels(art: PixelArt, cell: number, zooms: readonly number[]): Promise<Pixels[]> {
  const { document, add } = await newDocument();
  const size = { width: art.width * cell, height: art.height * cell };
  const frame = add('FRAME', 'Hero', size);
  const plugin = await Plugin.run(document);
  const result = { kind: 'vectors' as const, ...vectorsOf(art, size) };
  const { id } = await plugin.get('written', { type: 'write', job: 1, item: item(frame, { result }) });
  await plugin.get('done', { type: 'finish', job: 1 });
  plugin.close();
  const { x, y } = document.boxOf(id);
  return zooms.map((scale) => {
    const [width, height] = [Math.ceil(size.width * scale), Math.ceil(size.height * scale)];
    const view = { x, y, scale };
    return {
      width,
      height,
      data: document.renderer.page(document.graph, document.currentPage, view, width, height),
    };
  });
}

describe('vectors have no seams', () => {
  it.each(ZOOMS)('in an SVG viewer at %s', async (zoom) => {
    const found = alphas(ART, await svgPixels(ART, 8, zoom), 8 * zoom);
    expect(found).toEqual({ inside: 255, outside: 0 });
  });

  it('on the canvas', async () => {
    const drawn = await canvasPixels(ART, 8, ZOOMS);
    const found = drawn.map((pixels, i) => alphas(ART, pixels, 8 * ZOOMS[i]));
    expect(found).toEqual(ZOOMS.map(() => ({ inside: 255, outside: 0 })));
  });

  it('also where a cell is hardly a pixel, but for the outermost cells', async () => {
    for (const cell of [1, 2, 3]) {
      for (const zoom of ZOOMS) {
        const { inside, outside } = alphas(ART, await svgPixels(ART, cell, zoom), cell * zoom);
        expect(inside).toBeGreaterThan(235);
        expect(outside).toBe(0);
      }
    }
  });

  it('in cells of broken sides', async () => {
    for (const zoom of ZOOMS) {
      const { inside, outside } = alphas(ART, await svgPixels(ART, 6.3125, zoom), 6.3125 * zoom);
      expect([inside, outside]).toEqual([255, 0]);
    }
  });
});

describe('a colour of vectors', () => {
  it('that is changed changes its own cells only', async () => {
    const { width, height, layers } = vectorsOf(ART, { width: 48, height: 48 });
    const render = async (changed: string | null) => {
      const paths = layers.map(
        ({ name, path }) => `<path fill="${name === changed ? '#00ff00' : name}" d="${path}"/>`,
      );
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${paths.join('')}</svg>`;
      return new Uint8Array(decode(await sharp(Buffer.from(svg)).ensureAlpha().png().toBuffer()).data);
    };
    const before = await render(null);
    for (const { name, colour } of layers) {
      const after = await render(name);
      const changed = ART.indices.map((_, i) => {
        const at = (Math.floor(i / 24) * 2 * 48 + (i % 24) * 2) * 4;
        return Number(
          [0, 1, 48, 49].some(
            (p) =>
              before.slice(at + p * 4, at + p * 4 + 4).join() !==
              after.slice(at + p * 4, at + p * 4 + 4).join(),
          ),
        );
      });
      expect(changed).toEqual(ART.indices.map((index) => Number(PALETTE[index] === colour)));
    }
  });
});
