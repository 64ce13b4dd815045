import type { Evidence } from '../../../src/inference/art/evidence.ts';
import { squared } from '../../../src/inference/art/space.ts';
import { UNIT } from '../../../src/inference/art/votes.ts';
import type { Weights } from '../../../src/inference/art/weights.ts';

const whole = (energy: number): number => Math.round(energy * UNIT);

/**
 * The energy by its definition, term by term, nothing kept from one cell to the next.
 * @param strays what each cell costs besides that is alone
 */
export function slowEnergy(
  { width, height, opaque, features, strokes, windows, seeds, steps }: Evidence,
  cost: Int32Array,
  colours: Float32Array,
  labels: Uint8Array,
  weights: Weights,
  strays: ArrayLike<number> = [],
): number {
  const n = colours.length / 3;
  const isSeen = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && opaque[y * width + x] === 1;
  const pair = (i: number, j: number, factor: number): number => {
    const [p, q] = [labels[i], labels[j]];
    if (p === q) return 0;
    // In quarters: how sure it is that the source has a step between the two.
    const step = Math.round(2 * (steps[i] + steps[j])) / 4;
    const apart = squared(colours, p, colours, q) / (8 * weights.shade ** 2);
    return whole((factor * (1 - step) * weights.pair) / (1 + apart));
  };
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isSeen(x, y)) continue;
      const own = labels[y * width + x];
      sum += cost[(y * width + x) * n + own];
      for (const [u, v] of [
        [1, 0],
        [0, 1],
      ])
        if (isSeen(x + u, y + v)) sum += pair(y * width + x, (y + v) * width + x + u, 1);
      for (const u of [-1, 1])
        if (isSeen(x + u, y + 1)) sum += pair(y * width + x, (y + 1) * width + x + u, Math.SQRT1_2);
      const around = [-1, 0, 1].flatMap((v) =>
        [-1, 0, 1]
          .filter((u) => (u !== 0 || v !== 0) && isSeen(x + u, y + v))
          .map((u) => (y + v) * width + x + u),
      );
      if (around.length > 0 && around.every((j) => labels[j] !== own))
        sum += whole(weights.lone) + (strays[y * width + x] ?? 0);
    }
  }
  for (const { seed, cells, weight } of [...features, ...strokes]) {
    const gaps = Array.from({ length: n }, (_, c) => squared(seeds.colour, seed, colours, c));
    const limit = Math.max((2 * weights.shade) ** 2, Math.min(...gaps));
    if (!cells.some((cell) => gaps[labels[cell]] <= limit)) sum += whole(weights.feature * weight);
  }
  const sideOf = (means: Float32Array, label: number): number =>
    squared(means, 0, colours, label) <= squared(means, 1, colours, label) ? 0 : 1;
  for (const { cells, colours: means, least, most, weight } of windows) {
    for (const side of [0, 1]) {
      const own = [...cells].map((cell) => cell >= 0 && sideOf(means, labels[cell]) === side);
      const count = pieces(own);
      sum += whole(weights.pieces * weight) * Math.max(0, least[side] - count, count - most[side]);
    }
  }
  return sum;
}

function pieces(own: readonly boolean[]): number {
  const rest = own.slice();
  let count = 0;
  const fill = (k: number): void => {
    rest[k] = false;
    for (let j = 0; j < 9; j++) {
      const isNear = Math.abs((j % 3) - (k % 3)) <= 1 && Math.abs(Math.floor(j / 3) - Math.floor(k / 3)) <= 1;
      if (rest[j] && isNear) fill(j);
    }
  };
  for (let k = 0; k < 9; k++) {
    if (!rest[k]) continue;
    count++;
    fill(k);
  }
  return count;
}
