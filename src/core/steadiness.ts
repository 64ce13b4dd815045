import { linearToLab } from './cielab.ts';
import { LINEAR_OF_BYTE } from './colour.ts';
import type { PixelArt, RgbaImage } from './image.ts';

/** ΔE76: steps below this are not seen, neither in the source nor in the art. */
export const VISIBLE = 2.3;
/** Numbers a cell: L, a, b, and how much of it is covered, 0..100. */
const N = 4;

/** A whole-cell motion: what was at (x, y) is at (x + dx, y + dy) a frame later. */
export type Shift = readonly [dx: number, dy: number];

/** How steady an animation is. Shares are percent; NaN where there is nothing to count. */
export interface SteadyFigures {
  readonly frames: number;
  /** Of cells whose source hardly moves from a frame to the next (less than ΔE 2.3): those that change colour all the same. */
  readonly flicker: number;
  /**
   * Of all cells: those that leave their colour for one frame and come back, where either change has no cause: neither does
   * the cell's source move by ΔE 2.3, nor does it arrive with that colour by the frame's whole-cell motion.
   */
  readonly flips: number;
  /** Of cells whose source arrives by the frame's whole-cell motion: those whose colour does too. */
  readonly agreement: number;
  /** The dirty window: of cells whose source moves by ΔE 2.3 and more, those that keep their colour; 100 is a frozen picture. */
  readonly dirty: number;
  /**
   * Of the same cells: those where nothing changes that lasts. They keep their colour, or the change is taken back, or takes one
   * back, within three frames, though the source is a visible step from what it was under that colour. Unlike `dirty` it is not
   * lowered by colours that jump to and fro.
   */
  readonly idle: number;
  /**
   * Of the same cells: those that are left behind. They keep a colour from which their source moves away by ΔE 2.3 or more,
   * while another of the palette is nearer by as much. Unlike `dirty` it is not lowered by colours that change without a cause.
   */
  readonly stale: number;
  /** Of all cells: those that change colour in a step, in the mean. */
  readonly step: number;
  /** The step from the last frame to the first, as a multiple of the mean step. */
  readonly seam: number;
}

/** Frames within which a colour that comes back takes back the change that it left by. */
const BACK = 3;

interface Seen {
  readonly width: number;
  readonly height: number;
  readonly art: Float32Array;
  readonly source: Float32Array;
  /** The palette's colours, as those of cells. */
  readonly entries: Float32Array;
  /** The motion since the frame before. */
  readonly shift: Shift;
  /** A byte a cell: 1 where the step to this frame is a change with its source that lasts, as far as is known. */
  readonly follows: Uint8Array;
}

const ratio = (part: number, whole: number, none: number): number => (whole === 0 ? none : part / whole);

/**
 * Measures an animation frame by frame, and keeps no more than the first and the last few of them. Colours are compared,
 * not indices, so palettes may differ; a step that nobody sees is none. Cells at the edge into which a motion brings what was
 * not there count nowhere in `agreement`.
 */
export class Steadiness {
  #first: Seen | null = null;
  /** The last frames, the latest first: so many that a change in one of them can be taken back by the next. */
  #recent: Seen[] = [];
  #frames = 0;
  #cells = 0;
  readonly #calm = { cells: 0, changed: 0 };
  readonly #moved = { cells: 0, kept: 0, idle: 0, stale: 0 };
  readonly #followed = { cells: 0, same: 0 };
  readonly #triples = { cells: 0, flips: 0 };
  #changes = 0;

  /**
   * Adds the next frame.
   * @param source what the art shows, as `labOfCells` has it
   * @param shift the motion since the frame before
   * Throws a RangeError if the art's size differs from the frame before.
   */
  add(art: PixelArt, source: Float32Array, shift: Shift = [0, 0]): void {
    const { width, height } = art;
    const [last = null, before = null] = this.#recent;
    if (last !== null && (last.width !== width || last.height !== height))
      throw new RangeError(`art of ${last.width}x${last.height}, received ${width}x${height}`);
    const entries = labOfPalette(art);
    const seen: Seen = {
      width,
      height,
      art: labOfArt(art, entries),
      source,
      entries,
      shift,
      follows: new Uint8Array(width * height),
    };
    this.#frames++;
    this.#cells = width * height;
    this.#first ??= seen;
    if (last !== null) {
      this.#step(last, seen);
      this.#takeBack(seen);
      this.#follow(last, seen);
      if (before !== null) this.#flip(before, last, seen);
    }
    this.#recent = [seen, ...this.#recent.slice(0, BACK)];
  }

  #step(from: Seen, to: Seen): void {
    for (let i = 0; i < this.#cells; i++) {
      const isSame = apart(from.art, i, to.art, i) < VISIBLE;
      if (!isSame) this.#changes++;
      if (apart(from.source, i, to.source, i) < VISIBLE) {
        this.#calm.cells++;
        if (!isSame) this.#calm.changed++;
      } else {
        this.#moved.cells++;
        if (isSame) this.#moved.kept++;
        if (isSame) this.#moved.idle++;
        else to.follows[i] = 1;
        if (isSame && isLeftBehind(from, to, i)) this.#moved.stale++;
      }
    }
  }

  /** Finds what the latest frame takes back. */
  #takeBack(seen: Seen): void {
    const idle = (at: Seen, i: number): void => {
      this.#moved.idle += at.follows[i];
      at.follows[i] = 0;
    };
    for (let back = 1; back < this.#recent.length; back++) {
      const [left, old] = [this.#recent[back - 1], this.#recent[back]];
      for (let i = 0; i < this.#cells; i++) {
        if (left.follows[i] + seen.follows[i] === 0) continue;
        if (apart(old.art, i, seen.art, i) >= VISIBLE || apart(old.source, i, seen.source, i) < VISIBLE)
          continue;
        idle(left, i);
        idle(seen, i);
      }
    }
  }

  #follow(from: Seen, to: Seen): void {
    const { width, height } = to;
    const [dx, dy] = to.shift;
    for (let y = Math.max(0, dy); y < Math.min(height, height + dy); y++) {
      for (let x = Math.max(0, dx); x < Math.min(width, width + dx); x++) {
        const i = y * width + x;
        const j = i - dy * width - dx;
        if (apart(from.source, j, to.source, i) >= VISIBLE) continue;
        this.#followed.cells++;
        if (apart(from.art, j, to.art, i) < VISIBLE) this.#followed.same++;
      }
    }
  }

  #flip(before: Seen, at: Seen, after: Seen): void {
    this.#triples.cells += this.#cells;
    for (let i = 0; i < this.#cells; i++) {
      const isBack = apart(before.art, i, after.art, i) < VISIBLE;
      if (!isBack || apart(before.art, i, at.art, i) < VISIBLE) continue;
      if (!hasCause(before, at, i) || !hasCause(at, after, i)) this.#triples.flips++;
    }
  }

  /** What was measured so far. */
  figures(): SteadyFigures {
    const steps = this.#frames - 1;
    const mean = steps < 1 ? Number.NaN : this.#changes / (steps * this.#cells);
    let seam = 0;
    const [last] = this.#recent;
    if (this.#first !== null && last !== undefined)
      for (let i = 0; i < this.#cells; i++) if (apart(this.#first.art, i, last.art, i) >= VISIBLE) seam++;
    return {
      frames: this.#frames,
      flicker: 100 * ratio(this.#calm.changed, this.#calm.cells, Number.NaN),
      flips: 100 * ratio(this.#triples.flips, this.#triples.cells, Number.NaN),
      agreement: 100 * ratio(this.#followed.same, this.#followed.cells, Number.NaN),
      dirty: 100 * ratio(this.#moved.kept, this.#moved.cells, Number.NaN),
      idle: 100 * ratio(this.#moved.idle, this.#moved.cells, Number.NaN),
      stale: 100 * ratio(this.#moved.stale, this.#moved.cells, Number.NaN),
      step: 100 * mean,
      seam: steps < 1 ? Number.NaN : ratio(seam / this.#cells, mean, seam === 0 ? 0 : Number.NaN),
    };
  }
}

/** Whether a cell that changes colour does so because its source moves, or comes with it by the motion of the whole. */
function hasCause(from: Seen, to: Seen, i: number): boolean {
  if (apart(from.source, i, to.source, i) >= VISIBLE) return true;
  const { width, height } = to;
  const x = (i % width) - to.shift[0];
  const y = Math.floor(i / width) - to.shift[1];
  if (x < 0 || y < 0 || x >= width || y >= height) return false;
  const j = y * width + x;
  return apart(from.source, j, to.source, i) < VISIBLE && apart(from.art, j, to.art, i) < VISIBLE;
}

/** Whether the source of a cell goes away from the colour that it keeps, and the palette has a nearer one. */
function isLeftBehind(from: Seen, to: Seen, i: number): boolean {
  const own = apart(to.art, i, to.source, i);
  if (own < apart(from.art, i, from.source, i) + VISIBLE) return false;
  for (let entry = 0; entry * N < to.entries.length; entry++)
    if (apart(to.entries, entry, to.source, i) <= own - VISIBLE) return true;
  return false;
}

const labOfPalette = ({ palette }: PixelArt): Float32Array =>
  labOfCells({ width: palette.length, height: 1, data: Uint8Array.from(palette.flat()) }, palette.length, 1);

function labOfArt({ indices, width, height }: PixelArt, entries: Float32Array): Float32Array {
  const lab = new Float32Array(width * height * N);
  indices.forEach((index, i) => {
    lab.set(entries.subarray(index * N, index * N + N), i * N);
  });
  return lab;
}

/** The mean of each cell's source in linear light, by area and coverage, as CIELAB, and its coverage. */
export function labOfCells(
  { width: across, height: down, data }: RgbaImage,
  width: number,
  height: number,
): Float32Array {
  const sums = new Float64Array(width * height * N);
  const columns = partsOf(across, width);
  for (const [y, row, tall] of partsOf(down, height)) {
    for (const [x, column, wide] of columns) {
      const at = (y * across + x) * 4;
      const to = (row * width + column) * N;
      const alpha = (data[at + 3] / 255) * tall * wide;
      for (let c = 0; c < 3; c++) sums[to + c] += alpha * LINEAR_OF_BYTE[data[at + c]];
      sums[to + 3] += alpha;
    }
  }
  const out = new Float32Array(width * height * N);
  const lab = new Float64Array(3);
  for (let at = 0; at < out.length; at += N) {
    const alpha = sums[at + 3];
    if (alpha === 0) continue;
    linearToLab(sums[at] / alpha, sums[at + 1] / alpha, sums[at + 2] / alpha, lab, 0);
    out.set(lab, at);
    out[at + 3] = (100 * alpha) / (across * down);
  }
  return out;
}

/** The parts of a line of pixels that lie in a cell each: of which pixel, in which cell, and how long; a cell is `pixels` long. */
function partsOf(pixels: number, cells: number): (readonly [pixel: number, cell: number, length: number])[] {
  const parts: [number, number, number][] = [];
  for (let pixel = 0; pixel < pixels; pixel++) {
    const end = (pixel + 1) * cells;
    for (let from = pixel * cells; from < end; ) {
      const cell = Math.floor(from / pixels);
      const to = Math.min(end, (cell + 1) * pixels);
      parts.push([pixel, cell, to - from]);
      from = to;
    }
  }
  return parts;
}

/** How far two cells of `labOfCells` are apart, ΔE76; coverage counts as lightness does, and colour by coverage. */
export function apart(p: Float32Array, i: number, q: Float32Array, j: number): number {
  const [a, b] = [i * N, j * N];
  const covered = Math.min(p[a + 3], q[b + 3]) / 100;
  const dl = p[a] - q[b];
  const da = p[a + 1] - q[b + 1];
  const db = p[a + 2] - q[b + 2];
  const dc = p[a + 3] - q[b + 3];
  return Math.sqrt(covered * (dl * dl + da * da + db * db) + dc * dc);
}
