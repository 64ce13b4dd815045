import type { Sides } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';

/** For every cell the seeds that its part of the source has and their shares, which add up to 1; none for a cell without source. */
export interface Shares {
  /** Cell i has the entries start[i] to start[i + 1] of the others. */
  readonly start: Uint32Array;
  /** In rising order within a cell, so that sums come out the same in mirrored pictures. */
  readonly seed: Uint8Array;
  readonly share: Float32Array;
}

/**
 * Counts the seeds in every cell.
 * @param labels the seed of every sample
 * @param n how many seeds there are, at least one
 * @param counted what each sample counts, 0..255
 * @param margin samples beyond the cell on each side that count as well
 */
export function sharesOf(
  labels: Uint8Array,
  n: number,
  counted: Uint8Array,
  { width, height }: Sides,
  margin: number,
): Shares {
  const across = width * SIDE;
  const down = height * SIDE;
  const counts = new Float64Array(n);
  const start = new Uint32Array(width * height + 1);
  const seed: number[] = [];
  const share: number[] = [];
  for (let y = 0, cell = 0; y < height; y++) {
    for (let x = 0; x < width; x++, cell++) {
      counts.fill(0);
      let all = 0;
      const bottom = Math.min(down, (y + 1) * SIDE + margin);
      const right = Math.min(across, (x + 1) * SIDE + margin);
      const left = Math.max(0, x * SIDE - margin);
      // Samples of one seed come one after the other.
      let last = labels[Math.max(0, y * SIDE - margin) * across + left];
      let run = 0;
      for (let v = Math.max(0, y * SIDE - margin); v < bottom; v++) {
        for (let i = v * across + left, end = v * across + right; i < end; i++) {
          const label = labels[i];
          if (label !== last) {
            counts[last] += run;
            all += run;
            run = 0;
            last = label;
          }
          run += counted[i];
        }
      }
      counts[last] += run;
      all += run;
      start[cell] = seed.length;
      if (all === 0) continue;
      for (let k = 0; k < n; k++) {
        if (counts[k] === 0) continue;
        seed.push(k);
        share.push(counts[k] / all);
      }
    }
  }
  start[width * height] = seed.length;
  return { start, seed: Uint8Array.from(seed), share: Float32Array.from(share) };
}
