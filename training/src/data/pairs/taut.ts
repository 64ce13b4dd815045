/**
 * Straightening of digital curves: contours between cells and lines through cells. Maximal digital straight segments
 * are found along each curve. A point's anchor is the mean of its projections on the segments that cover it, those in
 * whose middle it lies counting most: a straight staircase has one segment and becomes straight, a circle has many and
 * stays round. Then bending is minimised with every point held near its anchor and inside a tube about its origin.
 */

/** Points of all tracks, in cells. */
export class Points {
  /** Where a point lies on the grid. */
  readonly originX: number[] = [];
  readonly originY: number[] = [];
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly anchorX: number[] = [];
  readonly anchorY: number[] = [];
  /** How far a point may leave its origin along either axis; 0 holds it. */
  readonly tube: number[] = [];
  /** Curves have a corner at a sharp point. */
  readonly sharp: boolean[] = [];
  /** An end of a track that goes to its anchor; other ends are moved by the tracks that pass through them. */
  readonly slides: boolean[] = [];

  add(x: number, y: number, tube: number, sharp = false, slides = false): number {
    this.originX.push(x);
    this.originY.push(y);
    this.x.push(x);
    this.y.push(y);
    this.anchorX.push(x);
    this.anchorY.push(y);
    this.tube.push(tube);
    this.sharp.push(sharp);
    this.slides.push(slides);
    return this.x.length - 1;
  }
}

/** A curve through points. */
export interface Track {
  /** Of `Points`, in order; a closed track does not repeat its first one. */
  readonly points: number[];
  readonly closed: boolean;
}

/** The straight line normal · (x, y) = offset that the steps from..to of a path follow. */
interface Straight {
  readonly from: number;
  readonly to: number;
  readonly normalX: number;
  readonly normalY: number;
  readonly offset: number;
  readonly weight: number;
}

/** A run along one axis is flat if it is this much longer than those beside it. */
const FLAT_RATIO = 5;
const FLAT_LEAST = 7;

/**
 * Maximal digital straight segments of a path on the integer lattice whose steps are at most 1 along either axis.
 * @param xs lattice x of n + 1 places
 * @param ys lattice y
 * @param from first place that a segment may touch
 * @param to last place
 */
function straights(xs: ArrayLike<number>, ys: ArrayLike<number>, from: number, to: number): Straight[] {
  const found: Straight[] = [];
  let reached = from;
  for (let a = from; a < to; a++) {
    // Of all slopes t : 1 - t those stay for which the path fits a strip of width below 1.
    let [lo, hi] = [-1e-9, 1 + 1e-9];
    let [signX, signY] = [0, 0];
    let b = a;
    while (b < to) {
      const stepX = xs[b + 1] - xs[b];
      const stepY = ys[b + 1] - ys[b];
      if ((stepX !== 0 && signX === -stepX) || (stepY !== 0 && signY === -stepY)) break;
      const [sx, sy] = [signX || stepX || 1, signY || stepY || 1];
      let [low, high] = [lo, hi];
      for (let k = a; k <= b; k++) {
        const X = (xs[b + 1] - xs[k]) * sx;
        const Y = (ys[b + 1] - ys[k]) * sy;
        if (X + Y === 0) continue;
        high = Math.min(high, (1 + Y) / (X + Y));
        low = Math.max(low, (Y - 1) / (X + Y));
      }
      if (low >= high - 1e-6) break;
      [lo, hi] = [low, high];
      if (stepX !== 0) signX = stepX;
      if (stepY !== 0) signY = stepY;
      b++;
    }
    if (b <= reached) continue;
    reached = b;
    found.push(lineOf(xs, ys, a, b, signX, signY, (Math.max(0, lo) + Math.min(1, hi)) / 2, 1));
  }
  return found;
}

function lineOf(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  from: number,
  to: number,
  signX: number,
  signY: number,
  slope: number,
  weight: number,
): Straight {
  const t = signY === 0 ? 0 : signX === 0 ? 1 : slope;
  const length = Math.hypot(t, 1 - t);
  const normalX = (t * (signX || 1)) / length;
  const normalY = (-(1 - t) * (signY || 1)) / length;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = from; k <= to; k++) {
    const g = normalX * xs[k] + normalY * ys[k];
    least = Math.min(least, g);
    most = Math.max(most, g);
  }
  return { from, to, normalX, normalY, offset: (least + most) / 2, weight };
}

/** Runs along one axis that are far longer than their parallel neighbours: edges of cards with rounded corners. */
function flats(xs: ArrayLike<number>, ys: ArrayLike<number>, from: number, to: number): Straight[] {
  const starts: number[] = [];
  for (let k = from; k < to; k++)
    if (k === from || xs[k + 1] - xs[k] !== xs[k] - xs[k - 1] || ys[k + 1] - ys[k] !== ys[k] - ys[k - 1])
      starts.push(k);
  starts.push(to);
  const found: Straight[] = [];
  const lengthOf = (r: number): number => (r < 0 || r + 1 >= starts.length ? 0 : starts[r + 1] - starts[r]);
  for (let r = 0; r + 1 < starts.length; r++) {
    const [a, b] = [starts[r], starts[r + 1]];
    const [dx, dy] = [xs[a + 1] - xs[a], ys[a + 1] - ys[a]];
    if (dx !== 0 && dy !== 0) continue;
    const beside = Math.max(lengthOf(r - 2), lengthOf(r + 2), 1);
    if (b - a < FLAT_LEAST || b - a < FLAT_RATIO * beside) continue;
    found.push(lineOf(xs, ys, a, b, dx, dy, 0, 8));
  }
  return found;
}

/** A path on the lattice, and the points that lie on it. */
export interface Path {
  /** Lattice places in order; a closed path does not repeat its first one. */
  readonly xs: number[];
  readonly ys: number[];
  readonly closed: boolean;
  /** True at places that no straight segment may cross. */
  readonly breaks: boolean[];
  /** True for steps (from place i to i + 1) that no straight segment may take. */
  readonly barred: boolean[];
}

/**
 * Moves the anchors of points to the straight segments of their path.
 * @param at each point's place on the path; between places k and k + 1 it is k + .5
 */
export function anchor(path: Path, points: Points, track: Track, at: readonly number[]): void {
  const n = path.xs.length;
  const steps = path.closed ? n : n - 1;
  let shift = 0;
  let [xs, ys] = [path.xs, path.ys];
  let end = steps;
  let whole = false;
  if (path.closed) {
    // Starting at a break the path is as good as open; without one it is taken twice.
    shift = path.breaks.findIndex((v, i) => v || path.barred[i]);
    whole = shift < 0;
    if (whole) shift = 0;
    end = whole ? 2 * steps : steps;
    const around = (list: readonly number[]): number[] =>
      Array.from({ length: end + 1 }, (_, i) => list[(i + shift) % n]);
    [xs, ys] = [around(path.xs), around(path.ys)];
  }
  const lines: Straight[] = [];
  let a = 0;
  for (let k = 0; k < end; k++) {
    const place = (k + shift) % n;
    if (k > a && path.breaks[place]) {
      lines.push(...straights(xs, ys, a, k), ...flats(xs, ys, a, k));
      a = k;
    }
    if (path.barred[place]) {
      if (k > a) lines.push(...straights(xs, ys, a, k), ...flats(xs, ys, a, k));
      a = k + 1;
    }
  }
  if (end > a) lines.push(...straights(xs, ys, a, end), ...flats(xs, ys, a, end));
  // Segments cut off by the ends of a doubled path would be tilted.
  const used = whole ? lines.filter((l) => l.from > 0 && l.to < end) : lines;
  const sums = track.points.map(() => [0, 0, 0]);
  // Points sorted by place: each segment then visits only those it covers.
  const order = at.map((u, i) => ({ u: (u - shift + n) % n, i })).sort((p, q) => p.u - q.u);
  const visit = (line: Straight, u: number, i: number): void => {
    const inside = Math.min(u - line.from, line.to - u);
    if (inside < 0) return;
    const id = track.points[i];
    const [x, y] = [points.originX[id], points.originY[id]];
    const off = line.normalX * x + line.normalY * y - line.offset;
    const w = (line.weight * (inside + 0.1) ** 0.3) / (line.to - line.from);
    const sum = sums[i];
    sum[0] += w * (x - off * line.normalX);
    sum[1] += w * (y - off * line.normalY);
    sum[2] += w;
  };
  for (const line of used)
    for (const { u, i } of order) {
      visit(line, u, i);
      if (path.closed) visit(line, u + n, i);
    }
  for (const [i, [x, y, w]] of sums.entries()) {
    const id = track.points[i];
    const isEnd = !track.closed && (i === 0 || i === track.points.length - 1);
    if (w <= 0 || points.tube[id] === 0 || (isEnd && !points.slides[id])) continue;
    const tube = points.tube[id];
    points.anchorX[id] = clampAbout(x / w, points.originX[id], tube);
    points.anchorY[id] = clampAbout(y / w, points.originY[id], tube);
  }
}

const clampAbout = (v: number, middle: number, reach: number): number =>
  Math.min(middle + reach, Math.max(middle - reach, v));

/** A point's two neighbours on either side, -1 where a track ends or has a corner. */
function neighbours(track: Track, points: Points, i: number): [number, number, number, number] {
  const { points: ids, closed } = track;
  const n = ids.length;
  const get = (k: number): number => (closed ? ids[((k % n) + n) % n] : (ids[k] ?? -1));
  const before = get(i - 1);
  const after = get(i + 1);
  const before2 = before < 0 || points.sharp[before] || n < 5 ? -1 : get(i - 2);
  const after2 = after < 0 || points.sharp[after] || n < 5 ? -1 : get(i + 2);
  return [before2, before, after, after2];
}

/**
 * Minimises bending: each point moves towards the cubic through its four neighbours and towards its anchor.
 * @param smooth share of the former, 0..1
 */
export function relax(tracks: readonly Track[], points: Points, smooth: number, rounds: number): void {
  const jobs: { id: number; near: number[]; weights: number[] }[] = [];
  for (const track of tracks)
    for (const [i, id] of track.points.entries()) {
      if (points.tube[id] === 0) continue;
      const all = neighbours(track, points, i);
      if (all[1] < 0 || all[2] < 0) {
        if (points.slides[id]) jobs.push({ id, near: [], weights: [] });
        continue;
      }
      if (points.sharp[id]) {
        jobs.push({ id, near: [], weights: [] });
        continue;
      }
      const gap = (a: number, b: number): number =>
        Math.max(
          0.2,
          Math.hypot(points.originX[a] - points.originX[b], points.originY[a] - points.originY[b]),
        );
      const left = -gap(id, all[1]);
      const right = gap(id, all[2]);
      const places = [
        all[0] < 0 ? 0 : left - gap(all[1], all[0]),
        left,
        right,
        all[3] < 0 ? 0 : right + gap(all[2], all[3]),
      ];
      const near = all.filter((v) => v >= 0);
      const s = places.filter((_, k) => all[k] >= 0);
      // Lagrange's polynomial at 0.
      const weights = s.map((p, k) => s.reduce((w, q, m) => (m === k ? w : (w * q) / (q - p)), 1));
      jobs.push({ id, near, weights });
    }
  const { x, y, originX, originY, anchorX, anchorY, tube } = points;
  for (let round = 0; round < rounds; round++)
    for (let j = 0; j < jobs.length; j++) {
      const { id, near, weights } = jobs[round % 2 ? jobs.length - 1 - j : j];
      let [px, py] = [anchorX[id], anchorY[id]];
      if (near.length > 0) {
        let [bx, by] = [0, 0];
        for (let k = 0; k < near.length; k++) {
          bx += weights[k] * x[near[k]];
          by += weights[k] * y[near[k]];
        }
        px += smooth * (bx - px);
        py += smooth * (by - py);
      }
      x[id] = clampAbout(px, originX[id], tube[id]);
      y[id] = clampAbout(py, originY[id], tube[id]);
    }
}

/** Pieces that a stretch between two points is flattened to, per cell. */
const PIECES = 4;

/**
 * Visits the straight pieces of a smooth curve through a track's points; sharp points are corners.
 * @param visit gets both ends in cells, the index of the stretch's first point, and the shares of the stretch there
 */
export function flatten(
  track: Track,
  points: Points,
  visit: (x0: number, y0: number, x1: number, y1: number, stretch: number, from: number, to: number) => void,
): void {
  const { points: ids, closed } = track;
  const n = ids.length;
  const { x, y, sharp } = points;
  const stretches = closed ? n : n - 1;
  /** Tangent at point i for the stretch towards `side`. */
  const tangent = (i: number, side: 1 | -1): [number, number] => {
    const here = ids[i];
    const wrap = (k: number): number => (closed ? ids[(k + n) % n] : (ids[k] ?? -1));
    let before = wrap(i - 1);
    let after = wrap(i + 1);
    if (sharp[here]) {
      if (side > 0) before = -1;
      else after = -1;
    }
    const from = before < 0 ? here : before;
    const to = after < 0 ? here : after;
    const gap =
      (from === here ? 0 : Math.hypot(x[here] - x[from], y[here] - y[from])) +
      (to === here ? 0 : Math.hypot(x[to] - x[here], y[to] - y[here]));
    if (gap < 1e-6) return [0, 0];
    return [(x[to] - x[from]) / gap, (y[to] - y[from]) / gap];
  };
  for (let i = 0; i < stretches; i++) {
    const a = ids[i];
    const k = (i + 1) % n;
    const b = ids[k];
    const length = Math.hypot(x[b] - x[a], y[b] - y[a]);
    const [ux, uy] = tangent(i, 1);
    const [vx, vy] = tangent(k, -1);
    const pieces = Math.max(1, Math.ceil(length * PIECES));
    let [px, py] = [x[a], y[a]];
    for (let p = 1; p <= pieces; p++) {
      const t = p / pieces;
      const h1 = t * t * (3 - 2 * t);
      const h2 = t * (1 - t) * (1 - t) * length;
      const h3 = t * t * (t - 1) * length;
      const qx = p === pieces ? x[b] : x[a] + (x[b] - x[a]) * h1 + ux * h2 + vx * h3;
      const qy = p === pieces ? y[b] : y[a] + (y[b] - y[a]) * h1 + uy * h2 + vy * h3;
      visit(px, py, qx, qy, i, (p - 1) / pieces, t);
      px = qx;
      py = qy;
    }
  }
}
