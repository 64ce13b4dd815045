import type { RgbaImage } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';
import { type Axis, axesOf, edgesAlong, weighed } from './edges.ts';
import { gridLines } from './gridlines.ts';

interface Sides {
  readonly width: number;
  readonly height: number;
}

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
  const [across, down] = axesOf(source, art);
  const seen = weighed(source);
  const [x, y] = [movesOf(seen, across), movesOf(seen, down)];
  if (x === null && y === null) return source;
  const out = new Uint8Array(data.length);
  const columns = placesOf(across);
  const rows = placesOf(down);
  const moved = (moves: Float32Array | null, line: number, { cells, pixels }: Axis, along: Place): number => {
    if (moves === null) return along.pixel;
    const from = line * (cells + 1) + along.cell;
    const move = (1 - along.part) * moves[from] + along.part * moves[from + 1];
    const at = Math.floor(along.pixel + 0.5 + (move * pixels) / (SIDE * cells));
    return Math.min(pixels - 1, Math.max(0, at));
  };
  for (let row = 0, to = 0; row < height; row++)
    for (let column = 0; column < width; column++, to += 4) {
      const v = moved(y, column, down, rows[row]);
      const from = (v * width + moved(x, v, across, columns[column])) * 4;
      out[to] = data[from];
      out[to + 1] = data[from + 1];
      out[to + 2] = data[from + 2];
      out[to + 3] = data[from + 3];
    }
  return { ...source, data: out };
}

/** Where a pixel's middle lies: in which cell, and at what part of it. */
interface Place {
  readonly pixel: number;
  readonly cell: number;
  readonly part: number;
}

function placesOf({ pixels, cells }: Axis): Place[] {
  return Array.from({ length: pixels }, (_, pixel) => {
    const place = ((pixel + 0.5) * cells) / pixels;
    const cell = Math.min(cells - 1, Math.floor(place));
    return { pixel, cell, part: place - cell };
  });
}

/**
 * How far the lines lie moved at each pixel across the axis, in eighths of a cell, acrossPixels × (cells + 1): as in its row at the
 * middle of a row, in between as between the two.
 * @returns null where none is moved
 */
function movesOf(seen: Uint8Array, axis: Axis): Float32Array | null {
  const { cells, acrossPixels, acrossCells } = axis;
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
