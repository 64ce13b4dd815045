/** The grid of an enlarged pixel-art picture: equal cells, the first whole one starting at (x, y). */
export interface CellGrid {
  /** Picture pixels of a cell, ≥ 1; whole numbers or broken ones. */
  readonly width: number;
  readonly height: number;
  /** Less than a cell from the picture's corner; half a pixel beyond it at most. */
  readonly x: number;
  readonly y: number;
}
