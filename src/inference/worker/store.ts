import type { Rgba } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import type { Cells } from '../art/cells.ts';
import { colour, paletteOf, partOf, weigh } from '../art/colour.ts';
import type { Looked } from '../art/evidence.ts';
import { exactnessOf } from '../art/exact.ts';
import type { Drawing } from '../draw/drawing.ts';
import { buffersIn } from './buffers.ts';
import type { Coloured } from './protocol.ts';

/** How many bytes of drawings are kept: over a hundred of 128×128 art pixels, with their evidence. */
const MOST_BYTES = 256 * 2 ** 20;
/** About what a small object takes beside its buffers, in bytes. */
const OBJECT_BYTES = 100;

interface Kept {
  readonly drawing: Drawing;
  readonly bytes: number;
}

/** Drawings by id, each with the evidence that was made of it. Beyond a number of bytes the ones asked for longest ago go. */
export class Store {
  /** In the order in which they were asked for. */
  private readonly kept = new Map<number, Kept>();
  private bytes = 0;
  /** What was seen of pictures that are still being drawn. */
  private readonly ahead = new Map<number, Looked>();

  /** @param most bytes; the newest drawing is kept in any case */
  constructor(private readonly most = MOST_BYTES) {}

  /** Notes what is seen of a picture that is being drawn, until its drawing is kept or released. */
  look(id: number, looked: Looked | null): void {
    if (looked !== null) this.ahead.set(id, looked);
  }

  /** @param options by which it is likely to be coloured: what they need of it is made now */
  keep(id: number, drawing: Drawing, options: PixelizeOptions): void {
    const looked = this.ahead.get(id);
    this.ahead.delete(id);
    this.put(id, weigh(drawing, options, looked));
  }

  release(id: number): void {
    this.ahead.delete(id);
    this.bytes -= this.kept.get(id)?.bytes ?? 0;
    this.kept.delete(id);
  }

  /** The drawing's part in a palette that it shares; null if it is not kept. */
  part(id: number, options: PixelizeOptions): Cells | null {
    const drawing = this.find(id, options);
    return drawing && partOf(drawing, options);
  }

  /**
   * The drawing's art; null if it is not kept.
   * @param palette that it shares, or null for its own
   * @param keep as for `colour`
   */
  colour(
    id: number,
    palette: readonly Rgba[] | null,
    options: PixelizeOptions,
    keep: boolean,
  ): Coloured | null {
    const drawing = this.find(id, options);
    if (drawing === null) return null;
    const art = colour(drawing, palette ?? paletteOf([drawing], options), options, keep);
    return { ...art, exactness: exactnessOf(drawing, art) };
  }

  private find(id: number, options: PixelizeOptions): Drawing | null {
    const found = this.kept.get(id);
    if (found === undefined) return null;
    const drawing = weigh(found.drawing, options);
    if (drawing === found.drawing) {
      this.kept.delete(id);
      this.kept.set(id, found);
    } else this.put(id, drawing);
    return drawing;
  }

  private put(id: number, drawing: Drawing): void {
    this.release(id);
    const kept = { drawing, bytes: bytesIn(drawing) };
    this.kept.set(id, kept);
    this.bytes += kept.bytes;
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= this.most || oldest === id) break;
      this.release(oldest);
    }
  }
}

/** About what plain data takes. A buffer that serves twice is there once. */
function bytesIn(data: object): number {
  let objects = 0;
  const count = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    objects++;
    if (!ArrayBuffer.isView(value)) for (const part of Object.values(value)) count(part);
  };
  count(data);
  return [...buffersIn(data)].reduce((sum, { byteLength }) => sum + byteLength, objects * OBJECT_BYTES);
}
