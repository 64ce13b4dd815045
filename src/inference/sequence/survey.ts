import type { RgbaImage } from '../../core/image.ts';
import { mostOpaque } from '../draw/opacity.ts';

/** Frames that are kept for their colours, and those that are merely spread evenly. */
const NOVEL = 24;
const SPREAD = 8;
/** Bits a channel of what counts as a colour at first; there are fewer when too many frames would be novel. */
const BITS = 4;

/**
 * Finds frames that show between them all colours of a sequence, so that its palette need not be made of all frames: those
 * that bring a colour never seen before, and some spread evenly. Frames are looked at once, in their order, and none is kept.
 */
export class Survey {
  #count = 0;
  #transparent = false;
  #opaque = 0;
  #stride = 1;
  #spread: number[] = [];
  #bits = BITS;
  #novel: { readonly index: number; readonly bins: readonly number[] }[] = [];
  #seen = new Set<number>();

  /** @param cells the art's cells: what is smaller than one is no colour of the frame */
  constructor(readonly cells: number) {}

  add(image: RgbaImage): void {
    const index = this.#count++;
    if (index % this.#stride === 0) this.#spread.push(index);
    if (this.#spread.length > SPREAD) {
      this.#stride *= 2;
      this.#spread = this.#spread.filter((i) => i % this.#stride === 0);
    }
    const { bins, transparent } = binsOf(image, this.cells);
    this.#transparent ||= transparent;
    this.#opaque = Math.max(this.#opaque, mostOpaque(image));
    this.#consider(index, bins);
    while (this.#novel.length > NOVEL) {
      const before = this.#novel;
      this.#bits--;
      this.#novel = [];
      this.#seen = new Set();
      for (const frame of before) this.#consider(frame.index, frame.bins);
    }
  }

  #consider(index: number, bins: readonly number[]): void {
    const coarse = bins.map((bin) => coarser(bin, BITS - this.#bits));
    if (coarse.every((bin) => this.#seen.has(bin))) return;
    this.#novel.push({ index, bins });
    for (const bin of coarse) for (const near of neighbours(bin)) this.#seen.add(near);
  }

  /** How many frames there are. */
  get count(): number {
    return this.#count;
  }

  /** Whether any frame has transparent parts. */
  get transparent(): boolean {
    return this.#transparent;
  }

  /** The alpha of the most opaque pixel of all frames, 0..255. */
  get opaque(): number {
    return this.#opaque;
  }

  /**
   * The frames that show it all, in rising order.
   * @param most how many at most, 1 or more; those that bring colours come first
   */
  frames(most: number): number[] {
    const wanted = [...new Set([...this.#novel.map(({ index }) => index), ...this.#spread])];
    return wanted.slice(0, most).sort((p, q) => p - q);
  }
}

/** The colours that a cell or more of a picture has, BITS a channel. */
function binsOf({ data }: RgbaImage, cells: number): { bins: number[]; transparent: boolean } {
  const counts = new Map<number, number>();
  let transparent = false;
  const shift = 8 - BITS;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] < 255) transparent = true;
    if (data[at + 3] < 128) continue;
    const bin = ((data[at] >> shift) << 16) | ((data[at + 1] >> shift) << 8) | (data[at + 2] >> shift);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const least = Math.max(1, data.length / 4 / cells);
  return { bins: [...counts].filter(([, count]) => count >= least).map(([bin]) => bin), transparent };
}

const channels = (bin: number): [number, number, number] => [bin >> 16, (bin >> 8) & 255, bin & 255];

function coarser(bin: number, by: number): number {
  const [r, g, b] = channels(bin);
  return ((r >> by) << 16) | ((g >> by) << 8) | (b >> by);
}

/** A bin and those that touch it: noise moves colours from one to the next. */
function neighbours(bin: number): number[] {
  const [r, g, b] = channels(bin);
  const steps = [-1, 0, 1];
  return steps.flatMap((i) =>
    steps.flatMap((j) =>
      steps.flatMap((k) => {
        const [x, y, z] = [r + i, g + j, b + k];
        return Math.min(x, y, z) < 0 ? [] : [(x << 16) | (y << 8) | z];
      }),
    ),
  );
}
