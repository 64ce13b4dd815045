import type { RgbaImage } from '../../core/image.ts';
import type { Cell } from '../../core/retouch.ts';

/** What a stroke begins with. */
export interface Press {
  /** Whether Alt is held. */
  readonly alt: boolean;
  /** Zooms in or out, with the cell where it is. */
  zoom(direction: 1 | -1): void;
}

/** What works on cells of the picture: with the pointer, or with the keyboard at a marked cell. Cells may lie outside of it. */
export interface CellTool {
  press(cell: Cell, press: Press): void;
  drag(cell: Cell): void;
  release(): void;
  /** Takes a key for itself, and tells whether it did. */
  key?(key: string): boolean;
  /** What is said of a cell that the keyboard comes to. */
  textOf(cell: Cell): string;
  /** What lies over the picture; null for nothing. */
  readonly veil: RgbaImage | null;
}
