import { invalid, messageOf, Words } from '../core/errors.ts';
import type { BrokenFrame, FrameSource, SourceFrame } from '../core/frames.ts';
import type { RgbaImage } from '../core/image.ts';
import { big32, crcOf, PNG_SIGNATURE, pngChunk } from '../core/png-chunks.ts';
import { decodePng } from '../core/png-read.ts';
import { checkCanvas, USUAL_DURATION } from './gif.ts';

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly isWhole: boolean;
}

/** A frame's place on the canvas and what happens around it. */
interface Frame {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly duration: number;
  readonly dispose: number;
  readonly blend: number;
  readonly data: Uint8Array[];
  isWhole: boolean;
}

const CLEAR = 1;
const RESTORE = 2;
const OVER = 1;

/** Whether a PNG says that it is animated. */
export const isApng = (bytes: Uint8Array): boolean => {
  for (const { type } of chunksOf(bytes)) {
    if (type === 'acTL') return true;
    if (type === 'IDAT') return false;
  }
  return false;
};

/**
 * The frames of an animated PNG as they are shown: each put on the canvas by its own rules.
 * Throws a UserError if the file has no frame, or more than 2^28 pixels.
 */
export function apngFrames(path: string, bytes: Uint8Array): FrameSource {
  const { head, common, frames, plays } = parsed(bytes);
  if (head === null || frames.length === 0)
    throw invalid(path, 'an animated PNG', new Words('one without frames'));
  const { width, height } = { width: u32(head, 0), height: u32(head, 4) };
  checkCanvas(path, width, height);
  return {
    loops: plays !== 1,
    async *read(): AsyncGenerator<SourceFrame | BrokenFrame> {
      let canvas = new Uint8Array(width * height * 4);
      for (const [i, frame] of frames.entries()) {
        const name = `${path}, frame ${i + 1}`;
        let part: RgbaImage['data'];
        try {
          part = decoded(head, common, frame);
        } catch (error) {
          yield { name, error: messageOf(error) };
          continue;
        }
        const before = frame.dispose === RESTORE ? canvas.slice() : canvas;
        lay(canvas, width, frame, part);
        yield { name, image: { width, height, data: canvas.slice() }, duration: frame.duration };
        if (frame.dispose === RESTORE) canvas = before;
        if (frame.dispose === CLEAR) lay(canvas, width, { ...frame, blend: 0 }, new Uint8Array(part.length));
      }
    },
  };
}

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] << 8) | bytes[at + 1];
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 65536 + u16(bytes, at + 2);

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  for (let at = PNG_SIGNATURE.length; at + 8 <= bytes.length; ) {
    const end = at + 12 + u32(bytes, at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const isWhole = end <= bytes.length && crcOf(bytes.subarray(at + 4, end - 4)) === u32(bytes, end - 4);
    yield { type, data: bytes.subarray(at + 8, Math.min(bytes.length, end - 4)), isWhole };
    at = end;
  }
}

function parsed(bytes: Uint8Array) {
  const common: Chunk[] = [];
  const frames: Frame[] = [];
  let head: Uint8Array | null = null;
  let plays = 0;
  for (const chunk of chunksOf(bytes)) {
    const { type, data, isWhole } = chunk;
    const frame = frames[frames.length - 1];
    if (type === 'IHDR') head = data;
    else if (type === 'acTL') plays = u32(data, 4);
    // A damaged one begins a frame too, which is then told of: what follows does not belong to the frame before.
    else if (type === 'fcTL') frames.push({ ...frameOf(data), isWhole });
    else if ((type === 'IDAT' || type === 'fdAT') && frame !== undefined) {
      frame.data.push(type === 'IDAT' ? data : data.subarray(4));
      frame.isWhole &&= isWhole;
    } else if (frames.length === 0 && type !== 'IDAT') common.push(chunk);
  }
  return { head, common, frames, plays };
}

function frameOf(data: Uint8Array): Frame {
  const [width, height, x, y] = [4, 8, 12, 16].map((at) => u32(data, at));
  const ms = (1000 * u16(data, 20)) / (u16(data, 22) || 100);
  const duration = ms > 0 ? ms : USUAL_DURATION;
  return { width, height, x, y, duration, dispose: data[24], blend: data[25], data: [], isWhole: true };
}

/** A frame's own pixels, RGBA: it is a PNG of its own but for its head. */
function decoded(head: Uint8Array, common: readonly Chunk[], frame: Frame): RgbaImage['data'] {
  if (!frame.isWhole || frame.data.length === 0)
    throw invalid('frame', 'whole data', new Words('damaged data'));
  const parts = [
    PNG_SIGNATURE,
    pngChunk('IHDR', [big32(frame.width), big32(frame.height), head.subarray(8)]),
    ...common.map(({ type, data }) => pngChunk(type, [data])),
    pngChunk('IDAT', frame.data),
    pngChunk('IEND', []),
  ];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return decodePng(file, 'frame').data;
}

/** Puts a frame's pixels on the canvas; parts beyond it are left out. */
function lay(
  canvas: Uint8Array,
  across: number,
  { width, height, x, y, blend }: Frame,
  part: RgbaImage['data'],
): void {
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width && x + u < across; u++) {
      const [from, to] = [(v * width + u) * 4, ((y + v) * across + x + u) * 4];
      if (to + 4 > canvas.length) return;
      const alpha = part[from + 3];
      if (blend !== OVER || alpha === 255) canvas.set(part.subarray(from, from + 4), to);
      else if (alpha > 0) {
        const below = (canvas[to + 3] * (255 - alpha)) / 255;
        const sum = alpha + below;
        for (let c = 0; c < 3; c++)
          canvas[to + c] = Math.round((part[from + c] * alpha + canvas[to + c] * below) / sum);
        canvas[to + 3] = Math.round(sum);
      }
    }
  }
}
