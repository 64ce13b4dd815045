import type { RgbaImage, Sides } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';
import { Contours } from './contours.ts';

/** Channels differ by this share of the full range where an edge is seen in full. */
const CONTRAST = 0.15;
/** How fast an edge that leans counts less: not at all from a lean of one in LEAN on. */
const LEAN = 6;
/** Steps of fewer bytes than this are too faint to be followed. */
const FAINT = 6;
/** A contour turns where it goes inwards by this much on either side of an outermost point, in cells ... */
const DEEP = 0.75;
/** ... and up to this far from there its edge counts as if it did not lean, as the sides of a disc are where they are widest. */
const DEPTH = 0.25;
/** Lines narrower than this, in cells, are thin: a line of the grid must not part them. */
const THINNEST = 0.9;
/** How often the mean of all edges within a cell about an edge is taken from it: among many edges none stands out. */
const CROWD = 3;

/** One of a picture's two axes. */
export interface Axis {
  /** Pixels and cells along the axis, and across it. */
  readonly pixels: number;
  readonly cells: number;
  readonly acrossPixels: number;
  readonly acrossCells: number;
  /** How far apart neighbouring pixels are in the data, along and across. */
  readonly step: number;
  readonly acrossStep: number;
}

/**
 * What of a picture has to do with where the lines of the grid across one axis lie. Rows are cells across the axis, places are
 * eighths of a cell along it: cells · SIDE + 1 of them. All in shares of a cell's length.
 */
export interface Edges {
  /** Edges that run along the grid, rows × places. */
  readonly sharp: Float32Array;
  /** Thin lines at their inner places, rows × places. */
  readonly thin: Float32Array;
  /** All other edges, slanted, curved or short, rows × cells. */
  readonly slant: Float32Array;
}

/** Both axes of a picture of so many art pixels: the first is for upright lines, the second for level ones. */
export function axesOf({ width, height }: Sides, art: Sides): readonly [Axis, Axis] {
  const [across, down] = [4, 4 * width];
  return [
    {
      pixels: width,
      cells: art.width,
      acrossPixels: height,
      acrossCells: art.height,
      step: across,
      acrossStep: down,
    },
    {
      pixels: height,
      cells: art.height,
      acrossPixels: width,
      acrossCells: art.width,
      step: down,
      acrossStep: across,
    },
  ];
}

/** Pixels along a side of a cell that edges are looked for in, at least; of finer sources some pixels are left out. */
const FINEST = 16;

/**
 * What edges are looked for in: channels weighed by alpha, so that what is transparent has no colour, and of a source with more than
 * twice FINEST pixels along a side of a cell every second pixel, or third, and so on.
 */
export function lookedAt({ width, height, data }: RgbaImage, art: Sides): RgbaImage {
  const pitch = Math.min(width / art.width, height / art.height);
  const every = Math.max(1, Math.floor(pitch / FINEST));
  const [across, down] = [Math.floor(width / every), Math.floor(height / every)];
  const out = new Uint8Array(across * down * 4);
  for (let y = 0, to = 0; y < down; y++) {
    const row = Math.floor(((y + 0.5) * height) / down) * width;
    for (let x = 0; x < across; x++, to += 4) {
      const from = (row + Math.floor(((x + 0.5) * width) / across)) * 4;
      const alpha = data[from + 3];
      for (let c = 0; c < 3; c++)
        out[to + c] = alpha === 255 ? data[from + c] : Math.round((data[from + c] * alpha) / 255);
      out[to + 3] = alpha;
    }
  }
  return { width: across, height: down, data: out };
}

/** Finds the edges along an axis of what `lookedAt` gives. */
export function edgesAlong({ data }: RgbaImage, axis: Axis): Edges {
  const { pixels, cells, acrossPixels, acrossCells, step, acrossStep } = axis;
  const places = cells * SIDE + 1;
  const perPixel = (cells * SIDE) / pixels;
  const upright = new Float32Array(acrossCells * places);
  const other = new Float32Array(acrossCells * places);
  const thin = new Float32Array(acrossCells * places);
  const contours = new Contours();
  const mark = (row: number, pixel: number, weight: number, straight: number): void => {
    const place = pixel * perPixel;
    const first = Math.floor(place);
    const at = row + first;
    other[at] += weight - straight;
    upright[at] += straight * (first + 1 - place);
    if (place > first) upright[at + 1] += straight * (place - first);
  };
  for (let y = 0; y < acrossPixels; y++) {
    const row = Math.floor(((y + 0.5) * acrossCells) / acrossPixels) * places;
    const above = y > 0 ? -acrossStep : 0;
    const below = y + 1 < acrossPixels ? acrossStep : 0;
    let [lastX, lastSign, lastWeight] = [Number.NEGATIVE_INFINITY, 0, 0];
    for (let x = 1, right = y * acrossStep + step; x < pixels; x++, right += step) {
      const left = right - step;
      let most = 0;
      let channel = 0;
      for (let c = 0; c < 4; c++) {
        const apart = Math.abs(data[right + c] - data[left + c]);
        if (apart > most) {
          most = apart;
          channel = c;
        }
      }
      if (most === 0) continue;
      const seen = Math.min(1, most / (255 * CONTRAST));
      const [l, r] = [left + channel, right + channel];
      const change = data[r] - data[l];
      const along = (data[r + above] - data[l + above] + 2 * change + data[r + below] - data[l + below]) / 4;
      const across = (data[r + below] + data[l + below] - data[r + above] - data[l + above]) / 4;
      const straight = along === 0 ? 0 : Math.max(0, 1 - LEAN * Math.abs(across / along));
      const weight = seen * straight;
      const sign = change > 0 ? channel + 1 : -channel - 1;
      if (most >= FAINT) contours.add(y, x, most, seen, weight, sign);
      else mark(row, x, seen, weight);
      if (weight === 0) continue;
      if (sign === -lastSign && (x - lastX) * perPixel < THINNEST * SIDE) {
        const both = Math.min(weight, lastWeight);
        for (let i = Math.ceil(lastX * perPixel); i <= Math.floor(x * perPixel); i++) thin[row + i] += both;
      }
      // Antialiasing makes steps of an edge: its strongest one stands for it.
      if (sign !== lastSign || weight >= lastWeight || x > lastX + 2)
        [lastX, lastSign, lastWeight] = [x, sign, weight];
    }
  }
  const cell = SIDE / perPixel;
  contours.each({ deep: DEEP * cell, depth: DEPTH * cell }, (line, pixel, weight, straight) => {
    mark(Math.floor(((line + 0.5) * acrossCells) / acrossPixels) * places, pixel, weight, straight);
  });
  return measured({ upright, other, thin }, axis);
}

/** Sums over pixels, as shares of a cell's length, and only those edges sharp that stand out among others. */
function measured(
  { upright, other, thin }: Readonly<Record<'upright' | 'other' | 'thin', Float32Array>>,
  { cells, acrossPixels, acrossCells }: Axis,
): Edges {
  const places = cells * SIDE + 1;
  const share = acrossCells / acrossPixels;
  const sharp = new Float32Array(upright.length);
  const slant = new Float32Array(acrossCells * cells);
  for (let row = 0; row < acrossCells; row++) {
    const from = row * places;
    let near = 0;
    for (let i = 0; i < Math.min(places, SIDE); i++) near += upright[from + i];
    for (let i = 0; i < places; i++) {
      if (i + SIDE < places) near += upright[from + i + SIDE];
      if (i > SIDE) near -= upright[from + i - SIDE - 1];
      sharp[from + i] = share * Math.max(0, upright[from + i] - (CROWD * near) / (2 * SIDE + 1));
      thin[from + i] *= share;
    }
    for (let cell = 0; cell < cells; cell++)
      for (let i = from + cell * SIDE; i <= from + (cell + 1) * SIDE; i++)
        slant[row * cells + cell] += (upright[i] + other[i]) * share - sharp[i];
  }
  return { sharp, thin, slant };
}
