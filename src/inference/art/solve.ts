import { wrapped } from '../../core/repeated.ts';
import type { Energy } from './energy.ts';

/** Cells farther apart than this, in rows or columns, do not know of each other's changes: no term spans more. */
const REACH = 2;

/**
 * Lowers the energy until no change of one cell lowers it (iterated conditional modes). In each step all the cells change
 * that gain more than any other within reach, so that the steps' gains add up exactly, and nothing depends on the order
 * in which cells are looked at: mirrored drawings end mirrored. Ties go to the label of the lower index, a matter of
 * colour; cells that tie in all change together if that helps, else not at all.
 * @param watch is told of the energy's change after each step, for tests
 */
export function solve(energy: Energy, watch: (change: number) => void = () => undefined): void {
  const { width, height, free, labels, wraps } = energy;
  const cells = width * height;
  const label = new Uint8Array(cells);
  const gain = new Int32Array(cells);
  const isStale = free.slice();
  let stale = [...free.keys()].filter((cell) => free[cell] === 1);

  const within = (cell: number, visit: (other: number) => void): void => {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    if (wraps) {
      for (let v = y - REACH; v <= y + REACH; v++)
        for (let u = x - REACH; u <= x + REACH; u++)
          if (u !== x || v !== y) visit(wrapped(v, height) * width + wrapped(u, width));
      return;
    }
    const [left, right] = [Math.max(0, x - REACH), Math.min(width - 1, x + REACH)];
    const bottom = Math.min(height - 1, y + REACH);
    for (let v = Math.max(0, y - REACH); v <= bottom; v++)
      for (let u = left; u <= right; u++) if (u !== x || v !== y) visit(v * width + u);
  };
  /** Below 0 if p goes before q; 0 if they tie in all. */
  const order = (p: number, q: number): number =>
    gain[q] - gain[p] || label[p] - label[q] || labels[p] - labels[q];
  const touch = (cell: number): void => {
    if (free[cell] === 0 || isStale[cell] === 1) return;
    isStale[cell] = 1;
    stale.push(cell);
  };

  for (;;) {
    for (const cell of stale) {
      isStale[cell] = 0;
      const best = energy.best(cell);
      label[cell] = best.label;
      gain[cell] = -best.change;
    }
    stale = [];
    const first: number[] = [];
    const tied: number[] = [];
    for (let cell = 0; cell < cells; cell++) {
      if (gain[cell] <= 0) continue;
      let least = 1;
      within(cell, (other) => {
        if (gain[other] > 0) least = Math.min(least, order(other, cell));
      });
      if (least > 0) first.push(cell);
      else if (least === 0) tied.push(cell);
    }
    if (first.length === 0 && tied.length === 0) return;
    if (first.length > 0) {
      let sum = 0;
      for (const cell of first) {
        sum -= gain[cell];
        energy.set(cell, label[cell]);
      }
      watch(sum);
      for (const cell of first) {
        gain[cell] = 0;
        touch(cell);
        within(cell, touch);
      }
      continue;
    }
    for (const group of groups(tied, within)) {
      const before = group.map((cell) => labels[cell]);
      let sum = 0;
      group.forEach((cell) => {
        sum += energy.change(cell, label[cell]);
        energy.set(cell, label[cell]);
      });
      if (sum < 0) watch(sum);
      else
        group.forEach((cell, k) => {
          energy.set(cell, before[k]);
        });
      for (const cell of group) {
        gain[cell] = 0;
        if (sum >= 0) continue;
        touch(cell);
        within(cell, touch);
      }
    }
  }
}

/** Cells in groups of those within reach of each other. */
function groups(
  cells: readonly number[],
  within: (cell: number, visit: (other: number) => void) => void,
): number[][] {
  const rest = new Set(cells);
  return cells.flatMap((first) => {
    if (!rest.delete(first)) return [];
    const group = [first];
    for (const cell of group)
      within(cell, (other) => {
        if (rest.delete(other)) group.push(other);
      });
    return [group];
  });
}
