import { neighboursOf } from './neighbours.ts';
import { nearestOklab, squaredDistance } from './oklab.ts';

/** Finished cells that wait for their last colours. */
export interface Field {
  /** Art pixels. */
  readonly width: number;
  readonly height: number;
  /** Each cell's colour before the palette, width × height × 3 OKLab numbers. */
  readonly lab: Float32Array;
  /** A cell a byte: 1 opaque; others keep their label and count for nobody. */
  readonly opaque: Uint8Array;
}

/** Palette indices, and the palette's colours (n × 3 OKLab numbers) that they mean. */
export interface Labelling {
  readonly labels: Uint8Array;
  readonly colours: Float32Array;
}

/** Two palette colours nearer than this (OKLab, plain) make a blurry step where they meet; ΔE76 12, about. */
const BLURRY = 0.115;
/** What a blurry step, and a pixel without a mate among its eight neighbours, may cost in squared colour distance. */
const STEP_COST = 0.0045;
const STRAY_COST = 0.006;
const ROUNDS = 6;
const PASSES = 3;
/** The nearer share of a colour's cells whose mean it becomes: blends at edges must not dull it. */
const TRIM = 0.6;

/**
 * What a pixel artist does last: stray pixels go, and bands of nearly equal colours close up. Every cell takes the
 * label of least cost among its own, the nearest and its neighbours' (iterated conditional modes on a Potts-like
 * field), where the cost is the colour's distance, and something for every blurry step and for standing alone. Lines
 * and highlights stay: their contrast costs far more than being alone. The paper votes cell by cell (section 4.1) and
 * leaves such pixels standing.
 * @param refit whether the colours may move to the means of their cells; a fixed or shared palette's may not
 * @returns labels of the same palette size; with `refit` its colours have moved
 */
export function tidy(field: Field, start: Labelling, refit: boolean): Labelling {
  const labels = start.labels.slice();
  const colours = start.colours.slice();
  for (let round = 0; round < ROUNDS; round++) {
    const changed = settle(field, labels, colours);
    if (refit) recentre(field, labels, colours, round < ROUNDS - 2);
    if (changed === 0 && (round > 0 || !refit)) break;
  }
  return { labels, colours };
}

/** Passes over the cells until none changes, PASSES at most; returns how many changes there were. */
function settle(field: Field, labels: Uint8Array, colours: Float32Array): number {
  const { width, height, opaque } = field;
  const step = stepCosts(colours);
  let changed = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    const before = changed;
    for (let i = 0; i < width * height; i++) {
      if (opaque[i] === 0) continue;
      const around = neighboursOf(field, i);
      let best = labels[i];
      let least = costOf(field, labels, colours, step, i, best, around);
      const wanted = new Set([nearestOklab(colours, field.lab, i)]);
      for (const j of around) if (opaque[j] === 1) wanted.add(labels[j]);
      for (const label of wanted) {
        const cost = costOf(field, labels, colours, step, i, label, around);
        if (cost < least - 1e-9) {
          least = cost;
          best = label;
        }
      }
      if (best !== labels[i]) {
        labels[i] = best;
        changed++;
      }
    }
    if (changed === before) break;
  }
  return changed;
}

/** What a label costs a cell, its neighbours' labels given. */
function costOf(
  { width, lab, opaque }: Field,
  labels: Uint8Array,
  colours: Float32Array,
  step: Float64Array,
  i: number,
  label: number,
  around: readonly number[],
): number {
  const n = colours.length / 3;
  let cost = squaredDistance(lab, i, colours, label);
  let alone = true;
  for (const j of around) {
    if (opaque[j] === 0) continue;
    if (labels[j] === label) alone = false;
    if (j === i - 1 || j === i + 1 || j === i - width || j === i + width) cost += step[label * n + labels[j]];
  }
  return alone ? cost + STRAY_COST : cost;
}

/** What each pair of colours costs where they meet, n × n. */
function stepCosts(colours: Float32Array): Float64Array {
  const n = colours.length / 3;
  return Float64Array.from({ length: n * n }, (_, pair) => {
    const [p, q] = [Math.floor(pair / n) * 3, (pair % n) * 3];
    const distance = Math.hypot(
      colours[p] - colours[q],
      colours[p + 1] - colours[q + 1],
      colours[p + 2] - colours[q + 2],
    );
    return p !== q && distance < BLURRY ? STEP_COST : 0;
  });
}

/**
 * Moves the colours to the means of their cells. One that has lost all its cells takes the cell that fits its colour
 * worst, of the colour with the largest error, with all that are nearer to it.
 */
function recentre({ lab, opaque }: Field, labels: Uint8Array, colours: Float32Array, revive: boolean): void {
  const n = colours.length / 3;
  const members = Array.from({ length: n }, (): number[] => []);
  labels.forEach((label, i) => {
    if (opaque[i] === 1) members[label].push(i);
  });
  const error = (i: number, colour: number): number => squaredDistance(lab, i, colours, colour);
  members.forEach((cells, colour) => {
    if (cells.length === 0) return;
    const order = cells.map((i) => ({ i, d: error(i, colour) })).sort((p, q) => p.d - q.d || p.i - q.i);
    const kept = order.slice(0, Math.ceil(TRIM * cells.length));
    for (let c = 0; c < 3; c++)
      colours[colour * 3 + c] = kept.reduce((sum, { i }) => sum + lab[i * 3 + c], 0) / kept.length;
  });
  if (!revive) return;
  const total = members.map((cells, colour) => cells.reduce((sum, i) => sum + error(i, colour), 0));
  members.forEach((cells, empty) => {
    if (cells.length > 0) return;
    const worst = total.indexOf(Math.max(...total));
    const [far] = [...members[worst]].sort((i, j) => error(j, worst) - error(i, worst));
    if (far === undefined || error(far, worst) === 0) return;
    colours.set(lab.subarray(far * 3, far * 3 + 3), empty * 3);
    total[worst] = 0;
    for (const i of members[worst]) if (error(i, empty) < error(i, worst)) labels[i] = empty;
  });
}
