import { expect, it } from 'vitest';
import { cellWeights } from '../../../src/inference/art/mates.ts';

it('counts cells by their mates, lines in full and stray pixels least', () => {
  const shades: Record<string, number[]> = {
    W: [255, 255, 255],
    w: [250, 250, 252],
    K: [10, 10, 10],
    R: [200, 30, 30],
  };
  const rows = ['WwWWW', 'KKKKK', 'WWRWw', 'WWWwR', 'WWWW.'];
  const cells = rows.join('').split('');
  const rgb = Uint8Array.from(cells.flatMap((cell) => shades[cell] ?? shades.R));
  const weights = cellWeights(
    { width: 5, height: 5 },
    rgb,
    Uint8Array.from(cells, (cell) => Number(cell !== '.')),
  );
  const at = (x: number, y: number): number => weights[y * 5 + x];
  expect([at(1, 0), at(2, 1), at(4, 2)]).toEqual([3, 3, 3]);
  expect([at(0, 0), at(0, 1), at(4, 1)]).toEqual([2, 2, 2]);
  // A red cell's only red neighbour is transparent.
  expect([at(2, 2), at(4, 3)]).toEqual([1, 1]);
  expect(at(4, 4)).toBe(0);
});
