import { neighbours } from './energy.ts';
import type { Evidence } from './evidence.ts';
import { squared } from './space.ts';
import { CORNER, pairCosts, UNIT, type Votes, whole } from './votes.ts';
import type { Weights } from './weights.ts';

/**
 * Chooses the palette: drops one colour after the other, each time the one that costs least to do without, until there are
 * no more than asked for and every one left is worth its place.
 * @param votes over the evidence's seeds; ends with those dropped that are not chosen
 * @param most the most colours, 1 or more
 * @returns the seeds that stay, in rising order, and each cell's label among all the seeds
 */
export function chooseColours(
  evidence: Evidence,
  votes: Votes,
  most: number,
  weights: Weights,
): { kept: number[]; labels: Uint8Array } {
  const { width, height, opaque, features } = evidence;
  const colours = evidence.seeds.colour;
  const n = colours.length / 3;
  const { cost } = votes;
  const side = pairCosts(colours, weights, 1);
  const corner = pairCosts(colours, weights, CORNER);
  const { around, sides } = neighbours(width, height, opaque);
  const alive = new Uint8Array(n).fill(1);
  const labels = new Uint8Array(width * height);
  /** The best label but the own one for each cell, and what more it costs, neighbours of the own label apart. */
  const next = new Uint8Array(width * height);
  const loss = new Float64Array(width * height);
  const isStale = opaque.slice();
  const costs = new Float64Array(n);

  const cheapest = (cell: number): number => {
    let best = -1;
    for (let c = 0; c < n; c++)
      if (alive[c] === 1 && (best < 0 || cost[cell * n + c] < cost[cell * n + best])) best = c;
    return best;
  };
  const look = (cell: number): void => {
    const own = labels[cell];
    costs.fill(0);
    const from = around.start[cell];
    for (let at = from; at < around.start[cell + 1]; at++) {
      const other = labels[around.items[at]];
      if (other === own) continue;
      const table = at - from < sides[cell] ? side : corner;
      for (let c = 0; c < n; c++) costs[c] += table[other * n + c];
    }
    let best = -1;
    for (let c = 0; c < n; c++) {
      costs[c] += cost[cell * n + c];
      if (alive[c] === 1 && c !== own && (best < 0 || costs[c] < costs[best])) best = c;
    }
    next[cell] = best < 0 ? own : best;
    loss[cell] = best < 0 ? 0 : costs[best] - costs[own];
  };
  const touch = (cell: number): void => {
    isStale[cell] = 1;
    for (let at = around.start[cell]; at < around.start[cell + 1]; at++) isStale[around.items[at]] = 1;
  };

  for (let cell = 0; cell < labels.length; cell++) if (opaque[cell] === 1) labels[cell] = cheapest(cell);
  for (let left = n; left > 1; left--) {
    const sums = new Float64Array(n);
    for (let cell = 0; cell < labels.length; cell++) {
      if (opaque[cell] === 0) continue;
      if (isStale[cell] === 1) {
        isStale[cell] = 0;
        look(cell);
      }
      sums[labels[cell]] += loss[cell];
    }
    const near = (2 * weights.shade) ** 2;
    for (const { seed, weight } of features) {
      let only = -1;
      let count = 0;
      for (let c = 0; c < n && count < 2; c++) {
        if (alive[c] === 0 || squared(colours, seed, colours, c) > near) continue;
        count++;
        only = c;
      }
      if (count === 1) sums[only] += whole(weights.feature * weight);
    }
    let worst = -1;
    for (let c = 0; c < n; c++) if (alive[c] === 1 && (worst < 0 || sums[c] < sums[worst])) worst = c;
    if (left <= most && sums[worst] >= weights.colour * UNIT) break;
    alive[worst] = 0;
    const moved: number[] = [];
    for (let cell = 0; cell < labels.length; cell++)
      if (opaque[cell] === 1 && labels[cell] === worst) moved.push(cell);
    for (const cell of moved) labels[cell] = next[cell];
    for (const cell of moved) touch(cell);
    votes.drop(worst, (cell) => {
      isStale[cell] = 1;
    });
    // Cells whose best alternative went need another one.
    for (let cell = 0; cell < labels.length; cell++)
      if (opaque[cell] === 1 && next[cell] === worst) isStale[cell] = 1;
  }
  return { kept: [...alive.keys()].filter((c) => alive[c] === 1), labels };
}
