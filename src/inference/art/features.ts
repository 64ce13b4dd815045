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
  { width }: { readonly width: number; readonly height: number },
  opaque: Uint8Array,
  { line, shade, share, sure }: Weights,
): Feature[] {
  // A feature holds a disc of half a line's size, a line does not; what is around it is asked beyond what is blended.
  const core = Math.round((line * SIDE) / 2);
  const reach = core + 1;
  const n = across * down;
  const done = seen.map((is) => 1 - is);
  const features: Feature[] = [];
  const part = new Int32Array(n);
  const member = new Int32Array(n).fill(-1);
  const most = MOST * SIDE * SIDE;
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
  for (let first = 0; first < n; first++) {
    if (done[first] === 1) continue;
    const label = labels[first];
    let size = 0;
    part[size++] = first;
    done[first] = 1;
    for (let k = 0; k < size; k++) {
      const i = part[k];
      const x = i % across;
      if (x > 0) take(i - 1);
      if (x + 1 < across) take(i + 1);
      if (i >= across) take(i - across);
      if (i + across < n) take(i + across);
    }
    if (size < sure * SIDE * SIDE || size > most) continue;
    for (let k = 0; k < size; k++) member[part[k]] = first;
    const feature = look(part.subarray(0, size), first, label);
    if (feature !== null) features.push(feature);

    function take(j: number): void {
      if (done[j] === 1 || labels[j] !== label) return;
      done[j] = 1;
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

const isBeside = (p: number, q: number, width: number): boolean =>
  Math.abs((p % width) - (q % width)) <= 1 && Math.abs(Math.floor(p / width) - Math.floor(q / width)) <= 1;
