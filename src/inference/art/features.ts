import type { Sides } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';
import type { Samples } from './samples.ts';
import { squared } from './space.ts';
import type { Weights } from './weights.ts';

/** A small feature of the source, an eye or a button, that some cell is to show. */
export interface Feature {
  /** Its colour. */
  readonly seed: number;
  /** The cells that can show it, those that it covers most, no two farther apart than two. */
  readonly cells: readonly number[];
  /** How much it is missed, 0..1: by its size and its contrast. */
  readonly weight: number;
}

/** Cells: larger features than a cell and its neighbours look after themselves. */
const MOST = 9;

/** Finds the small features of a source: connected samples of one seed, compact, and unlike what is around them. */
export function featuresOf(
  { width: across, height: down, purity, seen }: Samples,
  labels: Uint8Array,
  colours: Float32Array,
  { width }: Sides,
  opaque: Uint8Array,
  { line, shade, share, sure }: Weights,
): Feature[] {
  // A feature holds a disc of half a line's size, a line does not; what is around it is asked beyond what is blended.
  const core = Math.round((line * SIDE) / 2);
  const reach = core + 1;
  const n = across * down;
  const features: Feature[] = [];
  /** To which feature or part each sample belongs, by its first sample. */
  const member = new Int32Array(n).fill(-1);
  const most = MOST * SIDE * SIDE;
  const part = new Int32Array(most);
  const ring = [
    [reach, 0],
    [-reach, 0],
    [0, reach],
    [0, -reach],
    [reach - 1, reach - 1],
    [1 - reach, reach - 1],
    [reach - 1, 1 - reach],
    [1 - reach, 1 - reach],
  ];
  for (const first of partsIn(labels, seen, across, sure * SIDE * SIDE, most)) {
    const label = labels[first];
    let size = 0;
    part[size++] = first;
    member[first] = first;
    for (let k = 0; k < size; k++) {
      const i = part[k];
      const x = i % across;
      if (x > 0) take(i - 1);
      if (x + 1 < across) take(i + 1);
      if (i >= across) take(i - across);
      if (i + across < n) take(i + across);
    }
    const feature = look(part.subarray(0, size), first, label);
    if (feature !== null) features.push(feature);

    function take(j: number): void {
      if (member[j] === first || labels[j] !== label || seen[j] === 0) return;
      member[j] = first;
      part[size++] = j;
    }
  }
  return features;

  function look(samples: Int32Array, id: number, label: number): Feature | null {
    let pure = 0;
    for (const i of samples) pure += purity[i];
    // Most parts end here: in photographs nearly all are ragged.
    if (pure < samples.length * 64) return null;
    if (!samples.some((i) => hasCore(i % across, Math.floor(i / across), id))) return null;
    const gaps: number[] = [];
    const covered = new Map<number, number>();
    for (const i of samples) {
      const x = i % across;
      const y = Math.floor(i / across);
      const cell = Math.floor(y / SIDE) * width + Math.floor(x / SIDE);
      if (opaque[cell] === 1) covered.set(cell, (covered.get(cell) ?? 0) + 1);
      for (const [u, v] of ring) {
        if (x + u < 0 || y + v < 0 || x + u >= across || y + v >= down) continue;
        const j = (y + v) * across + x + u;
        if (member[j] !== id && seen[j] === 1) gaps.push(squared(colours, label, colours, labels[j]));
      }
    }
    if (covered.size === 0 || gaps.length < reach * 2) return null;
    gaps.sort((p, q) => p - q);
    // It is unlike all that is around it but a share that does not count.
    const contrast = Math.sqrt(gaps[Math.floor(share * gaps.length)]);
    if (contrast < 4 * shade) return null;
    const best = Math.max(...covered.values());
    // Of several cells that it covers as much, all may show it, or mirrored pictures would differ.
    const centre = [...covered].filter(([, count]) => count === best).map(([cell]) => cell);
    const cells = [...covered]
      .filter(([cell, count]) => count * 2 >= best && centre.every((c) => isBeside(cell, c, width)))
      .map(([cell]) => cell);
    if (cells.length === 0) return null;
    const weight = Math.min(1, samples.length / (SIDE * SIDE)) * Math.min(1, contrast / (8 * shade));
    return { seed: label, cells, weight };
  }

  function hasCore(x: number, y: number, id: number): boolean {
    if (x < core || y < core || x + core >= across || y + core >= down) return false;
    for (let v = -core; v <= core; v++)
      for (let u = -core; u <= core; u++)
        if (u * u + v * v <= core * core && member[(y + v) * across + x + u] !== id) return false;
    return true;
  }
}

/**
 * The first samples, in their order, of connected samples of one seed that are no fewer and no more than so many. Stretches
 * along the rows are joined to those above: most samples lie in parts that are too large.
 */
function partsIn(
  labels: Uint8Array,
  seen: Uint8Array,
  across: number,
  least: number,
  most: number,
): number[] {
  const starts: number[] = [];
  /** The stretch that stands for a stretch's part, by way of others: the first one. A part's size is with that. */
  const parents: number[] = [];
  const sizes: number[] = [];
  const topOf = (stretch: number): number => {
    let at = stretch;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  };
  /** The stretch of each column in the row above, and in the row itself as far as it was looked at; -1 for none. */
  const stretches = new Int32Array(across).fill(-1);
  for (let i = 0; i < labels.length; ) {
    const x = i % across;
    if (seen[i] === 0) {
      stretches[x] = -1;
      i++;
      continue;
    }
    const label = labels[i];
    const own = starts.length;
    starts.push(i);
    parents.push(own);
    sizes.push(0);
    const end = i - x + across;
    const from = i;
    let last = -1;
    for (; i < end && labels[i] === label && seen[i] === 1; i++) {
      const above = stretches[i - end + across];
      stretches[i - end + across] = own;
      if (above === last) continue;
      last = above;
      if (above < 0 || labels[i - across] !== label) continue;
      const [p, q] = [topOf(own), topOf(above)];
      if (p === q) continue;
      const [first, other] = p < q ? [p, q] : [q, p];
      parents[other] = first;
      sizes[first] += sizes[other];
    }
    sizes[topOf(own)] += i - from;
  }
  return starts.filter((_, at) => parents[at] === at && sizes[at] >= least && sizes[at] <= most);
}

const isBeside = (p: number, q: number, width: number): boolean =>
  Math.abs((p % width) - (q % width)) <= 1 && Math.abs(Math.floor(p / width) - Math.floor(q / width)) <= 1;
