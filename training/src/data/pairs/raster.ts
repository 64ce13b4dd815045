/** Areas between contours, filled by scanlines with exact horizontal coverage. */
import type { Contours } from './contours.ts';

/** Samples a cell along either axis. */
export const SAMPLES = 8;
/** Scanlines a sample. */
const ROWS = 4;

/** Crossings of the contours with the scanlines: a list per scanline, sorted from west to east. */
class Scan {
  private readonly head: Int32Array;
  private next = new Int32Array(1 << 14);
  private place = new Float32Array(1 << 14);
  private west = new Int16Array(1 << 14);
  private east = new Int16Array(1 << 14);
  private count = 0;
  /** Of the scanline that `sort` was called for: where it is crossed, and the colours to the west and the east. */
  readonly x: number[] = [];
  readonly from: number[] = [];
  readonly to: number[] = [];

  /** @param perCell scanlines a cell */
  constructor({ pieces }: Contours, n: number, perCell: number) {
    const rows = n * perCell;
    this.head = new Int32Array(rows).fill(-1);
    for (let k = 0; k < pieces.count; k++) {
      let [x0, y0, x1, y1] = pieces.ends.subarray(k * 4, k * 4 + 4);
      if (y0 > y1) [x0, y0, x1, y1] = [x1, y1, x0, y0];
      const first = Math.max(0, Math.ceil(y0 * perCell - 0.5));
      const last = Math.min(rows - 1, Math.ceil(y1 * perCell - 0.5) - 1);
      if (last < first) continue;
      const slope = (x1 - x0) / (y1 - y0);
      for (let r = first; r <= last; r++) {
        if (this.count === this.next.length) this.grow();
        const c = this.count++;
        this.place[c] = x0 + ((r + 0.5) / perCell - y0) * slope;
        this.west[c] = pieces.sides[k * 2];
        this.east[c] = pieces.sides[k * 2 + 1];
        this.next[c] = this.head[r];
        this.head[r] = c;
      }
    }
  }

  private grow(): void {
    const size = this.next.length * 2;
    const next = new Int32Array(size);
    next.set(this.next);
    this.next = next;
    const place = new Float32Array(size);
    place.set(this.place);
    this.place = place;
    const west = new Int16Array(size);
    west.set(this.west);
    this.west = west;
    const east = new Int16Array(size);
    east.set(this.east);
    this.east = east;
  }

  /** @returns how many crossings the scanline has; they are then in `x`, `from` and `to` */
  sort(row: number): number {
    let count = 0;
    for (let c = this.head[row]; c >= 0; c = this.next[c]) {
      const at = this.place[c];
      let k = count++;
      while (k > 0 && this.x[k - 1] > at) {
        this.x[k] = this.x[k - 1];
        this.from[k] = this.from[k - 1];
        this.to[k] = this.to[k - 1];
        k--;
      }
      this.x[k] = at;
      this.from[k] = this.west[c];
      this.to[k] = this.east[c];
    }
    return count;
  }
}

/** Calls `span` for every stretch of one colour of every scanline, from west to east, in cells. */
function eachSpan(
  contours: Contours,
  n: number,
  perCell: number,
  colours: number,
  span: (row: number, from: number, to: number, label: number) => void,
): void {
  const scan = new Scan(contours, n, perCell);
  // How often a place is inside each colour. Where contours cross, their order along the scanline is not that of the
  // areas; the counts come right behind them.
  const inside = new Int8Array(colours);
  let edge = 0;
  for (let row = 0; row < n * perCell; row++) {
    const y = (row + 0.5) / perCell;
    while (edge + 1 < contours.left.length && contours.left[edge + 1].y <= y) edge++;
    let label = contours.left[edge].label;
    inside.fill(0);
    inside[label] = 1;
    let x = 0;
    const count = scan.sort(row);
    for (let k = 0; k < count; k++) {
      const to = Math.min(n, Math.max(x, scan.x[k]));
      if (to > x) span(row, x, to, label);
      x = to;
      inside[scan.from[k]]--;
      inside[scan.to[k]]++;
      if (inside[scan.to[k]] > 0) label = scan.to[k];
      else if (inside[label] <= 0) label = Math.max(0, inside.indexOf(1));
    }
    if (x < n) span(row, x, n, label);
  }
}

/**
 * Share of each cell that has its own colour.
 * @param labels each cell's colour
 * @param colours how many there are
 * @returns n × n numbers in 0..1
 */
export function shares(contours: Contours, labels: Int16Array, n: number, colours: number): Float32Array {
  const perCell = 8;
  const out = new Float32Array(n * n);
  eachSpan(contours, n, perCell, colours, (row, from, to, label) => {
    const start = Math.floor(row / perCell) * n;
    for (let x = Math.floor(from); x < to; x++)
      if (labels[start + x] === label) out[start + x] += (Math.min(to, x + 1) - Math.max(from, x)) / perCell;
  });
  return out;
}

/** A picture that is being made. */
export interface Canvas {
  /** Samples along a side: 8 a cell. */
  readonly size: number;
  /** size × size × 3, sRGB bytes as real numbers. */
  readonly data: Float32Array;
  /** size × size: the colour (index) at each sample's centre, before lines. */
  readonly label: Int16Array;
}

/** Fills the areas. @param colours k × 3 sRGB bytes */
export function fillAreas(contours: Contours, n: number, colours: ArrayLike<number>): Canvas {
  const size = n * SAMPLES;
  const data = new Float32Array(size * size * 3);
  const labels = new Int16Array(size * size);
  eachSpan(contours, n, SAMPLES * ROWS, colours.length / 3, (row, from, to, label) => {
    const y = Math.floor(row / ROWS);
    const [a, b] = [from * SAMPLES, to * SAMPLES];
    const [red, green, blue] = [
      colours[label * 3] / ROWS,
      colours[label * 3 + 1] / ROWS,
      colours[label * 3 + 2] / ROWS,
    ];
    const first = Math.floor(a);
    const last = Math.min(size - 1, Math.ceil(b) - 1);
    for (let x = first; x <= last; x++) {
      const cover = Math.min(b, x + 1) - Math.max(a, x);
      const p = (y * size + x) * 3;
      data[p] += cover * red;
      data[p + 1] += cover * green;
      data[p + 2] += cover * blue;
    }
    if (row % ROWS === ROWS >> 1)
      labels.fill(label, y * size + Math.max(first, Math.ceil(a - 0.5)), y * size + Math.ceil(b - 0.5));
  });
  return { size, data, label: labels };
}
