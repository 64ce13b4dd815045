import type { Sides } from './image.ts';

/** Whether pixels belong together by their sides only, or by their corners too. */
export type Connectivity = 4 | 8;

/** Steps to the neighbours: those over the sides first. */
// biome-ignore format: one line reads as a circle of sides, one of corners
const STEPS = [
  [1, 0], [-1, 0], [0, 1], [0, -1],
  [1, -1], [-1, 1], [1, 1], [-1, -1],
] as const;

/**
 * The connected pixels of equal values each, in the order of their first pixels; pixels with negative values belong to none.
 * The ends of rows are not neighbours.
 */
export function partsOf(
  values: ArrayLike<number>,
  size: Sides,
  connectivity: Connectivity,
): (readonly number[])[] {
  const isSeen = Uint8Array.from(values, (value) => Number(value < 0));
  const parts: (readonly number[])[] = [];
  for (let first = 0; first < isSeen.length; first++) {
    if (isSeen[first] === 1) continue;
    isSeen[first] = 1;
    const isNew = (pixel: number): boolean => {
      if (isSeen[pixel] === 1 || values[pixel] !== values[first]) return false;
      isSeen[pixel] = 1;
      return true;
    };
    parts.push(reach(first, size, connectivity, isNew));
  }
  return parts;
}

/** Which of the parts that some pixels form each of them belongs to: numbers from 0, in the order of the pixels. */
export function partsAmong(
  pixels: readonly number[],
  size: Sides,
  connectivity: Connectivity,
): Map<number, number> {
  const part = new Map(pixels.map((pixel) => [pixel, -1]));
  let count = 0;
  for (const first of pixels) {
    if (part.get(first) !== -1) continue;
    part.set(first, count);
    reach(first, size, connectivity, (pixel) => {
      if (part.get(pixel) !== -1) return false;
      part.set(pixel, count);
      return true;
    });
    count++;
  }
  return part;
}

/** All pixels that steps lead to from the first, itself too; `take` says of each whether it belongs and is new. */
function reach(
  first: number,
  { width, height }: Sides,
  connectivity: Connectivity,
  take: (pixel: number) => boolean,
): readonly number[] {
  const found = [first];
  // The list grows while it is walked, so it is its own queue.
  for (const pixel of found) {
    const x = pixel % width;
    const y = (pixel - x) / width;
    for (let k = 0; k < connectivity; k++) {
      const [u, v] = [x + STEPS[k][0], y + STEPS[k][1]];
      const isInside = u >= 0 && v >= 0 && u < width && v < height;
      if (isInside && take(v * width + u)) found.push(v * width + u);
    }
  }
  return found;
}
