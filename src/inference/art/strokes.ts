import type { Sides } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';
import type { Feature } from './features.ts';
import type { Samples } from './samples.ts';
import type { Shares } from './shares.ts';
import { squared } from './space.ts';
import { sparse } from './sparse.ts';
import type { Weights } from './weights.ts';

/** Purity from which a sample shows a line's own colour rather than a blend. */
const HALF = 128;
/** Cells: whoever's centre lies this near to a stretch of line can show it. */
const NEAR = 1;

/**
 * Cuts the thin structure of a source into stretches, one a cell: each is to be shown by a cell that it passes by, or the line
 * has a gap there; where the cell itself stays transparent, at the border of a figure, by one beside it. Where lines lie so close that they take half of the place, some may be left out.
 */
export function strokesOf(
  { width: across, purity, ridge, thin }: Samples,
  labels: Uint8Array,
  colours: Float32Array,
  own: Shares,
  density: Float32Array,
  { width, height }: Sides,
  opaque: Uint8Array,
  { share, shade }: Weights,
): Feature[] {
  const strokes: Feature[] = [];
  const counts = new Float64Array(256);
  const xs = new Float64Array(256);
  const ys = new Float64Array(256);
  const near = (2 * shade) ** 2;
  const found: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // No thin structure in it, nor in a cell beside it.
      if (density[y * width + x] === 0) continue;
      found.length = 0;
      for (let v = 0; v < SIDE; v++) {
        for (let u = 0, i = (y * SIDE + v) * across + x * SIDE; u < SIDE; u++, i++) {
          if (thin[i] === 0 || (purity[i] < HALF && ridge[i] === 0)) continue;
          const seed = labels[i];
          if (counts[seed] === 0) found.push(seed);
          counts[seed]++;
          xs[seed] += u + 0.5;
          ys[seed] += v + 0.5;
        }
      }
      // The most frequent seed stands for those like it: a thin line's samples are of several darknesses.
      for (const seed of found.sort((p, q) => counts[q] - counts[p] || p - q)) {
        let [count, u, v] = [0, 0, 0];
        for (const other of found) {
          if (counts[other] === 0 || squared(colours, seed, colours, other) > near) continue;
          count += counts[other];
          u += xs[other];
          v += ys[other];
          counts[other] = 0;
          xs[other] = 0;
          ys[other] = 0;
        }
        if (count * 2 < share * SIDE * SIDE) continue;
        u /= count * SIDE;
        v /= count * SIDE;
        const weight = weightOf(seed, x, y);
        if (weight === 0) continue;
        const cells: number[] = [];
        for (let b = Math.max(0, y - 1); b <= Math.min(height - 1, y + 1); b++)
          for (let a = Math.max(0, x - 1); a <= Math.min(width - 1, x + 1); a++)
            if (opaque[b * width + a] === 1 && Math.hypot(a + 0.5 - x - u, b + 0.5 - y - v) <= NEAR)
              cells.push(b * width + a);
        if (cells.length > 0) strokes.push({ seed, cells, weight });
      }
    }
  }
  return strokes;

  /** How much a stretch is missed: by its contrast to the cells about it, by how little of them is like it, and by how single it is. */
  function weightOf(seed: number, x: number, y: number): number {
    let all = 0;
    let same = 0;
    let contrast = 0;
    for (let b = Math.max(0, y - 1); b <= Math.min(height - 1, y + 1); b++) {
      for (let a = Math.max(0, x - 1); a <= Math.min(width - 1, x + 1); a++) {
        const cell = b * width + a;
        for (let at = own.start[cell]; at < own.start[cell + 1]; at++) {
          const gap = Math.sqrt(squared(colours, seed, colours, own.seed[at]));
          all += own.share[at];
          if (gap < 2 * shade) same += own.share[at];
          else contrast += own.share[at] * gap;
        }
      }
    }
    if (all === same) return 0;
    return (
      sparse(density, y * width + x) *
      Math.max(0, 1 - (2 * same) / all) *
      Math.min(1, contrast / (all - same) / (8 * shade))
    );
  }
}
