import type { CellGrid } from './cell-grid.ts';

/** Cells are at least so large here: below, nearly every column has a step whatever the picture is. */
const LEAST_CELL = 1.2;
const MOST_CELL = 256;
/** Cells that do not divide the picture are at least so large, and are found to so many pixels at the picture's end. */
const LEAST_CUT = 2;
const FINE = 0.1;
/** How sure a grid has to be: the natural logarithm of how much likelier its steps are with it than anywhere. */
const SURE = 8;
/** What sums of broken numbers may be off by. */
const EXACT = 1e-6;

/** Places of the steps along one side of the picture. */
interface Axis {
  readonly size: number;
  readonly places: readonly number[];
}

/** A cell's side, and how sure it is: each step would lie on a line by chance in one of `cell` places. */
interface Found {
  readonly cell: number;
  readonly sure: number;
}

/**
 * The grid of a picture that was enlarged by any factor, whole or broken, and not alike on both sides, by taking the
 * nearest pixel: its steps lie within a pixel of equally spaced lines. Null if there is none, or if too few steps speak
 * for it against a grid that is known already.
 * @param columns sums of the steps at each column; entry 0 is 0
 * @param known a grid of whole square cells that carries all steps, if there is one
 */
export function brokenGrid(
  columns: Float64Array,
  rows: Float64Array,
  known: CellGrid | null,
): CellGrid | null {
  const axes = [axisOf(columns), axisOf(rows)] as const;
  const [across, down] = axes.map(largestCell);
  const sure = (found: Found | null) => found !== null && found.sure > SURE;
  const before = known === null ? 0 : sureness(axes[0], known.width) + sureness(axes[1], known.height);
  if (across !== null && down !== null && sure(across) && sure(down)) {
    const isNew = known === null || across.sure + down.sure > before + SURE;
    return isNew ? gridOf(axes, across.cell, down.cell) : null;
  }
  if (known !== null) return null;
  // One side alone has too few steps to tell: the other's cell is tried there.
  const [main, other] = (across?.sure ?? 0) >= (down?.sure ?? 0) ? [across, axes[1]] : [down, axes[0]];
  if (main === null || lineOf(other, main.cell, 1 + FINE) === null) return null;
  if (main.sure + sureness(other, main.cell) < SURE) return null;
  const even = other.size / Math.max(1, Math.round(other.size / main.cell));
  const side =
    Math.abs(even - main.cell) * (other.size / main.cell) < 1 && lineOf(other, even, 1) !== null
      ? even
      : main.cell;
  return other === axes[1] ? gridOf(axes, main.cell, side) : gridOf(axes, side, main.cell);
}

function axisOf(sums: Float64Array): Axis {
  return { size: sums.length, places: [...sums.keys()].filter((place) => sums[place] > 0) };
}

const sureness = ({ places }: Axis, cell: number): number => places.length * Math.log(cell);

function gridOf(axes: readonly [Axis, Axis], width: number, height: number): CellGrid {
  return {
    width,
    height,
    x: lineOf(axes[0], width, 1 + FINE) ?? 0,
    y: lineOf(axes[1], height, 1 + FINE) ?? 0,
  };
}

/** The largest cell whose lines carry the steps: of those that divide the picture, or of all others. */
function largestCell(axis: Axis): Found | null {
  const { size, places } = axis;
  if (places.length < 2) return null;
  // Lines are at least as many as steps.
  const fewest = Math.max(2, places.length - 1, Math.ceil(size / MOST_CELL));
  for (let count = fewest; count <= size / LEAST_CELL; count++) {
    const cell = size / count;
    if (lineOf(axis, cell, 1) !== null) return { cell, sure: sureness(axis, cell) };
  }
  const cell = largestCut(axis, size / fewest);
  return cell === null ? null : { cell, sure: sureness(axis, cell / (1 + FINE)) };
}

/** The largest cell of a picture that was cut: the middle of those that fit alike, or a whole one among them. */
function largestCut(axis: Axis, most: number): number | null {
  const step = 1 + FINE / axis.size;
  const fits = (cell: number) => cell >= LEAST_CUT && lineOf(axis, cell, 1 + FINE) !== null;
  for (let cell = most; cell >= LEAST_CUT; cell /= step) {
    if (!fits(cell)) continue;
    let least = cell;
    while (fits(least / step)) least /= step;
    const whole = Math.round((least + cell) / 2);
    return Math.abs(whole - (least + cell) / 2) <= cell - least && fits(whole) ? whole : (least + cell) / 2;
  }
  return null;
}

/**
 * The first line, between -1/2 and the cell, of which the steps are at most half of `most` pixels to either side, each
 * of a line of its own: the two pixels at the middle between them go either way. Null if there is none.
 */
function lineOf({ places }: Axis, cell: number, most: number): number | null {
  if (places.length === 0) return 0;
  const phases = [...new Set(places.map((place) => phaseOf(place, cell)))].sort((a, b) => a - b);
  for (let i = 0; i < phases.length; i++) {
    const before = i === 0 ? phases[phases.length - 1] - cell : phases[i - 1];
    const spread = cell - (phases[i] - before);
    if (spread > most + EXACT) continue;
    const line = phases[i] + spread / 2;
    const lines = places.map((place) => Math.round((place - line) / cell));
    if (lines.some((k, j) => j > 0 && k === lines[j - 1])) continue;
    return line >= cell - 0.5 - EXACT ? line - cell : line;
  }
  return null;
}

/** A place within its cell; what is a line but for rounding is one. */
function phaseOf(place: number, cell: number): number {
  const phase = place % cell;
  return cell - phase < EXACT ? 0 : Math.round(phase / EXACT) * EXACT;
}
