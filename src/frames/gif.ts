import { invalid, messageOf, Words } from '../core/errors.ts';
import type { BrokenFrame, FrameSource, SourceFrame } from '../core/frames.ts';
import { lzwIndices } from './lzw.ts';

/** What browsers show a frame of no duration for, ms. */
export const USUAL_DURATION = 100;
/** The most pixels of a canvas, as many as of any picture. */
const MOST_PIXELS = 0x3fff ** 2;

const CLEAR = 2;
const RESTORE = 3;

/** A frame as the file tells of it; nothing is unpacked. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly isInterlaced: boolean;
  /** RGB bytes; null if there is none. */
  readonly table: Uint8Array | null;
  /** The index that shows what is below; -1 for none. */
  readonly clear: number;
  readonly dispose: number;
  readonly duration: number;
  /** Bits of an index, and the blocks of packed indices. */
  readonly depth: number;
  readonly blocks: readonly Uint8Array[];
}

interface Gif {
  readonly width: number;
  readonly height: number;
  readonly loops: boolean;
  readonly frames: readonly Frame[];
  /** Whether the file ends where another frame was to come. */
  readonly isCut: boolean;
}

/** Whether a file begins as a GIF. */
export const isGif = (bytes: Uint8Array): boolean =>
  String.fromCharCode(...bytes.subarray(0, 4)) === 'GIF8' && bytes.length >= 13;

/**
 * The frames of a GIF as they are shown, by browsers' rules: local palettes and disposal are resolved, what no frame has
 * drawn on is transparent. No more than the canvas is kept.
 * @param name the file's
 * Throws a UserError if the file is no GIF, has no frame, or more than 2^28 pixels.
 */
export function gifFrames(name: string, bytes: Uint8Array): FrameSource {
  if (!isGif(bytes))
    throw invalid(name, 'a GIF', new Words(`${bytes.length} bytes that do not begin as one`));
  const gif = parsed(bytes);
  const { width, height, frames } = gif;
  checkCanvas(name, width, height);
  if (width * height === 0 || (frames.length === 0 && !gif.isCut))
    throw invalid(name, 'a GIF with frames', new Words('one without'));
  const named = (i: number) => `${name}, frame ${i + 1}`;
  return {
    loops: gif.loops,
    async *read(): AsyncGenerator<SourceFrame | BrokenFrame> {
      let canvas = new Uint8Array(width * height * 4);
      for (const [i, frame] of frames.entries()) {
        const before = frame.dispose === RESTORE ? canvas.slice() : canvas;
        try {
          lay(canvas, gif, frame);
        } catch (error) {
          yield { name: named(i), error: messageOf(error) };
          continue;
        }
        const { duration } = frame;
        yield { name: named(i), image: { width, height, data: canvas.slice() }, duration };
        if (frame.dispose === RESTORE) canvas = before;
        if (frame.dispose === CLEAR) clear(canvas, gif, frame);
      }
      if (gif.isCut)
        yield { name: named(frames.length), error: 'expected a whole frame, received the end of the file' };
    },
  };
}

/** Throws a UserError if a canvas has more than 2^28 pixels. */
export function checkCanvas(name: string, width: number, height: number): void {
  if (width * height > MOST_PIXELS)
    throw invalid(name, `at most ${MOST_PIXELS} pixels`, new Words(`${width}×${height}`));
}

const u16 = (bytes: Uint8Array, at: number): number => bytes[at] + 256 * bytes[at + 1];
/** Bytes of the colour table that some flags tell of. */
const tableBytes = (flags: number): number => (flags & 128 ? 3 * 2 ** ((flags & 7) + 1) : 0);

function parsed(bytes: Uint8Array): Gif {
  const common = bytes.subarray(13, 13 + tableBytes(bytes[10]));
  let at = 13 + common.length;
  let loops = false;
  let control = { clear: -1, dispose: 0, duration: USUAL_DURATION };
  const usual = control;
  const frames: Frame[] = [];
  /** The sub-blocks from here on; null if the file ends in them. */
  const blocks = (): Uint8Array[] | null => {
    const found: Uint8Array[] = [];
    for (; at < bytes.length && bytes[at] !== 0; at += bytes[at] + 1)
      found.push(bytes.subarray(at + 1, at + 1 + bytes[at]));
    return at++ < bytes.length ? found : null;
  };
  const done = (isCut: boolean): Gif => ({
    width: u16(bytes, 6),
    height: u16(bytes, 8),
    loops,
    frames,
    isCut,
  });
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return done(false);
    if (kind === 0x21) {
      const label = bytes[at + 1];
      at += 2;
      const found = blocks();
      if (found === null) break;
      if (label === 0xf9 && found[0]?.length >= 4) control = controlOf(found[0]);
      if (label === 0xff && String.fromCharCode(...(found[0] ?? [])) === 'NETSCAPE2.0') loops = true;
    } else if (kind === 0x2c) {
      const [x, y, width, height] = [1, 3, 5, 7].map((k) => u16(bytes, at + k));
      const flags = bytes[at + 9];
      const own = bytes.subarray(at + 10, at + 10 + tableBytes(flags));
      const depth = bytes[at + 10 + tableBytes(flags)];
      at += 11 + tableBytes(flags);
      const found = blocks();
      if (found === null) break;
      const table = own.length > 0 ? own : common.length > 0 ? common : null;
      const isInterlaced = (flags & 64) !== 0;
      frames.push({ x, y, width, height, isInterlaced, table, depth, blocks: found, ...control });
      control = usual;
    } else break;
  }
  return done(true);
}

function controlOf(block: Uint8Array): Pick<Frame, 'clear' | 'dispose' | 'duration'> {
  const delay = 10 * u16(block, 1);
  return {
    clear: block[0] & 1 ? block[3] : -1,
    dispose: (block[0] >> 2) & 7,
    duration: delay > 0 ? delay : USUAL_DURATION,
  };
}

/** Draws a frame on the canvas; parts beyond it are left out. Throws an Error, before anything is drawn, if it is damaged. */
function lay(canvas: Uint8Array, gif: Pick<Gif, 'width' | 'height'>, frame: Frame): void {
  const { x, y, width, height, table, clear: hole } = frame;
  if (table === null) throw new Error('expected a palette, received none');
  const indices = lzwIndices(frame.blocks, frame.depth, width * height);
  if (indices === null) throw new Error('expected whole data, received damaged data');
  const rows = rowsOf(frame);
  for (let v = 0; v < height; v++) {
    const row = y + rows[v];
    if (row >= gif.height) continue;
    for (let u = 0; u < width && x + u < gif.width; u++) {
      const index = indices[v * width + u];
      if (index === hole) continue;
      const to = (row * gif.width + x + u) * 4;
      for (let c = 0; c < 3; c++) canvas[to + c] = table[index * 3 + c] ?? 0;
      canvas[to + 3] = 255;
    }
  }
}

function clear(canvas: Uint8Array, gif: Pick<Gif, 'width' | 'height'>, { x, y, width, height }: Frame): void {
  const [left, right] = [Math.min(gif.width, x), Math.min(gif.width, x + width)];
  for (let row = y; row < Math.min(gif.height, y + height); row++)
    canvas.fill(0, (row * gif.width + left) * 4, (row * gif.width + right) * 4);
}

/** The rows of a frame in the order in which they are stored. */
function rowsOf({ height, isInterlaced }: Frame): Uint16Array {
  const passes = isInterlaced
    ? [
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ]
    : [[0, 1]];
  const rows: number[] = [];
  for (const [first, step] of passes) for (let row = first; row < height; row += step) rows.push(row);
  return Uint16Array.from(rows);
}
