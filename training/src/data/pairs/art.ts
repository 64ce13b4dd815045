/** Pixel art as the pairs see it: cells of a few colours. */
import { oklabOfBytes } from '../../../../src/core/colour.ts';

/** A square of cells; cell (x, y) is y * n + x. */
export interface Art {
  /** Cells along a side. */
  readonly n: number;
  /** n × n × 3 sRGB bytes. */
  readonly rgb: Uint8Array;
  /** Each cell's colour: an index into `colours`. */
  readonly labels: Int16Array;
  /** k × 3 sRGB bytes. */
  readonly colours: Uint8Array;
  /** k × 3 OKLab numbers. */
  readonly lab: Float32Array;
}

/** OKLab distance of colours i and j. */
export function apart(lab: ArrayLike<number>, i: number, j: number): number {
  return Math.hypot(
    lab[i * 3] - lab[j * 3],
    lab[i * 3 + 1] - lab[j * 3 + 1],
    lab[i * 3 + 2] - lab[j * 3 + 2],
  );
}

/**
 * Indexes the colours of a canvas, and makes those nearer than `merge` one: the rarer takes the commoner.
 * @param rgb n × n × 3 bytes; it is not kept
 */
export function indexArt(n: number, rgb: Uint8Array, merge: number): Art {
  const counts = new Map<number, number>();
  const key = (i: number): number => (rgb[i * 3] << 16) | (rgb[i * 3 + 1] << 8) | rgb[i * 3 + 2];
  for (let i = 0; i < n * n; i++) counts.set(key(i), (counts.get(key(i)) ?? 0) + 1);
  const sorted = [...counts].sort((p, q) => q[1] - p[1] || p[0] - q[0]).map(([k]) => k);
  const lab = oklabOfBytes(sorted.flatMap((k) => [k >> 16, (k >> 8) & 255, k & 255]));
  const kept: number[] = [];
  const labelOf = new Map<number, number>();
  for (const [i, k] of sorted.entries()) {
    let same = -1;
    for (const [at, j] of kept.entries())
      if (apart(lab, i, j) < merge) {
        same = at;
        break;
      }
    if (same < 0) {
      same = kept.length;
      kept.push(i);
    }
    labelOf.set(k, same);
  }
  const colours = Uint8Array.from(
    kept.flatMap((i) => [sorted[i] >> 16, (sorted[i] >> 8) & 255, sorted[i] & 255]),
  );
  const labels = new Int16Array(n * n);
  const clean = new Uint8Array(n * n * 3);
  for (let i = 0; i < n * n; i++) {
    labels[i] = labelOf.get(key(i))!;
    clean.set(colours.subarray(labels[i] * 3, labels[i] * 3 + 3), i * 3);
  }
  return { n, rgb: clean, labels, colours, lab: oklabOfBytes(colours) };
}
