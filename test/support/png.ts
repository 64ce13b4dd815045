import { crc32, deflateSync } from 'node:zlib';

/** What a PNG made for a test has beside its picture. */
export interface PngExtras {
  /** Chunks before the picture's data, as they are to be written. */
  readonly before?: readonly Uint8Array[];
  readonly after?: readonly Uint8Array[];
  readonly interlaced?: boolean;
  readonly end?: boolean;
}

/** A PNG's chunk. */
export function chunk(type: string, data: Iterable<number> = []): Uint8Array {
  const bytes = [...data];
  const body = Buffer.from([...Buffer.from(type, 'latin1'), ...bytes]);
  const whole = Buffer.alloc(bytes.length + 12);
  whole.writeUInt32BE(bytes.length);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), 8 + bytes.length);
  return whole;
}

/** A chunk whose check sum is wrong. */
export function badChunk(type: string, data: Iterable<number> = []): Uint8Array {
  const whole = chunk(type, data);
  whole[whole.length - 1] ^= 255;
  return whole;
}

/** An iCCP chunk of a profile. */
export const iccChunk = (profile: Uint8Array): Uint8Array =>
  chunk('iCCP', [...Buffer.from('profile\0\0', 'latin1'), ...deflateSync(profile)]);

const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * A PNG of any colour type and depth, written by hand.
 * @param sample the value of a pixel's channel
 */
export function pngOf(
  width: number,
  height: number,
  depth: number,
  colourType: number,
  sample: (x: number, y: number, channel: number) => number,
  { before = [], after = [], interlaced = false, end = true }: PngExtras = {},
): Uint8Array {
  const channels = CHANNELS[colourType];
  const lines = (interlaced ? PASSES : [[0, 0, 1, 1]]).flatMap(([x0, y0, dx, dy]) => {
    const rows: number[] = [];
    for (let y = y0; y < height; y += dy) {
      let bits = '';
      for (let x = x0; x < width; x += dx)
        for (let c = 0; c < channels; c++) bits += sample(x, y, c).toString(2).padStart(depth, '0');
      if (bits === '') continue;
      rows.push(0, ...(bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
    }
    return rows;
  });
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', [...size, depth, colourType, 0, 0, interlaced ? 1 : 0]),
    ...before,
    chunk('IDAT', deflateSync(Uint8Array.from(lines))),
    ...after,
    ...(end ? [chunk('IEND')] : []),
  ]);
}
