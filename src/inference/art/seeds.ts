import { bytesIn, type Gamut } from '../../core/gamut.ts';
import { spaceOf, squared } from './space.ts';
import type { Weights } from './weights.ts';

/** Bits a channel of the bins in which colours are counted. */
const BITS = 5;
/** Of the bins in which a sample's seed is looked up. */
const FINE = 6;
const ROUNDS = 6;
/** The counts of a seed's tally: 256 values of each channel. */
export const TALLY = 3 * 256;
/** Samples less pure than this have no say in what the colours are. */
const PURE = 128;

/** A source's own colours. */
export interface Seeds {
  /** n × 3 sRGB bytes, the most frequent of each colour's samples. */
  readonly bytes: Uint8Array;
  /** The same in art's colour space. */
  readonly colour: Float32Array;
  /** What samples belong to by being nearest: the means of the colours' samples, n × 3 numbers of that space. */
  readonly centres: Float64Array;
  /** How many of each colour's samples have each value, n × 3 channels × 256, purity counted. */
  readonly tallies: Float64Array;
}

/** Samples that colours are found in. */
interface Looked {
  /** n × 4 bytes, RGBA. */
  readonly data: ArrayLike<number>;
  /** A byte a sample, 0 where it does not count. */
  readonly purity: Uint8Array;
}

/**
 * Finds a source's colours: clusters of its pure samples, areas counting by a power of their size, so that an eye is not
 * outvoted by a sky. Nothing depends on where samples lie, so mirrored sources have the same seeds, and nothing is
 * drawn by lot.
 * @param sources one picture, or the frames of a sequence, which then have the same colours
 */
export function seedsOf(sources: readonly Looked[], weights: Weights): Seeds {
  const { hue, seeds } = weights;
  // Two seeds to a shade.
  const apart = weights.shade / 2;
  const bins = binsOf(sources, weights);
  const centres = spread(settled(bins, chosen(bins, apart, seeds)), bins, apart);
  const tallies = talliesOf(sources, centres, hue);
  const bytes = mediansOf(tallies);
  return { bytes, colour: spaceOf(bytes, hue), centres, tallies };
}

/** Seeds as colours of a gamut; several may become one, and they still stand for the samples that they stood for. */
export function seedsIn(gamut: Gamut, seeds: Seeds, { hue }: Weights): Pick<Seeds, 'bytes' | 'colour'> {
  if (gamut === 'any') return seeds;
  const bytes = bytesIn(gamut, seeds.bytes);
  return { bytes, colour: spaceOf(bytes, hue) };
}

interface Bins {
  readonly colour: Float32Array;
  /** A power of the samples' number, purity counted. */
  readonly weight: Float64Array;
}

function binsOf(sources: readonly Looked[], { hue, few }: Weights): Bins {
  const count = new Float64Array(1 << (3 * BITS));
  const sums = new Float64Array(3 << (3 * BITS));
  for (const source of sources) addTo(count, sums, source);
  const filled: number[] = [];
  for (let bin = 0; bin < count.length; bin++) if (count[bin] > 0) filled.push(bin);
  const means = filled.flatMap((bin) => [0, 1, 2].map((c) => Math.round(sums[bin * 3 + c] / count[bin])));
  return {
    colour: spaceOf(means, hue),
    weight: Float64Array.from(filled, (bin) => (count[bin] / 255) ** few),
  };
}

function addTo(count: Float64Array, sums: Float64Array, { data, purity }: Looked): void {
  const shift = 8 - BITS;
  let least = PURE;
  // A source without a pure sample, noise, is taken as it is.
  if (!purity.some((own) => own >= PURE)) least = 1;
  for (let i = 0, at = 0; i < purity.length; i++, at += 4) {
    let weight = purity[i] < least ? 0 : purity[i];
    const [r, g, b] = [data[at], data[at + 1], data[at + 2]];
    while (i + 1 < purity.length && data[at + 4] === r && data[at + 5] === g && data[at + 6] === b) {
      i++;
      at += 4;
      if (purity[i] >= least) weight += purity[i];
    }
    if (weight === 0) continue;
    const bin = ((r >> shift) << (2 * BITS)) | ((g >> shift) << BITS) | (b >> shift);
    count[bin] += weight;
    sums[bin * 3] += weight * r;
    sums[bin * 3 + 1] += weight * g;
    sums[bin * 3 + 2] += weight * b;
  }
}

/** The heaviest bin, then each time the one that the chosen serve worst. */
function chosen({ colour, weight }: Bins, apart: number, most: number): Float64Array {
  const n = weight.length;
  if (n === 0) return new Float64Array();
  const gap = new Float64Array(n).fill(1);
  const centres: number[] = [];
  while (centres.length < most * 3) {
    let worst = -1;
    for (let i = 0; i < n; i++) {
      if (gap[i] < apart * apart) continue;
      if (worst < 0 || weight[i] * gap[i] > weight[worst] * gap[worst]) worst = i;
    }
    if (worst < 0) break;
    centres.push(colour[worst * 3], colour[worst * 3 + 1], colour[worst * 3 + 2]);
    for (let i = 0; i < n; i++) gap[i] = Math.min(gap[i], squared(colour, i, colour, worst));
  }
  return Float64Array.from(centres);
}

/** `nearest` for what it is asked most, of one kind of numbers each. */
function nearestCentre(centres: Float64Array, colour: Float32Array, i: number): number {
  const [L, a, b] = [colour[i * 3], colour[i * 3 + 1], colour[i * 3 + 2]];
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < centres.length; at += 3) {
    const [dL, da, db] = [L - centres[at], a - centres[at + 1], b - centres[at + 2]];
    const d = dL * dL + da * da + db * db;
    if (d < least) {
      least = d;
      best = at;
    }
  }
  return best / 3;
}

/** Some rounds of k-means. */
function settled({ colour, weight }: Bins, centres: Float64Array): Float64Array {
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(centres.length);
    const totals = new Float64Array(centres.length / 3);
    for (let i = 0; i < weight.length; i++) {
      const own = nearestCentre(centres, colour, i);
      totals[own] += weight[i];
      for (let c = 0; c < 3; c++) sums[own * 3 + c] += weight[i] * colour[i * 3 + c];
    }
    centres = centres.map((value, at) => {
      const total = totals[Math.floor(at / 3)];
      return total > 0 ? sums[at] / total : value;
    });
  }
  return centres;
}

/** The centres without those that have come too near to an earlier, heavier one. */
function spread(centres: Float64Array, { colour, weight }: Bins, apart: number): Float64Array {
  const n = centres.length / 3;
  const totals = new Float64Array(n);
  for (let i = 0; i < weight.length; i++) totals[nearestCentre(centres, colour, i)] += weight[i];
  const kept: number[] = [];
  for (const own of [...totals.keys()].sort((p, q) => totals[q] - totals[p] || p - q)) {
    if (totals[own] === 0) continue;
    if (kept.every((other) => squared(centres, own, centres, other) >= apart * apart)) kept.push(own);
  }
  return Float64Array.from(
    kept.sort((p, q) => p - q).flatMap((own) => [...centres.subarray(own * 3, own * 3 + 3)]),
  );
}

/**
 * The seed of every sample.
 * @param data n × 4 bytes, RGBA
 */
export function seedLabels(data: ArrayLike<number>, centres: Float64Array, hue: number): Uint8Array {
  const n = data.length / 4;
  const known = new Int16Array(1 << (3 * FINE)).fill(-1);
  const shift = 8 - FINE;
  const labels = new Uint8Array(n);
  const middle = new Uint8Array(3);
  if (centres.length === 0) return labels;
  for (let i = 0, at = 0; i < n; i++, at += 4) {
    const bin =
      ((data[at] >> shift) << (2 * FINE)) | ((data[at + 1] >> shift) << FINE) | (data[at + 2] >> shift);
    if (known[bin] < 0) {
      // The bin's middle stands for all of it, stretched so that black and white are in.
      for (let c = 0; c < 3; c++) middle[c] = Math.round(((data[at + c] >> shift) * 255) / ((1 << FINE) - 1));
      known[bin] = nearestCentre(centres, spaceOf(middle, hue), 0);
    }
    labels[i] = known[bin];
  }
  return labels;
}

/** How many samples of each seed have each value, n × 3 channels × 256, purity counted. */
function talliesOf(sources: readonly Looked[], centres: Float64Array, hue: number): Float64Array {
  const n = centres.length / 3;
  const counts = new Float64Array(n * TALLY);
  for (const { data, purity } of n === 0 ? [] : sources) {
    const labels = seedLabels(data, centres, hue);
    for (let i = 0, at = 0; i < labels.length; i++, at += 4) {
      const own = labels[i] * TALLY;
      // Samples of one colour come one after the other.
      let weight = purity[i];
      const [r, g, b] = [data[at], data[at + 1], data[at + 2]];
      while (i + 1 < labels.length && data[at + 4] === r && data[at + 5] === g && data[at + 6] === b) {
        i++;
        at += 4;
        weight += purity[i];
      }
      counts[own + r] += weight;
      counts[own + 256 + g] += weight;
      counts[own + 512 + b] += weight;
    }
  }
  return counts;
}

/**
 * The medians of tallies, channel by channel: the colour itself wherever most of the samples have just that.
 * @param tallies n × 3 channels × 256 counts
 * @returns n × 3 sRGB bytes
 */
export function mediansOf(tallies: Float64Array): Uint8Array {
  return Uint8Array.from({ length: tallies.length / 256 }, (_, channel) => {
    const own = tallies.subarray(channel * 256, channel * 256 + 256);
    let all = 0;
    for (let value = 0; value < own.length; value++) all += own[value];
    const half = all / 2;
    let value = 0;
    for (let sum = own[0]; sum < half && value < 255; sum += own[value]) value++;
    return value;
  });
}
