import type { CellGrid } from '../../core/cell-grid.ts';
import { invalid, UserError, Words } from '../../core/errors.ts';
import { cellText, detectCell, shrinkToCells } from '../../core/grid.ts';
import type { RgbaImage } from '../../core/image.ts';
import type { DepixelizeOptions } from '../../core/options.ts';
import { FIT, resample } from '../../core/resample.ts';
import { isOpaque } from '../draw/held.ts';
import type { Networks } from '../draw/networks.ts';
import { mirrored, type Planar } from '../draw/planar.ts';
import { enter, finish, type Hooks } from '../draw/progress.ts';
import { drawContours } from './contours.ts';

/** Pixels of an art pixel in the network's input: what DepixelNet was trained on. Larger results have its contours. */
const NETWORK_CELL = 4;
const LEAST_INPUT_SIDE = 64;
const MOST_INPUT_PIXELS = 2048 * 2048;
/** Art pixels around a silhouette that are filled with its colours, so that the matte does not show through. */
const BLEED = 3;

/** A smooth picture, and the grid of the pixel art that it was made of. */
export interface Smoothed {
  readonly image: RgbaImage;
  readonly grid: CellGrid;
}

/**
 * A smooth picture from pixel art.
 * @param source an enlarged pixel-art picture, or art of one pixel a cell
 * @returns the picture, (art pixels × zoom) on each side, and the grid that was used
 * Throws a UserError if the result would be above 2048 × 2048 pixels or the cell is larger than the picture, or if none is given and the picture
 * has no pixel grid.
 */
export async function depixelize(
  networks: Networks,
  source: RgbaImage,
  options: DepixelizeOptions,
  hooks: Hooks = {},
): Promise<Smoothed> {
  enter('fit', hooks);
  const grid = options.cell === null ? detectCell(source) : { ...options.cell, x: 0, y: 0 };
  if (grid === null) {
    throw new UserError('no pixel grid found; cells are set by “cell”, such as 8, 5.5 or 10x8 pixels');
  }
  const art = shrinkToCells(source, grid);
  const { zoom } = options;
  if (art.width * art.height * zoom ** 2 > MOST_INPUT_PIXELS) {
    throw invalid(
      'picture',
      `art of at most ${MOST_INPUT_PIXELS / zoom ** 2} pixels (${MOST_INPUT_PIXELS} in the result)`,
      new Words(`${art.width}x${art.height} at cell ${cellText(grid)}`),
    );
  }
  const side = (cells: number) => Math.max(LEAST_INPUT_SIDE, cells * NETWORK_CELL);
  const filled = bled(art);
  const input = enlarged(filled, side(art.width), side(art.height), options.matte);
  enter('depixelnet', hooks);
  const output = await networks.depixelnet(input);
  enter('vote', hooks);
  const image = drawn(output, filled, zoom, smoothAlpha(art, zoom));
  finish(hooks);
  return { image, grid };
}

/** The art over the matte, every art pixel NETWORK_CELL pixels wide and high, padded by reflection, in network values. */
function enlarged(art: RgbaImage, width: number, height: number, matte: readonly number[]): Planar {
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const v = Math.floor(mirrored(y, art.height * NETWORK_CELL) / NETWORK_CELL);
    for (let x = 0; x < width; x++) {
      const u = Math.floor(mirrored(x, art.width * NETWORK_CELL) / NETWORK_CELL);
      const at = (v * art.width + u) * 4;
      const shown = art.data[at + 3] > 0 ? art.data.subarray(at, at + 3) : matte;
      for (let c = 0; c < 3; c++) data[(c * height + y) * width + x] = shown[c] / 127.5 - 1;
    }
  }
  return { width, height, data };
}

/** The art with its colours carried a few pixels into transparent parts; those get alpha 1 of 255. */
function bled(art: RgbaImage): RgbaImage {
  const { width, height } = art;
  const data = art.data.slice();
  for (let ring = 0; ring < BLEED; ring++) {
    const before = data.slice();
    for (let i = 0; i < width * height; i++) {
      if (before[i * 4 + 3] > 0) continue;
      const [x, y] = [i % width, Math.floor(i / width)];
      const from = [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ]
        .filter(([u, v]) => u >= 0 && v >= 0 && u < width && v < height)
        .map(([u, v]) => (v * width + u) * 4)
        .find((at) => before[at + 3] > 0);
      if (from !== undefined) data.set([...before.subarray(from, from + 3), 1], i * 4);
    }
  }
  return { width, height, data };
}

/** The contours of the network's output in the art's colours, at zoom pixels an art pixel, with these alphas. */
function drawn(output: Planar, art: RgbaImage, zoom: number, alphas: Uint8Array): RgbaImage {
  const width = art.width * zoom;
  const height = art.height * zoom;
  const rgb = drawContours(art, output, NETWORK_CELL, zoom);
  const data = new Uint8Array(width * height * 4);
  alphas.forEach((alpha, i) => {
    data.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
    data[i * 4 + 3] = alpha;
  });
  return { width, height, data };
}

/** Alpha enlarged smoothly; a cut-out (0 or 255 everywhere) keeps edges that are about a pixel soft. */
function smoothAlpha(art: RgbaImage, zoom: number): Uint8Array {
  const count = art.width * art.height * zoom ** 2;
  if (isOpaque(art)) return new Uint8Array(count).fill(255);
  const [across, down] = [art.width, art.height].map((length) => ({ length, pixels: length * zoom }));
  const soft = resample(art, across, down, FIT).data;
  const isCutOut = art.data.every((value, i) => i % 4 !== 3 || value === 0 || value === 255);
  const slope = isCutOut ? zoom / 1.5 : 1;
  return Uint8Array.from({ length: count }, (_, i) =>
    Math.round(255 * Math.min(1, Math.max(0, (soft[i * 4 + 3] - 0.5) * slope + 0.5))),
  );
}
