import type { RgbaImage } from '../../../src/core/image.ts';
import { type Backdrop, compositeOver, deltaE76, linearise, linearToLab, toLab, WHITE } from './colour.ts';
import { spans } from './spans.ts';

/** Lightness under which a source pixel belongs to a dark outline. */
export const OUTLINE_L = 25;
/** Share of such pixels from which a cell is an outline cell. */
const OUTLINE_SHARE = 0.08;
/** Spread (ΔE76) under which a cell without outline is plain. */
const PLAIN_SPREAD = 6;

/** What a source picture holds in each cell of a W×H art; every array is in rows top to bottom. */
export interface SourceCells {
  readonly width: number;
  readonly height: number;
  /** Share of the cell's source pixels with L < 25, 0..1. */
  readonly dark: Float64Array;
  /** CIELAB of the cell's box mean, three values a cell. */
  readonly mean: Float64Array;
  /** Largest ΔE76 between a source pixel of the cell and the cell's mean. */
  readonly spread: Float64Array;
}

/**
 * Reads a source picture cell by cell: cell (x, y) of a W×H art covers [x·Wsrc/W, (x+1)·Wsrc/W) and likewise in y.
 *
 * Chosen where the formulas leave it open, by what came nearest to published figures of known methods: a pixel that
 * straddles two cells counts in each by its share of area; the box mean is taken over sRGB values (as a box
 * downscale gives it; in linear light every plain resampler's colour error rises by a third); the spread is the
 * largest distance of a pixel to that mean. Transparent sources are composited over the backdrop first.
 * @param source any size, also smaller than the art
 * @param width art pixels across, at least 1
 * @param height art pixels down, at least 1
 * @throws RangeError if a side of the art is no positive integer
 */
export function sourceCells(
  source: RgbaImage,
  width: number,
  height: number,
  backdrop: Backdrop = WHITE,
): SourceCells {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`art size must be two positive integers, got ${width}x${height}`);
  }
  const { data } = compositeOver(source, backdrop);
  const { lab } = toLab(source, backdrop);
  const columns = spans(source.width, width);
  const rows = spans(source.height, height);
  const dark = new Float64Array(width * height);
  const mean = new Float64Array(width * height * 3);
  const spread = new Float64Array(width * height);

  const forEachPixel = (x: number, y: number, visit: (pixel: number, weight: number) => void) => {
    rows[y].weights.forEach((wy, dy) => {
      const row = (rows[y].first + dy) * source.width + columns[x].first;
      columns[x].weights.forEach((wx, dx) => {
        visit(row + dx, wx * wy);
      });
    });
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = y * width + x;
      let [total, below, r, g, b] = [0, 0, 0, 0, 0];
      forEachPixel(x, y, (p, w) => {
        total += w;
        if (lab[p * 3] < OUTLINE_L) below += w;
        r += w * data[p * 4];
        g += w * data[p * 4 + 1];
        b += w * data[p * 4 + 2];
      });
      dark[cell] = below / total;
      linearToLab(linearise(r / total), linearise(g / total), linearise(b / total), mean, cell * 3);
      forEachPixel(x, y, (p) => {
        spread[cell] = Math.max(spread[cell], deltaE76(lab, p, mean, cell));
      });
    }
  }
  return { width, height, dark, mean, spread };
}

/** Whether a cell carries a dark outline: at least 8 % of its source pixels have L < 25. */
export function isOutlineCell(cells: SourceCells, cell: number): boolean {
  // A hair of tolerance, so that sums of area shares that should be exactly 8 % count.
  return cells.dark[cell] >= OUTLINE_SHARE - 1e-9;
}

/** Whether a cell is plain: no source pixel with L < 25, and a CIELAB spread under 6. */
export function isPlainCell(cells: SourceCells, cell: number): boolean {
  return cells.dark[cell] === 0 && cells.spread[cell] < PLAIN_SPREAD;
}

/** @throws RangeError if the art is not of the size that the cells were read for */
export function assertSameGrid(cells: SourceCells, art: RgbaImage): void {
  if (cells.width !== art.width || cells.height !== art.height) {
    throw new RangeError(
      `art must be ${cells.width}x${cells.height} like the cells, got ${art.width}x${art.height}`,
    );
  }
}
