import { bytesOfOklab, oklabOfBytes } from '../../core/colour.ts';
import { random } from '../../core/random.ts';
import type { ColourHistogram, Points } from './histogram.ts';
import { spaceOfOklab, squared } from './space.ts';
import { WEIGHTS, type Weights } from './weights.ts';

/** The weights that palettes depend on. */
export type PaletteWeights = Pick<Weights, 'hue' | 'shade' | 'few'>;

/** Starts of the search. */
const RESTARTS = 16;
/** Points × centres from which one start has to do, and the gain in a round from which another one is worth it. */
const LARGE = 2 ** 19;
const WORTHWHILE = 1e-3;
const CANDIDATES = 4;
const ROUNDS = 24;
/**
 * The paper's colour reduction (section 4.1): k-means, here in the space of art (space.ts) over a 15-bit histogram, with
 * seeded k-means++. Of several starts the one with the least error is kept. Colours count by a power of the place that
 * they take (`few`), as in the energy. A colour is the mean of the nearer half of its cluster's pixels, so that blends at
 * edges do not dull it.
 * @param k the most colours, 1..256
 * @param seed the same seed gives the same palette
 * @param fixed RGBA bytes of colours, k at most, that are there already: they draw what is nearest to them, count among
 *   the k, and are not among those returned
 * @returns at most k distinct sRGB colours, darkest first; none for an empty histogram
 */
export function kmeansPalette(
  histogram: Pick<ColourHistogram, 'points'>,
  k: number,
  seed: number,
  fixed: readonly number[] = [],
  weights: PaletteWeights = WEIGHTS,
): [number, number, number][] {
  const points = histogram.points();
  const n = points.weight.length;
  if (n === 0) return [];
  const given = [...oklabOfBytes(fixed, 4)];
  const centres = n + given.length / 3 <= k ? points.lab : cluster(points, k, seed, given, weights);
  const colours = new Map<string, [number, number, number]>();
  for (let i = 0; i < centres.length; i += 3) {
    const colour = bytesOfOklab(centres[i], centres[i + 1], centres[i + 2]);
    colours.set(colour.join(), colour);
  }
  const lightness = (colour: number[]) => oklabOfBytes(colour)[0];
  return [...colours.values()].sort((p, q) => lightness(p) - lightness(q));
}

/** The free centres of the best of several starts; `pins` are centres that stay, and are not among them. */
function cluster(
  points: Points,
  k: number,
  seed: number,
  pins: number[],
  weights: PaletteWeights,
): Float64Array {
  const lab = spaceOfOklab(points.lab, weights.hue);
  const seen = { lab, weight: evened(lab, points.weight, weights) };
  const pinned = spaceOfOklab(Float64Array.from(pins), weights.hue);
  const next = random(seed);
  let best = {
    error: Number.POSITIVE_INFINITY,
    centres: new Float64Array() as Float64Array,
    owner: new Uint16Array(),
  };
  for (let start = 0; start < (points.weight.length * k > LARGE ? 1 : RESTARTS); start++) {
    const centres = seeds(seen, k, pinned, next);
    const { owner, error } = lloyd(seen, centres, pinned.length / 3);
    if (error < best.error) best = { error, centres, owner };
  }
  const means = trimmedMeans(points, seen, best.centres, best.owner).slice(pinned.length / 3);
  return Float64Array.from(means.flat());
}

/**
 * Weights by which an area counts the same in one bin as spread over many by noise: of a colour's pixels each counts by
 * a power of those that are one tone with it, divided by their number.
 */
function evened(lab: Float64Array, weight: Float64Array, { few, shade }: PaletteWeights): Float64Array {
  // Cubes of a shade's side: what is near lies in a colour's own or one of the 26 around it.
  const cubes = new Map<number, number[]>();
  const place = (i: number, c: number): number => Math.floor(lab[i * 3 + c] / shade) + 64;
  const key = (x: number, y: number, z: number): number => (x << 16) | (y << 8) | z;
  for (let i = 0; i < weight.length; i++) {
    const own = key(place(i, 0), place(i, 1), place(i, 2));
    const list = cubes.get(own);
    if (list) list.push(i);
    else cubes.set(own, [i]);
  }
  return weight.map((own, i) => {
    let near = 0;
    for (let x = -1; x <= 1; x++)
      for (let y = -1; y <= 1; y++)
        for (let z = -1; z <= 1; z++)
          for (const j of cubes.get(key(place(i, 0) + x, place(i, 1) + y, place(i, 2) + z)) ?? [])
            if (squared(lab, i, lab, j) < shade ** 2) near += weight[j];
    return own * near ** (few - 1);
  });
}

/** k-means++: each next centre is the best of a few points drawn by weight × squared distance. */
function seeds({ lab, weight }: Points, k: number, pins: Float64Array, next: () => number): Float64Array {
  const n = weight.length;
  const centres = new Float64Array(k * 3);
  const far = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const draw = (mass: (i: number) => number, total: number): number => {
    let left = next() * total;
    for (let i = 0; i < n; i++) {
      left -= mass(i);
      if (left < 0) return i;
    }
    return n - 1;
  };
  centres.set(pins.length > 0 ? pins : lab.subarray(...slot(draw((i) => weight[i], sumOf(weight)))));
  for (let c = 0; c < k; c++) {
    if (c >= Math.max(1, pins.length / 3)) {
      let least = Number.POSITIVE_INFINITY;
      const total = weight.reduce((sum, w, i) => sum + w * far[i], 0);
      for (let t = 0; t < CANDIDATES; t++) {
        const point = lab.subarray(...slot(draw((i) => weight[i] * far[i], total)));
        let left = 0;
        for (let i = 0; i < n; i++) left += weight[i] * Math.min(far[i], squared(lab, i, point, 0));
        if (left < least) {
          least = left;
          centres.set(point, c * 3);
        }
      }
    }
    for (let i = 0; i < n; i++) far[i] = Math.min(far[i], squared(lab, i, centres, c));
  }
  return centres;
}

/** Moves the centres to the means of their points until that gains little; the first `pinned` ones stay. */
function lloyd({ lab, weight }: Points, centres: Float64Array, pinned: number) {
  const n = weight.length;
  const k = centres.length / 3;
  const owner = new Uint16Array(n).fill(k);
  let error = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = error;
    error = 0;
    const mass = new Float64Array(k);
    const sum = new Float64Array(k * 3);
    for (let i = 0; i < n; i++) {
      let nearest = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let c = 0; c < k; c++) {
        const d = squared(lab, i, centres, c);
        if (d < least) {
          least = d;
          nearest = c;
        }
      }
      owner[i] = nearest;
      error += weight[i] * least;
      mass[nearest] += weight[i];
      for (let d = 0; d < 3; d++) sum[nearest * 3 + d] += weight[i] * lab[i * 3 + d];
    }
    if (round > 0 && before - error <= WORTHWHILE * before) break;
    for (let c = pinned; c < k; c++) {
      if (mass[c] > 0) for (let d = 0; d < 3; d++) centres[c * 3 + d] = sum[c * 3 + d] / mass[c];
    }
  }
  return { owner, error };
}

/** Each cluster's mean (OKLab) over the half of its pixels that look nearest; none where a cluster is empty. */
function trimmedMeans({ lab, weight }: Points, seen: Points, centres: Float64Array, owner: Uint16Array) {
  const members = Array.from({ length: centres.length / 3 }, (): number[] => []);
  owner.forEach((c, i) => {
    members[c].push(i);
  });
  return members.map((list, c) => {
    if (list.length === 0) return [];
    const half = list.reduce((sum, i) => sum + weight[i], 0) / 2;
    const distance = (i: number): number => squared(seen.lab, i, centres, c);
    list.sort((i, j) => distance(i) - distance(j));
    const mean = [0, 0, 0];
    let mass = 0;
    for (const i of list) {
      for (let d = 0; d < 3; d++) mean[d] += weight[i] * lab[i * 3 + d];
      mass += weight[i];
      if (mass >= half) break;
    }
    return mean.map((m) => m / mass);
  });
}

const slot = (i: number): [number, number] => [i * 3, i * 3 + 3];
const sumOf = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0);
