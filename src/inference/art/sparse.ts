import type { Sides } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';
import type { Samples } from './samples.ts';

/** How much of each cell's neighbourhood, three by three cells, is thin structure, 0..1. */
export function densityOf({ width: across, thin, seen }: Samples, { width, height }: Sides): Float32Array {
  const slight = new Float64Array(width * height);
  const all = new Float64Array(width * height);
  for (let cell = 0; cell < slight.length; cell++) {
    const first = Math.floor(cell / width) * SIDE * across + (cell % width) * SIDE;
    let [part, whole] = [0, 0];
    for (let v = 0; v < SIDE; v++) {
      for (let u = 0, i = first + v * across; u < SIDE; u++, i++) {
        part += thin[i];
        whole += seen[i];
      }
    }
    slight[cell] = part;
    all[cell] = whole;
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
