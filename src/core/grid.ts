import { brokenGrid } from './broken-grid.ts';
import type { CellGrid } from './cell-grid.ts';
import { byteOf, LINEAR_OF_BYTE } from './colour.ts';
import { invalid, Words } from './errors.ts';
import type { PixelArt, RgbaImage } from './image.ts';
import { isSmoothed } from './smoothed.ts';

/** The least share of a clean picture's steps that lie on its grid's lines, and of a noisy one's. */
const CLEAN = 0.999;
const NOISY = 0.55;
/** The same, where the picture could be art that is not enlarged. */
const NATIVE = 0.7;
/** A noisy picture needs so many cells along its longer side, and so much of its steps above the noise. */
const NOISY_CELLS = 6;
/** Noise and soft edges leave nothing of smaller cells; steps that seem to be theirs are those of blends. */
const LEAST_NOISY = 4;
const ABOVE_NOISE = 0.25;
/** Art that is not enlarged has at most so many colours for each of its pixels that differ from a neighbour; blends have more. */
const NATIVE_COLOURS = 0.25;
const FEW_COLOURS = 4;
/** More than half of its steps are larger than so many bytes; a ramp's are not. */
const GENTLE = 6;
/** So much do the steps of a ramp differ at most, in bytes: rounding. */
const EVEN = 2;
/** It has at most so many colours between the same two. */
const NATIVE_BLENDS = 8;

/**
 * Finds the cell size of an enlarged pixel-art picture: the largest grid, of whole or broken cells, square or not, whose
 * lines carry the picture's colour steps. In a picture with noise (JPEG), a floor of twice the median step between
 * neighbouring columns or rows is taken off, and the whole square grid whose lines stand out most is taken. Art that is
 * not enlarged, and a picture without steps, has cell 1; what has no grid (photographs, soft edges, art that was enlarged
 * smoothly) is null.
 */
export function detectCell(image: RgbaImage): CellGrid | null {
  const columns = steps(image, true);
  const rows = steps(image, false);
  const whole = cleanGrid(columns, rows);
  const clean = brokenGrid(columns, rows, whole) ?? whole;
  if (clean !== null) return clean;
  const native = isNative(image) && !isSmoothed(image);
  return noisyGrid(columns, rows, native ? NATIVE : NOISY) ?? (native ? square(1, 0, 0) : null);
}

/** A cell's size in words: "8", "5.5" or "10x8". */
export function cellText({ width, height }: Pick<CellGrid, 'width' | 'height'>): string {
  const [across, down] = [width, height].map((side) => String(Math.round(side * 1000) / 1000));
  return across === down ? across : `${across}x${down}`;
}

/** A grid of square cells. */
export const square = (cell: number, x: number, y: number): CellGrid => ({ width: cell, height: cell, x, y });

/**
 * Whether every pixel may be a cell: few colours for the pixels that differ from the one to the left or above, no ramps (gentle
 * ones, or those that smooth enlargement makes of every edge), and no soft edges, whose pixels are ever other blends of the
 * same two colours.
 */
function isNative({ width, height, data }: RgbaImage): boolean {
  const pixels = Float64Array.from({ length: width * height }, (_, i) => {
    const [r, g, b, a] = data.subarray(i * 4, i * 4 + 4);
    return a === 0 ? 0 : ((r * 256 + g) * 256 + b) * 256 + a;
  });
  let edges = 0;
  let gentle = 0;
  let changes = 0;
  let ramps = 0;
  const blends = new Map<string, Set<number>>();
  const look = (i: number, back: number, inside: boolean) => {
    const [p, q, r] = [pixels[i - 2 * back], pixels[i - back], pixels[i]];
    if (inside && q !== r) changes++;
    if (inside && q !== r && p !== q && isRamp(data, i * 4, back * 4)) ramps++;
    if (!inside || p === q || q === r || p === r || !isBetween(data, i * 4, back * 4)) return;
    const ends = p < r ? `${p} ${r}` : `${r} ${p}`;
    blends.set(ends, (blends.get(ends) ?? new Set()).add(q));
  };
  pixels.forEach((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const step = Math.max(x > 0 ? contrast(data, i * 4, 4) : 0, y > 0 ? contrast(data, i * 4, width * 4) : 0);
    if (step > 0) edges++;
    if (step > 0 && step <= GENTLE) gentle++;
    look(i, 1, x > 1);
    look(i, width, y > 1);
  });
  const soft = [...blends.values()].some(({ size }) => size > NATIVE_BLENDS);
  const colours = new Set(pixels).size;
  const ramped = gentle * 2 > edges || ramps * 3 > changes;
  return colours <= Math.max(FEW_COLOURS, edges * NATIVE_COLOURS) && !soft && !ramped;
}

/** The largest difference of a channel between a pixel and the one before it. */
const contrast = (data: RgbaImage['data'], at: number, back: number): number =>
  Math.max(...[0, 1, 2, 3].map((c) => Math.abs(data[at + c] - data[at + c - back])));

/** Whether the step to the pixel at a place is the one before it once more, in every channel. */
const isRamp = (data: RgbaImage['data'], at: number, back: number): boolean =>
  [0, 1, 2, 3].every(
    (c) => Math.abs(data[at + c] - 2 * data[at + c - back] + data[at + c - 2 * back]) <= EVEN,
  );

/** Whether the pixel before the one at a place lies between its neighbours in every channel. */
function isBetween(data: RgbaImage['data'], at: number, back: number): boolean {
  return [0, 1, 2, 3].every((c) => {
    const [p, q, r] = [data[at + c - 2 * back], data[at + c - back], data[at + c]];
    return (p <= q && q <= r) || (p >= q && q >= r);
  });
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
    if (x.sum + y.sum >= CLEAN * total) return square(cell, x.phase, y.phase);
  }
  return null;
}

/**
 * For steps without a grid a phase of a cell c carries 1/c of them. The excess over that, times √c, is greatest at
 * the true cell: its divisors lose by the root, its multiples by the steps that they miss.
 */
function noisyGrid(noisyColumns: Float64Array, noisyRows: Float64Array, least: number): CellGrid | null {
  const columns = withoutFloor(noisyColumns);
  const rows = withoutFloor(noisyRows);
  const total = sum(columns) + sum(rows);
  if (!(total > ABOVE_NOISE * (sum(noisyColumns) + sum(noisyRows)))) return null;
  let best: CellGrid | null = null;
  let most = 0;
  for (
    let cell = LEAST_NOISY;
    cell <= Math.min(256, Math.max(columns.length, rows.length) / NOISY_CELLS);
    cell++
  ) {
    const x = bestPhase(columns, cell);
    const y = bestPhase(rows, cell);
    const share = (x.sum + y.sum) / total;
    const excess = (share - 1 / cell) * Math.sqrt(cell);
    if (share < least || excess <= most) continue;
    most = excess;
    best = square(cell, x.phase, y.phase);
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
  const xs = cellSpans(image.width, grid.width, grid.x);
  const ys = cellSpans(image.height, grid.height, grid.y);
  if (xs.length === 0 || ys.length === 0) {
    throw invalid('cell', `at most the picture's ${image.width}x${image.height}`, new Words(cellText(grid)));
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
  // The pixels at a broken cell's borders may be its neighbours'.
  const margin = Number.isInteger(cell) ? Math.floor(cell / 4) : Math.max(0.5, cell / 4);
  const first = offset > 0 ? offset - cell : offset;
  const spans: [number, number][] = [];
  for (let k = 0; first + k * cell < size; k++) {
    const [start, end] = [first + k * cell, first + (k + 1) * cell];
    const [low, high] = [Math.max(0, start), Math.min(size, end)];
    if ((high - low) * 2 < cell) continue;
    const from = Math.max(0, Math.ceil(start + margin));
    const to = Math.min(size, Math.floor(end - margin));
    const middle = Math.min(size - 1, Math.floor((low + high) / 2));
    if (from < to) spans.push([from, to]);
    else spans.push(Number.isInteger(cell) ? [Math.floor(low), Math.ceil(high)] : [middle, middle + 1]);
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
