import { cellText } from '../../core/grid.ts';
import type { Cell, CellSpec } from '../../core/options.ts';
import { evaluate } from './arithmetic.ts';

/** A cell as its field shows it: "8", "5.5" or "10 × 8". */
export const shownCell = (cell: Cell): string => cellText(cell).replace('x', ' × ');

/** The cell that a text stands for, brought into what is allowed; undefined for nonsense. */
export function cellOf(text: string, old: Cell | null, spec: CellSpec): Cell | undefined {
  const parts = text.replace(/px/gi, '').split(/[x×]/i);
  const sides = parts.map((part, i) => evaluate(part, (i === 0 ? old?.width : old?.height) ?? null));
  if (parts.length > 2 || sides.some((side) => side === null)) return undefined;
  const [width, height = width] = sides.map((side) => allowed(Number(side), spec));
  return { width, height };
}

/** A cell whose sides are larger by so many pixels, as far as that is allowed. */
export const grownCell = ({ width, height }: Cell, by: number, spec: CellSpec): Cell => ({
  width: allowed(width + by, spec),
  height: allowed(height + by, spec),
});

const allowed = (side: number, { min, max }: CellSpec): number =>
  Math.min(max, Math.max(min, Math.round(side * 1000) / 1000));
