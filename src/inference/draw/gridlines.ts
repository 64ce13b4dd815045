import { SIDE } from '../../core/scale.ts';
import type { Edges } from './edges.ts';

/** The furthest that a line of the grid moves, in eighths of a cell: beyond half a cell, so that two strokes can keep their distance. */
export const FURTHEST = 5;
const STATES = 2 * FURTHEST + 1;
/** The narrowest and the widest cell, in eighths. */
const NARROWEST = 5;
const WIDEST = 12;

/** What a cell costs that is wider or narrower than the others, for each row of it, and for the slanted edges in it. */
const STIFF = 0.25;
const SLANT = 3;
/** What a line costs that lies elsewhere in the next row, and what it does so for each edge that goes on there. */
const JOG = 0.1;
const GOES_ON = 60;

/** Rows at which a band may be split that are tried at first. */
const TRIED = 8;
/** What counts as better. */
const BETTER = 1e-6;

/** Cells across the axis whose lines lie alike, and how far each line is moved, in eighths of a cell. */
interface Band {
  readonly from: number;
  readonly to: number;
  readonly moves: Int8Array;
  readonly cost: number;
}

/** Lines of the next band, and what a move of each against them costs. */
export interface Beside {
  readonly moves: ArrayLike<number>;
  readonly weights: Float64Array;
}

/**
 * Where the lines of a grid lie best: on edges that run along it, not within thin lines, in cells of one width as far as that goes.
 * With a line's place in eighths, an edge or thin line of weight e, a cell of width w and lines that move by m:
 *
 *     Σ rows   ( Σ edges e·(2·distance to the nearer line / w)²  +  Σ lines thin  +  Σ cells (STIFF + SLANT·slant)·(w/8 − 1)² )
 *   + Σ rows, lines   (JOG + GOES_ON·edges that go on there)·((m − m in the next row)/8)²
 *
 * All rows have the same lines at first; a band of rows is split in two where that costs less, until it does not. The first and
 * the last line stay.
 * Lines are looked for at eighths of a cell, and then moved to where they are best between them.
 * @returns how far each line is moved in each row, in eighths of a cell, rows × (cells + 1)
 */
export function gridLines(edges: Edges, cells: number, rows: number): Float64Array {
  const lines = cells + 1;
  const moves = new Float64Array(rows * lines);
  if (edges.sharp.every((edge) => edge === 0)) return moves;
  const grid = new Grid(edges, cells, rows);
  let bands: readonly Band[] = [grid.bandOf(0, rows, null, null)];
  for (let n = 0; n < bands.length; ) {
    const split = grid.split(bands[n], bands[n - 1] ?? null, bands[n + 1] ?? null);
    if (split === null) n++;
    else bands = [...bands.slice(0, n), ...split, ...bands.slice(n + 1)];
  }
  const settled = grid.settled(bands);
  bands.forEach(({ from, to }, n) => {
    for (let row = from; row < to; row++) moves.set(settled[n], row * lines);
  });
  return moves;
}

/** Sums over rows: those of rows from..to are sums[to] − sums[from]. */
class Sums {
  private readonly sums: Float64Array;
  constructor(
    values: Float32Array,
    private readonly length: number,
  ) {
    this.sums = new Float64Array(values.length + length);
    for (let i = 0; i < values.length; i++) this.sums[i + length] = this.sums[i] + values[i];
  }
  of(from: number, to: number): Float64Array {
    const { sums, length } = this;
    const out = sums.slice(to * length, (to + 1) * length);
    for (let i = 0; i < length; i++) {
      out[i] -= sums[from * length + i];
      // What is left of rounding is no edge.
      if (out[i] < BETTER) out[i] = 0;
    }
    return out;
  }
}

/** Bands of one axis, and what they cost. */
class Grid {
  private readonly lines: number;
  private readonly sharp: Sums;
  private readonly thin: Sums;
  private readonly slant: Sums;
  /** What a line costs that lies elsewhere in the row before, rows × lines. */
  private readonly joins: Float64Array;

  constructor(edges: Edges, cells: number, rows: number) {
    this.lines = cells + 1;
    const places = cells * SIDE + 1;
    this.sharp = new Sums(edges.sharp, places);
    this.thin = new Sums(edges.thin, places);
    this.slant = new Sums(edges.slant, cells);
    this.joins = joinsOf(edges, this.lines, rows);
  }

  /** The best lines of rows from..to, beside those of the bands above and below. */
  bandOf(from: number, to: number, above: Band | null, below: Band | null): Band {
    const best = bestLines(this.termsOf(from, to, above, below));
    if (best === null) throw new Error('a grid has no lines');
    return { from, to, ...best };
  }

  private termsOf(from: number, to: number, above: Band | null, below: Band | null): Terms {
    const beside: Beside[] = [];
    if (above !== null) beside.push({ moves: above.moves, weights: this.joinsAt(from) });
    if (below !== null) beside.push({ moves: below.moves, weights: this.joinsAt(to) });
    const stiff = this.slant.of(from, to);
    for (let cell = 0; cell < stiff.length; cell++) stiff[cell] = STIFF * (to - from) + SLANT * stiff[cell];
    return { sharp: this.sharp.of(from, to), thin: this.thin.of(from, to), stiff, beside };
  }

  /** The two bands into which a band is best split; null where it is better as it is. */
  split(band: Band, above: Band | null, below: Band | null): readonly [Band, Band] | null {
    const { from, to } = band;
    const stride = Math.ceil((to - from) / TRIED);
    let least = this.bandOf(from, to, above, below).cost - BETTER;
    let best: [Band, Band] | null = null;
    for (const half of ['lower', 'upper'] as const) {
      // The row from which on, or up to which, other lines gain most.
      let [row, gain] = [0, 0];
      const attempt = (at: number): void => {
        const own = this.gainOf(band, at, half, above, below, gain);
        if (own > gain) [row, gain] = [at, own];
      };
      for (let at = from + stride; at < to; at += stride) attempt(at);
      for (let near = stride; near > 1 && gain > 0; ) {
        near = Math.ceil(near / 2);
        const about = row;
        if (about - near > from) attempt(about - near);
        if (about + near < to) attempt(about + near);
      }
      if (gain === 0) continue;
      const halves = this.halvesOf(band, row, half, above, below);
      // Both have paid for the border between them.
      const cost = halves[0].cost + halves[1].cost - this.jog(halves[0], halves[1]);
      if (cost < least) [least, best] = [cost, halves];
    }
    return best;
  }

  /** What is gained if one half of a band has lines of its own and the other keeps those of the band; 0 if it is no more than `least`. */
  private gainOf(
    band: Band,
    row: number,
    half: 'lower' | 'upper',
    above: Band | null,
    below: Band | null,
    least: number,
  ): number {
    const terms =
      half === 'lower' ? this.termsOf(row, band.to, band, below) : this.termsOf(band.from, row, above, band);
    const now = costOf(terms, band.moves);
    const best = bestLines(terms, now - least);
    return best === null ? 0 : now - best.cost;
  }

  /** One half has better lines beside the other's old ones, and then the other beside it. */
  private halvesOf(
    band: Band,
    row: number,
    half: 'lower' | 'upper',
    above: Band | null,
    below: Band | null,
  ): [Band, Band] {
    if (half === 'lower') {
      const lower = this.bandOf(row, band.to, band, below);
      return [this.bandOf(band.from, row, above, lower), lower];
    }
    const upper = this.bandOf(band.from, row, above, band);
    return [upper, this.bandOf(row, band.to, upper, below)];
  }

  /** The lines of all bands between the eighths; those of a band of which none is moved stay. */
  settled(bands: readonly Band[]): Float64Array[] {
    const moves = bands.map((band) => Float64Array.from(band.moves));
    const pulls = bands.map(({ from, to, moves: own }) =>
      own.every((move) => move === 0) ? null : pullsOf(this.termsOf(from, to, null, null), own),
    );
    for (let round = 0; round < ROUNDS; round++)
      bands.forEach(({ from, to, moves: own }, n) => {
        const pull = pulls[n];
        if (pull === null) return;
        const beside: Beside[] = [];
        if (n > 0) beside.push({ moves: moves[n - 1], weights: this.joinsAt(from) });
        if (n + 1 < bands.length) beside.push({ moves: moves[n + 1], weights: this.joinsAt(to) });
        settle(moves[n], own, pull, beside);
      });
    return moves;
  }

  private jog(upper: Band, lower: Band): number {
    const weights = this.joinsAt(lower.from);
    return weights.reduce(
      (sum, w, line) => sum + w * ((upper.moves[line] - lower.moves[line]) / SIDE) ** 2,
      0,
    );
  }

  private joinsAt(row: number): Float64Array {
    return this.joins.subarray(row * this.lines, (row + 1) * this.lines);
  }
}

/** What each line costs that lies elsewhere than in the row before, rows × lines: more where edges near it go on from that row. */
function joinsOf({ sharp, slant }: Edges, lines: number, rows: number): Float64Array {
  const places = (lines - 1) * SIDE + 1;
  const joins = new Float64Array(rows * lines).fill(JOG);
  const about = (row: number, i: number): number => {
    const at = row * places + i;
    return sharp[at] + (i > 0 ? sharp[at - 1] : 0) + (i + 1 < places ? sharp[at + 1] : 0);
  };
  const cells = lines - 1;
  const leaning = (row: number, line: number): number =>
    (line > 0 ? slant[row * cells + line - 1] : 0) + (line < cells ? slant[row * cells + line] : 0);
  for (let row = 1; row < rows; row++) {
    for (let line = 0; line < lines; line++)
      joins[row * lines + line] += (GOES_ON * Math.min(leaning(row - 1, line), leaning(row, line))) / 2;
    for (let i = 0; i < places; i++) {
      const goesOn = Math.min(about(row - 1, i), about(row, i)) / 2;
      if (goesOn === 0) continue;
      const line = Math.floor(i / SIDE);
      const part = i / SIDE - line;
      joins[row * lines + line] += GOES_ON * goesOn * (1 - part);
      if (part > 0) joins[row * lines + line + 1] += GOES_ON * goesOn * part;
    }
  }
  return joins;
}

/** What an edge costs at each eighth within a cell of each width: nothing at its borders, 1 in its middle. */
const OFF: readonly Float64Array[] = Array.from({ length: WIDEST + 1 }, (_, width) =>
  Float64Array.from({ length: width + 1 }, (_, i) =>
    width === 0 ? 0 : ((2 * Math.min(i, width - i)) / width) ** 2,
  ),
);

/** The widths of a cell, the nearest to its own first. */
const WIDTHS = Int32Array.from({ length: WIDEST - NARROWEST + 1 }, (_, i) => NARROWEST + i).sort(
  (a, b) => Math.abs(a - SIDE) - Math.abs(b - SIDE) || a - b,
);

/** How far a cell of each width is from what it should be, squared. */
const STRETCH = Float64Array.from({ length: WIDEST + 1 }, (_, width) => (width / SIDE - 1) ** 2);

/** How often lines are moved between the eighths. */
const ROUNDS = 4;
/** How far a line may lie from the eighth that was found for it, in eighths: to no other one. */
const BETWEEN = 0.49;

/** What pulls at each line of a band: how strongly its edges do, where to in all, and how stiff the cells are. */
interface Pulls {
  readonly weights: Float64Array;
  readonly sums: Float64Array;
  readonly stiff: Float64Array;
}

/** What pulls at the lines of a band if each edge stays with the line that is nearest, and cells with the width that they have. */
function pullsOf({ sharp, stiff }: Terms, band: Int8Array): Pulls {
  const cells = stiff.length;
  const weights = new Float64Array(cells + 1);
  const sums = new Float64Array(cells + 1);
  for (let line = 1; line <= cells; line++) {
    const [from, to] = [(line - 1) * SIDE + band[line - 1], line * SIDE + band[line]];
    const share = (2 * SIDE) ** 2 / (to - from) ** 2;
    for (let i = from + 1; i < to; i++) {
      if (2 * i === from + to) continue;
      const nearest = 2 * i < from + to ? line - 1 : line;
      weights[nearest] += share * sharp[i];
      sums[nearest] += share * sharp[i] * (i - nearest * SIDE);
    }
    // An edge on the line itself lies in the cell that it is moved into.
    const on = (sharp[to] ?? 0) * 4;
    weights[line] += on;
    sums[line] += on * (to - line * SIDE);
  }
  return { weights, sums, stiff };
}

/** Moves the lines of a band to where they cost least, nearer to the eighth that was found for each than to any other. */
function settle(moves: Float64Array, band: Int8Array, pulls: Pulls, beside: readonly Beside[]): void {
  const { stiff } = pulls;
  const [weights, sums] = [pulls.weights.slice(), pulls.sums.slice()];
  for (const { moves: others, weights: own } of beside)
    for (let line = 0; line < weights.length; line++) {
      weights[line] += own[line];
      sums[line] += own[line] * others[line];
    }
  for (let round = 0; round < ROUNDS; round++)
    for (let line = 1; line < stiff.length; line++) {
      const [left, right] = [stiff[line - 1], stiff[line]];
      const all = weights[line] + left + right;
      if (all === 0) continue;
      const best = (sums[line] + left * moves[line - 1] + right * moves[line + 1]) / all;
      const least = Math.max(-FURTHEST, band[line] - BETWEEN);
      const most = Math.min(FURTHEST, band[line] + BETWEEN);
      moves[line] = Math.min(most, Math.max(least, best));
    }
}

/** What a band's lines cost by. */
export interface Terms {
  /** The band's edges and thin lines at each place. */
  readonly sharp: Float64Array;
  readonly thin: Float64Array;
  /** What a change of each cell's width costs. */
  readonly stiff: Float64Array;
  /** The bands next to it. */
  readonly beside: readonly Beside[];
}

/** What lines cost in a band. */
function costOf({ sharp, thin, stiff, beside }: Terms, moves: Int8Array): number {
  let cost = 0;
  for (let line = 1; line <= stiff.length; line++) {
    const [left, right] = [(line - 1) * SIDE + moves[line - 1], line * SIDE + moves[line]];
    const off = OFF[right - left];
    for (let i = left + 1; i < right; i++) cost += sharp[i] * off[i - left];
    cost += stiff[line - 1] * STRETCH[right - left] + thin[right];
    for (const { moves: others, weights } of beside)
      cost += weights[line] * ((moves[line] - others[line]) / SIDE) ** 2;
  }
  return cost;
}

/**
 * The lines that cost least in a band, by dynamic programming; of equal ones those of cells the least changed.
 * @param most what they have to cost less than
 * @returns each line's move in eighths, and what all of that costs; null if none cost less than `most`
 */
export function bestLines(
  { sharp, thin, stiff, beside }: Terms,
  most = Number.POSITIVE_INFINITY,
): { readonly moves: Int8Array; readonly cost: number } | null {
  const cells = stiff.length;
  const least = new Float64Array((cells + 1) * STATES).fill(Number.POSITIVE_INFINITY);
  const before = new Int8Array((cells + 1) * STATES);
  least[FURTHEST] = 0;
  const found = new Int32Array(SIDE + 2 * FURTHEST + 1);
  const own = new Float64Array(STATES);
  for (let line = 1; line <= cells; line++) {
    let many = 0;
    const highest = Math.min(sharp.length - 1, line * SIDE + FURTHEST);
    for (let i = Math.max(0, (line - 1) * SIDE - FURTHEST); i <= highest; i++)
      if (sharp[i] > 0) found[many++] = i;
    for (let state = 0; state < STATES; state++) own[state] = thin[line * SIDE + state - FURTHEST] ?? 0;
    for (const { moves, weights } of beside) {
      const [move, weight] = [moves[line] + FURTHEST, weights[line] / SIDE ** 2];
      for (let state = 0; state < STATES; state++) own[state] += weight * (state - move) ** 2;
    }
    const [first, end] = line === cells ? [FURTHEST, FURTHEST + 1] : [0, STATES];
    const [start, to] = [(line - 1) * STATES, line * STATES];
    let isOver = true;
    for (let state = first; state < end; state++) {
      const right = line * SIDE + state - FURTHEST;
      let best = most - own[state];
      let by = -1;
      for (let w = 0; w < WIDTHS.length; w++) {
        const width = WIDTHS[w];
        const from = state + SIDE - width;
        if (from < 0 || from >= STATES) continue;
        let cost = least[start + from] + stiff[line - 1] * STRETCH[width];
        const left = right - width;
        const off = OFF[width];
        for (let n = 0; n < many && cost < best; n++) {
          const i = found[n] - left;
          if (i > 0 && i < width) cost += sharp[found[n]] * off[i];
        }
        if (cost >= best) continue;
        best = cost;
        by = from;
      }
      if (by < 0) continue;
      isOver = false;
      least[to + state] = best + own[state];
      before[to + state] = by;
    }
    if (isOver) return null;
  }
  const moves = new Int8Array(cells + 1);
  for (let line = cells, state = FURTHEST; line > 0; line--) {
    moves[line] = state - FURTHEST;
    state = before[line * STATES + state];
  }
  return { moves, cost: least[cells * STATES + FURTHEST] };
}
