import { Energy } from './energy.ts';
import type { Evidence } from './evidence.ts';
import { fix } from './make-art.ts';
import type { Links } from './motion.ts';
import { solve } from './solve.ts';
import { cheapest, whole } from './votes.ts';
import type { Weights } from './weights.ts';

/** Labels of a frame, and which of them mean something. */
export interface Labels {
  readonly labels: Uint8Array;
  readonly opaque: Uint8Array;
}

/** What a frame has by itself. */
export interface Alone {
  readonly labels: Uint8Array;
  /** A byte a cell: 1 where it is no stray pixel, as a neighbour has its label. Cells at the edge are 0: their neighbours are not all seen. */
  readonly inCompany: Uint8Array;
}

/** A frame whose labels are not final yet. */
export interface OpenFrame {
  readonly evidence: Evidence;
  /** What each label costs each cell by itself, cells × n, from `Votes`. */
  readonly cost: Int32Array;
  /** Where its cells were in the frame before; null for the first frame. */
  readonly links: Links | null;
  /** A byte a cell: 1 where nobody sees a change since the frame before; null for the first frame. */
  readonly steady: Uint8Array | null;
  /** The colour that each cell has to have, 0xrrggbb, or the nearest that there is, -1 where it is free; null if all are. */
  readonly fixed: Int32Array | null;
  /** What it has by itself, from `alone`. */
  readonly alone: Alone;
  readonly labels: Uint8Array;
}

/** What lies on either side of a window. */
export interface Around {
  /** The last final frames before, two at most, the latest first. */
  readonly before: readonly Labels[];
  /** The frame after, whose labels are final, and where its cells were in the window's last frame: the loop's first. */
  readonly after: (Labels & { readonly links: Links; readonly steady: Uint8Array }) | null;
}

/** What a cell costs that is what it was in the frame before, but for its colour: nothing that it could gain is more. */
const keeping = ({ cap, support, feature }: Weights): number => cap + support + feature;

/** What a cell costs whose source has surely moved and that is not what its frame alone has: as much as two neighbours unlike it. */
const moving = ({ pair }: Weights): number => 2 * pair;

/**
 * What a stray pixel costs where its frame alone has none: as much as a small feature that no cell shows, as it is one that the
 * source has not.
 */
const straying = ({ feature }: Weights): number => feature;

/** A frame by itself: what `makeArt` has in these colours. */
export function alone(
  { evidence, cost, fixed }: Pick<OpenFrame, 'evidence' | 'cost' | 'fixed'>,
  colours: Float32Array,
  weights: Weights,
): Alone {
  const energy = lowest(evidence, cost, cheapest({ cost }, evidence.opaque), fixed, colours, weights);
  const { width, height, wraps, labels } = energy;
  const isInside = (x: number, y: number): boolean => x > 0 && y > 0 && x < width - 1 && y < height - 1;
  const inCompany = labels.map((_, cell) =>
    Number(!energy.isLone(cell) && (wraps || isInside(cell % width, Math.floor(cell / width)))),
  );
  return { labels, inCompany };
}

/**
 * The energy by those costs, lowered.
 * @param start where to begin
 * @param strays as in `Energy`
 */
function lowest(
  evidence: Evidence,
  cost: Int32Array,
  start: Uint8Array,
  fixed: Int32Array | null,
  colours: Float32Array,
  weights: Weights,
  strays: Int32Array | null = null,
): Energy {
  const from = start.slice();
  if (fixed !== null) fix(from, fixed, colours, weights);
  const held = fixed && Uint8Array.from(fixed, (colour) => Number(colour >= 0));
  const energy = new Energy(evidence, cost, colours, from, weights, held, strays);
  solve(energy);
  return energy;
}

/**
 * Labels the frames of a window so that the energy of all of them is low: the sum of their own, and what cells cost that
 * change colour without a cause, once a step, so twice for a flip, and flips once more; and a little what cells cost that
 * have a cause and are not what their frame alone has, so that changes do not wait for their neighbours; and what stray pixels cost
 * that their frame alone has not, as what is held between changes would be. At first each frame from the first on, judged by the
 * votes of all frames in which its cells are what they are; then backward and forward by the energy itself, which each
 * frame lowers while the others stand.
 * @returns the labels of each frame
 */
export function settle(
  frames: readonly OpenFrame[],
  { before, after }: Around,
  colours: Float32Array,
  weights: Weights,
): Uint8Array[] {
  const labels = frames.map((frame) => frame.labels);
  const keep = whole(keeping(weights));
  const stray = whole(straying(weights));
  const at = (t: number): Labels | null =>
    t < 0 ? (before[-1 - t] ?? null) : { labels: labels[t], opaque: frames[t].evidence.opaque };
  const solved = (t: number, votes: Int32Array, start: Uint8Array | null, both: boolean): Uint8Array => {
    const { evidence, links } = frames[t];
    const cost = votes.slice();
    const earlier = at(t - 1);
    const last = t === frames.length - 1;
    const later = last ? after : at(t + 1);
    const onward = last ? after?.links : frames[t + 1].links;
    if (earlier && links) favour(cost, earlier, links, keep);
    if (both && later && onward) favourBack(cost, later, onward, keep);
    const { steady } = frames[t];
    if (links && steady)
      favourAlone(cost, frames[t].alone.labels, links, steady, whole(links.sure * moving(weights)));
    if (both && earlier && steady) favourStay(cost, earlier, steady, [at(t - 2), later ?? null], keep);
    const from = start ?? cheapest({ cost }, evidence.opaque);
    const isAlone = start === null && links === null;
    const strays = isAlone ? null : Int32Array.from(frames[t].alone.inCompany, (own) => own * stray);
    return lowest(evidence, cost, from, frames[t].fixed, colours, weights, strays).labels;
  };
  const votes = pooled(frames, after, colours.length / 3, keep);
  frames.forEach((_, t) => {
    labels[t] = solved(t, votes[t], null, false);
  });
  for (let t = frames.length - 1; t >= 0; t--) labels[t] = solved(t, frames[t].cost, labels[t], true);
  frames.forEach(({ cost }, t) => {
    labels[t] = solved(t, cost, labels[t], true);
  });
  return labels;
}

/** Makes the label dear to each cell that it had in the frame before. */
function favour(cost: Int32Array, before: Labels, { from, hold }: Links, keep: number): void {
  const n = cost.length / from.length;
  for (let i = 0; i < from.length; i++) {
    const j = from[i];
    if (j >= 0 && before.opaque[j] === 1) cost[i * n + before.labels[j]] -= Math.round(keep * hold[i]);
  }
}

/** The same for the frame after, whose links lead here. */
function favourBack(cost: Int32Array, after: Labels, { from, hold }: Links, keep: number): void {
  const n = cost.length / from.length;
  for (let i = 0; i < from.length; i++) {
    const j = from[i];
    if (j >= 0 && after.opaque[i] === 1) cost[j * n + after.labels[i]] -= Math.round(keep * hold[i]);
  }
}

/** Makes the label that its frame alone has dear to each cell whose source has moved and that is not what another was. */
function favourAlone(
  cost: Int32Array,
  own: Uint8Array,
  { hold }: Links,
  steady: Uint8Array,
  moving: number,
): void {
  const n = cost.length / steady.length;
  for (let i = 0; i < steady.length; i++)
    if (steady[i] === 0 && hold[i] === 0) cost[i * n + own[i]] -= moving;
}

/**
 * Makes the label of the frame before dear to each cell whose source nobody sees change, where leaving it would be a flip or
 * the end of one: the cell has it in the frame after again, or had another in the frame before that one. So of A-B-A what is
 * without a cause goes: B where it came unseen, the second A where that did.
 * @param others the frame before `before`, and the frame after
 */
function favourStay(
  cost: Int32Array,
  before: Labels,
  steady: Uint8Array,
  [earlier, later]: readonly [Labels | null, Labels | null],
  keep: number,
): void {
  const n = cost.length / steady.length;
  for (let i = 0; i < steady.length; i++) {
    if (steady[i] === 0 || before.opaque[i] === 0) continue;
    const label = before.labels[i];
    const hasChanged = earlier !== null && earlier.opaque[i] === 1 && earlier.labels[i] !== label;
    const comesBack = later !== null && later.opaque[i] === 1 && later.labels[i] === label;
    if (hasChanged || comesBack) cost[i * n + label] -= keep;
  }
}

/** The frames' votes, each the mean over itself and the frames after it as far as its cells are what they were. */
function pooled(frames: readonly OpenFrame[], after: Around['after'], n: number, keep: number): Int32Array[] {
  let later: { sums: Float32Array; counts: Float32Array; links: Links } | null = null;
  if (after !== null) {
    const sums = new Float32Array(after.labels.length * n);
    after.labels.forEach((label, i) => {
      sums[i * n + label] = -keep * after.opaque[i];
    });
    later = { sums, counts: Float32Array.from(after.opaque), links: after.links };
  }
  const pools: Int32Array[] = [];
  for (let t = frames.length - 1; t >= 0; t--) {
    const sums = Float32Array.from(frames[t].cost);
    const counts = Float32Array.from(frames[t].evidence.opaque);
    if (later !== null) {
      const { from, hold } = later.links;
      for (let i = 0; i < from.length; i++) {
        const j = from[i];
        if (j < 0 || hold[i] === 0 || counts[j] === 0 || later.counts[i] === 0) continue;
        counts[j] += hold[i] * later.counts[i];
        for (let c = 0; c < n; c++) sums[j * n + c] += hold[i] * later.sums[i * n + c];
      }
    }
    pools[t] = Int32Array.from(sums, (sum, at) => Math.round(sum / Math.max(1, counts[Math.floor(at / n)])));
    const { links } = frames[t];
    later = links === null ? null : { sums, counts, links };
  }
  return pools;
}
