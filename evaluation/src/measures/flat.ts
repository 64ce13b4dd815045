import type { RgbaImage } from '../../../src/core/image.ts';
import { assertSameGrid, type SourceCells } from './cells.ts';
import { type Backdrop, deltaE76, type LabImage, toLab, WHITE } from './colour.ts';
import { medianLab } from './features.ts';
import { gaussian } from './likeness.ts';

/** Share of a cell's pixels within `near` (ΔE76) of their median from which the cell is of one colour. */
const FLAT = { share: 0.95, near: 3 } as const;
/** ΔE76 under which an art pixel has just that colour. */
const SAME = 3.5;
/** Blur (in cells) under which weights of strokes are compared. */
const BLUR = { sigma: 1.2, radius: 5 } as const;

/** The cells of a source that are of one colour. */
export interface SourceFlats {
  readonly width: number;
  readonly height: number;
  /** The median CIELAB of each cell that is flat; null for all others. */
  readonly colours: readonly (Float64Array | null)[];
}

/**
 * The cells of which 95 % of the pixels are within ΔE76 3 of their median. A pixel belongs to the cell in which the
 * floor of its place lies.
 * @param source in CIELAB, any size
 * @param width art pixels across
 * @param height art pixels down
 */
export function sourceFlats(source: LabImage, width: number, height: number): SourceFlats {
  const bounds = (i: number, count: number, size: number) => {
    const from = Math.floor((i * size) / count);
    return [from, Math.max(from + 1, Math.floor(((i + 1) * size) / count))];
  };
  const colours: (Float64Array | null)[] = [];
  for (let y = 0; y < height; y++) {
    const [top, bottom] = bounds(y, height, source.height);
    for (let x = 0; x < width; x++) {
      const [left, right] = bounds(x, width, source.width);
      const pixels: number[] = [];
      for (let v = top; v < bottom; v++) for (let u = left; u < right; u++) pixels.push(v * source.width + u);
      const middle = medianLab(source.lab, pixels);
      const near = pixels.filter((p) => deltaE76(source.lab, p, middle, 0) < FLAT.near).length;
      colours.push(near >= FLAT.share * pixels.length ? middle : null);
    }
  }
  return { width, height, colours };
}

/**
 * exact: of the cells whose source is one colour, the share that has just that colour (ΔE76 < 3.5).
 * @returns 0..1; NaN if the source has none
 * @throws RangeError if the art is not of the size that the cells were read for
 */
export function exactFlats(
  { width, height, colours }: SourceFlats,
  art: RgbaImage,
  backdrop: Backdrop = WHITE,
): number {
  if (art.width !== width || art.height !== height) {
    throw new RangeError(`art must be ${width}x${height} like the cells, got ${art.width}x${art.height}`);
  }
  const { lab } = toLab(art, backdrop);
  let flat = 0;
  let exact = 0;
  colours.forEach((colour, cell) => {
    if (colour === null) return;
    flat++;
    if (deltaE76(lab, cell, colour, 0) < SAME) exact++;
  });
  return exact / flat;
}

/**
 * tone: mean ΔE76 between the art and its cells' box means, both blurred by 1.2 cells: whether strokes keep their
 * weight, neither eroded nor bloated.
 * @returns 0 or more
 * @throws RangeError if the art is not of the cells' size
 */
export function toneError(cells: SourceCells, art: RgbaImage, backdrop: Backdrop = WHITE): number {
  assertSameGrid(cells, art);
  const one = blurred(toLab(art, backdrop).lab, art.width, art.height);
  const two = blurred(cells.mean, art.width, art.height);
  let sum = 0;
  for (let i = 0; i < art.width * art.height; i++) sum += deltaE76(one, i, two, i);
  return sum / (art.width * art.height);
}

/** Each of three interleaved planes blurred; what lies beyond the border is like the pixel at it. */
function blurred(lab: Float64Array, width: number, height: number): Float64Array {
  const { sigma, radius } = BLUR;
  const weights = gaussian(sigma, radius);
  const total = weights.reduce((a, b) => a + b, 0);
  const pass = (from: Float64Array, across: boolean): Float64Array => {
    const out = new Float64Array(from.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        weights.forEach((weight, k) => {
          const u = across ? Math.min(width - 1, Math.max(0, x + k - radius)) : x;
          const v = across ? y : Math.min(height - 1, Math.max(0, y + k - radius));
          for (let c = 0; c < 3; c++) {
            out[(y * width + x) * 3 + c] += (weight / total) * from[(v * width + u) * 3 + c];
          }
        });
      }
    }
    return out;
  };
  return pass(pass(lab, true), false);
}
