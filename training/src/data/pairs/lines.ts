/** Lines of pixel art as thin strokes, and its spots as small shapes. */
import { bytesOfOklab } from '../../../../src/core/colour.ts';
import type { Rng } from '../../rng.ts';
import type { Art } from './art.ts';
import type { PairsConfig, Range } from './config.ts';
import type { Guides } from './contours.ts';
import { onwardCouples } from './onward.ts';
import { type Canvas, SAMPLES } from './raster.ts';
import { anchor, flatten, type Path, Points, relax, type Track } from './taut.ts';
import type { Node, Spot, Thin } from './thin.ts';

/** Tracks through nodes, ready to be drawn. Point k is node k. */
export interface Strokes {
  readonly tracks: Track[];
  readonly points: Points;
  readonly guides: Guides;
}

/** How straight a track must go on through a junction (cosine of its arms at most). */
const ONWARD = -0.3;
/** A turn this sharp between straight arms is a corner: cosine of the arms at least. */
const TURN = -0.1;
const SLIGHT_TURN = -0.75;

/** Node lists from end to end, joined straight on through junctions. */
function chains(nodes: readonly Node[]): { list: number[]; closed: boolean }[] {
  const key = (a: number, b: number): number => a * nodes.length + b;
  // Which link a track takes that comes to node b from node a.
  const onward = new Map<number, number>();
  for (const [b, node] of nodes.entries()) {
    const { links } = node;
    if (links.length === 2) {
      onward.set(key(links[0], b), links[1]);
      onward.set(key(links[1], b), links[0]);
      continue;
    }
    const headings = links.map((a) => heading(nodes, b, a));
    for (const [i, j] of onwardCouples(headings, ONWARD)) {
      onward.set(key(links[i], b), links[j]);
      onward.set(key(links[j], b), links[i]);
    }
  }
  const used = new Set<number>();
  const found: { list: number[]; closed: boolean }[] = [];
  const walk = (a: number, b: number): void => {
    if (used.has(key(a, b))) return;
    const list = [a];
    let [from, to] = [a, b];
    for (;;) {
      used.add(key(from, to)).add(key(to, from));
      const next = onward.get(key(from, to));
      if (next === undefined || used.has(key(to, next))) {
        const closed = to === a && next === b;
        if (!closed) list.push(to);
        found.push({ list, closed });
        return;
      }
      list.push(to);
      [from, to] = [to, next];
    }
  };
  for (const [a, node] of nodes.entries())
    for (const b of node.links) if (onward.get(key(b, a)) === undefined) walk(a, b);
  for (const [a, node] of nodes.entries()) for (const b of node.links) walk(a, b);
  return found;
}

/** Direction in which the line that leaves node b for node a goes, over three nodes. */
function heading(nodes: readonly Node[], b: number, a: number): [number, number] {
  let [before, here] = [b, a];
  for (let k = 0; k < 2; k++) {
    if (nodes[here].links.length !== 2) break;
    const next = nodes[here].links[0] === before ? nodes[here].links[1] : nodes[here].links[0];
    if (next === b) break;
    [before, here] = [here, next];
  }
  const [dx, dy] = [nodes[here].x - nodes[b].x, nodes[here].y - nodes[b].y];
  const length = Math.hypot(dx, dy) || 1;
  return [dx / length, dy / length];
}

/** True at nodes where straight arms of two steps or more meet at an angle. */
function findCorners(
  list: readonly number[],
  closed: boolean,
  nodes: readonly Node[],
  sharp: boolean,
): boolean[] {
  const n = list.length;
  const found = new Array<boolean>(n).fill(false);
  const get = (i: number): Node | undefined => nodes[closed ? list[(i + n) % n] : (list[i] ?? -1)];
  /** Length of the straight run from i in one direction, and its step. */
  const arm = (i: number, way: 1 | -1): { length: number; x: number; y: number } => {
    const here = get(i)!;
    const next = get(i + way);
    if (!next) return { length: 0, x: 0, y: 0 };
    const [x, y] = [next.x - here.x, next.y - here.y];
    let length = 1;
    for (; length < 4; length++) {
      const [p, q] = [get(i + way * length), get(i + way * (length + 1))];
      if (!p || !q || q.x - p.x !== x || q.y - p.y !== y) break;
    }
    return { length, x, y };
  };
  for (let i = closed ? 0 : 1; i < (closed ? n : n - 1); i++) {
    const [p, q] = [arm(i, -1), arm(i, 1)];
    const cosine = (p.x * q.x + p.y * q.y) / (Math.hypot(p.x, p.y) * Math.hypot(q.x, q.y) || 1);
    const right = cosine >= TURN && Math.min(p.length, q.length) >= 2;
    const slight = cosine >= SLIGHT_TURN && Math.min(p.length, q.length) >= 3;
    found[i] = sharp && (right || slight);
  }
  return found;
}

/** The place nearest to (x, y) on the halves of a node's links; at a corner the corner itself. */
function nearestOn(
  nodes: readonly Node[],
  points: Points,
  node: number,
  x: number,
  y: number,
): [number, number] {
  const [px, py] = [points.x[node], points.y[node]];
  if (points.sharp[node]) return [px, py];
  let best: [number, number] = [px, py];
  let least = Math.hypot(x - px, y - py);
  for (const other of nodes[node].links) {
    const [dx, dy] = [points.x[other] - px, points.y[other] - py];
    const t = Math.min(0.5, Math.max(0, ((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy || 1)));
    const place: [number, number] = [px + t * dx, py + t * dy];
    const distance = Math.hypot(x - place[0], y - place[1]);
    if (distance < least - 1e-6) {
      least = distance;
      best = place;
    }
  }
  return best;
}

/** Straightens the lines. @param sharp true keeps corners sharp, else they are rounded */
export function traceLines(thin: Thin, sharp: boolean, config: PairsConfig): Strokes {
  const { nodes } = thin;
  const points = new Points();
  for (const node of nodes) points.add(node.x, node.y, config.line.tube, false, node.links.length < 2);
  const tracks: Track[] = [];
  for (const { list, closed } of chains(nodes)) {
    const track: Track = { points: list, closed };
    tracks.push(track);
    const corners = findCorners(list, closed, nodes, sharp);
    for (const [i, id] of list.entries())
      if (corners[i]) {
        points.sharp[id] = true;
        points.tube[id] = 0;
      }
    // Blocks lie between the lattice's places: no straight segment goes through them.
    const isBlock = list.map((id) => nodes[id].cells.length > 1);
    const far = list.map((id, i) => {
      const next = nodes[list[(i + 1) % list.length]];
      return Math.max(Math.abs(next.x - nodes[id].x), Math.abs(next.y - nodes[id].y)) > 1;
    });
    const path: Path = {
      xs: list.map((id) => nodes[id].x),
      ys: list.map((id) => nodes[id].y),
      closed,
      breaks: corners,
      barred: list.map((_, i) => far[i] || isBlock[i] || isBlock[(i + 1) % list.length]),
    };
    if (list.length > 2)
      anchor(
        path,
        points,
        track,
        list.map((_, i) => i),
      );
  }
  relax(tracks, points, config.contour.smooth * 0.8, config.contour.rounds);
  const sizes = new Map<number, number>();
  for (const node of nodes) sizes.set(node.group, (sizes.get(node.group) ?? 0) + 1);
  return {
    tracks,
    points,
    guides: {
      nodeOf: thin.nodeOf,
      label: nodes.map((node) => node.label),
      like: thin.like * 0.6,
      sharp: points.sharp,
      nearest: (node, x, y) => nearestOn(nodes, points, node, x, y),
      // Outlines are dark and long.
      rank: nodes.map((node) => sizes.get(node.group)! - node.polarity * 2),
    },
  };
}

/** Greatest cover of a set of strokes at each sample, and the node whose colour it has. */
class Cover {
  readonly amount: Float32Array;
  readonly node: Int32Array;
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
    this.amount = new Float32Array(size * size);
    this.node = new Int32Array(size * size).fill(-1);
  }

  /** A straight piece with round ends; places and width in samples. */
  stroke(x0: number, y0: number, x1: number, y1: number, w0: number, w1: number, node: number): void {
    const { size, amount } = this;
    const reach = Math.max(w0, w1) / 2 + 1;
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
    const right = Math.min(size - 1, Math.ceil(Math.max(x0, x1) + reach));
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
    const bottom = Math.min(size - 1, Math.ceil(Math.max(y0, y1) + reach));
    const [dx, dy] = [x1 - x0, y1 - y0];
    const square = dx * dx + dy * dy || 1e-9;
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
        const t = Math.min(1, Math.max(0, (px * dx + py * dy) / square));
        const d = Math.hypot(px - t * dx, py - t * dy);
        const half = (w0 + (w1 - w0) * t) / 2;
        // A sample's width of a stroke's cross-section, exact where the stroke runs straight.
        const cover = Math.min(d + 0.5, half) - Math.max(d - 0.5, -half);
        const i = y * size + x;
        if (cover > amount[i]) {
          amount[i] = Math.min(1, cover);
          this.node[i] = node;
        }
      }
  }

  dot(x: number, y: number, width: number, height: number, round: boolean): Float32Array {
    // Four by four places a sample.
    const { size, amount } = this;
    const sub = 4;
    for (let j = Math.max(0, Math.floor(y - height / 2)); j < Math.min(size, Math.ceil(y + height / 2)); j++)
      for (
        let i = Math.max(0, Math.floor(x - width / 2));
        i < Math.min(size, Math.ceil(x + width / 2));
        i++
      ) {
        let hits = 0;
        for (let k = 0; k < sub * sub; k++) {
          const u = (2 * (i + ((k % sub) + 0.5) / sub - x)) / width;
          const v = (2 * (j + (Math.floor(k / sub) + 0.5) / sub - y)) / height;
          if (round ? u * u + v * v < 1 : Math.abs(u) < 1 && Math.abs(v) < 1) hits++;
        }
        amount[j * size + i] = Math.max(amount[j * size + i], hits / (sub * sub));
      }
    return amount;
  }
}

/** Log-uniform. */
const draw = ([lo, hi]: Range, rng: Rng): number => Math.exp(rng.range(Math.log(lo), Math.log(hi)));

/** Widths of strokes in cells, per group of nodes. */
export function strokeWidths(thin: Thin, design: boolean, config: PairsConfig, rng: Rng): number[] {
  const { line } = config;
  const range = design && !rng.chance(line.designThin) ? line.designWidth : line.width;
  const one = rng.chance(line.own) ? 0 : draw(range, rng);
  const groups = thin.nodes.reduce((most, node) => Math.max(most, node.group + 1), 0);
  return Array.from({ length: groups }, () => one || draw(range, rng));
}

/** Draws the lines onto the canvas. @param move moves a place in cells: a warp */
export function drawLines(
  canvas: Canvas,
  art: Art,
  thin: Thin,
  { tracks, points }: Strokes,
  widths: readonly number[],
  move: (x: number, y: number) => [number, number],
  design: boolean,
  config: PairsConfig,
  rng: Rng,
): void {
  const { nodes } = thin;
  if (nodes.length === 0) return;
  const { n, lab } = art;
  const { size, data } = canvas;
  const toned = !design && rng.chance(config.line.tonedChance) ? rng.range(...config.line.toned) : 0;
  const colours = nodes.map(({ cells, label }): readonly number[] => {
    const own = art.colours.subarray(label * 3, label * 3 + 3);
    if (toned === 0) return [...own];
    const under = thin.ground[cells[0]];
    const mix = (c: number): number => lab[label * 3 + c] * (1 - toned) + lab[under * 3 + c] * toned;
    return bytesOfOklab(mix(0), mix(1), mix(2));
  });
  const wander = nodes.map(() => 1 + config.line.vary * rng.range(-1, 1));
  const widthOf = (id: number): number => {
    // The mean with its neighbours: widths change slowly.
    const { links, group } = nodes[id];
    let sum = wander[id];
    for (const k of links) sum += wander[k];
    return ((widths[group] * sum) / (links.length + 1)) * SAMPLES;
  };
  // Icons lie anywhere on the lattice; their strokes keep one width wherever that is.
  const most = config.line.designShift;
  const shifts = widths.map(() =>
    design ? ([rng.range(-most, most), rng.range(-most, most)] as const) : ([0, 0] as const),
  );
  const polarities = rng.chance(0.5) ? [-1, 1] : [1, -1];
  for (const polarity of polarities) {
    const cover = new Cover(size);
    const piece = (
      a: readonly [number, number],
      b: readonly [number, number],
      w0: number,
      w1: number,
      node: number,
    ): void => {
      const [dx, dy] = shifts[nodes[node].group];
      const [x0, y0] = move(a[0] + dx, a[1] + dy);
      const [x1, y1] = move(b[0] + dx, b[1] + dy);
      cover.stroke(x0 * SAMPLES, y0 * SAMPLES, x1 * SAMPLES, y1 * SAMPLES, w0, w1, node);
    };
    let any = false;
    for (const track of tracks) {
      if (nodes[track.points[0]].polarity !== polarity) continue;
      any = true;
      flatten(track, points, (x0, y0, x1, y1, i, from, to) => {
        const a = track.points[i];
        const b = track.points[(i + 1) % track.points.length];
        const [wa, wb] = [widthOf(a), widthOf(b)];
        piece([x0, y0], [x1, y1], wa + (wb - wa) * from, wa + (wb - wa) * to, from + to < 1 ? a : b);
      });
    }
    for (const [id, node] of nodes.entries()) {
      if (node.polarity !== polarity) continue;
      const { links } = node;
      const [x, y] = [points.x[id], points.y[id]];
      const width = widthOf(id);
      if (links.length > 1) continue;
      any = true;
      if (node.mass >= 0)
        piece([x, y], [(node.mass % n) + 0.5, Math.floor(node.mass / n) + 0.5], width, width, id);
      else if (links.length === 1) {
        const other = links[0];
        const [dx, dy] = [x - points.x[other], y - points.y[other]];
        const length = Math.hypot(dx, dy) || 1;
        // A line's last cell is covered for the most part; beyond the picture it goes on.
        const [ex, ey] = [x + dx / length, y + dy / length];
        const outside = ex < 0 || ey < 0 || ex > n || ey > n;
        const more = outside ? 1.5 : Math.max(0, rng.range(0.3, 0.5) - width / SAMPLES / 2);
        piece([x, y], [x + (dx / length) * more, y + (dy / length) * more], width, width, id);
      } else {
        const dot = Math.max(width, rng.range(0.4, 0.8) * SAMPLES);
        piece([x, y], [x, y], dot, dot, id);
      }
    }
    if (!any) continue;
    for (let i = 0; i < size * size; i++) {
      const a = cover.amount[i];
      if (a <= 0) continue;
      const colour = colours[cover.node[i]];
      for (let c = 0; c < 3; c++) data[i * 3 + c] += a * (colour[c] - data[i * 3 + c]);
    }
  }
}

/** Draws spots smaller than their cells, and a little off. */
export function drawSpots(
  canvas: Canvas,
  art: Art,
  spots: readonly Spot[],
  move: (x: number, y: number) => [number, number],
  config: PairsConfig,
  rng: Rng,
): void {
  const { size, data } = canvas;
  const { spotSize, spotShift } = config.thin;
  for (const { label, left, top, width, height } of spots) {
    const scale = rng.range(...spotSize);
    const [x, y] = move(
      left + width / 2 + rng.range(-spotShift, spotShift),
      top + height / 2 + rng.range(-spotShift, spotShift),
    );
    const round = rng.chance(0.7);
    // Only the box about the spot is covered.
    const [w, h] = [width * scale * SAMPLES, height * scale * SAMPLES];
    const box = { x: Math.floor(x * SAMPLES - w / 2) - 1, y: Math.floor(y * SAMPLES - h / 2) - 1 };
    const side = Math.ceil(Math.max(w, h)) + 3;
    const cover = new Cover(side).dot(x * SAMPLES - box.x, y * SAMPLES - box.y, w, h, round);
    for (let j = 0; j < side; j++)
      for (let i = 0; i < side; i++) {
        const [px, py] = [box.x + i, box.y + j];
        const a = cover[j * side + i];
        if (a === 0 || px < 0 || py < 0 || px >= size || py >= size) continue;
        const p = (py * size + px) * 3;
        for (let c = 0; c < 3; c++) data[p + c] += a * (art.colours[label * 3 + c] - data[p + c]);
      }
  }
}
