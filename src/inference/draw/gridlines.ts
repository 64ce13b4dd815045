import { SIDE } from '../../core/scale.ts';
import type { Edges } from './edges.ts';

/** The furthest that a line of the grid moves, in eighths of a cell: beyond half a cell, so that two strokes can keep their distance. */
export const FURTHEST = 5;
const STATES = 2 * FURTHEST + 1;

/** What a cell costs that is wider or narrower than the others, for each row of it, and for the slanted edges in it. */
const STIFF = 0.25;
const SLANT = 3;
/** What a line costs that lies elsewhere in the next row, and what it does so for each edge that goes on there. */
const JOG = 0.1;
const GOES_ON = 60;

/** Rows at which a band may be split that are tried at first. */
const TRIED = 8;

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

/** Costs are multiples of this, and so few that their sums are exact in whatever order: what costs the same is found to. */
const GRAIN = 2 ** -24;

/** The widths of a cell in eighths, the nearest to its own first; `bestLines` takes them one by one. */
const WIDTHS = [8, 7, 9, 6, 10, 5, 11, 12] as const;

/** What an edge costs at each eighth within a cell of each width: nothing at its borders, 1 in its middle. */
const OFF: readonly Float64Array[] = Array.from(WIDTHS, (width) =>
  Float64Array.from({ length: width + 1 }, (_, i) => ((2 * Math.min(i, width - i)) / width) ** 2),
);

/** How far a cell of each width is from what it should be, squared. */
const STRETCH = Float64Array.from(WIDTHS, (width) => (width / SIDE - 1) ** 2);

/**
 * What cells cost by the place where they end and their width, and what the stiffness of each is: sums over rows, those of
 * rows from..to being sums[to] − sums[from].
 */
export class CellCosts {
  /** (rows + 1) × places × widths: 34 MB of the largest art that is snapped. */
  readonly edges: Float64Array;
  readonly #stiff: Float64Array;

  constructor(
    { sharp, thin, slant }: Edges,
    readonly cells: number,
    rows: number,
  ) {
    const places = cells * SIDE + 1;
    const many = WIDTHS.length;
    const stride = places * many;
    const edges = new Float64Array((rows + 1) * stride);
    const stiff = new Float64Array((rows + 1) * cells);
    for (let row = 0; row < rows; row++) {
      const next = (row + 1) * stride;
      edges.copyWithin(next, row * stride, next);
      for (let i = 1; i < places; i++) {
        const [edge, line] = [sharp[row * places + i], thin[row * places + i]];
        if (edge === 0 && line === 0) continue;
        for (let w = 0; w < many; w++) {
          const [off, at] = [OFF[w], next + i * many + w];
          edges[at] += grained(line);
          const end = Math.min(WIDTHS[w], places - i);
          for (let d = 1; d < end; d++) edges[at + d * many] += grained(edge * off[WIDTHS[w] - d]);
        }
      }
      for (let cell = 0; cell < cells; cell++)
        stiff[(row + 1) * cells + cell] =
          stiff[row * cells + cell] + grained(STIFF + SLANT * slant[row * cells + cell]);
    }
    this.edges = edges;
    this.#stiff = stiff;
  }

  /** Where the sums up to a row begin in `edges`. */
  at(row: number): number {
    return row * (this.cells * SIDE + 1) * WIDTHS.length;
  }

  /** What a change of each cell's width costs in rows from..to. */
  stiff(from: number, to: number): Float64Array {
    const { cells } = this;
    const sums = this.#stiff.slice(to * cells, (to + 1) * cells);
    for (let cell = 0; cell < cells; cell++) sums[cell] -= this.#stiff[from * cells + cell];
    return sums;
  }
}

const grained = (cost: number): number => Math.round(cost / GRAIN) * GRAIN;

/** Bands of one axis, and what they cost. */
class Grid {
  private readonly lines: number;
  private readonly costs: CellCosts;
  /** What a line costs that lies elsewhere in the row before, rows × lines. */
  private readonly joins: Float64Array;

  constructor(
    private readonly edges: Edges,
    cells: number,
    rows: number,
  ) {
    this.lines = cells + 1;
    this.costs = new CellCosts(edges, cells, rows);
    this.joins = joinsOf(edges, this.lines, rows);
  }

  /** The best lines of rows from..to, beside those of the bands above and below. */
  bandOf(from: number, to: number, above: Band | null, below: Band | null): Band {
    const best = bestLines(this.termsOf(from, to, above, below));
    if (best === null) throw new Error('a grid has no lines');
    return { from, to, ...best };
  }

  private termsOf(from: number, to: number, above: Band | null, below: Band | null): Terms {
    return { costs: this.costs, from, to, beside: this.besideOf(from, to, above, below) };
  }

  private besideOf(
    from: number,
    to: number,
    above: Pick<Beside, 'moves'> | null | undefined,
    below: Pick<Beside, 'moves'> | null | undefined,
  ): Beside[] {
    const beside: Beside[] = [];
    if (above) beside.push({ moves: above.moves, weights: this.joinsAt(from) });
    if (below) beside.push({ moves: below.moves, weights: this.joinsAt(to) });
    return beside;
  }

  /** The two bands into which a band is best split; null where it is better as it is. */
  split(band: Band, above: Band | null, below: Band | null): readonly [Band, Band] | null {
    const { from, to } = band;
    const stride = Math.ceil((to - from) / TRIED);
    let least = this.bandOf(from, to, above, below).cost;
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
    const pulls = bands.map((band) =>
      band.moves.every((move) => move === 0) ? null : pullsOf(this.edges, this.costs, band),
    );
    for (let round = 0; round < ROUNDS; round++)
      bands.forEach(({ from, to, moves: own }, n) => {
        const pull = pulls[n];
        if (pull === null) return;
        const beside = this.besideOf(
          from,
          to,
          n > 0 ? { moves: moves[n - 1] } : null,
          n + 1 < bands.length ? { moves: moves[n + 1] } : null,
        );
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
  return joins.map(grained);
}

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
function pullsOf({ sharp: all }: Edges, costs: CellCosts, { from: first, to: end, moves }: Band): Pulls {
  const { cells } = costs;
  const places = cells * SIDE + 1;
  const sharp = new Float64Array(places);
  for (let row = first; row < end; row++) for (let i = 0; i < places; i++) sharp[i] += all[row * places + i];
  const weights = new Float64Array(cells + 1);
  const sums = new Float64Array(cells + 1);
  for (let line = 1; line <= cells; line++) {
    const [from, to] = [(line - 1) * SIDE + moves[line - 1], line * SIDE + moves[line]];
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
  return { weights, sums, stiff: costs.stiff(first, end) };
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

/** What the lines of rows from..to cost by. */
export interface Terms {
  readonly costs: CellCosts;
  readonly from: number;
  readonly to: number;
  /** The bands next to it. */
  readonly beside: readonly Beside[];
}

/** The place of each width in WIDTHS. */
const ORDER = Int32Array.from({ length: Math.max(...WIDTHS) + 1 }, (_, width) =>
  (WIDTHS as readonly number[]).indexOf(width),
);

/** States beyond the first and the last that a cell of some width would begin at, and room for all of them. */
const ASIDE = 4;
const ROOM = STATES + 2 * ASIDE;

/** What lines cost in a band. */
function costOf({ costs, from, to, beside }: Terms, moves: Int8Array): number {
  const { edges } = costs;
  const stiff = costs.stiff(from, to);
  const [first, end] = [costs.at(from), costs.at(to)];
  let cost = 0;
  for (let line = 1; line <= stiff.length; line++) {
    const w = ORDER[SIDE + moves[line] - moves[line - 1]];
    const at = (line * SIDE + moves[line]) * WIDTHS.length + w;
    cost += stiff[line - 1] * STRETCH[w] + edges[end + at] - edges[first + at];
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
  { costs, from, to, beside }: Terms,
  most = Number.POSITIVE_INFINITY,
): { readonly moves: Int8Array; readonly cost: number } | null {
  const { cells, edges } = costs;
  const stiff = costs.stiff(from, to);
  // By line and state, with room for the states that there are not.
  const least = new Float64Array((cells + 1) * ROOM).fill(Number.POSITIVE_INFINITY);
  const chosen = new Int8Array((cells + 1) * ROOM);
  least[ASIDE + FURTHEST] = 0;
  const own = new Float64Array(STATES);
  for (let line = 1; line <= cells; line++) {
    own.fill(0);
    for (const { moves, weights } of beside) {
      const [move, weight] = [moves[line] + FURTHEST, weights[line] / SIDE ** 2];
      for (let state = 0; state < STATES; state++) own[state] += weight * (state - move) ** 2;
    }
    const [first, last] = line === cells ? [FURTHEST, FURTHEST] : [0, STATES - 1];
    const one = stiff[line - 1] * STRETCH[1];
    const [two, three, four] = [4 * one, 9 * one, 16 * one];
    let isOver = true;
    for (let state = first; state <= last; state++) {
      const place = (line * SIDE + state - FURTHEST) * WIDTHS.length;
      const [e, b] = [costs.at(to) + place, costs.at(from) + place];
      const at = (line - 1) * ROOM + ASIDE + state;
      const limit = most - own[state];
      let best = limit;
      let by = 0;
      // WIDTHS, written out: a loop over them takes twice as long.
      let cost = least[at] + (edges[e] - edges[b]);
      if (cost < best) {
        best = cost;
        by = 0;
      }
      cost = least[at + 1] + one + (edges[e + 1] - edges[b + 1]);
      if (cost < best) {
        best = cost;
        by = 1;
      }
      cost = least[at - 1] + one + (edges[e + 2] - edges[b + 2]);
      if (cost < best) {
        best = cost;
        by = 2;
      }
      cost = least[at + 2] + two + (edges[e + 3] - edges[b + 3]);
      if (cost < best) {
        best = cost;
        by = 3;
      }
      cost = least[at - 2] + two + (edges[e + 4] - edges[b + 4]);
      if (cost < best) {
        best = cost;
        by = 4;
      }
      cost = least[at + 3] + three + (edges[e + 5] - edges[b + 5]);
      if (cost < best) {
        best = cost;
        by = 5;
      }
      cost = least[at - 3] + three + (edges[e + 6] - edges[b + 6]);
      if (cost < best) {
        best = cost;
        by = 6;
      }
      cost = least[at - 4] + four + (edges[e + 7] - edges[b + 7]);
      if (cost < best) {
        best = cost;
        by = 7;
      }
      if (best === limit) continue;
      isOver = false;
      least[at + ROOM] = best + own[state];
      chosen[at + ROOM] = by;
    }
    if (isOver) return null;
  }
  const moves = new Int8Array(cells + 1);
  for (let line = cells, state = FURTHEST; line > 0; line--) {
    moves[line] = state - FURTHEST;
    state += SIDE - WIDTHS[chosen[line * ROOM + ASIDE + state]];
  }
  return { moves, cost: least[cells * ROOM + ASIDE + FURTHEST] };
}
