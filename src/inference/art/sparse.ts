import { SIDE } from '../../core/scale.ts';
import type { Samples } from './samples.ts';

/** How much of each cell's neighbourhood, three by three cells, is thin structure, 0..1. */
export function densityOf(
  { width: across, thin, seen }: Samples,
  { width, height }: { readonly width: number; readonly height: number },
): Float32Array {
  const slight = new Float64Array(width * height);
  const all = new Float64Array(width * height);
  for (let i = 0, y = 0; i < thin.length; y++) {
    const row = Math.floor(y / SIDE) * width;
    for (let x = 0; x < across; x++, i++) {
      const cell = row + ((x / SIDE) | 0);
      slight[cell] += thin[i];
      all[cell] += seen[i];
    }
  }
  return Float32Array.from({ length: width * height }, (_, cell) => {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    let [part, whole] = [0, 0];
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        part += slight[v * width + u];
        whole += all[v * width + u];
      }
    }
    return whole === 0 ? 0 : part / whole;
  });
}

/** How far lines are single ones, 1..0: 0 where they take half of the place, in fur and foliage, of which nobody misses a hair. */
export const sparse = (density: Float32Array, cell: number): number => Math.max(0, 1 - 2 * density[cell]);
