import { wrapped } from '../../core/repeated.ts';
import type { Evidence } from './evidence.ts';
import { squared } from './space.ts';
import { sideOf } from './split.ts';
import { CORNER, pairCosts, whole } from './votes.ts';
import { DETAIL, type Weights } from './weights.ts';
import { PIECES } from './windows.ts';

/** Places in a list of lists: list i has the entries start[i] to start[i + 1]. */
interface Lists {
  readonly start: Uint32Array;
  readonly items: Uint32Array;
}

/**
 * The energy of a labelling, which every change is judged by: what the labels cost by themselves, two like colours side
 * by side, lone cells, line pieces that the source does not have or has lost, small
 * features that no cell shows. Whole numbers throughout; `change` is exact.
 */
export class Energy {
  readonly width: number;
  readonly height: number;
  readonly opaque: Uint8Array;
  /** Whether it is a tile, whose edges are neighbours. */
  readonly wraps: boolean;
  /** A byte a cell: 1 where the label may change. */
  readonly free: Uint8Array;
  /** The label of every cell; those of transparent cells mean nothing. */
  readonly labels: Uint8Array;
  /** The number of colours. */
  readonly n: number;
  /** What each label costs each cell by itself, cells × n. */
  readonly #cost: Int32Array;
  /** What two colours side by side cost: tables of n × n, and where each neighbour's begins. */
  readonly #pairs: Int32Array;
  readonly #table: Uint32Array;
  /** What each cell costs that is alone. */
  readonly #lone: Int32Array;
  /** The neighbours of each cell. */
  readonly #around: Lists;
  /** How many neighbours have each cell's label. */
  readonly #mates: Uint8Array;

  readonly #features: Lists;
  readonly #featureCost: Int32Array;
  /** Which labels show each feature, features × n, and how many cells do. */
  readonly #shows: Uint8Array;
  readonly #shown: Uint16Array;

  /** Windows of each cell, as window × 9 + place. */
  readonly #windows: Lists;
  readonly #windowCost: Int32Array;
  readonly #windowSide: Uint8Array;
  readonly #windowRange: Uint8Array;
  /** Which of its nine cells count, and which are of the second part. */
  readonly #inside: Uint16Array;
  readonly #pattern: Uint16Array;
  /** How many pieces too many or too few each has. */
  readonly #wrong: Uint8Array;

  /**
   * @param cost what each label costs each cell by itself, cells × n, from `Votes`
   * @param colours n × 3 numbers of art's colour space
   * @param labels where to start; copied
   * @param held a byte a cell: 1 where the label must not change; without it all may
   * @param strays what each cell costs that is alone, over what every picture's do; without it nothing
   */
  constructor(
    evidence: Evidence,
    cost: Int32Array,
    colours: Float32Array,
    labels: Uint8Array,
    weights: Weights,
    held: Uint8Array | null = null,
    strays: Int32Array | null = null,
  ) {
    const { width, height, opaque, windows, seeds, steps, detail } = evidence;
    const features = [...evidence.features, ...evidence.strokes];
    const cells = width * height;
    this.width = width;
    this.height = height;
    this.opaque = opaque;
    this.wraps = evidence.wraps === true;
    this.free = held === null ? opaque : opaque.map((own, cell) => own & ~held[cell]);
    this.labels = labels.slice();
    this.n = colours.length / 3;
    this.#cost = cost;
    const { around, sides } = neighbours(evidence);
    this.#around = around;
    const { pairs, table } = tablesOf(around, sides, steps, colours, weights, detail);
    this.#pairs = pairs;
    this.#table = table;
    this.#lone = Int32Array.from(
      { length: cells },
      (_, cell) => whole(weights.lone / DETAIL ** (detail?.[cell] ?? 0)) + (strays?.[cell] ?? 0),
    );
    this.#mates = new Uint8Array(cells);

    this.#features = listsOf(
      cells,
      features.map(({ cells: own }) => own),
    );
    this.#featureCost = Int32Array.from(features, ({ weight }) => whole(weights.feature * weight));
    this.#shows = new Uint8Array(features.length * this.n);
    this.#shown = new Uint16Array(features.length);
    const near = (2 * weights.shade) ** 2;
    features.forEach(({ seed }, f) => {
      const gaps = Array.from({ length: this.n }, (_, c) => squared(seeds.colour, seed, colours, c));
      const least = Math.min(...gaps);
      // A palette without its colour shows it by the nearest that it has.
      gaps.forEach((gap, c) => {
        this.#shows[f * this.n + c] = Number(gap <= Math.max(near, least));
      });
    });

    this.#windows = listsOf(
      cells,
      windows.map(({ cells: own }) => own),
      9,
    );
    this.#windowCost = Int32Array.from(windows, ({ weight }) => whole(weights.pieces * weight));
    this.#windowSide = new Uint8Array(windows.length * this.n);
    this.#windowRange = new Uint8Array(windows.length * 4);
    this.#inside = new Uint16Array(windows.length);
    this.#pattern = new Uint16Array(windows.length);
    this.#wrong = new Uint8Array(windows.length);
    windows.forEach(({ cells: own, colours: means, least, most }, w) => {
      for (let c = 0; c < this.n; c++) this.#windowSide[w * this.n + c] = sideOf(means, colours, c);
      this.#windowRange.set([least[0], most[0], least[1], most[1]], w * 4);
      own.forEach((cell, k) => {
        if (cell >= 0) this.#inside[w] |= 1 << k;
      });
    });

    this.#recount();
  }

  /** Counts all that is kept beside the labels. */
  #recount(): void {
    const { labels, n } = this;
    for (let cell = 0; cell < labels.length; cell++) {
      if (this.opaque[cell] === 0) continue;
      let mates = 0;
      each(this.#around, cell, (j) => {
        if (labels[j] === labels[cell]) mates++;
      });
      this.#mates[cell] = mates;
      each(this.#features, cell, (f) => {
        this.#shown[f] += this.#shows[f * n + labels[cell]];
      });
      each(this.#windows, cell, (item) => {
        const [w, k] = [Math.floor(item / 9), item % 9];
        if (this.#windowSide[w * n + labels[cell]] === 1) this.#pattern[w] |= 1 << k;
      });
    }
    this.#pattern.forEach((pattern, w) => {
      this.#wrong[w] = this.#wrongPieces(w, pattern);
    });
  }

  /** Whether a cell has neighbours, and none of them its label. */
  isLone(cell: number): boolean {
    return this.#mates[cell] === 0 && this.#around.start[cell + 1] > this.#around.start[cell];
  }

  /** The whole energy, from what is kept. */
  total(): number {
    const { labels, n } = this;
    let sum = 0;
    for (let cell = 0; cell < labels.length; cell++) {
      if (this.opaque[cell] === 0) continue;
      sum += this.#cost[cell * n + labels[cell]];
      const [from, to] = [this.#around.start[cell], this.#around.start[cell + 1]];
      for (let at = from; at < to; at++) {
        const j = this.#around.items[at];
        // Each pair once.
        if (j < cell) continue;
        sum += this.#pairs[this.#table[at] + labels[cell] * n + labels[j]];
      }
      if (this.isLone(cell)) sum += this.#lone[cell];
    }
    this.#featureCost.forEach((cost, f) => {
      if (this.#shown[f] === 0) sum += cost;
    });
    this.#windowCost.forEach((cost, w) => {
      sum += cost * this.#wrong[w];
    });
    return sum;
  }

  #wrongPieces(w: number, pattern: number): number {
    const second = PIECES[pattern];
    const first = PIECES[this.#inside[w] & ~pattern];
    const range = w * 4;
    const r = this.#windowRange;
    return (
      Math.max(0, r[range] - first, first - r[range + 1]) +
      Math.max(0, r[range + 2] - second, second - r[range + 3])
    );
  }

  /** What giving a cell a label changes: exactly total() after less total() before. */
  change(cell: number, label: number): number {
    return label === this.labels[cell] ? 0 : this.#plain(cell, label) + this.#rest(cell, label);
  }

  /** The change of the cell's own cost and its pairs. */
  #plain(cell: number, label: number): number {
    const { labels, n } = this;
    const old = labels[cell];
    let sum = this.#cost[cell * n + label] - this.#cost[cell * n + old];
    const { start, items } = this.#around;
    const to = start[cell + 1];
    const pairs = this.#pairs;
    for (let at = start[cell]; at < to; at++) {
      const other = this.#table[at] + labels[items[at]];
      sum += pairs[other + label * n] - pairs[other + old * n];
    }
    return sum;
  }

  /** The change of all else. */
  #rest(cell: number, label: number): number {
    const { labels, n } = this;
    const old = labels[cell];
    let sum = 0;
    let mates = 0;
    const { start, items } = this.#around;
    for (let at = start[cell]; at < start[cell + 1]; at++) {
      const j = items[at];
      if (labels[j] === label) {
        mates++;
        if (this.#mates[j] === 0) sum -= this.#lone[j];
      } else if (labels[j] === old && this.#mates[j] === 1) sum += this.#lone[j];
    }
    if (start[cell + 1] > start[cell])
      sum += this.#lone[cell] * (Number(mates === 0) - Number(this.#mates[cell] === 0));
    for (let at = this.#features.start[cell]; at < this.#features.start[cell + 1]; at++) {
      const f = this.#features.items[at];
      const now = this.#shown[f];
      const then = now + this.#shows[f * n + label] - this.#shows[f * n + old];
      sum += this.#featureCost[f] * (Number(then === 0) - Number(now === 0));
    }
    for (let at = this.#windows.start[cell]; at < this.#windows.start[cell + 1]; at++) {
      const item = this.#windows.items[at];
      const w = (item / 9) | 0;
      const side = this.#windowSide[w * n + label];
      if (side === this.#windowSide[w * n + old]) continue;
      const pattern = this.#pattern[w];
      const then = pattern ^ (1 << (item - 9 * w));
      sum += this.#windowCost[w] * (this.#wrongPieces(w, then) - this.#wrong[w]);
    }
    return sum;
  }

  /** The label that lowers the energy most in a cell, and by how much; its own label and 0 if none does. */
  best(cell: number): { label: number; change: number } {
    const old = this.labels[cell];
    let label = old;
    let change = 0;
    const slack = this.#penalties(cell);
    for (let c = 0; c < this.n; c++) {
      if (c === old) continue;
      const plain = this.#plain(cell, c);
      if (plain - slack >= change) continue;
      const whole = plain + this.#rest(cell, c);
      if (whole < change) {
        change = whole;
        label = c;
      }
    }
    return { label, change };
  }

  /** What is paid now for terms that a cell has a part in, besides its own cost and pairs: no change can gain more of them. */
  #penalties(cell: number): number {
    let sum = this.#mates[cell] === 0 ? this.#lone[cell] : 0;
    const { start, items } = this.#around;
    for (let at = start[cell]; at < start[cell + 1]; at++)
      if (this.#mates[items[at]] === 0) sum += this.#lone[items[at]];
    for (let at = this.#features.start[cell]; at < this.#features.start[cell + 1]; at++) {
      const f = this.#features.items[at];
      if (this.#shown[f] === 0) sum += this.#featureCost[f];
    }
    for (let at = this.#windows.start[cell]; at < this.#windows.start[cell + 1]; at++) {
      const w = (this.#windows.items[at] / 9) | 0;
      sum += this.#windowCost[w] * this.#wrong[w];
    }
    return sum;
  }

  /** Gives a cell a label. */
  set(cell: number, label: number): void {
    const { labels, n } = this;
    const old = labels[cell];
    if (label === old) return;
    let mates = 0;
    each(this.#around, cell, (j) => {
      if (labels[j] === old) this.#mates[j]--;
      if (labels[j] === label) {
        this.#mates[j]++;
        mates++;
      }
    });
    this.#mates[cell] = mates;
    each(this.#features, cell, (f) => {
      this.#shown[f] += this.#shows[f * n + label] - this.#shows[f * n + old];
    });
    each(this.#windows, cell, (item) => {
      const w = Math.floor(item / 9);
      if (this.#windowSide[w * n + label] === this.#windowSide[w * n + old]) return;
      this.#pattern[w] ^= 1 << (item % 9);
      this.#wrong[w] = this.#wrongPieces(w, this.#pattern[w]);
    });
    labels[cell] = label;
  }
}

function each({ start, items }: Lists, i: number, visit: (item: number) => void): void {
  for (let at = start[i]; at < start[i + 1]; at++) visit(items[at]);
}

/**
 * For every cell the things that have it among their cells.
 * @param owned the cells of each thing; negative ones are passed over
 * @param places if given, items are thing × places + the cell's place in it
 */
function listsOf(cells: number, owned: readonly ArrayLike<number>[], places = 0): Lists {
  const start = new Uint32Array(cells + 1);
  for (const own of owned) for (let k = 0; k < own.length; k++) if (own[k] >= 0) start[own[k] + 1]++;
  for (let i = 0; i < cells; i++) start[i + 1] += start[i];
  const next = start.slice();
  const items = new Uint32Array(start[cells]);
  for (let thing = 0; thing < owned.length; thing++) {
    const own = owned[thing];
    for (let place = 0; place < own.length; place++)
      if (own[place] >= 0) items[next[own[place]]++] = places === 0 ? thing : thing * places + place;
  }
  return { start, items };
}

/** Every cell's opaque neighbours, those by side before those by corner, and how many the former are. */
function neighbours({ width, height, opaque, wraps }: Evidence): { around: Lists; sides: Uint8Array } {
  const start = new Uint32Array(width * height + 1);
  const items = new Uint32Array(8 * width * height);
  let count = 0;
  const sides = new Uint8Array(width * height);
  const steps = [
    [0, -1],
    [-1, 0],
    [1, 0],
    [0, 1],
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ];
  for (let y = 0, cell = 0; y < height; y++) {
    for (let x = 0; x < width; x++, cell++) {
      start[cell] = count;
      if (opaque[cell] === 0) continue;
      for (let k = 0; k < steps.length; k++) {
        const [u, v] = [x + steps[k][0], y + steps[k][1]];
        const isInside = u >= 0 && v >= 0 && u < width && v < height;
        if (!isInside && wraps !== true) continue;
        const j = isInside ? v * width + u : wrapped(v, height) * width + wrapped(u, width);
        if (opaque[j] === 0) continue;
        items[count++] = j;
        if (k < 4) sides[cell]++;
      }
    }
  }
  start[width * height] = count;
  return { around: { start, items: items.slice(0, count) }, sides };
}

/** How finely it is told how sure a step is. */
const STEPS = 4;

/** How sure it is that the source has a step of colour between two cells, 0..STEPS. */
const stepBetween = (steps: Float32Array, p: number, q: number): number =>
  Math.round((STEPS * (steps[p] + steps[q])) / 2);

/**
 * What pairs of neighbours cost: a table for sides and one for corners, such two for every sureness of a step, and such for every
 * sum of the detail that is asked for in both cells; and for each neighbour where its table begins.
 */
function tablesOf(
  { start, items }: Lists,
  sides: Uint8Array,
  steps: Float32Array,
  colours: Float32Array,
  weights: Weights,
  detail: Int8Array | undefined,
): { pairs: Int32Array; table: Uint32Array } {
  const size = (colours.length / 3) ** 2;
  const levels = detail === undefined ? [0] : [-2, -1, 0, 1, 2];
  const count = STEPS + 1;
  const pairs = new Int32Array(levels.length * count * 2 * size);
  levels.forEach((level, k) => {
    for (let step = 0; step < count; step++) {
      // The geometric mean of both cells' shares.
      const share = (1 - step / STEPS) * DETAIL ** (-level / 2);
      const at = 2 * (k * count + step) * size;
      pairs.set(pairCosts(colours, weights, share), at);
      pairs.set(pairCosts(colours, weights, share * CORNER), at + size);
    }
  });
  const table = new Uint32Array(items.length);
  for (let cell = 0; cell < sides.length; cell++) {
    for (let at = start[cell]; at < start[cell + 1]; at++) {
      const k = detail === undefined ? 0 : detail[cell] + detail[items[at]] + 2;
      const kind = k * count + stepBetween(steps, cell, items[at]);
      table[at] = (2 * kind + Number(at - start[cell] >= sides[cell])) * size;
    }
  }
  return { pairs, table };
}
