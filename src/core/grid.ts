import { byteOf, LINEAR_OF_BYTE } from './colour.ts';
import { invalid, Words } from './errors.ts';
import type { PixelArt, RgbaImage } from './image.ts';

/** The grid of an enlarged pixel-art picture: square cells, the first whole one starting at (x, y). */
export interface CellGrid {
  /** Picture pixels along a side of a cell, ≥ 1. */
  readonly cell: number;
  /** 0..cell-1 */
  readonly x: number;
  readonly y: number;
}

/** The least share of a clean picture's steps that lie on its grid's lines, and of a noisy one's. */
const CLEAN = 0.999;
const NOISY = 0.55;
/** A noisy picture needs so many cells along its longer side, and so much of its steps above the noise. */
const NOISY_CELLS = 6;
const ABOVE_NOISE = 0.25;

/**
 * Finds the cell size of an enlarged pixel-art picture: the largest grid whose lines carry the picture's colour
 * steps. In a picture with noise (JPEG), a floor of twice the median step between neighbouring columns or rows is
 * taken off, and the grid whose lines stand out most is taken. A picture without steps, or one that is not enlarged, has cell 1.
 */
export function detectCell(image: RgbaImage): CellGrid {
  const columns = steps(image, true);
  const rows = steps(image, false);
  return cleanGrid(columns, rows) ?? noisyGrid(columns, rows) ?? { cell: 1, x: 0, y: 0 };
}

/** Sum of absolute premultiplied differences between each column (or row) and the one before it; entry 0 is 0. */
function steps({ width, height, data }: RgbaImage, alongX: boolean): Float64Array {
  const sums = new Float64Array(alongX ? width : height);
  const back = alongX ? 4 : width * 4;
  for (let y = alongX ? 0 : 1; y < height; y++) {
    for (let x = alongX ? 1 : 0; x < width; x++) {
      const at = (y * width + x) * 4;
      let step = Math.abs(data[at + 3] - data[at + 3 - back]) * 255;
      for (let c = 0; c < 3; c++) {
        step += Math.abs(data[at + c] * data[at + 3] - data[at + c - back] * data[at + 3 - back]);
      }
      sums[alongX ? x : y] += step;
    }
  }
  return sums;
}

function withoutFloor(sums: Float64Array): Float64Array {
  const floor = sums.slice().sort()[sums.length >> 1];
  return sums.map((s) => Math.max(0, s - 2 * floor));
}

function cleanGrid(columns: Float64Array, rows: Float64Array): CellGrid | null {
  const total = sum(columns) + sum(rows);
  if (total === 0) return null;
  for (let cell = Math.min(256, Math.max(columns.length, rows.length) >> 1); cell > 1; cell--) {
    const x = bestPhase(columns, cell);
    const y = bestPhase(rows, cell);
    if (x.sum + y.sum >= CLEAN * total) return { cell, x: x.phase, y: y.phase };
  }
  return null;
}

/**
 * For steps without a grid a phase of a cell c carries 1/c of them. The excess over that, times √c, is greatest at
 * the true cell: its divisors lose by the root, its multiples by the steps that they miss.
 */
function noisyGrid(noisyColumns: Float64Array, noisyRows: Float64Array): CellGrid | null {
  const columns = withoutFloor(noisyColumns);
  const rows = withoutFloor(noisyRows);
  const total = sum(columns) + sum(rows);
  if (!(total > ABOVE_NOISE * (sum(noisyColumns) + sum(noisyRows)))) return null;
  let best: CellGrid | null = null;
  let most = 0;
  for (let cell = 2; cell <= Math.min(256, Math.max(columns.length, rows.length) / NOISY_CELLS); cell++) {
    const x = bestPhase(columns, cell);
    const y = bestPhase(rows, cell);
    const share = (x.sum + y.sum) / total;
    const excess = (share - 1 / cell) * Math.sqrt(cell);
    if (share < NOISY || excess <= most) continue;
    most = excess;
    best = { cell, x: x.phase, y: y.phase };
  }
  return best;
}

function bestPhase(sums: Float64Array, cell: number): { phase: number; sum: number } {
  const phases = new Float64Array(cell);
  sums.forEach((s, i) => {
    phases[i % cell] += s;
  });
  const phase = phases.indexOf(Math.max(...phases));
  return { phase, sum: phases[phase] };
}

const sum = (values: Float64Array): number => values.reduce((total, v) => total + v, 0);

/**
 * One pixel a cell: the mean, in premultiplied linear light, of the cell's middle half (noise and blurred borders
 * left out). Cells cut by the picture's border count when at least half of one is inside.
 * Throws a UserError if not one cell is left.
 */
export function shrinkToCells(image: RgbaImage, grid: CellGrid): RgbaImage {
  const xs = cellSpans(image.width, grid.cell, grid.x);
  const ys = cellSpans(image.height, grid.cell, grid.y);
  if (xs.length === 0 || ys.length === 0) {
    throw invalid('cell', `at most the picture's ${image.width}x${image.height}`, new Words(`${grid.cell}`));
  }
  const data = new Uint8Array(xs.length * ys.length * 4);
  ys.forEach(([y0, y1], j) => {
    xs.forEach(([x0, x1], i) => {
      data.set(meanOf(image, x0, y0, x1, y1), (j * xs.length + i) * 4);
    });
  });
  return { width: xs.length, height: ys.length, data };
}

/** The middle half of every cell along one side, as [from, to). */
function cellSpans(size: number, cell: number, offset: number): [number, number][] {
  const spans: [number, number][] = [];
  for (let start = offset > 0 ? offset - cell : 0; start < size; start += cell) {
    const inside = Math.min(size, start + cell) - Math.max(0, start);
    if (inside * 2 < cell) continue;
    const from = Math.max(0, start + Math.floor(cell / 4));
    const to = Math.min(size, start + cell - Math.floor(cell / 4));
    spans.push(from < to ? [from, to] : [Math.max(0, start), Math.min(size, start + cell)]);
  }
  return spans;
}

function meanOf({ width, data }: RgbaImage, x0: number, y0: number, x1: number, y1: number): number[] {
  const mean = [0, 0, 0, 0];
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const at = (y * width + x) * 4;
      const alpha = data[at + 3];
      for (let c = 0; c < 3; c++) mean[c] += LINEAR_OF_BYTE[data[at + c]] * alpha;
      mean[3] += alpha;
    }
  }
  const alpha = mean[3];
  if (alpha === 0) return [0, 0, 0, 0];
  return [...mean.slice(0, 3).map((m) => byteOf(m / alpha)), Math.round(alpha / ((x1 - x0) * (y1 - y0)))];
}

/** The art as an RGBA picture, every art pixel drawn as zoom × zoom pixels. */
export function renderArt({ width, height, palette, indices }: PixelArt, zoom = 1): RgbaImage {
  const data = new Uint8Array(width * height * zoom * zoom * 4);
  for (let y = 0; y < height * zoom; y++) {
    const row = Math.floor(y / zoom) * width;
    for (let x = 0; x < width * zoom; x++) {
      data.set(palette[indices[row + Math.floor(x / zoom)]], (y * width * zoom + x) * 4);
    }
  }
  return { width: width * zoom, height: height * zoom, data };
}
