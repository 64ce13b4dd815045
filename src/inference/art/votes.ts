import type { Seeds } from './seeds.ts';
import type { Shares } from './shares.ts';
import { squared } from './space.ts';
import type { Weights } from './weights.ts';

/** Energies are whole numbers, this many to a unit: sums then do not depend on their order, and ties are real ties. */
export const UNIT = 2 ** 20;

/** Energy as a whole number. */
export const whole = (energy: number): number => Math.round(energy * UNIT);

/** What votes are counted from. */
export interface Testimony {
  /** A byte a cell: 1 opaque. */
  readonly opaque: Uint8Array;
  /** What was drawn, n × 3 numbers of art's colour space, one colour a cell. */
  readonly drawn: Float32Array;
  /** The source's own colours. */
  readonly seeds: Pick<Seeds, 'colour'>;
  /** What of each seed the cells' own source has, by purity. */
  readonly own: Shares;
  /** The same in windows of a cell and a half. */
  readonly around: Shares;
  /** How far the drawing decides in each cell, 0..1: where the source has thin structure. The rest is the majority's. */
  readonly thin: Float32Array;
}

/**
 * What every colour costs every cell by itself: unlike what was drawn where the drawing decides, unlike most of the source
 * where that does, and not supported by the source about the cell. A seed's votes go to the colours of the palette by how
 * much farther they are from it than the nearest one, so that a palette without the source's colours is judged as well.
 */
export class Votes {
  /** cells × colours whole numbers. */
  readonly cost: Int32Array;
  readonly #evidence: Testimony;
  readonly #colours: Float32Array;
  readonly #weights: Weights;
  readonly #n: number;
  /** Squared distances of seeds and colours, seeds × colours. */
  readonly #distance: Float32Array;
  /** How much of a seed's vote each colour gets, seeds × colours, 0..1. */
  readonly #kernel: Float32Array;
  /** Of the cell that is counted, for each colour: how far it is from what was drawn, its share of the cell, and about it. */
  readonly #gaps: Float64Array;
  readonly #majors: Float64Array;
  readonly #backs: Float64Array;

  /** @param colours n × 3 numbers of art's colour space, n 1..256 */
  constructor(evidence: Testimony, colours: Float32Array, weights: Weights) {
    const seeds = evidence.seeds.colour;
    this.#evidence = evidence;
    this.#colours = colours;
    this.#weights = weights;
    this.#n = colours.length / 3;
    const count = seeds.length / 3;
    this.#distance = new Float32Array(count * this.#n);
    for (let s = 0; s < count; s++)
      for (let c = 0; c < this.#n; c++) this.#distance[s * this.#n + c] = squared(seeds, s, colours, c);
    this.#kernel = new Float32Array(count * this.#n);
    for (let s = 0; s < count; s++) this.#vote(s);
    this.#gaps = new Float64Array(this.#n);
    this.#majors = new Float64Array(this.#n);
    this.#backs = new Float64Array(this.#n);
    const cells = evidence.opaque.length;
    this.cost = new Int32Array(cells * this.#n);
    for (let cell = 0; cell < cells; cell++) if (evidence.opaque[cell] === 1) this.#count(cell);
  }

  #vote(seed: number): void {
    const from = seed * this.#n;
    let best = -1;
    for (let c = 0; c < this.#n; c++)
      if (best < 0 || this.#distance[from + c] < this.#distance[from + best]) best = c;
    const least = this.#distance[from + best];
    const scale = 1 / (2 * this.#weights.shade ** 2);
    for (let c = 0; c < this.#n; c++)
      this.#kernel[from + c] = Math.exp((least - this.#distance[from + c]) * scale);
  }

  #count(cell: number): void {
    const { drawn, thin, own, around } = this.#evidence;
    const { majority, cap, support, share } = this.#weights;
    const n = this.#n;
    const t = thin[cell];
    const isBare = own.start[cell] === own.start[cell + 1];
    const gaps = this.#gaps;
    let least = Number.POSITIVE_INFINITY;
    if (t > 0)
      for (let c = 0; c < n; c++) {
        gaps[c] = squared(drawn, cell, this.#colours, c);
        if (gaps[c] < least) least = gaps[c];
      }
    if (!isBare) {
      if (t < 1) this.#share(own, cell, this.#majors);
      this.#share(around, cell, this.#backs);
    }
    for (let c = 0; c < n; c++) {
      const off = t > 0 ? Math.min(cap, gaps[c] - least) : 0;
      const major = isBare || t === 1 ? 0 : majority * (1 - this.#majors[c]);
      const backed = isBare ? 1 : Math.min(1, this.#backs[c] / share);
      this.cost[cell * n + c] = whole(t * off + (1 - t) * major + support * (1 - backed));
    }
  }

  /** How much of a cell's source votes for each colour. */
  #share({ start, seed, share }: Shares, cell: number, sums: Float64Array): void {
    const n = this.#n;
    const kernel = this.#kernel;
    sums.fill(0);
    for (let at = start[cell]; at < start[cell + 1]; at++) {
      const part = share[at];
      for (let c = 0, from = seed[at] * n; c < n; c++, from++) sums[c] += part * kernel[from];
    }
  }
}

/**
 * What two colours cost side by side, colours × colours whole numbers: much if they are alike, since nobody sees what such
 * a step is for, and a little in any case, which keeps edges short.
 * @param factor 1 for neighbours side by side, less for corners
 */
export function pairCosts(colours: Float32Array, { pair, shade }: Weights, factor: number): Int32Array {
  const n = colours.length / 3;
  return Int32Array.from({ length: n * n }, (_, at) => {
    const [p, q] = [Math.floor(at / n), at % n];
    if (p === q) return 0;
    return whole((factor * pair) / (1 + squared(colours, p, colours, q) / (8 * shade * shade)));
  });
}

/** The label that costs each cell least by itself, the first of several; 0 for transparent ones. */
export function cheapest({ cost }: Pick<Votes, 'cost'>, opaque: Uint8Array): Uint8Array {
  const n = cost.length / opaque.length;
  return opaque.map((is, cell) => {
    let best = 0;
    if (is === 1) for (let c = 1; c < n; c++) if (cost[cell * n + c] < cost[cell * n + best]) best = c;
    return best;
  });
}

/** Cells that touch by a corner count as much less as they are farther apart. */
export const CORNER = Math.SQRT1_2;
