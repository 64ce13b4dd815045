import { neighboursOf } from '../../core/neighbours.ts';
import { spaceOf, squared } from './space.ts';
import { WEIGHTS, type Weights } from './weights.ts';

/** Cells that are alike and touch count by their number, up to so many. */
const MOST = 3;

/**
 * What the cells count in a palette: those with others like them among their eight neighbours more than stray ones, which
 * are blends at edges as often as not.
 * @param rgb width × height × 3 sRGB bytes
 * @param counted a cell a byte; those with 0 count nothing, and are like nobody
 * @returns width × height weights, 0..3
 */
export function cellWeights(
  size: { readonly width: number; readonly height: number; readonly wraps?: boolean },
  rgb: Uint8Array,
  counted: Uint8Array,
  weights: Pick<Weights, 'hue' | 'shade'> = WEIGHTS,
): Float32Array {
  const colours = spaceOf(rgb, weights.hue);
  const alike = (2 * weights.shade) ** 2;
  return Float32Array.from(counted, (own, i) => {
    if (own === 0) return 0;
    const isMate = (j: number): boolean => counted[j] > 0 && squared(colours, i, colours, j) < alike;
    return Math.min(MOST, 1 + neighboursOf(size, i).filter(isMate).length);
  });
}
