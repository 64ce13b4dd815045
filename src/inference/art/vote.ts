import type { Drawing } from '../draw/drawing.ts';

/**
 * The major label among each cell's voters (paper section 4.1); the lowest label wins a tie, which is the darkest
 * colour of a palette made by us.
 * @param labels a palette index for every input pixel
 * @returns width × height labels; 0 for transparent cells
 */
export function vote(
  labels: Uint8Array,
  { lattice, voters }: Pick<Drawing, 'lattice' | 'voters'>,
): Uint8Array {
  const { width, height, inputWidth, inputHeight, columns, rows } = lattice;
  const winners = new Uint8Array(width * height);
  const counts = new Uint16Array(width * 256);
  let y = 0;
  for (let row = 0; row < height; row++) {
    counts.fill(0);
    for (; y < inputHeight && rows[y] === row; y++) {
      for (let x = 0; x < inputWidth && columns[x] < width; x++) {
        const pixel = y * inputWidth + x;
        counts[columns[x] * 256 + labels[pixel]] += voters[pixel];
      }
    }
    for (let column = 0; column < width; column++) {
      let best = 0;
      for (let label = 1; label < 256; label++) {
        if (counts[column * 256 + label] > counts[column * 256 + best]) best = label;
      }
      winners[row * width + column] = best;
    }
  }
  return winners;
}
