import type { Evidence } from './evidence.ts';
import type { Feature } from './features.ts';
import { mediansOf, type Seeds, TALLY } from './seeds.ts';
import { nearest, squared } from './space.ts';
import { DETAIL, type Weights } from './weights.ts';

/** What colours are chosen by. */
interface Wanted {
  /** n × 3 numbers of art's colour space. */
  readonly colours: Float32Array;
  /** How many cells each of them suits best. */
  readonly counts: Float64Array;
  readonly features: readonly Pick<Feature, 'seed' | 'weight'>[];
}

/**
 * What a picture wants, or all the frames of a sequence, of the same seeds: a colour counts as where it is seen most, and
 * a cell as much as the detail that is asked for there.
 */
export function wantedBy(frames: readonly Evidence[]): Wanted {
  const colours = frames[0].seeds.colour;
  const counts = new Float64Array(colours.length / 3);
  for (const { cells, opaque, detail } of frames) {
    const own = new Float64Array(counts.length);
    cells.forEach((seed, cell) => {
      own[seed] += opaque[cell] * DETAIL ** (detail?.[cell] ?? 0);
    });
    own.forEach((count, seed) => {
      counts[seed] = Math.max(counts[seed], count);
    });
  }
  const features = frames.flatMap((frame) =>
    frame.features.map(({ seed, weight }) => ({ seed, weight: weight / frames.length })),
  );
  return { colours, counts, features };
}

/**
 * Chooses the palette: drops one of the source's colours after the other, each time the one that costs least to do without,
 * until there are no more than asked for and every one left is worth its place. A colour is missed by a power of
 * the cells that show it, as eyes miss a mouth more than a band of sky, by the squared distance to the next one that
 * serves, and by the features that only it shows.
 * @param most the most colours, pinned ones among them; 1 or more
 * @param pinned colours that stay in any case, n × 3 numbers of art's colour space
 * @param excluded a byte a seed, 1 where it must not stay
 * @returns the seeds that stay
 */
export function chooseColours(
  wanted: Wanted,
  most: number,
  weights: Weights,
  pinned: Float32Array = new Float32Array(),
  excluded: Uint8Array = new Uint8Array(wanted.counts.length),
): number[] {
  const { features, counts } = wanted;
  const n = counts.length;
  // The pins come after the seeds.
  const colours = Float32Array.from([...wanted.colours, ...pinned]);
  const pins = Array.from({ length: pinned.length / 3 }, (_, pin) => n + pin);
  const gap = (p: number, q: number): number => missing(squared(colours, p, colours, q), weights);
  const free = [...counts.keys()].filter((seed) => excluded[seed] === 0);
  const shown = free.filter((seed) => counts[seed] > 0);
  // Seeds that suit no cell best are all that there is where the others are excluded.
  const alive = new Set([...(shown.length + pins.length > 0 ? shown : free), ...pins]);
  if (alive.size === 0) return [];
  const nearestAlive = (seed: number): number =>
    [...alive].reduce((best, other) => (gap(seed, other) < gap(seed, best) ? other : best));
  const serves = Int32Array.from({ length: n }, (_, seed) => (alive.has(seed) ? seed : nearestAlive(seed)));
  const near = (2 * weights.shade) ** 2;
  while (alive.size > Math.max(1, pins.length)) {
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
    const droppable = [...losses].filter(([colour]) => colour < n);
    const [worst, loss] = droppable.reduce((best, entry) => (entry[1] < best[1] ? entry : best));
    if (alive.size <= most && loss >= weights.colour) break;
    alive.delete(worst);
    for (let seed = 0; seed < n; seed++) {
      if (serves[seed] !== worst) continue;
      serves[seed] = nearestAlive(seed);
    }
  }
  return swapped(
    { features, colours, pins, excluded, missed: counts.map((count) => count ** weights.few) },
    [...alive].filter((colour) => colour < n),
    weights,
  );
}

/** What a palette's colours are made of. */
interface Merging {
  readonly seeds: Pick<Seeds, 'colour' | 'tallies'>;
  /** How many cells each seed suits best; those that suit none have no say. */
  readonly counts: Float64Array;
  /** A byte a seed, 1 where it has no say either. */
  readonly excluded: Uint8Array;
  /** The colours that stay as they are, n × 3 numbers of art's colour space: seeds nearest to them merge with none. */
  readonly pinned: Float32Array;
}

/**
 * What the seeds that stay look like: each with those that it stands for now, the median of all their samples. A colour that
 * stands for itself alone, or that has most of the samples, is just what it was; one for several shades of a sky lies among them.
 * @param kept the seeds that stay, from `chooseColours`
 * @returns kept × 3 sRGB bytes
 */
export function mergedColours(
  { seeds, counts, excluded, pinned }: Merging,
  kept: readonly number[],
): Uint8Array {
  const { colour, tallies } = seeds;
  const choices = Float32Array.from([
    ...kept.flatMap((seed) => [...colour.subarray(seed * 3, seed * 3 + 3)]),
    ...pinned,
  ]);
  const place = new Map(kept.map((seed, k) => [seed, k]));
  const sums = new Float64Array(kept.length * TALLY);
  counts.forEach((count, seed) => {
    const isHeard = count > 0 && excluded[seed] === 0;
    const k = place.get(seed) ?? (isHeard ? nearest(choices, colour, seed) : kept.length);
    if (k >= kept.length) return;
    for (let value = 0; value < TALLY; value++) sums[k * TALLY + value] += tallies[seed * TALLY + value];
  });
  return mediansOf(sums);
}

/** How much a colour is missed whose substitute lies at a squared distance: no more than twice what like colours may. */
const missing = (distance: number, { shade }: Weights): number => {
  const most = (4 * shade) ** 2;
  return distance === Number.POSITIVE_INFINITY ? most : (most * distance) / (distance + most);
};

/** What seeds are exchanged by. */
interface Candidates extends Pick<Wanted, 'features'> {
  /** Seeds and then pins, in art's colour space. */
  readonly colours: Float32Array;
  /** The pins' places among the colours. */
  readonly pins: readonly number[];
  readonly excluded: Uint8Array;
  /** How much each seed is missed. */
  readonly missed: Float64Array;
}

/** Exchanges chosen seeds for others as long as that is better for all, the best exchange first. */
function swapped(
  { features, colours, pins, excluded, missed }: Candidates,
  kept: number[],
  weights: Weights,
): number[] {
  const near = (2 * weights.shade) ** 2;
  const n = missed.length;
  const all = colours.length / 3;
  const gaps = Float64Array.from({ length: n * all }, (_, at) =>
    missing(squared(colours, Math.floor(at / all), colours, at % all), weights),
  );
  const costOf = (chosen: readonly number[]): number => {
    const seeds = [...chosen, ...pins];
    let sum = 0;
    for (let seed = 0; seed < n; seed++) {
      if (missed[seed] === 0) continue;
      let least = missing(Number.POSITIVE_INFINITY, weights);
      for (const other of seeds) least = Math.min(least, gaps[seed * all + other]);
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
      if (missed[seed] === 0 || excluded[seed] === 1 || kept.includes(seed)) continue;
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
