import type { RgbaImage } from '../../../src/core/image.ts';
import { assertSameGrid, isPlainCell, type SourceCells } from './cells.ts';
import { type Backdrop, deltaE2000, toLab, WHITE } from './colour.ts';

function meanError(
  cells: SourceCells,
  art: RgbaImage,
  backdrop: Backdrop,
  counts: (cell: number) => boolean,
): number {
  assertSameGrid(cells, art);
  const { lab } = toLab(art, backdrop);
  let sum = 0;
  let n = 0;
  for (let i = 0; i < cells.width * cells.height; i++) {
    if (!counts(i)) continue;
    sum += deltaE2000(lab, i, cells.mean, i);
    n++;
  }
  return sum / n;
}

/**
 * ΔE: colour fidelity, the mean CIEDE2000 between each art pixel and the box mean of its cell. Keeping outlines
 * costs some of it by nature, since a cell with a thin line in it is light on average.
 * @returns 0 or more
 * @throws RangeError if the art is not of the cells' size
 */
export function colourError(cells: SourceCells, art: RgbaImage, backdrop: Backdrop = WHITE): number {
  return meanError(cells, art, backdrop, () => true);
}

/**
 * fill: the same over plain cells only (no source pixel with L < 25, CIELAB spread under 6): colour shift proper,
 * which nothing excuses.
 * @returns 0 or more; NaN if the source has no plain cell
 * @throws RangeError if the art is not of the cells' size
 */
export function fillError(cells: SourceCells, art: RgbaImage, backdrop: Backdrop = WHITE): number {
  return meanError(cells, art, backdrop, (i) => isPlainCell(cells, i));
}
