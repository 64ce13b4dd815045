import type { RgbaImage } from './image.ts';

/**
 * A picture as one sees it when it is repeated like tiles, with so many pixels of its neighbours on each side.
 * @param across pixels on the left and on the right, `down` above and below; 0 or more
 */
export function repeated({ width, height, data }: RgbaImage, across: number, down: number): RgbaImage {
  const size = { width: width + 2 * across, height: height + 2 * down };
  const columns = wrappedIndices(width, across);
  const out = new Uint8Array(size.width * size.height * 4);
  wrappedIndices(height, down).forEach((row, y) => {
    columns.forEach((column, x) => {
      const from = (row * width + column) * 4;
      out.set(data.subarray(from, from + 4), (y * size.width + x) * 4);
    });
  });
  return { ...size, data: out };
}

/** Which of `size` places lies at each of them and of so many before and after, where they repeat. */
export const wrappedIndices = (size: number, margin: number): number[] =>
  Array.from({ length: size + 2 * margin }, (_, i) => wrapped(i - margin, size));

/** A place among `size` that repeat. */
export const wrapped = (at: number, size: number): number => ((at % size) + size) % size;
