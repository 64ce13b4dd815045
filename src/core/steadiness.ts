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
  /** Of all cells: those that leave their colour for one frame and come back, while their source does not do just that. */
  readonly flips: number;
  /** Of cells whose source arrives by the frame's whole-cell motion: those whose colour does too. */
  readonly agreement: number;
  /** The dirty window: of cells whose source moves by ΔE 2.3 and more, those that keep their colour; 100 is a frozen picture. */
  readonly dirty: number;
  /** Of all cells: those that change colour in a step, in the mean. */
  readonly step: number;
  /** The step from the last frame to the first, as a multiple of the mean step. */
  readonly seam: number;
}

interface Seen {
  readonly width: number;
  readonly height: number;
  readonly art: Float32Array;
  readonly source: Float32Array;
}

const ratio = (part: number, whole: number, none: number): number => (whole === 0 ? none : part / whole);

/**
 * Measures an animation frame by frame, and keeps no more than the first and the last two of them. Colours are compared,
 * not indices, so palettes may differ; a step that nobody sees is none. Cells at the edge into which a motion brings what was not there count nowhere in
 * `agreement`.
 */
export class Steadiness {
  #first: Seen | null = null;
  #last: Seen | null = null;
  #before: Seen | null = null;
  #frames = 0;
  #cells = 0;
  readonly #calm = { cells: 0, changed: 0 };
  readonly #moved = { cells: 0, kept: 0 };
  readonly #followed = { cells: 0, same: 0 };
  readonly #triples = { cells: 0, flips: 0 };
  #changes = 0;

  /**
   * Adds the next frame.
   * @param source what the art shows, of any size: each cell is its part's mean
   * @param shift the motion since the frame before
   * Throws a RangeError if the art's size differs from the frame before.
   */
  add(art: PixelArt, source: RgbaImage, shift: Shift = [0, 0]): void {
    const { width, height } = art;
    const last = this.#last;
    if (last !== null && (last.width !== width || last.height !== height))
      throw new RangeError(`art of ${last.width}x${last.height}, received ${width}x${height}`);
    const seen = { width, height, art: labOfArt(art), source: labOfCells(source, width, height) };
    this.#frames++;
    this.#cells = width * height;
    this.#first ??= seen;
    if (last !== null) {
      this.#step(last, seen);
      this.#follow(last, seen, shift);
      if (this.#before !== null) this.#flip(this.#before, last, seen);
    }
    this.#before = last;
    this.#last = seen;
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
      }
    }
  }

  #follow(from: Seen, to: Seen, [dx, dy]: Shift): void {
    const { width, height } = to;
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
      const goes = apart(before.source, i, at.source, i) >= VISIBLE;
      const comes = apart(at.source, i, after.source, i) >= VISIBLE;
      if (!goes || !comes) this.#triples.flips++;
    }
  }

  /** What was measured so far. */
  figures(): SteadyFigures {
    const steps = this.#frames - 1;
    const mean = steps < 1 ? Number.NaN : this.#changes / (steps * this.#cells);
    let seam = 0;
    if (this.#first !== null && this.#last !== null)
      for (let i = 0; i < this.#cells; i++)
        if (apart(this.#first.art, i, this.#last.art, i) >= VISIBLE) seam++;
    return {
      frames: this.#frames,
      flicker: 100 * ratio(this.#calm.changed, this.#calm.cells, Number.NaN),
      flips: 100 * ratio(this.#triples.flips, this.#triples.cells, Number.NaN),
      agreement: 100 * ratio(this.#followed.same, this.#followed.cells, Number.NaN),
      dirty: 100 * ratio(this.#moved.kept, this.#moved.cells, Number.NaN),
      step: 100 * mean,
      seam: steps < 1 ? Number.NaN : ratio(seam / this.#cells, mean, seam === 0 ? 0 : Number.NaN),
    };
  }
}

function labOfArt({ palette, indices, width, height }: PixelArt): Float32Array {
  const entries = labOfCells(
    { width: palette.length, height: 1, data: Uint8Array.from(palette.flat()) },
    palette.length,
    1,
  );
  const lab = new Float32Array(width * height * N);
  indices.forEach((index, i) => {
    lab.set(entries.subarray(index * N, index * N + N), i * N);
  });
  return lab;
}

/** The mean of each cell's source in linear light, by coverage, as CIELAB, and its coverage. */
export function labOfCells(
  { width: across, height: down, data }: RgbaImage,
  width: number,
  height: number,
): Float32Array {
  const sums = new Float64Array(width * height * N);
  const counts = new Uint32Array(width * height);
  for (let y = 0, at = 0; y < down; y++) {
    const row = Math.floor((y * height) / down) * width;
    for (let x = 0; x < across; x++, at += 4) {
      const cell = row + Math.floor((x * width) / across);
      const alpha = data[at + 3] / 255;
      counts[cell]++;
      for (let c = 0; c < 3; c++) sums[cell * N + c] += alpha * LINEAR_OF_BYTE[data[at + c]];
      sums[cell * N + 3] += alpha;
    }
  }
  const out = new Float32Array(width * height * N);
  const lab = new Float64Array(3);
  for (let cell = 0; cell < counts.length; cell++) {
    const at = cell * N;
    const alpha = sums[at + 3];
    if (alpha === 0) continue;
    linearToLab(sums[at] / alpha, sums[at + 1] / alpha, sums[at + 2] / alpha, lab, 0);
    out.set(lab, at);
    out[at + 3] = (100 * alpha) / counts[cell];
  }
  return out;
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
