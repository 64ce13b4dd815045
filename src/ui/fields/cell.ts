import type { Cell, CellSpec } from '../../core/options.ts';
import { evaluate } from './arithmetic.ts';

/** The cell that a text stands for, brought into what is allowed; undefined for nonsense. */
export function cellOf(text: string, old: Cell | null, { min, max }: CellSpec): Cell | undefined {
  const parts = text.split(/[x×]/i);
  const sides = parts.map((part, i) => evaluate(part, (i === 0 ? old?.width : old?.height) ?? null));
  if (parts.length > 2 || sides.some((side) => side === null)) return undefined;
  const [width, height = width] = sides.map((side) =>
    Math.min(max, Math.max(min, Math.round(Number(side) * 1000) / 1000)),
  );
  return { width, height };
}
