import type { RgbaImage } from '../../../src/core/image.ts';
import { partsOf } from '../../../src/core/parts.ts';
import { assertSameGrid, isOutlineCell, type SourceCells } from './cells.ts';
import { type Backdrop, toLab, WHITE } from './colour.ts';

/** Lightness under which an art pixel still reads as outline. */
export const STILL_DARK_L = 45;
/** Outlines of fewer cells are specks: where they break says nothing about lines. */
const LEAST_CELLS = 6;

/** Which art pixels read as outline: 1 where L < 45. */
export function darkMask(art: RgbaImage, backdrop: Backdrop = WHITE): Uint8Array {
  const { lab } = toLab(art, backdrop);
  return Uint8Array.from({ length: art.width * art.height }, (_, i) => (lab[i * 3] < STILL_DARK_L ? 1 : 0));
}

/**
 * line: outline recall. Of the cells in which at least 8 % of the source pixels have L < 25, the share whose art
 * pixel has L < 45.
 * @returns 0..1; NaN if the source has no outline cell, so that means over pictures can leave it out
 * @throws RangeError if the art is not of the cells' size
 */
export function outlineRecall(cells: SourceCells, art: RgbaImage, backdrop: Backdrop = WHITE): number {
  assertSameGrid(cells, art);
  const dark = darkMask(art, backdrop);
  let outline = 0;
  let kept = 0;
  for (let i = 0; i < dark.length; i++) {
    if (!isOutlineCell(cells, i)) continue;
    outline++;
    kept += dark[i];
  }
  return kept / outline;
}

/**
 * pieces: outline continuity. For every 8-connected component of at least six outline cells, the number of
 * 8-connected parts of it that are still dark (L < 45) in the art; the mean over the picture's components. An
 * outline kept whole gives 1. One that vanishes altogether gives 0: read it beside the recall. Dark art pixels
 * outside the component join nothing.
 * @returns 0 or more; NaN if the source has no such component
 * @throws RangeError if the art is not of the cells' size
 */
export function outlinePieces(cells: SourceCells, art: RgbaImage, backdrop: Backdrop = WHITE): number {
  assertSameGrid(cells, art);
  const dark = darkMask(art, backdrop);
  const outline = Int8Array.from(dark, (_, i) => (isOutlineCell(cells, i) ? 1 : -1));
  const components = partsOf(outline, cells, 8).filter((part) => part.length >= LEAST_CELLS);
  let pieces = 0;
  for (const component of components) {
    const kept = new Int8Array(dark.length).fill(-1);
    for (const i of component) if (dark[i] === 1) kept[i] = 1;
    pieces += partsOf(kept, cells, 8).length;
  }
  return pieces / components.length;
}
