import type { Evidence } from './evidence.ts';
import { squared } from './space.ts';
import type { Weights } from './weights.ts';

/**
 * Chooses the palette: drops one of the source's colours after the other, each time the one that costs least to do without,
 * until there are no more than asked for and every one left is worth its place. A colour is missed by a power of
 * the cells that show it, as eyes miss a mouth more than a band of sky, by the squared distance to the next one that
 * serves, and by the features that only it shows.
 * @param most the most colours, 1 or more
 * @returns the seeds that stay, in rising order
 */
export function chooseColours(evidence: Evidence, most: number, weights: Weights): number[] {
  const { features, opaque, cells } = evidence;
  const colours = evidence.seeds.colour;
  const n = colours.length / 3;
  const counts = new Float64Array(n);
  cells.forEach((seed, cell) => {
    counts[seed] += opaque[cell];
  });
  const gap = (p: number, q: number): number => missing(squared(colours, p, colours, q), weights);
  const alive = new Set([...counts.keys()].filter((seed) => counts[seed] > 0));
  const serves = Int32Array.from({ length: n }, (_, seed) => seed);
  const near = (2 * weights.shade) ** 2;
  while (alive.size > 1) {
    const losses = new Map([...alive].map((seed) => [seed, 0]));
    const add = (seed: number, loss: number): void => {
      losses.set(seed, (losses.get(seed) ?? 0) + loss);
    };
    for (let seed = 0; seed < n; seed++) {
      if (counts[seed] === 0) continue;
      const own = serves[seed];
      let next = missing(Number.POSITIVE_INFINITY, weights);
      for (const other of alive) if (other !== own) next = Math.min(next, gap(seed, other));
      add(own, counts[seed] ** weights.few * (next - gap(seed, own)));
    }
    for (const { seed, weight } of features) {
      const showing = [...alive].filter((other) => squared(colours, seed, colours, other) <= near);
      if (showing.length === 1) add(showing[0], weights.feature * weight);
    }
    const [worst, loss] = [...losses].reduce((best, entry) => (entry[1] < best[1] ? entry : best));
    if (alive.size <= most && loss >= weights.colour) break;
    alive.delete(worst);
    for (let seed = 0; seed < n; seed++) {
      if (serves[seed] !== worst) continue;
      serves[seed] = [...alive].reduce((best, other) => (gap(seed, other) < gap(seed, best) ? other : best));
    }
  }
  return swapped(
    evidence,
    [...alive],
    counts.map((count) => count ** weights.few),
    weights,
  );
}

/** How much a colour is missed whose substitute lies at a squared distance: no more than twice what like colours may. */
const missing = (distance: number, { shade }: Weights): number => {
  const most = (4 * shade) ** 2;
  return distance === Number.POSITIVE_INFINITY ? most : (most * distance) / (distance + most);
};

/** Exchanges chosen seeds for others as long as that is better for all, the best exchange first. */
function swapped(evidence: Evidence, kept: number[], missed: Float64Array, weights: Weights): number[] {
  const { features } = evidence;
  const colours = evidence.seeds.colour;
  const near = (2 * weights.shade) ** 2;
  const n = missed.length;
  const gaps = Float64Array.from({ length: n * n }, (_, at) =>
    missing(squared(colours, Math.floor(at / n), colours, at % n), weights),
  );
  const costOf = (seeds: readonly number[]): number => {
    let sum = 0;
    for (let seed = 0; seed < n; seed++) {
      if (missed[seed] === 0) continue;
      let least = missing(Number.POSITIVE_INFINITY, weights);
      for (const other of seeds) least = Math.min(least, gaps[seed * n + other]);
      sum += missed[seed] * least;
    }
    for (const { seed, weight } of features)
      if (seeds.every((other) => squared(colours, seed, colours, other) > near))
        sum += weights.feature * weight;
    return sum;
  };
  let cost = costOf(kept);
  for (;;) {
    let best = kept;
    for (let seed = 0; seed < n; seed++) {
      if (missed[seed] === 0 || kept.includes(seed)) continue;
      for (const gone of kept) {
        const seeds = kept.map((other) => (other === gone ? seed : other));
        const now = costOf(seeds);
        if (now < cost) {
          cost = now;
          best = seeds;
        }
      }
    }
    if (best === kept) return kept;
    kept = best;
  }
}
