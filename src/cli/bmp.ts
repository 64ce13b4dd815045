import type { Sides } from '../core/image.ts';

/** A BMP file as it stands: sRGB, or what its profile says. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** R, G, B and alpha, 0..255, from the top. */
  readonly data: Uint8Array;
  /** The ICC profile that it holds. */
  readonly profile: Uint8Array | null;
}

interface Header {
  readonly width: number;
  readonly height: number;
  /** Whether the first row is the top one. */
  readonly topDown: boolean;
  /** Bits a pixel. */
  readonly depth: number;
  readonly compression: number;
  /** Bytes of what describes the picture; they tell the kinds of headers apart. */
  readonly size: number;
  /** Colours of the table; 0 is as many as there can be. */
  readonly colours: number;
  /** Where the pixels are; 0 is after the table. */
  readonly start: number;
}

const FILE_HEADER = 14;
/** The header of OS/2: short numbers, and colours of three bytes. */
const OLD = 12;
/** The first header of Windows; larger ones have the masks inside, and from there on that of alpha. */
const INFO = 40;
const WITH_ALPHA = 56;
/** Those with places for a profile. */
const WITH_PROFILE = 124;
const EMBEDDED = 0x4d424544;

const [RGB, RLE8, RLE4, FIELDS, ALPHA_FIELDS] = [0, 1, 2, 3, 6];
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  [RGB]: [1, 2, 4, 8, 16, 24, 32],
  [RLE8]: [8],
  [RLE4]: [4],
  [FIELDS]: [16, 32],
  [ALPHA_FIELDS]: [16, 32],
};
/** The bits of R, G, B and alpha where the file does not tell: the fourth byte of 32 bits means nothing then. */
const MASKS: Readonly<Record<number, readonly number[]>> = {
  16: [0x7c00, 0x3e0, 0x1f, 0],
  24: [0xff0000, 0xff00, 0xff, 0],
  32: [0xff0000, 0xff00, 0xff, 0],
};

/** Whether the bytes begin as a BMP does. */
export const isBmp = (bytes: Uint8Array): boolean =>
  bytes.length >= FILE_HEADER + OLD &&
  bytes[0] === 0x42 &&
  bytes[1] === 0x4d &&
  sizeOf(view(bytes)) >= OLD &&
  sizeOf(view(bytes)) <= WITH_PROFILE;

const view = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);
const sizeOf = (file: DataView) => file.getUint32(FILE_HEADER, true);

/** The width and height that a BMP says it has. */
export const sidesOfBmp = (bytes: Uint8Array): Sides => headerOf(view(bytes));

/**
 * A BMP of any depth and header, of Windows or OS/2, packed by runs or not, drawn as browsers draw it: what runs leave
 * out is transparent, and so is what a mask of alpha says, unless it says so of the whole picture.
 * Throws an Error if it is damaged or of a kind that is not known.
 */
export function decodeBmp(bytes: Uint8Array): Bitmap {
  const file = view(bytes);
  const header = headerOf(file);
  const { width, height, depth, compression } = header;
  if (!(width > 0 && height > 0)) throw new Error('a picture without pixels');
  if (DEPTHS[compression]?.includes(depth) !== true)
    throw new Error(`a BMP of ${depth} bits a pixel and compression ${compression}`);
  const masks = masksOf(file, header);
  const outside = header.size === INFO && compression !== RGB ? outsideOf(compression) : 0;
  const table = FILE_HEADER + header.size + outside;
  const colours = depth > 8 ? [] : tableOf(bytes, table, header);
  const start = header.start || table + colours.length * (header.size === OLD ? 3 : 4);
  const data = new Uint8Array(width * height * 4);
  const rowOf = (y: number) => (header.topDown ? y : height - 1 - y) * width * 4;
  if (compression === RLE8 || compression === RLE4) {
    runs(bytes.subarray(start), header, (x, y, index) => data.set(colours[index] ?? BLACK, rowOf(y) + x * 4));
  } else {
    const pixels = rowsOf(bytes.subarray(start), header);
    for (let y = 0; y < height; y++) {
      const row = pixels(y);
      if (depth > 8) colourRow(row, depth / 8, masks, data.subarray(rowOf(y), rowOf(y) + width * 4));
      else indexRow(row, depth, colours, data.subarray(rowOf(y), rowOf(y) + width * 4));
    }
    if (masks[3] !== 0 && !data.some((value, i) => i % 4 === 3 && value > 0)) opaque(data);
  }
  return { width, height, data, profile: profileOf(file, header) };
}

const BLACK = [0, 0, 0, 255];
const outsideOf = (compression: number) => ({ [FIELDS]: 12, [ALPHA_FIELDS]: 16 })[compression] ?? 0;

function headerOf(file: DataView): Header {
  const size = sizeOf(file);
  const end = Math.min(file.byteLength, FILE_HEADER + size);
  const at = (place: number, bytes: 2 | 4) => {
    const from = FILE_HEADER + place;
    if (from + bytes > end) return 0;
    return bytes === 2 ? file.getUint16(from, true) : file.getUint32(from, true);
  };
  const start = file.getUint32(10, true);
  if (size === OLD) {
    const [width, height, depth] = [at(4, 2), at(6, 2), at(10, 2)];
    return { width, height, topDown: false, depth, compression: RGB, size, colours: 0, start };
  }
  const height = at(8, 4) | 0;
  return {
    ...{ width: at(4, 4) | 0, height: Math.abs(height), topDown: height < 0 },
    ...{ depth: at(14, 2), compression: at(16, 4), size, colours: at(32, 4), start },
  };
}

function masksOf(file: DataView, { depth, compression, size }: Header): readonly number[] {
  if (compression !== FIELDS && compression !== ALPHA_FIELDS) return MASKS[depth] ?? [];
  const alpha = size >= WITH_ALPHA || compression === ALPHA_FIELDS;
  const place = FILE_HEADER + INFO;
  if (size < INFO || place + (alpha ? 16 : 12) > file.byteLength) throw new Error('a BMP without its masks');
  return [0, 1, 2, 3].map((c) => (c === 3 && !alpha ? 0 : file.getUint32(place + c * 4, true)));
}

/** The colours of the table, as R, G, B, 255. */
function tableOf(bytes: Uint8Array, table: number, { depth, size, colours }: Header): number[][] {
  const step = size === OLD ? 3 : 4;
  const most = 2 ** depth;
  return Array.from({ length: colours === 0 ? most : Math.min(most, colours) }, (_, i) => {
    const [blue = 0, green = 0, red = 0] = bytes.subarray(table + i * step, table + i * step + 3);
    return [red, green, blue, 255];
  });
}

/** The bytes of each row, the first of the file's first. Throws an Error if they are not all there. */
function rowsOf(bytes: Uint8Array, { width, height, depth }: Header): (y: number) => Uint8Array {
  const used = Math.ceil((width * depth) / 8);
  const stride = Math.ceil((width * depth) / 32) * 4;
  if (bytes.length < stride * (height - 1) + used) throw new Error('it lacks pixels');
  return (y) => bytes.subarray(y * stride, y * stride + used);
}

function indexRow(row: Uint8Array, depth: number, colours: readonly number[][], to: Uint8Array): void {
  const most = 2 ** depth - 1;
  for (let x = 0; x * 4 < to.length; x++) {
    const bit = x * depth;
    const index = (row[bit >> 3] >> (8 - depth - (bit & 7))) & most;
    to.set(colours[index] ?? BLACK, x * 4);
  }
}

function colourRow(row: Uint8Array, bytes: number, masks: readonly number[], to: Uint8Array): void {
  const channels = masks.map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift };
  });
  for (let x = 0; x * 4 < to.length; x++) {
    let pixel = 0;
    for (let i = bytes - 1; i >= 0; i--) pixel = (pixel << 8) | row[x * bytes + i];
    channels.forEach(({ mask, shift, most }, c) => {
      const none = c === 3 ? 255 : 0;
      to[x * 4 + c] = mask === 0 ? none : Math.round((((pixel & mask) >>> shift) * 255) / most);
    });
  }
}

/** Unpacks runs of indices, row by row as the file has them; what lies beyond the row is left out. */
function runs(
  bytes: Uint8Array,
  { width, height, compression }: Header,
  put: (x: number, y: number, index: number) => void,
): void {
  const half = compression === RLE4;
  const nibble = (value: number, i: number) => (i % 2 === 0 ? value >> 4 : value & 15);
  let [x, y, at] = [0, 0, 0];
  const next = () => {
    if (at >= bytes.length) throw new Error('it lacks pixels');
    return bytes[at++];
  };
  const draw = (index: number) => {
    if (x < width) put(x, y, index);
    x++;
  };
  while (y < height) {
    // Some programs leave the end out.
    if (at >= bytes.length && y === height - 1 && x >= width) return;
    const [count, value] = [next(), next()];
    if (count > 0) for (let i = 0; i < count; i++) draw(half ? nibble(value, i) : value);
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) return;
    else if (value === 2) [x, y] = [x + next(), y + next()];
    else {
      const length = half ? Math.ceil(value / 2) : value;
      let byte = 0;
      for (let i = 0; i < value; i++) {
        if (!half || i % 2 === 0) byte = next();
        draw(half ? nibble(byte, i) : byte);
      }
      // They fill pairs of bytes.
      at += length % 2;
    }
  }
}

function opaque(data: Uint8Array): void {
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
}

function profileOf(file: DataView, { size }: Header): Uint8Array | null {
  const at = (place: number) => file.getUint32(FILE_HEADER + place, true);
  if (size < WITH_PROFILE || file.byteLength < FILE_HEADER + size || at(56) !== EMBEDDED) return null;
  const start = FILE_HEADER + at(112);
  const length = at(116);
  if (start + length > file.byteLength) return null;
  return new Uint8Array(file.buffer, file.byteOffset + start, length);
}
