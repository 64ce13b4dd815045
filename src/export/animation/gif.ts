import type { PixelArt } from '../../core/image.ts';
import { joined } from '../bytes.ts';
import {
  type AnimationOptions,
  type AnimationWriter,
  type Box,
  changedBox,
  checkAlike,
  checkFits,
  cropped,
  type Limits,
  Ticks,
} from './frames.ts';

const text = (letters: string): number[] => [...letters].map((letter) => letter.charCodeAt(0));
const little16 = (value: number): number[] => [value & 255, value >> 8];

/** Its sides have 16 bits. */
export const GIF_LIMITS: Limits = { name: 'GIF', side: 65535 };
/** Hundredths of a second; browsers take 0 and 1 for 10. */
const LEAST_DELAY = 2;
const KEEP = 1;
const CLEAR = 2;

/**
 * An animated GIF with the art's own palette for all frames: nothing is quantized. Opaque frames hold what has changed since
 * the one before; with transparency each is whole and the canvas is cleared in between.
 * Its `add` throws a UserError if a GIF cannot be that large.
 */
export function gifWriter({ zoom, loops, onNote }: AnimationOptions): AnimationWriter {
  const parts: Uint8Array[] = [];
  const ticks = new Ticks(10, LEAST_DELAY, 65535, onNote);
  let first: PixelArt | null = null;
  let before: PixelArt | null = null;
  return {
    add(art, duration) {
      checkFits(GIF_LIMITS, art, zoom);
      if (first === null) parts.push(header(art, zoom, loops));
      first ??= art;
      checkAlike(first, art);
      const isClear = art.palette[0][3] === 0;
      const box = changedBox(isClear ? null : before, art);
      parts.push(image(cropped(art, box), box, zoom, ticks.next(duration), isClear));
      before = art;
    },
    finish: () => joined([...parts, Uint8Array.of(0x3b)]),
  };
}

/** Bits of an index. */
const depthOf = ({ palette }: PixelArt): number => Math.max(1, Math.ceil(Math.log2(palette.length)));

function header(art: PixelArt, zoom: number, loops: boolean): Uint8Array {
  const bits = depthOf(art);
  const table = new Uint8Array(3 * 2 ** bits);
  art.palette.forEach((colour, i) => {
    table.set(colour.slice(0, 3), i * 3);
  });
  return Uint8Array.from([
    ...text('GIF89a'),
    ...little16(art.width * zoom),
    ...little16(art.height * zoom),
    0xf0 | (bits - 1),
    0,
    0,
    ...table,
    ...(loops ? [0x21, 0xff, 11, ...text('NETSCAPE2.0'), 3, 1, 0, 0, 0] : []),
  ]);
}

function image(
  art: PixelArt,
  { x, y, width, height }: Box,
  zoom: number,
  delay: number,
  isClear: boolean,
): Uint8Array {
  const control = [
    0x21,
    0xf9,
    4,
    ((isClear ? CLEAR : KEEP) << 2) | Number(isClear),
    ...little16(delay),
    0,
    0,
  ];
  const place = [x, y, width, height].flatMap((side) => little16(side * zoom));
  const bits = Math.max(2, depthOf(art));
  return joined([Uint8Array.from([...control, 0x2c, ...place, 0, bits]), blocks(packed(art, zoom, bits))]);
}

/** Bytes in blocks of 255 at most, each after its length, and an empty one. */
function blocks(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    parts.push(Uint8Array.of(part.length), part);
  }
  return joined([...parts, Uint8Array.of(0)]);
}

/** GIF's LZW: codes grow from bits + 1 to 12 bits, then the table starts anew. */
function packed({ width, height, indices }: PixelArt, zoom: number, bits: number): Uint8Array {
  const clear = 1 << bits;
  const out: number[] = [];
  let [size, next, held, count] = [bits + 1, clear + 2, 0, 0];
  const table = new Map<number, number>();
  const put = (code: number): void => {
    held |= code << count;
    for (count += size; count >= 8; count -= 8) {
      out.push(held & 255);
      held >>>= 8;
    }
  };
  put(clear);
  let prefix = -1;
  for (let y = 0; y < height * zoom; y++) {
    const row = Math.floor(y / zoom) * width;
    for (let x = 0; x < width * zoom; x++) {
      const index = indices[row + Math.floor(x / zoom)];
      if (prefix < 0) {
        prefix = index;
        continue;
      }
      const key = (prefix << 8) | index;
      const known = table.get(key);
      if (known !== undefined) {
        prefix = known;
        continue;
      }
      put(prefix);
      if (next < 4096) {
        // A reader's table is one code behind.
        if (next === 1 << size) size++;
        table.set(key, next++);
      } else {
        put(clear);
        table.clear();
        [size, next] = [bits + 1, clear + 2];
      }
      prefix = index;
    }
  }
  put(prefix);
  // The reader adds a code for the last prefix as well.
  if (next === 1 << size && size < 12) size++;
  put(clear + 1);
  if (count > 0) out.push(held & 255);
  return Uint8Array.from(out);
}
