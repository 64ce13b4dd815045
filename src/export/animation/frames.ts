import { invalid, Words } from '../../core/errors.ts';
import type { PixelArt } from '../../core/image.ts';

/** Writes an animation frame by frame; what is kept is packed already. */
export interface AnimationWriter {
  /**
   * @param art of the first frame's size and palette
   * @param duration ms
   */
  add(art: PixelArt, duration: number): void | Promise<void>;
  /** @returns the file, of at least one frame */
  finish(): Uint8Array;
}

/** What every file of an animation is asked for. */
export interface AnimationOptions {
  /** Every art pixel is written as zoom × zoom pixels, an integer ≥ 1. */
  readonly zoom: number;
  /** Whether it is shown again and again. */
  readonly loops: boolean;
  /** Told once, in a sentence, if durations are not what the format can say. */
  readonly onNote?: (note: string) => void;
}

/**
 * Durations in a format's own unit: what rounding takes from one frame the next gets, so that the whole keeps its time.
 * What a format's limits take no frame gets: it would be shown for a time that is far from its own.
 */
export class Ticks {
  #left = 0;
  #isTold = false;

  /**
   * @param unit ms
   * @param least units of a frame
   * @param most units of a frame
   * @param onNote see AnimationOptions
   */
  constructor(
    private readonly unit: number,
    private readonly least: number,
    private readonly most: number,
    private readonly onNote: AnimationOptions['onNote'] = undefined,
  ) {}

  /** Whole units of the next frame. */
  next(duration: number): number {
    const within = this.#within(duration / this.unit);
    if (within !== duration / this.unit) this.#tell();
    const exact = this.#left + within;
    const ticks = this.#within(Math.round(exact));
    this.#left = exact - ticks;
    return ticks;
  }

  #tell(): void {
    const range = `${this.least * this.unit} to ${this.most * this.unit} ms`;
    if (!this.#isTold)
      this.onNote?.(
        `the output's format shows a frame for ${range}: other durations become the nearest of these`,
      );
    this.#isTold = true;
  }

  #within(ticks: number): number {
    return Math.min(this.most, Math.max(this.least, ticks));
  }
}

/** How large a format's frames may be, in pixels. */
export interface Limits {
  /** What the format is to its user. */
  readonly name: string;
  readonly side: number;
  /** Pixels in all. */
  readonly area?: number;
}

/** Throws a UserError, which names the largest zoom that fits, if a format takes no frames of that size. */
export function checkFits(
  { name, side, area = side ** 2 }: Limits,
  { width, height }: Pick<PixelArt, 'width' | 'height'>,
  zoom: number,
): void {
  const most = Math.floor(Math.min(side / Math.max(width, height), Math.sqrt(area / (width * height))));
  if (zoom <= most) return;
  const fitting = most > 0 ? `: a zoom of at most ${most}` : '';
  const within = area < side ** 2 ? ` and ${area} in all` : '';
  throw invalid(
    name,
    `at most ${side} pixels a side${within}${fitting}`,
    new Words(`${width * zoom}×${height * zoom}`),
  );
}

/** A part of a frame, in art pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a frame that differs from the one before, all of it for the first; one pixel if nothing differs. */
export function changedBox(before: PixelArt | null, { width, height, indices }: PixelArt): Box {
  if (before === null) return { x: 0, y: 0, width, height };
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (indices[i] === before.indices[i]) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return { x: 0, y: 0, width: 1, height: 1 };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** A part of art as art of its own. */
export function cropped(art: PixelArt, { x, y, width, height }: Box): PixelArt {
  const indices = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * art.width + x;
    indices.set(art.indices.subarray(from, from + width), row * width);
  }
  return { width, height, palette: art.palette, indices };
}

/** Throws a RangeError unless a frame has the size and the palette of the first. */
export function checkAlike(first: PixelArt, art: PixelArt): void {
  if (art.width !== first.width || art.height !== first.height)
    throw new RangeError(`frames of ${first.width}x${first.height}, received ${art.width}x${art.height}`);
  if (art.palette !== first.palette && art.palette.flat().join() !== first.palette.flat().join())
    throw new RangeError('frames of one palette, received another');
}
