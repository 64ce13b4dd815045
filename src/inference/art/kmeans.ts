import { bytesOfOklab, oklabOfBytes, squaredDistance, withToe } from '../../core/colour.ts';
import { random } from '../../core/random.ts';
import type { ColourHistogram, Points } from './histogram.ts';

/**
 * Colours count by this power of the pixels that lie within REACH. By pixels alone, a big smooth area takes the centres
 * that eye highlights and outlines need, and those small areas are what a viewer looks at.
 */
const WEIGHT_POWER = 0.6;
const REACH = 0.05;
/** What differences in a and b count more here than elsewhere: a few hues are missed sooner than shades of one. */
const HUE = 1.4;
/**
 * Pictures darker than `from` (mean OKLab lightness) are seen with eyes that have adapted, in full at `full`: with so much
 * less of the toe, larger areas counting more, and hue too, since they are painted in little else than shades.
 */
const NIGHT = { from: 0.45, full: 0.35, toe: 0.5, power: 0.8, hue: 3 };
const RESTARTS = 16;
/** Points × centres from which one start has to do, and the gain in a round from which another one is worth it. */
const LARGE = 2 ** 19;
const WORTHWHILE = 1e-3;
const CANDIDATES = 4;
const ROUNDS = 24;
/**
 * Outlines and highlights: near-black and near-white pixels, by OKLab lightness and chroma. From the given share of
 * the picture on they get a colour of their own if none came near, and the palette has at least so many colours.
 */
const EXTREMES = [
  { from: 0, to: 0.3, chroma: 0.05, share: 0.004, colours: 4 },
  { from: 0.97, to: 1.01, chroma: 0.02, share: 0.001, colours: 6 },
];

/** How near (OKLab) a colour must be to stand for an extreme. */
const NEAR = 0.05;

/**
 * The paper's colour reduction (section 4.1): k-means, here in OKLab with a toe over a 15-bit histogram, with
 * seeded k-means++. Of several starts the one with the least error is kept. Near-black outlines and near-white highlights
 * that it missed get centres of their own, so that they are not averaged with browns and skin. A colour is the mean of the nearer half of its cluster's pixels,
 * so that blends at edges do not dull it.
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
): [number, number, number][] {
  const points = histogram.points();
  const n = points.weight.length;
  if (n === 0) return [];
  const given = [...oklabOfBytes(fixed, 4)];
  const centres = n + given.length / 3 <= k ? points.lab : settle(points, k, seed, given).slice(given.length);
  const colours = new Map<string, [number, number, number]>();
  for (let i = 0; i < centres.length; i += 3) {
    const colour = bytesOfOklab(centres[i], centres[i + 1], centres[i + 2]);
    colours.set(colour.join(), colour);
  }
  const lightness = (colour: number[]) => oklabOfBytes(colour)[0];
  return [...colours.values()].sort((p, q) => lightness(p) - lightness(q));
}

/** @param given centres that stay, the first of those returned */
function settle(points: Points, k: number, seed: number, given: number[]): Float64Array {
  const free = cluster(points, k, seed, given);
  const room = k - given.length / 3;
  const missed = EXTREMES.flatMap((extreme) => {
    const pin = room >= extreme.colours ? pinOf(points, extreme) : [];
    return isNear(free, pin) ? [] : pin;
  });
  return missed.length === 0 ? free : cluster(points, k, seed, [...given, ...missed]);
}

/** The centres of the best of several starts; `pins` are centres that stay. */
function cluster(points: Points, k: number, seed: number, pins: number[]): Float64Array {
  const night = nightOf(points);
  const lab = asSeen(points.lab, night);
  const seen = { lab, weight: evened(lab, points.weight, mix(WEIGHT_POWER, NIGHT.power, night)) };
  const pinned = asSeen(Float64Array.from(pins), night);
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
  return Float64Array.from([...pins, ...means.flat()]);
}

const mix = (p: number, q: number, t: number): number => p + t * (q - p);

/** How far eyes have adapted to the points' darkness, 0..1. */
function nightOf({ lab, weight }: Points): number {
  const mean = weight.reduce((sum, own, i) => sum + own * lab[i * 3], 0) / sumOf(weight);
  return Math.min(1, Math.max(0, (NIGHT.from - mean) / (NIGHT.from - NIGHT.full)));
}

/** Colours (n × 3 OKLab numbers) laid out so that they are as far apart as they look. */
function asSeen(lab: Float64Array, night: number): Float64Array {
  const hue = mix(HUE, NIGHT.hue, night);
  return withToe(lab).map((value, at) => mix(value, lab[at], NIGHT.toe * night) * (at % 3 === 0 ? 1 : hue));
}

/**
 * Weights by which an area counts the same in one bin as spread over many by noise: of a colour's pixels each counts by
 * a power of those near to it, divided by their number.
 */
function evened(lab: Float64Array, weight: Float64Array, power: number): Float64Array {
  // Cubes of the reach's side: what is near lies in a colour's own or one of the 26 around it.
  const cubes = new Map<number, number[]>();
  const place = (i: number, c: number): number => Math.floor(((c > 0 ? 2 : 1) * lab[i * 3 + c]) / REACH) + 64;
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
            if (squaredDistance(lab, i, lab, j) < REACH ** 2) near += weight[j];
    return own * near ** (power - 1);
  });
}

/** Whether a centre lies close to the pin, or there is no pin. */
function isNear(centres: Float64Array, pin: number[]): boolean {
  if (pin.length === 0) return true;
  const at = Float64Array.from(pin);
  for (let c = 0; c < centres.length / 3; c++)
    if (squaredDistance(centres, c, at, 0) < NEAR ** 2) return true;
  return false;
}

/** The mean (3 numbers) of the pixels in an extreme where there are enough of them, else nothing. */
function pinOf({ lab, weight }: Points, { from, to, chroma, share }: (typeof EXTREMES)[number]): number[] {
  let mass = 0;
  const sum = [0, 0, 0];
  for (let i = 0; i < weight.length; i++) {
    const [L, a, b] = lab.subarray(i * 3, i * 3 + 3);
    if (L < from || L >= to || Math.hypot(a, b) >= chroma) continue;
    mass += weight[i];
    sum[0] += L * weight[i];
    sum[1] += a * weight[i];
    sum[2] += b * weight[i];
  }
  return mass > 0 && mass >= share * sumOf(weight) ? sum.map((s) => s / mass) : [];
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
        for (let i = 0; i < n; i++) left += weight[i] * Math.min(far[i], squaredDistance(lab, i, point, 0));
        if (left < least) {
          least = left;
          centres.set(point, c * 3);
        }
      }
    }
    for (let i = 0; i < n; i++) far[i] = Math.min(far[i], squaredDistance(lab, i, centres, c));
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
        const d = squaredDistance(lab, i, centres, c);
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
    const distance = (i: number): number => squaredDistance(seen.lab, i, centres, c);
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
