/** Finds what is thin in pixel art: lines a cell wide, and spots of a few cells. */
import type { Rng } from '../../rng.ts';
import { type Art, apart } from './art.ts';
import type { PairsConfig } from './config.ts';

/** A cell of a line; a 2×2 block in the middle of lines is one node as well. */
export interface Node {
  readonly cells: number[];
  /** Middle, cells. */
  readonly x: number;
  readonly y: number;
  /** -1 of a line darker than what is around it, 1 of a lighter one. */
  readonly polarity: number;
  /** Index into the art's colours. */
  readonly label: number;
  /** Indices of neighbouring nodes. */
  readonly links: number[];
  /** A cell of like lightness beside this end of a line that is not thin, or -1. */
  mass: number;
  /** Nodes of one connected line share a number. */
  group: number;
}

/** A few cells of one colour that are drawn smaller than they are. */
export interface Spot {
  readonly label: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Thin {
  /** Per cell: true for lines and spots, which need not keep the majority of their cells. */
  readonly gone: Uint8Array;
  /** Per cell: index of its node, or -1. */
  readonly nodeOf: Int32Array;
  readonly nodes: Node[];
  readonly spots: Spot[];
  /** Per cell: the colour beneath lines and spots. */
  readonly ground: Int16Array;
  /** OKLab distance below which a line and an area beside it are of one piece. */
  readonly like: number;
  /** Least contrast of a line with what is beside it, OKLab lightness; infinite without lines. */
  readonly weakest: number;
}

const SIDES = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;
const DIAGONALS = [
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
] as const;
const AROUND = [...SIDES, ...DIAGONALS];
/** A line and an area that it runs into may differ in colour by this much, OKLab, but by less than lines contrast. */
const LIKE = 0.16;
/** Colours of a ring nearer than this, OKLab, are alike. */
const SPOT_RING = 0.08;
/** Share of a spot's box that its cells fill at least. */
const SPOT_FILL = 0.74;

/** Value below which a share of the 5×5 about each cell lies. */
function percentile(n: number, values: Float32Array, share: number): Float32Array {
  const out = new Float32Array(n * n);
  const window = new Float32Array(25);
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++) {
      let count = 0;
      for (let j = Math.max(0, y - 2); j <= Math.min(n - 1, y + 2); j++)
        for (let i = Math.max(0, x - 2); i <= Math.min(n - 1, x + 2); i++)
          window[count++] = values[j * n + i];
      const used = window.subarray(0, count).sort();
      out[y * n + x] = used[Math.round((count - 1) * share)];
    }
  return out;
}

/**
 * Calls `visit` with the four cells of every 2×2 block that holds the cell. The picture's border cells go on beyond it:
 * a strip that the border leaves of an area is no line.
 */
function blocks(n: number, cell: number, visit: (a: number, b: number, c: number, d: number) => void): void {
  const [cx, cy] = [cell % n, Math.floor(cell / n)];
  const hold = (v: number): number => Math.min(n - 1, Math.max(0, v));
  for (let y = cy - 1; y <= cy; y++)
    for (let x = cx - 1; x <= cx; x++) {
      const [left, right] = [hold(x), hold(x + 1)];
      const [top, bottom] = [hold(y) * n, hold(y + 1) * n];
      if (left === right && top === bottom) continue;
      visit(top + left, top + right, bottom + left, bottom + right);
    }
}

/** Parts of cells for which `same` holds between neighbours, eight-connected or four-connected. */
function parts(
  n: number,
  inside: (cell: number) => boolean,
  same: (a: number, b: number) => boolean,
  around: readonly (readonly [number, number])[],
): number[][] {
  const seen = new Uint8Array(n * n);
  const found: number[][] = [];
  for (let start = 0; start < n * n; start++) {
    if (seen[start] || !inside(start)) continue;
    seen[start] = 1;
    const part = [start];
    for (let k = 0; k < part.length; k++) {
      const cell = part[k];
      const [x, y] = [cell % n, Math.floor(cell / n)];
      for (const [dx, dy] of around) {
        const [i, j] = [x + dx, y + dy];
        if (i < 0 || j < 0 || i >= n || j >= n) continue;
        const next = j * n + i;
        if (seen[next] || !inside(next) || !same(cell, next)) continue;
        seen[next] = 1;
        part.push(next);
      }
    }
    found.push(part);
  }
  return found;
}

/** Per cell -1 for dark lines, 1 for light ones, else 0. */
function findLines(art: Art, design: boolean, threshold: number, config: PairsConfig, rng: Rng): Int8Array {
  const { n, labels, lab } = art;
  const lightness = Float32Array.from(labels, (k) => lab[k * 3]);
  const lightToo = rng.chance(config.thin.light) || design;
  const above = percentile(n, lightness, 0.7);
  const below = percentile(n, lightness, 0.3);
  const line = new Int8Array(n * n);
  for (let i = 0; i < n * n; i++) {
    const L = lightness[i];
    const dark = L < above[i] - threshold;
    const light = !dark && lightToo && L > below[i] + threshold + (design ? 0 : 0.02);
    if (!dark && !light) continue;
    const sign = dark ? 1 : -1;
    // A block as dark as the cell, or darker, is no line; a rim of a dark area is not either.
    let thick = false;
    blocks(n, i, (a, b, c, d) => {
      if (labels[a] === labels[b] && labels[a] === labels[c] && labels[a] === labels[d]) thick = true;
      const worst = Math.max(
        sign * lightness[a],
        sign * lightness[b],
        sign * lightness[c],
        sign * lightness[d],
      );
      if (worst <= sign * L + threshold / 2) thick = true;
    });
    if (!thick) line[i] = dark ? -1 : 1;
  }
  if (!design) {
    const dense: number[] = [];
    for (let y = 0; y < n; y++)
      for (let x = 0; x < n; x++) {
        if (!line[y * n + x]) continue;
        let [count, all] = [0, 0];
        for (let j = Math.max(0, y - 2); j <= Math.min(n - 1, y + 2); j++)
          for (let i = Math.max(0, x - 2); i <= Math.min(n - 1, x + 2); i++) {
            all++;
            if (line[j * n + i]) count++;
          }
        if (count > config.thin.dense * all) dense.push(y * n + x);
      }
    for (const i of dense) line[i] = 0;
  }
  return line;
}

/**
 * What an area leaves between two others is no line: pieces that hang on an area of their colour which is commoner
 * than what they run through.
 */
function dropGaps({ n, labels }: Art, line: Int8Array): void {
  const counts = new Map<number, number>();
  for (const k of labels) counts.set(k, (counts.get(k) ?? 0) + 1);
  for (const part of parts(
    n,
    (i) => line[i] !== 0,
    (a, b) => labels[a] === labels[b] && line[a] === line[b],
    AROUND,
  )) {
    const own = labels[part[0]];
    const beside = new Map<number, number>();
    let hangs = false;
    for (const cell of part) {
      const [x, y] = [cell % n, Math.floor(cell / n)];
      for (const [dx, dy] of SIDES) {
        const [i, j] = [x + dx, y + dy];
        if (i < 0 || j < 0 || i >= n || j >= n || line[j * n + i] === line[cell]) continue;
        const k = labels[j * n + i];
        if (k === own) hangs = true;
        else beside.set(k, (beside.get(k) ?? 0) + 1);
      }
    }
    const through = [...beside].sort((p, q) => q[1] - p[1])[0];
    if (hangs && through && counts.get(own)! > 1.5 * counts.get(through[0])!)
      for (const cell of part) line[cell] = 0;
  }
}

/** Classifies the cells of a scene. @param threshold least contrast of lines, OKLab lightness */
export function findThin(art: Art, design: boolean, threshold: number, config: PairsConfig, rng: Rng): Thin {
  const { n, labels, lab } = art;
  const like = Math.min(LIKE, threshold);
  const isThick = (cell: number): boolean => {
    let thick = false;
    blocks(n, cell, (a, b, c, d) => {
      if (labels[a] === labels[b] && labels[a] === labels[c] && labels[a] === labels[d]) thick = true;
    });
    return thick;
  };
  const line = rng.chance(config.thin.lines)
    ? findLines(art, design, threshold, config, rng)
    : new Int8Array(n * n);
  // Short pieces: one or two cells on a mass are its outline's steps, a lone one may be a spot.
  for (const part of parts(
    n,
    (i) => line[i] !== 0,
    (a, b) => line[a] === line[b],
    AROUND,
  )) {
    if (part.length >= 3) continue;
    const attached = part.some((cell) => {
      const [x, y] = [cell % n, Math.floor(cell / n)];
      return AROUND.some(([dx, dy]) => {
        const [i, j] = [x + dx, y + dy];
        const next = j * n + i;
        return (
          i >= 0 &&
          j >= 0 &&
          i < n &&
          j < n &&
          !part.includes(next) &&
          apart(lab, labels[next], labels[cell]) < like / 2
        );
      });
    });
    if (part.length === 1 || attached) for (const cell of part) line[cell] = 0;
  }
  dropGaps(art, line);
  const nodeOf = new Int32Array(n * n).fill(-1);
  const nodes: Node[] = [];
  const add = (cells: number[], polarity: number): void => {
    for (const cell of cells) nodeOf[cell] = nodes.length;
    const x = cells.reduce((s, c) => s + (c % n) + 0.5, 0) / cells.length;
    const y = cells.reduce((s, c) => s + Math.floor(c / n) + 0.5, 0) / cells.length;
    nodes.push({ cells, x, y, polarity, label: labels[cells[0]], links: [], mass: -1, group: -1 });
  };
  // A lone 2×2 block where lines meet is a node of theirs: drawn as an area it would be a blob.
  for (let y = 0; y + 1 < n; y++)
    for (let x = 0; x + 1 < n; x++) {
      const a = y * n + x;
      const cells = [a, a + 1, a + n, a + n + 1];
      if (cells.some((c) => line[c] !== 0 || labels[c] !== labels[a] || nodeOf[c] >= 0)) continue;
      let others = 0;
      const touching = new Map<number, number>();
      for (let j = Math.max(0, y - 1); j <= Math.min(n - 1, y + 2); j++)
        for (let i = Math.max(0, x - 1); i <= Math.min(n - 1, x + 2); i++) {
          const c = j * n + i;
          if (cells.includes(c)) continue;
          if (line[c] !== 0 && apart(lab, labels[c], labels[a]) < like)
            touching.set(line[c], (touching.get(line[c]) ?? 0) + 1);
          else if (labels[c] === labels[a]) others++;
        }
      const polarity = [...touching].find(([, count]) => count >= 2)?.[0];
      if (others === 0 && polarity !== undefined) add(cells, polarity);
    }
  for (let i = 0; i < n * n; i++) if (line[i] !== 0) add([i], line[i]);
  link(art, nodes, nodeOf, like);
  const spots: Spot[] = [];
  const gone = new Uint8Array(n * n);
  for (let i = 0; i < n * n; i++) gone[i] = nodeOf[i] >= 0 ? 1 : 0;
  const chance = design ? config.thin.designSpots : config.thin.spots;
  for (const part of parts(
    n,
    (i) => !gone[i] && !(isThick(i) && design),
    (a, b) => labels[a] === labels[b],
    SIDES,
  )) {
    if (part.length > 4 || !rng.chance(chance)) continue;
    const xs = part.map((c) => c % n);
    const ys = part.map((c) => Math.floor(c / n));
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const [width, height] = [Math.max(...xs) - left + 1, Math.max(...ys) - top + 1];
    if (part.length < SPOT_FILL * width * height) continue;
    const distances: number[] = [];
    const ring: number[] = [];
    for (let y = Math.max(0, top - 1); y <= Math.min(n - 1, top + height); y++)
      for (let x = Math.max(0, left - 1); x <= Math.min(n - 1, left + width); x++)
        if (!part.includes(y * n + x)) {
          ring.push(labels[y * n + x]);
          distances.push(apart(lab, labels[y * n + x], labels[part[0]]));
        }
    distances.sort((a, b) => a - b);
    // Nearly all of the ring must contrast: a cell that goes on in a like colour is no spot.
    if ((distances[Math.floor(distances.length * 0.2)] ?? 0) < config.thin.spotContrast) continue;
    // And it is of one piece: among cells of many colours spots are texture, which would turn to bubbles.
    const flat = ring.reduce(
      (most, k) => Math.max(most, ring.filter((other) => apart(lab, other, k) < SPOT_RING).length),
      0,
    );
    if (flat < config.thin.spotGround * ring.length) continue;
    for (const cell of part) gone[cell] = 1;
    spots.push({ label: labels[part[0]], left, top, width, height });
  }
  const ground = fill(art, gone, nodeOf, nodes, like);
  let weakest = Number.POSITIVE_INFINITY;
  for (const node of nodes)
    for (const cell of node.cells)
      weakest = Math.min(weakest, Math.max(0.02, Math.abs(lab[labels[cell] * 3] - lab[ground[cell] * 3])));
  return { gone, nodeOf, nodes, spots, ground, like, weakest };
}

/** Links neighbouring nodes of one polarity, finds the masses at their ends, and numbers the connected lines. */
function link({ n, labels, lab }: Art, nodes: Node[], nodeOf: Int32Array, near: number): void {
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= n || y >= n ? -1 : y * n + x);
  const join = (a: number, b: number): void => {
    if (a === b || nodes[a].links.includes(b)) return;
    nodes[a].links.push(b);
    nodes[b].links.push(a);
  };
  const nodeAt = (x: number, y: number, polarity: number): number => {
    const cell = at(x, y);
    const k = cell < 0 ? -1 : nodeOf[cell];
    return k >= 0 && nodes[k].polarity === polarity ? k : -1;
  };
  for (const [k, node] of nodes.entries())
    for (const cell of node.cells) {
      const [x, y] = [cell % n, Math.floor(cell / n)];
      for (const [dx, dy] of SIDES) {
        const other = nodeAt(x + dx, y + dy, node.polarity);
        if (other >= 0) join(k, other);
      }
      for (const [dx, dy] of DIAGONALS) {
        const other = nodeAt(x + dx, y + dy, node.polarity);
        if (other < 0) continue;
        const like = (c: number): boolean =>
          c >= 0 &&
          (nodeOf[c] >= 0
            ? nodes[nodeOf[c]].polarity === node.polarity
            : apart(lab, labels[c], node.label) < near / 2);
        if (!like(at(x + dx, y)) && !like(at(x, y + dy))) join(k, other);
      }
    }
  for (const node of nodes) {
    if (node.links.length > 1 || node.cells.length > 1) continue;
    const cell = node.cells[0];
    const [x, y] = [cell % n, Math.floor(cell / n)];
    for (const [dx, dy] of AROUND) {
      const c = at(x + dx, y + dy);
      if (c < 0 || nodeOf[c] >= 0 || node.mass >= 0) continue;
      if (apart(lab, labels[c], node.label) < near) node.mass = c;
    }
  }
  let groups = 0;
  for (const [start, node] of nodes.entries()) {
    if (node.group >= 0) continue;
    node.group = groups;
    const queue = [start];
    for (let k = 0; k < queue.length; k++)
      for (const next of nodes[queue[k]].links) {
        if (nodes[next].group >= 0) continue;
        nodes[next].group = groups;
        queue.push(next);
      }
    groups++;
  }
}

/** What lies beneath: the nearest colour that stays, rather one unlike the line, so that masses do not grow along it. */
function fill(
  { n, labels, lab }: Art,
  gone: Uint8Array,
  nodeOf: Int32Array,
  nodes: Node[],
  like: number,
): Int16Array {
  const ground = labels.slice();
  for (let cell = 0; cell < n * n; cell++) {
    if (!gone[cell]) continue;
    const [x, y] = [cell % n, Math.floor(cell / n)];
    const polarity = nodeOf[cell] >= 0 ? nodes[nodeOf[cell]].polarity : 0;
    const scores = new Map<number, [number, number]>();
    for (let reach = 3; scores.size === 0 && reach <= 2 * n; reach *= 3)
      for (let j = Math.max(0, y - reach); j <= Math.min(n - 1, y + reach); j++)
        for (let i = Math.max(0, x - reach); i <= Math.min(n - 1, x + reach); i++) {
          const c = j * n + i;
          if (gone[c]) continue;
          let d = Math.hypot(i - x, j - y);
          if (polarity !== 0) {
            const rise = polarity * (lab[labels[cell] * 3] - lab[labels[c] * 3]);
            if (rise < like / 4 || apart(lab, labels[c], labels[cell]) < like / 2) d += 2.5;
          }
          const [least, count] = scores.get(labels[c]) ?? [Number.POSITIVE_INFINITY, 0];
          scores.set(labels[c], [Math.min(least, d), count + 1]);
        }
    let best = Number.POSITIVE_INFINITY;
    for (const [label, [d, count]] of scores) {
      // Of two as near the commoner one.
      const score = d - 0.001 * count;
      if (score < best) {
        best = score;
        ground[cell] = label;
      }
    }
  }
  return ground;
}
