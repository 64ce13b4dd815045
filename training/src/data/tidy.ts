import { nearestOklab, OUTLINE_L, squaredDistance } from '../../../src/core/colour.ts';
import { neighboursOf } from '../../../src/core/neighbours.ts';

/** Finished cells that wait for their last colours. */
export interface Field {
  /** Art pixels. */
  readonly width: number;
  readonly height: number;
  /** Each cell's colour before the palette, width × height × 3 OKLab numbers. */
  readonly lab: Float32Array;
  /** A cell a byte: 1 opaque; others keep their label and count for nobody. */
  readonly opaque: Uint8Array;
  /** A cell a byte: 1 where its source has next to nothing of its colour, which must then be a mixture. */
  readonly mixed?: Uint8Array;
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
const STRAY_COST = 0.012;
/**
 * In pictures darker than this (mean OKLab lightness) steps and stray pixels cost less, by the square of their share of
 * it, to the least at most: eyes adapt, and what the dark holds would be taken for bands.
 */
const DARK = { L: 0.45, least: 0.1 };
/** They are where so many of their neighbours are lighter by the contrast. */
const LINE = { contrast: 0.2, lighter: 2 };
/** Two colours nearer than this cost so much where they meet within a line, diagonally too: a line has one colour. */
const LINE_BLURRY = 0.2;
const LINE_COST = 0.008;
/**
 * Colours darker than this (OKLab lightness), of whose cells this share are lines', and nearer than this to each other
 * become one: shades of black that nobody tells apart leave their places in the palette to what a picture is seen by.
 */
const LINE_SHADES = { L: 0.35, share: 0.3, near: 0.12 };
/**
 * A colour on the way between two neighbours' colours that lie `apart` or more (OKLab), or `mixed` where the source does
 * not have it, not nearer to either than the margin of that way and no farther `off` it: what antialiasing leaves. It
 * costs this with one mate at most. Lines are mixtures by their tone, so for them only `apart` counts.
 */
const BLEND = { apart: 0.5, mixed: 0.2, margin: 0.1, off: 0.06 };
const BLEND_COST = 0.08;
const ROUNDS = 6;
const PASSES = 3;
/** The nearer share of a colour's cells whose mean it becomes: blends at edges must not dull it. */
const TRIM = 0.6;

/**
 * What a pixel artist does last: stray pixels go, and bands of nearly equal colours close up. Every cell takes the
 * label of least cost among its own, the nearest and its neighbours' (iterated conditional modes on a Potts-like
 * field), where the cost is the colour's distance, and something for every blurry step, for a change of colour along
 * a line, for standing alone and for being a blend of the colours around. Lines and highlights stay: their contrast
 * costs far more than being alone. The paper votes cell by cell (section 4.1) and leaves such pixels standing.
 * @param refit whether the colours may move to the means of their cells; a fixed or shared palette's may not
 * @returns labels of the same palette size; with `refit` its colours have moved
 */
export function tidy(field: Field, start: Labelling, refit: boolean): Labelling {
  const labels = start.labels.slice();
  const colours = start.colours.slice();
  const lines = linesOf(field);
  const scale = scaleOf(field);
  for (let round = 0; round < ROUNDS; round++) {
    const settled = settle(field, lines, scale, labels, colours);
    const changed = settled + (refit ? mergeShades(field, lines, labels, colours) : 0);
    if (refit) recentre(field, labels, colours, round < ROUNDS - 2);
    if (changed === 0 && (round > 0 || !refit)) break;
  }
  return { labels, colours };
}

/** Passes over the cells until none changes, PASSES at most; returns how many changes there were. */
function settle(
  field: Field,
  lines: Uint8Array,
  scale: number,
  labels: Uint8Array,
  colours: Float32Array,
): number {
  const { width, height, opaque } = field;
  const costs = {
    lines,
    step: stepCosts(colours, BLURRY, scale * STEP_COST),
    along: stepCosts(colours, LINE_BLURRY, scale * LINE_COST),
    stray: scale * STRAY_COST,
  };
  // A cell is looked at again only after something around it has changed: else it would come out the same.
  const isStale = opaque.slice();
  let changed = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    const before = changed;
    for (let i = 0; i < width * height; i++) {
      if (isStale[i] === 0) continue;
      isStale[i] = 0;
      const around = neighboursOf(field, i);
      let best = labels[i];
      let least = costOf(field, labels, colours, costs, i, best, around, Number.POSITIVE_INFINITY);
      const wanted = new Set([nearestOklab(colours, field.lab, i)]);
      for (const j of around) if (opaque[j] === 1) wanted.add(labels[j]);
      for (const label of wanted) {
        const cost = costOf(field, labels, colours, costs, i, label, around, least);
        if (cost < least - 1e-9) {
          least = cost;
          best = label;
        }
      }
      if (best !== labels[i]) {
        labels[i] = best;
        changed++;
        for (const j of around) isStale[j] = opaque[j];
      }
    }
    if (changed === before) break;
  }
  return changed;
}

/** Gives cells of the rarer of two shades of line the other one's label, nearest shades first; returns how many. */
function mergeShades(field: Field, lines: Uint8Array, labels: Uint8Array, colours: Float32Array): number {
  const members = cellsOf(field, labels, colours);
  const isShade = (colour: number): boolean => {
    const own = members[colour].filter((i) => lines[i] === 1).length;
    return own > 0 && own >= LINE_SHADES.share * members[colour].length;
  };
  const shades = [...members.keys()].filter((c) => colours[c * 3] < LINE_SHADES.L && isShade(c));
  const pairs = shades
    .flatMap((p, at) =>
      shades.slice(at + 1).map((q) => ({ p, q, d: squaredDistance(colours, p, colours, q) })),
    )
    .filter(({ d }) => d < LINE_SHADES.near ** 2);
  let changed = 0;
  for (const { p, q } of pairs.sort((one, other) => one.d - other.d)) {
    const [kept, gone] = members[p].length >= members[q].length ? [p, q] : [q, p];
    if (members[gone].length === 0) continue;
    for (const i of members[gone]) labels[i] = kept;
    changed += members[gone].length;
    members[kept].push(...members[gone]);
    members[gone] = [];
  }
  return changed;
}

/** What the costs are multiplied by, as dark as a picture is on average: DARK.least to 1. */
function scaleOf({ lab, opaque }: Field): number {
  let [sum, count] = [0, 0];
  opaque.forEach((own, i) => {
    sum += own * lab[i * 3];
    count += own;
  });
  return Math.min(1, Math.max(DARK.least, (sum / Math.max(1, count) / DARK.L) ** 2));
}

/** The cells of dark lines. */
function linesOf(field: Field): Uint8Array {
  const { lab, opaque } = field;
  return opaque.map((own, i) => {
    if (own === 0 || lab[i * 3] >= OUTLINE_L) return 0;
    const isLighter = (j: number): boolean => opaque[j] === 0 || lab[j * 3] > lab[i * 3] + LINE.contrast;
    return Number(neighboursOf(field, i).filter(isLighter).length >= LINE.lighter);
  });
}

/** What pairs of colours cost where they meet, n × n each. */
interface Costs {
  readonly lines: Uint8Array;
  readonly step: Float64Array;
  /** The same between cells of lines. */
  readonly along: Float64Array;
  /** What a cell pays that has no mate. */
  readonly stray: number;
}

/** What a label costs a cell, its neighbours' labels given; some part of it where that alone is `limit` or more. */
function costOf(
  { width, lab, opaque, mixed }: Field,
  labels: Uint8Array,
  colours: Float32Array,
  { lines, step, along, stray }: Costs,
  i: number,
  label: number,
  around: readonly number[],
  limit: number,
): number {
  const n = colours.length / 3;
  let cost = squaredDistance(lab, i, colours, label);
  if (cost >= limit) return cost;
  let mates = 0;
  for (const j of around) {
    if (opaque[j] === 0) continue;
    if (labels[j] === label) mates++;
    const pair = label * n + labels[j];
    if (lines[i] === 1 && lines[j] === 1) cost += along[pair];
    if (j === i - 1 || j === i + 1 || j === i - width || j === i + width) cost += step[pair];
  }
  if (mates === 0) cost += stray;
  const apart = mixed?.[i] === 1 && lines[i] === 0 ? BLEND.mixed : BLEND.apart;
  return mates <= 1 && cost < limit && isBlend(opaque, labels, colours, label, around, apart)
    ? cost + BLEND_COST
    : cost;
}

/** Whether a label's colour is a blend of two neighbours' colours. */
function isBlend(
  opaque: Uint8Array,
  labels: Uint8Array,
  colours: Float32Array,
  label: number,
  around: readonly number[],
  apart: number,
): boolean {
  const others: number[] = [];
  for (const j of around) {
    const other = labels[j];
    if (opaque[j] === 0 || other === label || others.includes(other)) continue;
    if (others.some((before) => liesBetween(colours, label, before, other, apart))) return true;
    others.push(other);
  }
  return false;
}

/** Whether a colour lies between two others that are so far apart. */
function liesBetween(colours: Float32Array, label: number, p: number, q: number, apart: number): boolean {
  const at = (c: number): number => colours[label * 3 + c] - colours[p * 3 + c];
  const to = (c: number): number => colours[q * 3 + c] - colours[p * 3 + c];
  const way = to(0) ** 2 + to(1) ** 2 + to(2) ** 2;
  if (way < apart ** 2) return false;
  const t = (at(0) * to(0) + at(1) * to(1) + at(2) * to(2)) / way;
  if (t < BLEND.margin || t > 1 - BLEND.margin) return false;
  return Math.hypot(at(0) - t * to(0), at(1) - t * to(1), at(2) - t * to(2)) < BLEND.off;
}

/** What each pair of colours nearer than `blurry` costs where they meet, n × n. */
function stepCosts(colours: Float32Array, blurry: number, price: number): Float64Array {
  const n = colours.length / 3;
  return Float64Array.from({ length: n * n }, (_, pair) => {
    const [p, q] = [Math.floor(pair / n) * 3, (pair % n) * 3];
    const distance = Math.hypot(
      colours[p] - colours[q],
      colours[p + 1] - colours[q + 1],
      colours[p + 2] - colours[q + 2],
    );
    return p !== q && distance < blurry ? price : 0;
  });
}

/**
 * Moves the colours to the means of their cells. One that has lost all its cells takes the cell that fits its colour
 * worst, of the colour with the largest error, with all that are nearer to it.
 */
function recentre(field: Field, labels: Uint8Array, colours: Float32Array, revive: boolean): void {
  const { lab } = field;
  const members = cellsOf(field, labels, colours);
  const error = (i: number, colour: number): number => squaredDistance(lab, i, colours, colour);
  members.forEach((cells, colour) => {
    if (cells.length > 0) colours.set(meanOfNearest(lab, cells, colours, colour), colour * 3);
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

/** The opaque cells of every colour. */
function cellsOf({ opaque }: Field, labels: Uint8Array, colours: Float32Array): number[][] {
  const members = Array.from({ length: colours.length / 3 }, (): number[] => []);
  labels.forEach((label, i) => {
    if (opaque[i] === 1) members[label].push(i);
  });
  return members;
}

/** The mean, three numbers, of the share TRIM of the cells that is nearest to a colour. */
function meanOfNearest(
  lab: Float32Array,
  cells: readonly number[],
  colours: Float32Array,
  colour: number,
): number[] {
  const order = cells.map((i) => ({ i, d: squaredDistance(lab, i, colours, colour) }));
  const kept = order.sort((p, q) => p.d - q.d || p.i - q.i).slice(0, Math.ceil(TRIM * cells.length));
  return [0, 1, 2].map((c) => kept.reduce((sum, { i }) => sum + lab[i * 3 + c], 0) / kept.length);
}
