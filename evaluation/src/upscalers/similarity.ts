import type { RgbaImage } from '../../../src/core/image.ts';

/** The eight directions, clockwise from east; the opposite of d is (d + 4) % 8. */
const DX = [1, 1, 0, -1, -1, -1, 0, 1];
const DY = [0, 1, 1, 1, 0, -1, -1, -1];
const [EAST, SOUTHEAST, SOUTH, SOUTHWEST] = [0, 1, 2, 3];
/** Differences of Y, U and V (0..255) up to which two pixels are one feature. */
const MOST_Y = 48;
const MOST_U = 7;
const MOST_V = 6;
/** Reach of the sparse-pixels heuristic around a crossing, and weight of the islands heuristic. */
const WINDOW = 3;
const ISLAND = 5;

/**
 * Which pixels of a pixel art belong together: the similarity graph of Kopf and Lischinski 2011, sections 3.1 and
 * 3.2. Neighbours of like colour are connected, and where two diagonals cross, the heuristics (curves, sparse pixels,
 * islands) keep one.
 */
export class SimilarityGraph {
  readonly width: number;
  readonly height: number;
  /** One bit a direction and pixel. */
  private readonly links: Uint8Array;

  constructor(art: RgbaImage) {
    this.width = art.width;
    this.height = art.height;
    this.links = new Uint8Array(art.width * art.height);
    const yuv = yuvOf(art);
    this.forEachPixel((x, y) => {
      for (const d of [EAST, SOUTHEAST, SOUTH, SOUTHWEST]) {
        if (
          this.inside(x + DX[d], y + DY[d]) &&
          alike(yuv, this.index(x, y), this.index(x + DX[d], y + DY[d]))
        ) {
          this.set(x, y, d, true);
        }
      }
    });
    this.untangle();
  }

  /** Whether two neighbouring pixels are connected. */
  linked(x: number, y: number, toX: number, toY: number): boolean {
    for (let d = 0; d < 8; d++) {
      if (x + DX[d] === toX && y + DY[d] === toY) return this.has(x, y, d);
    }
    return false;
  }

  /** The number of the connected part that each pixel belongs to. */
  parts(): Int32Array {
    const part = new Int32Array(this.links.length).fill(-1);
    let count = 0;
    for (let start = 0; start < part.length; start++) {
      if (part[start] >= 0) continue;
      const queue = [start];
      part[start] = count;
      for (const i of queue) {
        for (const j of this.neighbours(i)) {
          if (part[j] >= 0) continue;
          part[j] = count;
          queue.push(j);
        }
      }
      count++;
    }
    return part;
  }

  private untangle(): void {
    const crossings: [number, number][] = [];
    this.forEachPixel((x, y) => {
      if (x + 1 >= this.width || y + 1 >= this.height) return;
      if (!this.has(x, y, SOUTHEAST) || !this.has(x + 1, y, SOUTHWEST)) return;
      const sides =
        this.has(x, y, EAST) &&
        this.has(x, y, SOUTH) &&
        this.has(x + 1, y, SOUTH) &&
        this.has(x, y + 1, EAST);
      if (sides) {
        // A smoothly shaded block: its diagonals say nothing.
        this.set(x, y, SOUTHEAST, false);
        this.set(x + 1, y, SOUTHWEST, false);
      } else {
        crossings.push([x, y]);
      }
    });
    // All crossings are judged on the same graph, so that the order does not matter.
    const votes = crossings.map(([x, y]) => this.vote(x, y));
    crossings.forEach(([x, y], i) => {
      if (votes[i] <= 0) this.set(x, y, SOUTHEAST, false);
      if (votes[i] >= 0) this.set(x + 1, y, SOUTHWEST, false);
    });
  }

  /** Above 0 keeps the diagonal that falls, below 0 the one that rises. */
  private vote(x: number, y: number): number {
    const falling: [number, number] = [this.index(x, y), this.index(x + 1, y + 1)];
    const rising: [number, number] = [this.index(x + 1, y), this.index(x, y + 1)];
    const island = ([a, b]: [number, number]) =>
      this.neighbours(a).length === 1 || this.neighbours(b).length === 1 ? ISLAND : 0;
    return (
      this.curveLength(falling) -
      this.curveLength(rising) +
      this.partSize(rising, x, y) -
      this.partSize(falling, x, y) +
      island(falling) -
      island(rising)
    );
  }

  /** Length of the curve that a link is part of: as far as its pixels have two links each. */
  private curveLength([a, b]: [number, number]): number {
    const seen = new Set([a, b]);
    const follow = (from: number, to: number): number => {
      let [last, here, length] = [from, to, 0];
      for (;;) {
        const next = this.neighbours(here);
        if (next.length !== 2) return length;
        const onward = next[0] === last ? next[1] : next[0];
        length++;
        if (seen.has(onward)) return length;
        seen.add(onward);
        [last, here] = [here, onward];
      }
    };
    return 1 + follow(a, b) + follow(b, a);
  }

  /** Pixels of the part that a link belongs to, within the 8×8 window around the crossing. */
  private partSize([a]: [number, number], x: number, y: number): number {
    const queue = [a];
    const seen = new Set(queue);
    for (const i of queue) {
      for (const j of this.neighbours(i)) {
        const [u, v] = [j % this.width, Math.floor(j / this.width)];
        const near = u >= x - WINDOW && u <= x + 1 + WINDOW && v >= y - WINDOW && v <= y + 1 + WINDOW;
        if (near && !seen.has(j)) {
          seen.add(j);
          queue.push(j);
        }
      }
    }
    return seen.size;
  }

  private neighbours(i: number): number[] {
    const found: number[] = [];
    for (let d = 0; d < 8; d++) {
      if (this.links[i] & (1 << d)) found.push(i + DY[d] * this.width + DX[d]);
    }
    return found;
  }

  private set(x: number, y: number, d: number, linked: boolean): void {
    const put = (i: number, bit: number) => {
      this.links[i] = linked ? this.links[i] | (1 << bit) : this.links[i] & ~(1 << bit);
    };
    put(this.index(x, y), d);
    put(this.index(x + DX[d], y + DY[d]), (d + 4) % 8);
  }

  private has(x: number, y: number, d: number): boolean {
    return (this.links[this.index(x, y)] & (1 << d)) !== 0;
  }

  private index(x: number, y: number): number {
    return y * this.width + x;
  }

  private inside(x: number, y: number): boolean {
    return x >= 0 && y >= 0 && x < this.width && y < this.height;
  }

  private forEachPixel(visit: (x: number, y: number) => void): void {
    for (let y = 0; y < this.height; y++) for (let x = 0; x < this.width; x++) visit(x, y);
  }
}

/** Y, U, V (BT.601, 0..255 apart from signs) and opacity, four numbers a pixel. */
function yuvOf({ data }: RgbaImage): Float64Array {
  const yuv = new Float64Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
    const y = 0.299 * r + 0.587 * g + 0.114 * b;
    yuv.set([y, 0.492 * (b - y), 0.877 * (r - y), data[i + 3]], i);
  }
  return yuv;
}

function alike(yuv: Float64Array, i: number, j: number): boolean {
  const [p, q] = [yuv.subarray(i * 4, i * 4 + 4), yuv.subarray(j * 4, j * 4 + 4)];
  const [clear, alsoClear] = [p[3] < 128, q[3] < 128];
  if (clear || alsoClear) return clear && alsoClear;
  return (
    Math.abs(p[0] - q[0]) <= MOST_Y && Math.abs(p[1] - q[1]) <= MOST_U && Math.abs(p[2] - q[2]) <= MOST_V
  );
}
