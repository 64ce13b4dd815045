import { oklabOfBytes, squaredDistance } from '../../core/colour.ts';
import { neighboursOf } from '../../core/neighbours.ts';

/** Cells nearer than this (OKLab, a and b doubled) are mates. */
const MATE = 0.1;

/** Whether the colours i and j of n × 3 OKLab numbers are as good as one. */
const areMates = (lab: Float32Array, i: number, j: number): boolean =>
  squaredDistance(lab, i, lab, j) < MATE ** 2;

/** What a cell counts without mates, and how many mates add one each. */
const ALONE = 0.2;
const MOST_MATES = 2;

/**
 * What the cells count in a palette: those with mates among their eight neighbours more than stray ones, which are blends
 * at edges as often as not.
 * @param rgb width × height × 3 sRGB bytes
 * @param counted a cell a byte; those with 0 count nothing, and are nobody's mates
 * @returns width × height weights, 0..2.2
 */
export function cellWeights(
  size: { readonly width: number; readonly height: number },
  rgb: Uint8Array,
  counted: Uint8Array,
): Float32Array {
  const lab = oklabOfBytes(rgb);
  return Float32Array.from(counted, (own, i) => {
    if (own === 0) return 0;
    const isMate = (j: number): boolean => counted[j] > 0 && areMates(lab, i, j);
    return ALONE + Math.min(MOST_MATES, neighboursOf(size, i).filter(isMate).length);
  });
}
