/**
 * The contours between areas of cells as smooth curves. Cracks (edges between cells of different colours) form arcs
 * between junctions; arcs that go straight on through a junction are one track. A crack beside a line's cell runs along
 * the line, which hides it.
 */
import { type Art, apart } from './art.ts';
import type { PairsConfig } from './config.ts';
import { onwardCouples } from './onward.ts';
import { anchor, flatten, type Path, Points, relax, type Track } from './taut.ts';

/** Straight pieces of contours in cells, with the colours beside each. */
export interface Pieces {
  count: number;
  /** x0, y0, x1, y1 of each piece. */
  ends: Float32Array;
  /** West and east colour of each piece. */
  sides: Int16Array;
}

/** Where the colour changes down the picture's left edge: from `y` cells on it is `label`. */
export interface Edge {
  y: number;
  label: number;
}

export interface Contours {
  readonly pieces: Pieces;
  /** In rising order of y; the first from 0. */
  readonly left: Edge[];
}

/** Where lines run that hide contours. */
export interface Guides {
  /** Per cell: index of its node, or -1. */
  readonly nodeOf: Int32Array;
  /** Each node's colour: what has a like one goes on in the line, which does not bound it. */
  readonly label: ArrayLike<number>;
  /** OKLab distance of like colours. */
  readonly like: number;
  /** Of two nodes a crack follows the one that ranks higher. */
  readonly rank: ArrayLike<number>;
  /** True where a line turns a corner. */
  readonly sharp: readonly boolean[];
  /** The place nearest to (x, y) on the line about a node. */
  nearest(node: number, x: number, y: number): [number, number];
}

/** One arc of cracks; the places are one more than the cracks, also of a loop, whose last is its first. */
interface Arc {
  places: number[];
  /** Colours left and right of the direction of travel. */
  left: number;
  right: number;
}

const STEP_X = [1, 0, -1, 0];
const STEP_Y = [0, 1, 0, -1];

class Tracer {
  readonly n: number;
  readonly labels: Int16Array;
  /** Arcs that go on through a crossing of four cracks: for each incoming direction the outgoing one, or -1. */
  private readonly used: Uint8Array;
  private readonly counts: Int32Array;
  private readonly lab: Float32Array;

  constructor({ n, lab }: Art, labels: Int16Array) {
    this.n = n;
    this.labels = labels;
    this.lab = lab;
    this.used = new Uint8Array((n + 1) * (n + 1) * 2);
    this.counts = new Int32Array(lab.length / 3);
    for (const k of labels) this.counts[k]++;
  }

  label(x: number, y: number): number {
    return this.labels[y * this.n + x];
  }

  /** Colours left and right of the crack that leaves (x, y) in direction d, or undefined if there is none. */
  crack(x: number, y: number, d: number): [number, number] | undefined {
    const n = this.n;
    const [i, j] = [x + STEP_X[d], y + STEP_Y[d]];
    if (i < 0 || j < 0 || i > n || j > n) return undefined;
    if (d % 2 === 0) {
      if (y === 0 || y === n) return undefined;
      const cx = Math.min(x, i);
      const [above, below] = [this.label(cx, y - 1), this.label(cx, y)];
      if (above === below) return undefined;
      return d === 0 ? [above, below] : [below, above];
    }
    if (x === 0 || x === n) return undefined;
    const cy = Math.min(y, j);
    const [west, east] = [this.label(x - 1, cy), this.label(x, cy)];
    if (west === east) return undefined;
    return d === 1 ? [east, west] : [west, east];
  }

  private index(x: number, y: number, d: number): number {
    const [i, j] = [Math.min(x, x + STEP_X[d]), Math.min(y, y + STEP_Y[d])];
    return (j * (this.n + 1) + i) * 2 + (d % 2);
  }

  directions(x: number, y: number): number[] {
    return [0, 1, 2, 3].filter((d) => this.crack(x, y, d));
  }

  /** Direction in which an arc leaves (x, y) that came in direction d; -1 at junctions and the border. */
  next(x: number, y: number, d: number): number {
    const back = (d + 2) % 4;
    const out = this.directions(x, y);
    if (out.length === 2) return out[0] === back ? out[1] : out[0];
    if (out.length !== 4) return -1;
    const [nw, ne, sw, se] = [
      this.label(x - 1, y - 1),
      this.label(x, y - 1),
      this.label(x - 1, y),
      this.label(x, y),
    ];
    if (nw !== se && ne !== sw) return -1;
    let falling = nw === se;
    if (nw === se && ne === sw) {
      // Both diagonals: what is much rarer hangs together, else the darker.
      const [p, q] = [this.counts[nw], this.counts[ne]];
      falling = p < q / 2 ? true : q < p / 2 ? false : this.lab[nw * 3] < this.lab[ne * 3];
    }
    // East (0), south (1), west (2), north (3): a falling diagonal joins north to east and west to south.
    return falling ? [3, 2, 1, 0][back] : [1, 0, 3, 2][back];
  }

  private follow(x: number, y: number, d: number): Arc {
    const [left, right] = this.crack(x, y, d)!;
    const arc: Arc = { places: [y * (this.n + 1) + x], left, right };
    let [i, j, way] = [x, y, d];
    for (;;) {
      const index = this.index(i, j, way);
      if (this.used[index]) break;
      this.used[index] = 1;
      i += STEP_X[way];
      j += STEP_Y[way];
      arc.places.push(j * (this.n + 1) + i);
      way = this.next(i, j, way);
      if (way < 0) break;
    }
    return arc;
  }

  /** True where arcs end. */
  isEnd(x: number, y: number): boolean {
    const out = this.directions(x, y);
    if (out.length === 0) return false;
    return out.length !== 2 && this.next(x, y, (out[0] + 2) % 4) < 0;
  }

  arcs(): Arc[] {
    const found: Arc[] = [];
    const from = (x: number, y: number): void => {
      for (const d of this.directions(x, y))
        if (!this.used[this.index(x, y, d)]) found.push(this.follow(x, y, d));
    };
    for (let y = 0; y <= this.n; y++) for (let x = 0; x <= this.n; x++) if (this.isEnd(x, y)) from(x, y);
    for (let y = 0; y <= this.n; y++) for (let x = 0; x <= this.n; x++) from(x, y);
    return found;
  }
}

/** Arcs one after another, the later ones perhaps backwards. */
interface Joined {
  places: number[];
  left: number[];
  right: number[];
  closed: boolean;
}

/** How straight arcs must go on through a junction: the cosine between their directions is below this. */
const ONWARD = -0.35;
/** Cracks over which an arc's direction at a junction is taken. */
const LOOK = 4;

/** Joins arcs through junctions, straightest first. */
function joinArcs(arcs: readonly Arc[], n: number): Joined[] {
  const ends = new Map<number, { arc: number; last: boolean }[]>();
  for (const [k, arc] of arcs.entries()) {
    const first = arc.places[0];
    const last = arc.places[arc.places.length - 1];
    // Loops by saddles alone begin and end at one place, which is no junction.
    for (const [place, isLast] of [
      [first, false],
      [last, true],
    ] as const) {
      const list = ends.get(place) ?? [];
      list.push({ arc: k, last: isLast });
      ends.set(place, list);
    }
  }
  const heading = ({ arc, last }: { arc: number; last: boolean }): [number, number] => {
    const { places } = arcs[arc];
    const far = Math.min(LOOK, places.length - 1);
    const a = last ? places[places.length - 1] : places[0];
    const b = last ? places[places.length - 1 - far] : places[far];
    const dx = (b % (n + 1)) - (a % (n + 1));
    const dy = Math.floor(b / (n + 1)) - Math.floor(a / (n + 1));
    const length = Math.hypot(dx, dy) || 1;
    return [dx / length, dy / length];
  };
  const partner = new Map<string, { arc: number; last: boolean }>();
  const keyOf = (e: { arc: number; last: boolean }): string => `${e.arc}${e.last ? 'b' : 'a'}`;
  for (const list of ends.values()) {
    if (list.length === 2 && list[0].arc === list[1].arc) {
      partner.set(keyOf(list[0]), list[1]);
      partner.set(keyOf(list[1]), list[0]);
      continue;
    }
    const headings = list.map(heading);
    for (const [i, j] of onwardCouples(headings, ONWARD)) {
      partner.set(keyOf(list[i]), list[j]);
      partner.set(keyOf(list[j]), list[i]);
    }
  }
  const done = new Uint8Array(arcs.length);
  const walk = (start: number, backwards: boolean): Joined => {
    const joined: Joined = { places: [], left: [], right: [], closed: false };
    let [k, back] = [start, backwards];
    for (;;) {
      done[k] = 1;
      const { places, left, right } = arcs[k];
      const way = back ? [...places].reverse() : places;
      if (joined.places.length > 0) joined.places.pop();
      joined.places.push(...way);
      for (let i = 1; i < places.length; i++) {
        joined.left.push(back ? right : left);
        joined.right.push(back ? left : right);
      }
      const next = partner.get(`${k}${back ? 'a' : 'b'}`);
      if (!next) break;
      if (next.arc === start && next.last === backwards) {
        joined.closed = true;
        joined.places.pop();
        break;
      }
      if (done[next.arc]) break;
      k = next.arc;
      back = next.last;
    }
    return joined;
  };
  const found: Joined[] = [];
  for (let k = 0; k < arcs.length; k++) {
    if (done[k]) continue;
    if (!partner.has(`${k}a`)) found.push(walk(k, false));
    else if (!partner.has(`${k}b`)) found.push(walk(k, true));
  }
  for (let k = 0; k < arcs.length; k++) if (!done[k]) found.push(walk(k, false));
  return found;
}

interface Curve {
  readonly track: Track;
  /** Colours left and right of the stretch from each point. */
  readonly left: number[];
  readonly right: number[];
}

/** Cracks over which the angle between a contour and a line is taken. */
const ARM = 3;

/** Contours of one scene, still movable. */
export class ContourGraph {
  private readonly art: Art;
  private readonly labels: Int16Array;
  private readonly config: PairsConfig;
  private readonly points = new Points();
  private readonly curves: Curve[] = [];
  /** The cells on either side of each point. */
  private readonly beside: [number, number][] = [];
  /** Junctions that a track may move. */
  private readonly open = new Set<number>();
  /** Points on the picture's border: -1 left, 1 right, -2 top, 2 bottom. */
  private readonly border = new Map<number, number>();
  private readonly borderEnds: { id: number; above: number; below: number }[] = [];
  /** What is drawn wider (positive) or narrower per colour, cells on either side. */
  private readonly offsets: Float32Array;

  /**
   * @param labels each cell's colour without lines and spots
   * @param sharp true keeps corners sharp, else they are rounded
   */
  constructor(art: Art, labels: Int16Array, guides: Guides, sharp: boolean, config: PairsConfig) {
    this.art = art;
    this.labels = labels;
    this.config = config;
    this.offsets = new Float32Array(art.colours.length / 3);
    const tracer = new Tracer(art, labels);
    const joined = joinArcs(tracer.arcs(), art.n);
    const shared = new Map<number | string, number>();
    for (const path of joined) this.addCurve(path, tracer, guides, sharp, shared);
    relax(
      this.curves.map((c) => c.track),
      this.points,
      config.contour.smooth,
      config.contour.rounds,
    );
    this.holdBorder();
  }

  private addCurve(
    path: Joined,
    tracer: Tracer,
    guides: Guides,
    sharp: boolean,
    shared: Map<number | string, number>,
  ): void {
    const { n } = this.art;
    const { points, config } = this;
    const side = n + 1;
    const xs = path.places.map((p) => p % side);
    const ys = path.places.map((p) => Math.floor(p / side));
    const steps = path.left.length;
    const places = path.places.length;
    const get = (list: readonly number[], i: number): number => list[((i % places) + places) % places];
    const breaks = new Array<boolean>(places).fill(false);
    const barred = new Array<boolean>(places).fill(false);
    // The cells on either side of each crack, and the line that it follows.
    const cells: [number, number][] = [];
    const guide: number[] = [];
    for (let i = 0; i < steps; i++) {
      const [x0, y0, x1, y1] = [get(xs, i), get(ys, i), get(xs, i + 1), get(ys, i + 1)];
      const [x, y] = [Math.min(x0, x1), Math.min(y0, y1)];
      const pair: [number, number] = y0 === y1 ? [(y - 1) * n + x, y * n + x] : [y * n + x - 1, y * n + x];
      cells.push(pair);
      guide.push(this.guideOf(pair, guides));
      if (guide[i] >= 0) barred[i] = true;
    }
    const corners = this.corners(path, xs, ys, guide, sharp);
    const ids: number[] = [];
    const at: number[] = [];
    const left: number[] = [];
    const right: number[] = [];
    const push = (id: number, u: number): void => {
      const k = Math.min(steps - 1, Math.floor(u));
      const last = ids.length - 1;
      // There and back again is a crack's detour round a line's cell, unless another contour ends there.
      if (
        last > 0 &&
        ids[last - 1] === id &&
        left[last - 1] === left[last] &&
        right[last - 1] === right[last]
      )
        for (const list of [ids, at, left, right]) list.pop();
      else if (ids[last] !== id) {
        ids.push(id);
        at.push(u);
        left.push(path.left[k]);
        right.push(path.right[k]);
        return;
      }
      // The stretch that starts here is the crack's from now on: its colours may be others behind a junction.
      left[left.length - 1] = path.left[k];
      right[right.length - 1] = path.right[k];
    };
    const guidePoint = (node: number, x: number, y: number, pair: [number, number]): number => {
      const [px, py] = guides.nearest(node, x, y);
      // Contours that follow a line meet in its places; corners and ends are places of many cracks.
      const key = `${px.toFixed(2)} ${py.toFixed(2)}`;
      const known = shared.get(key);
      if (known !== undefined) return known;
      const id = points.add(px, py, 0, guides.sharp[node]);
      this.beside.push(pair);
      shared.set(key, id);
      return id;
    };
    const vertex = (i: number, tube: number): number => {
      const place = path.places[i];
      const known = shared.get(place);
      if (known !== undefined) {
        // A track that passes through may move what others end at.
        if (!points.slides[known] && this.beside[known][0] < 0 && this.open.has(known))
          points.tube[known] = Math.max(points.tube[known], tube);
        return known;
      }
      const [x, y] = [xs[i], ys[i]];
      let node = -1;
      for (const [dx, dy] of [
        [-1, -1],
        [0, -1],
        [-1, 0],
        [0, 0],
      ]) {
        const [cx, cy] = [x + dx, y + dy];
        if (cx < 0 || cy < 0 || cx >= n || cy >= n) continue;
        const k = guides.nodeOf[cy * n + cx] ?? -1;
        if (k >= 0 && (node < 0 || guides.rank[k] > guides.rank[node])) node = k;
      }
      const onBorder = x === 0 || y === 0 || x === n || y === n;
      let id: number;
      if (node >= 0 && !onBorder) id = guidePoint(node, x, y, [-1, -1]);
      else {
        id = points.add(x, y, node >= 0 ? 0 : tube, false, onBorder);
        this.beside.push([-1, -1]);
        if (node < 0 && !onBorder) this.open.add(id);
        if (onBorder) {
          const which = x === 0 ? -1 : x === n ? 1 : y === 0 ? -2 : 2;
          this.border.set(id, which);
          if (node >= 0) {
            // The line that hides the contour leaves the picture here.
            const [px, py] = guides.nearest(node, x, y);
            if (which === -1 || which === 1) points.y[id] = points.originY[id] = points.anchorY[id] = py;
            else points.x[id] = points.originX[id] = points.anchorX[id] = px;
          }
          if (which === -1)
            this.borderEnds.push({ id, above: tracer.label(0, y - 1), below: tracer.label(0, y) });
        }
      }
      shared.set(place, id);
      return id;
    };
    /** True if the path leaves its line behind crack i (way 1) or comes to it before (way -1), at an angle. */
    const turnsOff = (i: number, way: 1 | -1): boolean => {
      const inside = (k: number): boolean => path.closed || (k >= 0 && k < steps);
      const crackAt = (k: number): number => (path.closed ? (k + steps) % steps : k);
      if (!inside(i + way) || guide[crackAt(i + way)] >= 0) return false;
      const arm = (from: number, step: 1 | -1, guided: boolean): [number, number] => {
        let [dx, dy] = [0, 0];
        for (let k = 0; k < ARM; k++) {
          const c = from + k * step;
          if (!inside(c) || guide[crackAt(c)] >= 0 !== guided) break;
          dx += get(xs, crackAt(c) + 1) - get(xs, crackAt(c));
          dy += get(ys, crackAt(c) + 1) - get(ys, crackAt(c));
        }
        return [dx, dy];
      };
      const [ax, ay] = arm(i, way === 1 ? -1 : 1, true);
      const [bx, by] = arm(i + way, way, false);
      return ax * bx + ay * by < 0.6 * Math.hypot(ax, ay) * Math.hypot(bx, by);
    };
    for (let i = 0; i < places; i++) {
      const isEnd = !path.closed && (i === 0 || i === places - 1);
      if (isEnd || tracer.isEnd(xs[i], ys[i]))
        push(vertex(i, isEnd && !this.onBorder(xs[i], ys[i]) ? 0 : config.contour.junction), i);
      else if (corners[i] > 0) {
        const id = points.add(xs[i], ys[i], 0, true);
        this.beside.push([-1, -1]);
        push(id, i);
      }
      if (corners[i] !== 0) breaks[i] = true;
      if (i >= steps) continue;
      if (guide[i] >= 0) {
        // A contour that meets a line at an angle ends on it: the side of a bar that stands on an axis.
        const meet = (place: number, u: number): void => {
          const id = guidePoint(guide[i], get(xs, place), get(ys, place), cells[i]);
          points.sharp[id] = true;
          push(id, u);
        };
        if (turnsOff(i, -1)) meet(i, i);
        push(
          guidePoint(guide[i], (xs[i] + get(xs, i + 1)) / 2, (ys[i] + get(ys, i + 1)) / 2, cells[i]),
          i + 0.5,
        );
        if (turnsOff(i, 1)) meet(i + 1, i + 0.75);
      } else {
        const id = points.add(
          (xs[i] + get(xs, i + 1)) / 2,
          (ys[i] + get(ys, i + 1)) / 2,
          config.contour.tube,
        );
        this.beside.push(cells[i]);
        push(id, i + 0.5);
      }
    }
    if (path.closed && ids.length > 2 && ids[0] === ids[ids.length - 1])
      for (const list of [ids, at, left, right]) list.shift();
    if (ids.length < 2) return;
    const track: Track = { points: ids, closed: path.closed };
    this.curves.push({ track, left, right });
    // A loop about one to four cells has no straight parts.
    if (path.closed && steps <= 8) return;
    const lattice: Path = { xs, ys, closed: path.closed, breaks, barred };
    anchor(lattice, points, track, at);
  }

  private onBorder(x: number, y: number): boolean {
    return x === 0 || y === 0 || x === this.art.n || y === this.art.n;
  }

  /** The node whose line hides the contour between two cells, or -1. */
  private guideOf([a, b]: [number, number], guides: Guides): number {
    const [p, q] = [guides.nodeOf[a] ?? -1, guides.nodeOf[b] ?? -1];
    const { lab } = this.art;
    // An area that a line runs into ends at its own edge.
    if (p < 0 && q < 0) return -1;
    if (p < 0) return apart(lab, this.art.labels[a], guides.label[q]) < guides.like ? -1 : q;
    if (q < 0) return apart(lab, this.art.labels[b], guides.label[p]) < guides.like ? -1 : p;
    return guides.rank[p] > guides.rank[q] || (guides.rank[p] === guides.rank[q] && p < q) ? p : q;
  }

  /** Per place: 0 no corner, 1 a sharp one, -1 one that is rounded. */
  private corners(
    path: Joined,
    xs: readonly number[],
    ys: readonly number[],
    guide: readonly number[],
    sharp: boolean,
  ): Int8Array {
    const places = path.places.length;
    const steps = path.left.length;
    const found = new Int8Array(places);
    const turns: number[] = [];
    const step = (i: number): number => {
      const k = path.closed ? (i + steps) % steps : i;
      const next = (k + 1) % places;
      return (xs[next] - xs[k]) * 2 + (ys[next] - ys[k]);
    };
    for (let i = path.closed ? 0 : 1; i < steps; i++) if (step(i) !== step(i - 1)) turns.push(i);
    for (const [t, i] of turns.entries()) {
      let before: number;
      let after: number;
      if (path.closed) {
        before = (i - turns[(t + turns.length - 1) % turns.length] + steps) % steps || steps;
        after = (turns[(t + 1) % turns.length] - i + steps) % steps || steps;
      } else {
        // What is cut off at the border goes on behind it.
        const more = (k: number): number => (this.onBorder(xs[k], ys[k]) ? 3 : 0);
        before = t > 0 ? i - turns[t - 1] : i + more(0);
        after = t + 1 < turns.length ? turns[t + 1] - i : steps - i + more(steps);
      }
      if (Math.min(before, after) < 2 || Math.max(before, after) < 3) continue;
      if (guide[i] >= 0 || guide[(i + steps - 1) % steps] >= 0) continue;
      found[i] = sharp ? 1 : -1;
    }
    return found;
  }

  /** Ends on the border stay on it. */
  private holdBorder(): void {
    const { n } = this.art;
    for (const [id, which] of this.border) {
      if (which === -1) this.points.x[id] = 0;
      else if (which === 1) this.points.x[id] = n;
      else if (which === -2) this.points.y[id] = 0;
      else this.points.y[id] = n;
    }
  }

  /** Draws areas of a colour wider or narrower. @param by cells on either side */
  widen(label: number, by: number): void {
    this.offsets[label] = by;
  }

  /** Holds the contours about cells tighter, and smooths again. @param last true to put them on the cells' edges */
  tighten(cells: ReadonlySet<number>, last: boolean): void {
    const { points } = this;
    for (let id = 0; id < this.beside.length; id++) {
      const [a, b] = this.beside[id];
      if (points.tube[id] === 0 || !(cells.has(a) || cells.has(b))) continue;
      const keep = last ? 0.02 : 0.45;
      points.tube[id] *= keep;
      points.anchorX[id] = points.originX[id] + keep * (points.anchorX[id] - points.originX[id]);
      points.anchorY[id] = points.originY[id] + keep * (points.anchorY[id] - points.originY[id]);
    }
    relax(
      this.curves.map((c) => c.track),
      points,
      this.config.contour.smooth,
      Math.ceil(this.config.contour.rounds / 3),
    );
    this.holdBorder();
  }

  /** Moves the points of widened areas; returns their places before. */
  private widened(): [Float64Array, Float64Array] | undefined {
    if (!this.offsets.some((v) => v !== 0)) return undefined;
    const { points, offsets } = this;
    const before: [Float64Array, Float64Array] = [Float64Array.from(points.x), Float64Array.from(points.y)];
    const [x, y] = before;
    const moved = new Uint8Array(x.length);
    for (const { track, left, right } of this.curves) {
      const { points: ids, closed } = track;
      const n = ids.length;
      const stretches = closed ? n : n - 1;
      const normal = (i: number): [number, number] | undefined => {
        if (i < 0 || i >= stretches) return undefined;
        const [a, b] = [ids[i], ids[(i + 1) % n]];
        const length = Math.hypot(x[b] - x[a], y[b] - y[a]);
        // Left of the direction of travel, where y points down.
        return length < 1e-6 ? undefined : [(y[b] - y[a]) / length, -(x[b] - x[a]) / length];
      };
      for (let i = 0; i < n; i++) {
        const id = ids[i];
        const full = this.config.contour.tube;
        const free = points.sharp[id] && this.beside[id][0] < 0 ? 1 : Math.min(1, points.tube[id] / full);
        if (moved[id] || (free === 0 && !points.sharp[id])) continue;
        const k = Math.min(stretches - 1, i);
        // A wider right side moves the contour to the left.
        const by = (offsets[right[k]] - offsets[left[k]]) * free;
        const p = normal(closed ? (i + n - 1) % n : i - 1);
        const q = normal(i);
        if (by === 0 || !(p ?? q)) continue;
        const [a, b] = [(p ?? q)!, (q ?? p)!];
        const scale = by / Math.max(0.5, 1 + a[0] * b[0] + a[1] * b[1]);
        points.x[id] += (a[0] + b[0]) * scale;
        points.y[id] += (a[1] + b[1]) * scale;
        moved[id] = 1;
      }
    }
    this.holdBorder();
    return before;
  }

  /**
   * The contours as they are now.
   * @param move moves a place in cells: a warp
   */
  draw(move?: (x: number, y: number) => [number, number]): Contours {
    const before = this.widened();
    const { n } = this.art;
    const pieces: Pieces = { count: 0, ends: new Float32Array(4096), sides: new Int16Array(2048) };
    const { points, border } = this;
    const onto = (x: number, y: number, which: number | undefined): [number, number] => {
      const [mx, my] = move ? move(x, y) : [x, y];
      if (which === undefined) return [mx, my];
      return [which === -1 ? 0 : which === 1 ? n : mx, which === -2 ? 0 : which === 2 ? n : my];
    };
    for (const { track, left, right } of this.curves)
      flatten(track, points, (x0, y0, x1, y1, i, from, to) => {
        const a = from === 0 ? border.get(track.points[i]) : undefined;
        const b = to === 1 ? border.get(track.points[(i + 1) % track.points.length]) : undefined;
        const [px, py] = onto(x0, y0, a);
        const [qx, qy] = onto(x1, y1, b);
        if (pieces.count * 4 + 4 > pieces.ends.length) {
          const more = new Float32Array(pieces.ends.length * 2);
          more.set(pieces.ends);
          pieces.ends = more;
          const sides = new Int16Array(pieces.sides.length * 2);
          sides.set(pieces.sides);
          pieces.sides = sides;
        }
        const down = qy > py;
        const k = pieces.count++;
        pieces.ends.set([px, py, qx, qy], k * 4);
        pieces.sides[k * 2] = down ? right[i] : left[i];
        pieces.sides[k * 2 + 1] = down ? left[i] : right[i];
      });
    const left: Edge[] = this.borderEnds
      .map(({ id, below }) => ({ y: onto(points.x[id], points.y[id], -1)[1], label: below }))
      .sort((p, q) => p.y - q.y);
    left.unshift({ y: 0, label: this.labels[0] });
    if (before) {
      for (let i = 0; i < points.x.length; i++) {
        points.x[i] = before[0][i];
        points.y[i] = before[1][i];
      }
    }
    return { pieces, left };
  }
}
