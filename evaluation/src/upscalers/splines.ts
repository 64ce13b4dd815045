import type { RgbaImage } from '../../../src/core/image.ts';
import { assertSize } from '../../../src/core/resample.ts';
import { SimilarityGraph } from './similarity.ts';

/** Samples along each side of a target pixel. */
const SAMPLES = 3;
/** Straight pieces that a curve between two edge middles is drawn with. */
const PIECES = 6;
const OUTSIDE = -1;

/** A point in quarters of an art pixel. */
type Point = readonly [number, number];

/** An edge of a reshaped cell, clockwise: the part it bounds lies to its right, another to its left. */
interface Edge {
  readonly from: Point;
  readonly to: Point;
  readonly part: number;
  readonly other: number;
}

/** Where a contour crosses a line of samples, and the part that begins there to the right. */
interface Crossing {
  readonly x: number;
  readonly part: number;
}

/**
 * A pixel-art depixelizer for the way back: like-coloured neighbours become one region, also across diagonals, the
 * regions' cells are reshaped to touch where they belong together, and contours become quadratic B-splines.
 * Source: Kopf and Lischinski, "Depixelizing pixel art", SIGGRAPH 2011, sections 3.1 to 3.4 and 3.6, drawn as a
 * raster. Ours: contours stay on the spline's control points as they are (no optimisation of section 3.5's energy),
 * three or more contours meet in a fixed point, and a region keeps its pixels' own flat colours (no diffusion).
 * @param art pixel art at its own grid
 * @returns width × height pixels, contours smoothed by 3×3 samples a pixel
 * @throws UserError if a side is no positive integer
 */
export function depixelizeSplines(art: RgbaImage, width: number, height: number): RgbaImage {
  assertSize(width, height);
  const graph = new SimilarityGraph(art);
  const parts = graph.parts();
  const lines = crossings(contours(graph, parts), art.height, height * SAMPLES);
  const sums = new Float64Array(width * height * 4);
  for (let row = 0; row < height * SAMPLES; row++) {
    const y = ((row + 0.5) / (height * SAMPLES)) * art.height;
    const line = lines[row].sort((p, q) => p.x - q.x);
    let next = 0;
    let part = OUTSIDE;
    for (let column = 0; column < width * SAMPLES; column++) {
      const x = ((column + 0.5) / (width * SAMPLES)) * art.width;
      while (next < line.length && line[next].x <= x) part = line[next++].part;
      const from = nearestOf(part, parts, art.width, art.height, x, y) * 4;
      const to = (Math.floor(row / SAMPLES) * width + Math.floor(column / SAMPLES)) * 4;
      const alpha = art.data[from + 3];
      for (let c = 0; c < 3; c++) sums[to + c] += art.data[from + c] * alpha;
      sums[to + 3] += alpha;
    }
  }
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i += 4) {
    if (sums[i + 3] === 0) continue;
    for (let c = 0; c < 3; c++) data[i + c] = sums[i + c] / sums[i + 3];
    data[i + 3] = sums[i + 3] / (SAMPLES * SAMPLES);
  }
  return { width, height, data };
}

/** The pixel of a part nearest to (x, y): a curve leaves its own pixels by less than one. */
function nearestOf(
  part: number,
  parts: Int32Array,
  width: number,
  height: number,
  x: number,
  y: number,
): number {
  const [px, py] = [Math.min(width - 1, Math.floor(x)), Math.min(height - 1, Math.floor(y))];
  const own = py * width + px;
  if (parts[own] === part) return own;
  let best = own;
  let least = Number.POSITIVE_INFINITY;
  for (let v = Math.max(0, py - 1); v <= Math.min(height - 1, py + 1); v++) {
    for (let u = Math.max(0, px - 1); u <= Math.min(width - 1, px + 1); u++) {
      const d = (u + 0.5 - x) ** 2 + (v + 0.5 - y) ** 2;
      if (parts[v * width + u] === part && d < least) [best, least] = [v * width + u, d];
    }
  }
  return best;
}

/**
 * The corner of pixel (x, y) towards (x + dx, y + dy), clockwise, as one point or two. Where the diagonal through the
 * corner belongs to the pixel it is cut open for it; where the other diagonal passes, the corner gives way.
 */
function corner(graph: SimilarityGraph, x: number, y: number, dx: 1 | -1, dy: 1 | -1): Point[] {
  const [cx, cy] = [x * 4 + 2 + dx * 2, y * 4 + 2 + dy * 2];
  const [u, v] = [x + dx, y + dy];
  if (u < 0 || v < 0 || u >= graph.width || v >= graph.height) return [[cx, cy]];
  if (graph.linked(x, y, u, v)) {
    // One quarter towards each of the two pixels that the diagonal parts, in clockwise order.
    const across: Point = [cx + dx, cy - dy];
    const below: Point = [cx - dx, cy + dy];
    return dx * dy > 0 ? [across, below] : [below, across];
  }
  return graph.linked(u, y, x, v) ? [[cx - dx, cy - dy]] : [[cx, cy]];
}

/** All edges between cells of different parts, each once from either side, the picture's border too. */
function contours(graph: SimilarityGraph, parts: Int32Array): Edge[] {
  const edges: Edge[] = [];
  const { width, height } = graph;
  const partAt = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? OUTSIDE : parts[y * width + x];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const part = parts[y * width + x];
      // Each corner, and the neighbour beyond the side that follows it clockwise.
      const sides = [
        { points: corner(graph, x, y, -1, -1), other: partAt(x, y - 1) },
        { points: corner(graph, x, y, 1, -1), other: partAt(x + 1, y) },
        { points: corner(graph, x, y, 1, 1), other: partAt(x, y + 1) },
        { points: corner(graph, x, y, -1, 1), other: partAt(x - 1, y) },
      ];
      sides.forEach(({ points, other }, i) => {
        // A corner of two points is open to a pixel of the same part: no contour between them.
        const from = points[points.length - 1];
        const to = sides[(i + 1) % 4].points[0];
        if (other !== part) edges.push({ from, to, part, other });
      });
    }
  }
  return edges;
}

/** Where the smoothed contours cross each of `rows` lines of samples. */
function crossings(edges: readonly Edge[], artHeight: number, rows: number): Crossing[][] {
  const lines: Crossing[][] = Array.from({ length: rows }, () => []);
  const toRow = rows / (artHeight * 4);
  const draw = (from: Point, to: Point, { part, other }: Edge) => {
    if (from[1] === to[1]) return;
    const [top, bottom] = from[1] < to[1] ? [from, to] : [to, from];
    // Going down, clockwise, the part itself lies to the left in the picture.
    const right = from[1] < to[1] ? other : part;
    const first = Math.max(0, Math.ceil(top[1] * toRow - 0.5));
    for (let row = first; row < rows && (row + 0.5) / toRow < bottom[1]; row++) {
      const share = ((row + 0.5) / toRow - top[1]) / (bottom[1] - top[1]);
      lines[row].push({ x: (top[0] + share * (bottom[0] - top[0])) / 4, part: right });
    }
  };
  const nodes = nodesOf(edges);
  for (const edge of edges) {
    // Each contour is walked from both sides; one of them draws it.
    if (edge.other !== OUTSIDE && edge.part > edge.other) continue;
    const middle: Point = [(edge.from[0] + edge.to[0]) / 2, (edge.from[1] + edge.to[1]) / 2];
    for (const end of ['from', 'to'] as const) {
      const node = edge[end];
      const beyond = smoothNeighbour(nodes, node, edge);
      const line = beyond === null ? [node, middle] : halfCurve(node, middle, beyond);
      // Drawn in the edge's own direction, since the sides depend on it.
      if (end === 'to') line.reverse();
      for (let i = 0; i + 1 < line.length; i++) draw(line[i], line[i + 1], edge);
    }
  }
  return lines;
}

const keyOf = ([x, y]: Point): string => `${x},${y}`;

/** The other ends of the contours at each node, and whether it lies on the picture's border. */
interface Node {
  readonly ends: Map<string, Point>;
  border: boolean;
}

function nodesOf(edges: readonly Edge[]): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const add = (at: Point, end: Point, border: boolean) => {
    const node = nodes.get(keyOf(at)) ?? { ends: new Map(), border: false };
    node.ends.set(keyOf(end), end);
    node.border ||= border;
    nodes.set(keyOf(at), node);
  };
  for (const { from, to, other } of edges) {
    add(from, to, other === OUTSIDE);
    add(to, from, other === OUTSIDE);
  }
  return nodes;
}

/** The node that a contour goes on to beyond `at`; null where it is fixed: at junctions and on the border. */
function smoothNeighbour(nodes: Map<string, Node>, at: Point, edge: Edge): Point | null {
  const node = nodes.get(keyOf(at));
  if (!node || node.border || node.ends.size !== 2) return null;
  const here = keyOf(at === edge.from ? edge.to : edge.from);
  for (const [key, end] of node.ends) if (key !== here) return end;
  return null;
}

/** Half of the B-spline's piece at a node: from its middle to the middle of the edge that is drawn. */
function halfCurve(node: Point, middle: Point, beyond: Point): Point[] {
  const start: Point = [(node[0] + beyond[0]) / 2, (node[1] + beyond[1]) / 2];
  const points: Point[] = [];
  for (let i = 0; i <= PIECES; i++) {
    const t = 0.5 + i / PIECES / 2;
    const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    points.push([a * start[0] + b * node[0] + c * middle[0], a * start[1] + b * node[1] + c * middle[1]]);
  }
  return points;
}
