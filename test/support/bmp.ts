/** What of a BMP is told apart; pixels are written as they are given. */
export interface BmpOptions {
  /** Negative for rows from the top. */
  readonly height: number;
  readonly width: number;
  readonly depth: number;
  /** Bytes of the header: 12 or 64 of OS/2, 40 to 124 of Windows. */
  readonly size?: number;
  readonly compression?: number;
  /** R, G, B of each colour of the table. */
  readonly colours?: readonly (readonly number[])[];
  /** Bits of R, G, B and, if there is one, alpha. */
  readonly masks?: readonly number[];
  /** At the end of a header of 124 bytes. */
  readonly profile?: Uint8Array;
}

/** A BMP of these bytes of pixels, rows padded as they have to be. */
export function bmpOf(pixels: readonly number[] | Uint8Array, options: BmpOptions): Uint8Array {
  const { width, height, depth, size = 40, compression = 0, colours = [], masks = [], profile } = options;
  const head = Buffer.alloc(size);
  head.writeUInt32LE(size, 0);
  if (size === 12) {
    head.writeUInt16LE(width, 4);
    head.writeUInt16LE(height, 6);
    head.writeUInt16LE(1, 8);
    head.writeUInt16LE(depth, 10);
  } else {
    head.writeInt32LE(width, 4);
    head.writeInt32LE(height, 8);
    head.writeUInt16LE(1, 12);
    head.writeUInt16LE(depth, 14);
    if (size > 16) head.writeUInt32LE(compression, 16);
    if (size > 36) head.writeUInt32LE(colours.length, 32);
  }
  const words = Buffer.concat(masks.map((mask) => uint32(mask)));
  if (size > 40) words.copy(head, 40);
  const table = colours.map(([r, g, b]) => Buffer.from(size === 12 ? [b, g, r] : [b, g, r, 0]));
  const before = [head, ...(size === 40 ? [words] : []), ...table];
  const start = before.reduce((sum, { length }) => sum + length, 14);
  if (profile !== undefined) {
    head.writeUInt32LE(0x4d424544, 56);
    head.writeUInt32LE(start - 14 + pixels.length, 112);
    head.writeUInt32LE(profile.length, 116);
  }
  const all = [...before, Buffer.from(pixels), Buffer.from(profile ?? [])];
  const length = all.reduce((sum, part) => sum + part.length, 14);
  return Buffer.concat([Buffer.from('BM'), uint32(length), uint32(0), uint32(start), ...all]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

/** Rows of values of some bits each, highest bits first, padded to four bytes. */
export function packedRows(rows: readonly (readonly number[])[], bits: number): number[] {
  return rows.flatMap((row) => {
    const bytes = new Array<number>(Math.ceil((row.length * bits) / 32) * 4).fill(0);
    row.forEach((value, x) => {
      if (bits < 8) bytes[(x * bits) >> 3] |= value << (8 - bits - ((x * bits) & 7));
      else for (let i = 0; i < bits / 8; i++) bytes[(x * bits) / 8 + i] = (value >>> (8 * i)) & 255;
    });
    return bytes;
  });
}
