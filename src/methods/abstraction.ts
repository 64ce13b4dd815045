import { bytesOfLab, labOf } from '../core/cielab.ts';
import { invalid } from '../core/errors.ts';
import type { RgbaImage } from '../core/image.ts';
import { assertSize } from '../core/resample.ts';

/** Weight of place against colour when a pixel chooses its superpixel (the paper's m). */
const COMPACTNESS = 45;
/** Share of the way that a superpixel moves to the mean of its neighbours. */
const SMOOTHING = 0.4;
/** The bilateral filter over superpixel colours: σ in superpixels, σ in CIELAB. */
const SIGMA_SPACE = 0.87;
const SIGMA_COLOUR = 10;
/** Cooling: factor, last temperature, and the palette change under which a temperature has settled. */
const COOLING = 0.7;
const LAST_TEMPERATURE = 1;
const SETTLED = 1;
/** Rounds at one temperature, so that a palette that swings to and fro ends too. */
const MOST_ROUNDS = 12;
/** Rounds of the palette alone for each of the superpixels, and the moves under which it rests. */
const PALETTE_ROUNDS = 8;
const AT_REST = 0.02;
/** How far the two halves of a colour must part before it becomes two colours. */
const PARTED = 0.25;
/** How much the finished colours are saturated. */
const SATURATION = 1.1;

/** Two halves of one palette colour; they part as the temperature falls. */
interface Pair {
  readonly halves: { colour: [number, number, number]; weight: number }[];
}

/**
 * Pixelated image abstraction: superpixels on the target's grid and a palette of at most `colors` colours, refined
 * in turns. Superpixels follow SLIC with the palette's colours; the palette grows by deterministic annealing, a
 * colour splitting in two when the falling temperature drives its halves apart.
 * Source: Gerstner, DeCarlo, Alexa, Finkelstein, Gingold, Nealen, "Pixelated image abstraction", NPAR 2012, with the
 * paper's constants. Ours: the range of the bilateral filter, limits of rounds, several rounds of the palette for each
 * of the superpixels, splitting on at the last temperature while colours are left, and alpha: a pixel
 * counts by it, and a target pixel is transparent where most of its box is.
 * @param source any size; best well above the target
 * @param colors the most visible colours, 1..256
 * @returns width × height pixels of at most `colors` colours, and transparent
 * @throws UserError if a side is no positive integer or `colors` is out of range
 */
export function imageAbstraction(
  source: RgbaImage,
  width: number,
  height: number,
  colors: number,
): RgbaImage {
  assertSize(width, height);
  if (!Number.isInteger(colors) || colors < 1 || colors > 256) {
    throw invalid('colors', 'an integer 1..256', colors);
  }
  const superpixels = new Superpixels(source, width, height);
  const palette = new Palette(superpixels, colors);
  let temperature = palette.startTemperature();
  let rounds = 0;
  for (;;) {
    superpixels.refine(palette.colourOf);
    const change = palette.settle(temperature);
    rounds++;
    if (change > SETTLED && rounds < MOST_ROUNDS) continue;
    const split = palette.expand();
    if (temperature <= LAST_TEMPERATURE && !split) break;
    temperature = Math.max(LAST_TEMPERATURE, temperature * COOLING);
    rounds = 0;
  }
  return palette.picture();
}

/** The superpixels: one a target pixel, with a place in the source and a colour. */
class Superpixels {
  readonly count: number;
  /** Smoothed CIELAB means; what the palette is fitted to. */
  readonly colour: Float64Array;
  /** Sum of alpha over the superpixel's pixels: 0 where it holds nothing visible. */
  readonly mass: Float64Array;
  readonly opaque: Uint8Array;
  private readonly lab: Float64Array;
  private readonly place: Float64Array;
  private readonly owner: Int32Array;
  private readonly nearest: Float64Array;
  private readonly rx: number;
  private readonly ry: number;

  constructor(
    private readonly source: RgbaImage,
    readonly width: number,
    readonly height: number,
  ) {
    this.count = width * height;
    this.rx = source.width / width;
    this.ry = source.height / height;
    this.lab = labOf(source);
    this.colour = new Float64Array(this.count * 3);
    this.mass = new Float64Array(this.count);
    this.opaque = new Uint8Array(this.count);
    this.place = new Float64Array(this.count * 2);
    this.owner = new Int32Array(source.width * source.height);
    this.nearest = new Float64Array(this.owner.length);
    for (let s = 0; s < this.count; s++) {
      this.place[s * 2] = ((s % width) + 0.5) * this.rx;
      this.place[s * 2 + 1] = (Math.floor(s / width) + 0.5) * this.ry;
    }
    for (let y = 0, i = 0; y < source.height; y++) {
      for (let x = 0; x < source.width; x++, i++) {
        this.owner[i] = Math.floor((y + 0.5) / this.ry) * width + Math.floor((x + 0.5) / this.rx);
      }
    }
    this.average();
    const area = new Float64Array(this.count);
    for (const s of this.owner) area[s]++;
    for (let s = 0; s < this.count; s++) {
      // A source smaller than the target leaves cells without a pixel centre: they show what they lie on.
      if (area[s] === 0) this.sample(s);
      else this.opaque[s] = this.mass[s] >= area[s] / 2 ? 1 : 0;
    }
    this.smooth();
  }

  private sample(s: number): void {
    const i = Math.floor(this.place[s * 2 + 1]) * this.source.width + Math.floor(this.place[s * 2]);
    this.colour.set(this.lab.subarray(i * 3, i * 3 + 3), s * 3);
    this.mass[s] = this.source.data[i * 4 + 3] / 255;
    this.opaque[s] = this.mass[s] >= 0.5 ? 1 : 0;
  }

  /** One step of SLIC: each pixel joins the superpixel nearest in palette colour and place, which then follow. */
  refine(paletteColour: (s: number) => readonly [number, number, number]): void {
    const { source, lab, nearest, owner, place } = this;
    nearest.fill(Number.POSITIVE_INFINITY);
    for (let s = 0; s < this.count; s++) {
      if (this.mass[s] === 0) continue;
      const [l, a, b] = paletteColour(s);
      const [cx, cy] = [place[s * 2], place[s * 2 + 1]];
      const [x0, x1] = [
        Math.max(0, Math.floor(cx - this.rx)),
        Math.min(source.width, Math.ceil(cx + this.rx)),
      ];
      const [y0, y1] = [
        Math.max(0, Math.floor(cy - this.ry)),
        Math.min(source.height, Math.ceil(cy + this.ry)),
      ];
      for (let y = y0; y < y1; y++) {
        const dy = (y + 0.5 - cy) / this.ry;
        for (let x = x0; x < x1; x++) {
          const i = y * source.width + x;
          const dx = (x + 0.5 - cx) / this.rx;
          const [dl, da, db] = [lab[i * 3] - l, lab[i * 3 + 1] - a, lab[i * 3 + 2] - b];
          const d = Math.sqrt(dl * dl + da * da + db * db) + COMPACTNESS * Math.sqrt(dx * dx + dy * dy);
          if (d < nearest[i]) {
            nearest[i] = d;
            owner[i] = s;
          }
        }
      }
    }
    this.average();
    this.relax();
    this.smooth();
  }

  /** Means of place and colour over the pixels of each superpixel; one without visible pixels stays as it was. */
  private average(): void {
    const sums = new Float64Array(this.count * 6);
    for (let y = 0, i = 0; y < this.source.height; y++) {
      for (let x = 0; x < this.source.width; x++, i++) {
        const alpha = this.source.data[i * 4 + 3] / 255;
        const o = this.owner[i] * 6;
        sums[o] += alpha;
        sums[o + 1] += alpha * (x + 0.5);
        sums[o + 2] += alpha * (y + 0.5);
        for (let c = 0; c < 3; c++) sums[o + 3 + c] += alpha * this.lab[i * 3 + c];
      }
    }
    for (let s = 0; s < this.count; s++) {
      const mass = sums[s * 6];
      if (mass === 0) continue;
      this.mass[s] = mass;
      for (let c = 0; c < 2; c++) this.place[s * 2 + c] = sums[s * 6 + 1 + c] / mass;
      for (let c = 0; c < 3; c++) this.colour[s * 3 + c] = sums[s * 6 + 3 + c] / mass;
    }
  }

  /** Laplacian smoothing of places, so that superpixels keep to their grid. */
  private relax(): void {
    const { width, height } = this;
    const before = this.place.slice();
    // At the border only movement along it is smoothed; neighbours across would pull inwards.
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const s = y * width + x;
        for (let c = 0; c < 2; c++) {
          let [sum, n] = [0, 0];
          const add = (t: number) => {
            sum += before[t * 2 + c];
            n++;
          };
          if (x > 0 && x + 1 < width) [s - 1, s + 1].forEach(add);
          if (y > 0 && y + 1 < height) [s - width, s + width].forEach(add);
          if (n > 0) this.place[s * 2 + c] = (1 - SMOOTHING) * before[s * 2 + c] + (SMOOTHING * sum) / n;
        }
      }
    }
  }

  /** A bilateral filter over the grid of superpixel colours. */
  private smooth(): void {
    const { width, height, colour } = this;
    const before = colour.slice();
    for (let s = 0; s < this.count; s++) {
      if (this.mass[s] === 0) continue;
      const [x, y] = [s % width, Math.floor(s / width)];
      const sum = [0, 0, 0];
      let total = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const t = v * width + u;
          if (this.mass[t] === 0) continue;
          const d = Math.hypot(
            before[t * 3] - before[s * 3],
            before[t * 3 + 1] - before[s * 3 + 1],
            before[t * 3 + 2] - before[s * 3 + 2],
          );
          const w = Math.exp(
            -((u - x) ** 2 + (v - y) ** 2) / (2 * SIGMA_SPACE ** 2) - d ** 2 / (2 * SIGMA_COLOUR ** 2),
          );
          total += w;
          for (let c = 0; c < 3; c++) sum[c] += w * before[t * 3 + c];
        }
      }
      for (let c = 0; c < 3; c++) colour[s * 3 + c] = sum[c] / total;
    }
  }
}

/** The palette, fitted to the superpixels by mass-constrained deterministic annealing. */
class Palette {
  private pairs: Pair[];
  private grown = false;
  /** P(half | superpixel) of the likeliest pair: which pair each superpixel belongs to. */
  private readonly member: Int32Array;
  private readonly sums: Float64Array;
  private readonly axis: [number, number, number] = [1, 0, 0];
  private readonly spread: number;

  constructor(
    private readonly superpixels: Superpixels,
    private readonly most: number,
  ) {
    const { mean, axis, variance } = principalAxis(superpixels);
    this.axis = axis;
    this.spread = variance;
    this.member = new Int32Array(superpixels.count);
    this.sums = new Float64Array(most * 8);
    this.pairs = [this.pair(mean, 1)];
    if (most === 1) this.finish();
  }

  /** A colour and its slightly shifted twin, each with half the weight. */
  private pair([l, a, b]: readonly [number, number, number], weight: number): Pair {
    const [dl, da, db] = this.axis.map((v) => v * 0.1);
    return {
      halves: [
        { colour: [l, a, b], weight: weight / 2 },
        { colour: [l + dl, a + da, b + db], weight: weight / 2 },
      ],
    };
  }

  /** 1.1 times the critical temperature, at which the first colour would split. */
  startTemperature(): number {
    return Math.max(LAST_TEMPERATURE, 1.1 * 2 * this.spread);
  }

  /** The palette colour of a superpixel: its likeliest pair's mean. */
  readonly colourOf = (s: number): readonly [number, number, number] =>
    meanColour(this.pairs[this.member[s]]);

  /** Associates and refines until the halves rest or part no further in time; returns the sum of the moves. */
  settle(temperature: number): number {
    let change = 0;
    for (let round = 0; round < PALETTE_ROUNDS; round++) {
      this.associate(temperature);
      const moves = this.refine();
      change += moves;
      if (moves < AT_REST) break;
    }
    return change;
  }

  /** P(half | superpixel) ∝ P(half) · exp(-distance / T), gathered into the sums that the next colours are made of. */
  private associate(temperature: number): void {
    const { superpixels, sums, pairs } = this;
    sums.fill(0);
    const chances = new Float64Array(this.most * 2);
    for (let s = 0; s < superpixels.count; s++) {
      if (superpixels.mass[s] === 0) continue;
      const [l, a, b] = superpixels.colour.subarray(s * 3, s * 3 + 3);
      let near = Number.POSITIVE_INFINITY;
      pairs.forEach(({ halves }, k) => {
        halves.forEach(({ colour }, h) => {
          const d = Math.hypot(l - colour[0], a - colour[1], b - colour[2]);
          chances[k * 2 + h] = d;
          near = Math.min(near, d);
        });
      });
      let total = 0;
      let [best, bestChance] = [0, -1];
      pairs.forEach(({ halves }, k) => {
        let chance = 0;
        halves.forEach(({ weight }, h) => {
          const p = weight * Math.exp((near - chances[k * 2 + h]) / temperature);
          chances[k * 2 + h] = p;
          chance += p;
        });
        total += chance;
        if (chance > bestChance) [best, bestChance] = [k, chance];
      });
      this.member[s] = best;
      pairs.forEach(({ halves }, k) => {
        halves.forEach((_, h) => {
          const o = (k * 2 + h) * 4;
          const p = chances[k * 2 + h] / total;
          sums[o] += p;
          sums[o + 1] += p * l;
          sums[o + 2] += p * a;
          sums[o + 3] += p * b;
        });
      });
    }
  }

  /** Moves each half to the mean of what belongs to it; returns the sum of the moves. */
  private refine(): number {
    let change = 0;
    let total = 0;
    this.pairs.forEach(({ halves }, k) => {
      halves.forEach((_, h) => {
        total += this.sums[(k * 2 + h) * 4];
      });
    });
    this.pairs.forEach(({ halves }, k) => {
      halves.forEach((half, h) => {
        const [n, l, a, b] = this.sums.subarray((k * 2 + h) * 4, (k * 2 + h) * 4 + 4);
        half.weight = total > 0 ? n / total : 0;
        if (n < 1e-12) return;
        const [ol, oa, ob] = half.colour;
        change += Math.hypot(l / n - ol, a / n - oa, b / n - ob);
        half.colour = [l / n, a / n, b / n];
      });
    });
    return change;
  }

  /** Makes two colours of each whose halves have parted, the furthest first; returns whether there was one. */
  expand(): boolean {
    if (this.grown) return false;
    const parted = (pair: Pair) => distance(pair.halves[0].colour, pair.halves[1].colour);
    const order = [...this.pairs].sort((p, q) => parted(q) - parted(p));
    const before = this.pairs.length;
    let room = this.most - before;
    this.pairs = order.flatMap((pair) => {
      if (room === 0 || parted(pair) <= PARTED) return [pair];
      room--;
      return pair.halves.map(({ colour, weight }) => this.pair(colour, weight));
    });
    if (this.pairs.length === this.most) this.finish();
    // A half that was not shifted stays where its twin was: shift it, or it would never part.
    else this.pairs = this.pairs.map((p) => (parted(p) > 0.01 ? p : this.pair(meanColour(p), weightOf(p))));
    this.associateHard();
    return this.pairs.length > before;
  }

  /** All colours are there: the twins go. */
  private finish(): void {
    this.grown = true;
    this.pairs = this.pairs.map((p) => ({ halves: [{ colour: meanColour(p), weight: weightOf(p) }] }));
  }

  /** The nearest pair of each superpixel, for the superpixels' next step after the palette has been rearranged. */
  private associateHard(): void {
    const means = this.pairs.map(meanColour);
    for (let s = 0; s < this.superpixels.count; s++) {
      const [l, a, b] = this.superpixels.colour.subarray(s * 3, s * 3 + 3);
      let least = Number.POSITIVE_INFINITY;
      means.forEach((mean, k) => {
        const d = distance(mean, [l, a, b]);
        if (d < least) {
          least = d;
          this.member[s] = k;
        }
      });
    }
  }

  /** Each superpixel in its palette colour, saturated. */
  picture(): RgbaImage {
    const { width, height, count, opaque } = this.superpixels;
    const data = new Uint8ClampedArray(count * 4);
    for (let s = 0; s < count; s++) {
      if (!opaque[s]) continue;
      const [l, a, b] = this.colourOf(s);
      data.set([...bytesOfLab(l, a * SATURATION, b * SATURATION), 255], s * 4);
    }
    return { width, height, data };
  }
}

const distance = (p: readonly number[], q: readonly number[]): number =>
  Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);

const weightOf = ({ halves }: Pair): number => halves.reduce((sum, { weight }) => sum + weight, 0);

function meanColour(pair: Pair): [number, number, number] {
  const total = weightOf(pair);
  if (total < 1e-12) return pair.halves[0].colour;
  const mean: [number, number, number] = [0, 0, 0];
  for (const { colour, weight } of pair.halves) {
    for (let c = 0; c < 3; c++) mean[c] += (colour[c] * weight) / total;
  }
  return mean;
}

/** Mean, direction of the largest variance, and that variance, of the visible superpixels' colours. */
function principalAxis({ colour, count, mass }: Superpixels) {
  const mean: [number, number, number] = [0, 0, 0];
  const seen = Array.from({ length: count }, (_, s) => s).filter((s) => mass[s] > 0);
  for (const s of seen) for (let c = 0; c < 3; c++) mean[c] += colour[s * 3 + c] / seen.length;
  const spread = new Float64Array(9);
  for (const s of seen) {
    for (let i = 0; i < 9; i++) {
      const [p, q] = [Math.floor(i / 3), i % 3];
      spread[i] += ((colour[s * 3 + p] - mean[p]) * (colour[s * 3 + q] - mean[q])) / seen.length;
    }
  }
  // Power iteration: 30 rounds settle a 3×3 matrix far beyond what a start direction needs.
  let axis: [number, number, number] = [0.8, 0.5, 0.33];
  let variance = 0;
  for (let round = 0; round < 30; round++) {
    const next = [0, 1, 2].map(
      (p) => spread[p * 3] * axis[0] + spread[p * 3 + 1] * axis[1] + spread[p * 3 + 2] * axis[2],
    );
    variance = Math.hypot(next[0], next[1], next[2]);
    if (variance < 1e-12) break;
    axis = [next[0] / variance, next[1] / variance, next[2] / variance];
  }
  return { mean, axis, variance };
}
