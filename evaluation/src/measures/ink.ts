import type { RgbaImage } from '../../../src/core/image.ts';
import { assertSameGrid, isOutlineCell, OUTLINE_L, type SourceCells } from './cells.ts';
import { type Backdrop, deltaE2000, type LabImage, toLab, WHITE } from './colour.ts';
import { medianLab } from './features.ts';
import { darkMask, STILL_DARK_L } from './outlines.ts';
import { spans } from './spans.ts';

/** Share of dark source pixels under which a 2×2 block of dark art is not what the source has. */
const BLOCK_SHARE = 0.55;
/** Sources with no more outline cells than that have no lines to speak of. */
const LEAST_OUTLINE = 20;

/** What of a source's darkness ink and clog are read by. */
export interface SourceInk {
  /** The cells it was read for. */
  readonly cells: SourceCells;
  /** Median CIELAB of the dark pixels (L < 25) of each outline cell; null where there are none. */
  readonly inks: readonly (Float64Array | null)[];
  /** Share of each cell's pixels with L < 45, 0..1. */
  readonly shade: Float64Array;
}

/**
 * Reads a source's darkness.
 * @param source in CIELAB, any size
 * @param cells its cells
 */
export function sourceInk({ width, height, lab }: LabImage, cells: SourceCells): SourceInk {
  const columns = spans(width, cells.width);
  const rows = spans(height, cells.height);
  const inks: (Float64Array | null)[] = [];
  const shade = new Float64Array(cells.width * cells.height);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const cell = y * cells.width + x;
      const dark: number[] = [];
      let total = 0;
      row.weights.forEach((wy, dy) => {
        column.weights.forEach((wx, dx) => {
          const pixel = (row.first + dy) * width + column.first + dx;
          total += wx * wy;
          if (lab[pixel * 3] < STILL_DARK_L) shade[cell] += wx * wy;
          if (lab[pixel * 3] < OUTLINE_L) dark.push(pixel);
        });
      });
      shade[cell] /= total;
      inks.push(isOutlineCell(cells, cell) && dark.length > 0 ? medianLab(lab, dark) : null);
    });
  });
  return { cells, inks, shade };
}

/**
 * ink: at outline cells (8 % of the source's pixels have L < 25) that are drawn dark (L < 45) the mean CIEDE2000 to
 * the median of the source's own dark pixels there. Grey and brown lines cost where the source's are black.
 * @returns 0 or more; NaN if no outline cell is drawn dark
 * @throws RangeError if the art is not of the cells' size
 */
export function inkError({ cells, inks }: SourceInk, art: RgbaImage, backdrop: Backdrop = WHITE): number {
  assertSameGrid(cells, art);
  const { lab } = toLab(art, backdrop);
  let sum = 0;
  let n = 0;
  inks.forEach((ink, cell) => {
    if (ink === null || lab[cell * 3] >= STILL_DARK_L) return;
    sum += deltaE2000(ink, 0, lab, cell);
    n++;
  });
  return sum / n;
}

/**
 * clog: 2×2 blocks of dark art pixels (L < 45) over a source of which less than 55 % is so dark there, per 100 outline
 * cells: lines drawn two wide, gaps filled.
 * @returns 0 or more; NaN if the source has no more than 20 outline cells
 * @throws RangeError if the art is not of the cells' size
 */
export function clogged({ cells, shade }: SourceInk, art: RgbaImage, backdrop: Backdrop = WHITE): number {
  assertSameGrid(cells, art);
  const { width, height } = cells;
  const dark = darkMask(art, backdrop);
  let outline = 0;
  for (let i = 0; i < dark.length; i++) if (isOutlineCell(cells, i)) outline++;
  if (outline <= LEAST_OUTLINE) return Number.NaN;
  let blocks = 0;
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const i = y * width + x;
      const block = [i, i + 1, i + width, i + width + 1];
      if (!block.every((cell) => dark[cell])) continue;
      if (block.reduce((sum, cell) => sum + shade[cell], 0) / 4 < BLOCK_SHARE) blocks++;
    }
  }
  return (100 * blocks) / outline;
}
