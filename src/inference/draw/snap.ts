import type { RgbaImage, Sides } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';
import { type Axis, axesOf, edgesAlong, lookedAt } from './edges.ts';
import { gridLines } from './gridlines.ts';

/** Pixels of a cell's side from which its edges can be moved by parts of it. */
const LEAST_PITCH = 3;
/** The most art pixels whose picture is snapped: beyond, the search takes seconds, and half an art pixel is hardly seen. */
const MOST_CELLS = 2 ** 16;

/**
 * The picture with its straight edges on the grid, as hinting does it with letters: edges that run along the grid move by up to
 * five eighths of an art pixel, and what lies between them goes along. So bars, strokes and stems of one width come out alike
 * wherever they lie. Every pixel is one of the source's own: no colour comes in.
 * @param art the art's size
 * @returns a picture of the same size; the source itself where nothing moves, where a cell is less than three pixels wide, or
 *   where the art is of more than 65,536 cells
 */
export function snapped(source: RgbaImage, art: Sides): RgbaImage {
  const { width, height, data } = source;
  const tooFine = width < LEAST_PITCH * art.width || height < LEAST_PITCH * art.height;
  if (tooFine || art.width * art.height > MOST_CELLS) return source;
  const seen = lookedAt(source, art);
  const [across, down] = axesOf(source, art);
  const [looked, lookedDown] = axesOf(seen, art);
  const x = movesOf(seen, looked, across);
  const y = movesOf(seen, lookedDown, down);
  if (x === null && y === null) return source;
  const out = new Uint8Array(data.length);
  const [columns, rows] = [placesOf(across), placesOf(down)];
  const [wide, high] = [width / (SIDE * art.width), height / (SIDE * art.height)];
  for (let row = 0, to = 0; row < height; row++) {
    const [line, part] = [rows.cells[row], rows.parts[row]];
    for (let column = 0; column < width; column++, to += 4) {
      let [u, v] = [column, row];
      if (y !== null) {
        const at = column * (art.height + 1) + line;
        v = Math.floor(row + 0.5 + ((1 - part) * y[at] + part * y[at + 1]) * high);
        v = v < 0 ? 0 : v < height ? v : height - 1;
      }
      if (x !== null) {
        const at = v * (art.width + 1) + columns.cells[column];
        const share = columns.parts[column];
        u = Math.floor(column + 0.5 + ((1 - share) * x[at] + share * x[at + 1]) * wide);
        u = u < 0 ? 0 : u < width ? u : width - 1;
      }
      const from = (v * width + u) * 4;
      out[to] = data[from];
      out[to + 1] = data[from + 1];
      out[to + 2] = data[from + 2];
      out[to + 3] = data[from + 3];
    }
  }
  return { ...source, data: out };
}

/** In which cell each pixel's middle lies, and at what part of it. */
function placesOf({ pixels, cells }: Axis): {
  readonly cells: Int32Array;
  readonly parts: Float64Array;
} {
  const places = Float64Array.from({ length: pixels }, (_, pixel) => ((pixel + 0.5) * cells) / pixels);
  const within = Int32Array.from(places, (place) => Math.min(cells - 1, Math.floor(place)));
  return { cells: within, parts: places.map((place, pixel) => place - within[pixel]) };
}

/**
 * How far the lines lie moved at each pixel across the axis, in eighths of a cell, acrossPixels × (cells + 1): as in its row at the
 * middle of a row, in between as between the two.
 * @param axis the axis of what is looked at; its cells are those of the picture's own
 * @returns null where none is moved
 */
function movesOf(
  seen: RgbaImage,
  axis: Axis,
  { cells, acrossPixels, acrossCells }: Axis,
): Float32Array | null {
  const lines = cells + 1;
  const moves = gridLines(edgesAlong(seen, axis), cells, acrossCells);
  if (moves.every((move) => move === 0)) return null;
  const out = new Float32Array(acrossPixels * lines);
  for (let pixel = 0; pixel < acrossPixels; pixel++) {
    const place = ((pixel + 0.5) * acrossCells) / acrossPixels - 0.5;
    const row = Math.min(acrossCells - 1, Math.max(0, Math.floor(place)));
    const next = Math.min(acrossCells - 1, row + 1);
    const part = Math.min(1, Math.max(0, place - row));
    for (let line = 0; line < lines; line++)
      out[pixel * lines + line] = (1 - part) * moves[row * lines + line] + part * moves[next * lines + line];
  }
  return out;
}
