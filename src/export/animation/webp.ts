import type { PixelArt, RgbaImage } from '../../core/image.ts';
import { joined } from '../bytes.ts';
import {
  type AnimationOptions,
  type AnimationWriter,
  checkAlike,
  checkFits,
  type Limits,
  Ticks,
} from './frames.ts';

const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) & 255);
const text = (letters: string): number[] => [...letters].map((letter) => letter.charCodeAt(0));

/** A frame's sides have 14 bits. */
export const WEBP_LIMITS: Limits = { name: 'WebP', side: 16383 };
const ALPHA = 0x10;
const ANIMATED = 0x02;
/** A frame takes the place of what was there. */
const NO_BLENDING = 0x02;

/**
 * An animated lossless WebP of whole frames.
 * @param encode a picture as a lossless WebP file, pixel by pixel as it is
 * Its `add` throws a UserError if a WebP cannot be that large.
 */
export function webpWriter(
  { zoom, loops, onNote }: AnimationOptions,
  encode: (image: RgbaImage) => Promise<Uint8Array>,
): AnimationWriter {
  const frames: Uint8Array[] = [];
  const ticks = new Ticks(1, 1, 2 ** 24 - 1, onNote);
  let first: PixelArt | null = null;
  return {
    async add(art, duration) {
      checkFits(WEBP_LIMITS, art, zoom);
      first ??= art;
      checkAlike(first, art);
      const picture = enlarged(art, zoom);
      const image = chunkOf(await encode(picture), 'VP8L');
      const head = [
        ...little(0, 6),
        ...little(picture.width - 1, 3),
        ...little(picture.height - 1, 3),
        ...little(ticks.next(duration), 3),
        NO_BLENDING,
      ];
      frames.push(riffChunk('ANMF', [Uint8Array.from(head), image]));
    },
    finish() {
      if (first === null) throw new RangeError('an animation of one frame or more, received none');
      const hasAlpha = first.palette.some(([, , , a]) => a < 255);
      const size = [...little(first.width * zoom - 1, 3), ...little(first.height * zoom - 1, 3)];
      const flags = ANIMATED | (hasAlpha ? ALPHA : 0);
      const head = riffChunk('VP8X', [Uint8Array.from([...little(flags, 4), ...size])]);
      const loop = riffChunk('ANIM', [Uint8Array.from([0, 0, 0, 0, ...little(loops ? 0 : 1, 2)])]);
      return riffChunk('RIFF', [Uint8Array.from(text('WEBP')), head, loop, ...frames]);
    },
  };
}

function enlarged({ width, height, palette, indices }: PixelArt, zoom: number): RgbaImage {
  const data = new Uint8Array(width * height * zoom * zoom * 4);
  for (let y = 0, at = 0; y < height * zoom; y++) {
    const row = Math.floor(y / zoom) * width;
    for (let x = 0; x < width * zoom; x++, at += 4)
      data.set(palette[indices[row + Math.floor(x / zoom)]], at);
  }
  return { width: width * zoom, height: height * zoom, data };
}

/** A RIFF chunk: type, length, content, a byte more where the length is odd. */
function riffChunk(type: string, content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return joined([
    Uint8Array.from([...text(type), ...little(length, 4)]),
    ...content,
    new Uint8Array(length % 2),
  ]);
}

/** The first chunk of a type of a WebP file, with its head. */
function chunkOf(file: Uint8Array, type: string): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 12; at + 8 <= file.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (String.fromCharCode(...file.subarray(at, at + 4)) === type) return file.subarray(at, end);
    at = end;
  }
  throw new RangeError(`a WebP with a ${type} chunk, received one without`);
}
