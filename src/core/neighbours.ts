import type { Sides } from './image.ts';
import { wrapped } from './repeated.ts';

/**
 * The eight neighbours of cell i inside a width × height grid, row by row; fewer at its edges, but for a grid that wraps
 * round, of at least three cells a side.
 */
export function neighboursOf(
  { width, height, wraps }: Sides & { readonly wraps?: boolean },
  i: number,
): number[] {
  const x = i % width;
  const y = Math.floor(i / width);
  const around: number[] = [];
  if (wraps) {
    for (let v = y - 1; v <= y + 1; v++)
      for (let u = x - 1; u <= x + 1; u++)
        if (u !== x || v !== y) around.push(wrapped(v, height) * width + wrapped(u, width));
    return around;
  }
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++)
      if (u !== x || v !== y) around.push(v * width + u);
  return around;
}

/** The eight neighbours' offsets in a circle, from above. */
// biome-ignore format: one line reads as a circle
const CIRCLE = [[0, -1], [1, -1], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1]] as const;

/** The eight neighbours of cell i in a circle from above, clockwise; -1 for those outside the grid. */
export function circleOf({ width, height }: Sides, i: number): number[] {
  const x = i % width;
  const y = Math.floor(i / width);
  return CIRCLE.map(([u, v]) => {
    const isInside = x + u >= 0 && y + v >= 0 && x + u < width && y + v < height;
    return isInside ? (y + v) * width + x + u : -1;
  });
}

/**
 * Whether a line's cell only borders it: without the cell the line is as whole as it was (its crossing number is 1) and
 * no shorter.
 * @param around which of the eight neighbours, in a circle from above, are the line's
 */
export function isEdgeCell(around: readonly boolean[]): boolean {
  const parts = [0, 2, 4, 6].filter((k) => !around[k] && (around[k + 1] || around[(k + 2) % 8])).length;
  return parts === 1 && around.filter(Boolean).length >= 2;
}
