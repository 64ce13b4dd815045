import { type DecodedPng, encode } from 'fast-png';
import { invalid, Words } from './errors.ts';
import type { PixelArt, RgbaImage } from './image.ts';

/** A picture's side that every GPU of today takes as one texture. */
export const LONGEST_SIDE = 16384;

/**
 * Throws a UserError if a picture that is about to be made is larger than other programs and our memory take.
 * @param name what the picture is to its user
 * @param mebipixels its most pixels in all, in units of 2^20
 */
export function checkSize(name: string, width: number, height: number, mebipixels: number): void {
  if (Math.max(width, height) > LONGEST_SIDE || width * height > mebipixels * 2 ** 20) {
    const most = `at most ${LONGEST_SIDE} pixels a side and ${mebipixels} million in all`;
    throw invalid(name, most, new Words(`${width}×${height}`));
  }
}

/** What an indexed PNG holds: the palette as its chunks have it, and the rows. */
export interface IndexedPixels {
  readonly width: number;
  readonly height: number;
  /** Bits a pixel: the fewest that the palette needs. */
  readonly depth: 1 | 2 | 4 | 8;
  /** Lists of R, G, B, with A if a colour is not opaque; those that are not come first. */
  readonly palette: number[][];
  readonly bytesPerRow: number;
  /** The rows, packed. */
  readonly data: Uint8Array;
}

/**
 * The art's pixels as an indexed PNG has them.
 * @param zoom every art pixel is zoom × zoom pixels, an integer ≥ 1
 */
export function indexedPixels(art: PixelArt, zoom: number): IndexedPixels {
  // PNG's tRNS chunk covers the palette's beginning, so colours that are not opaque have to come first.
  const order = art.palette.map((_, i) => i).sort((i, j) => Number(opaque(art, i)) - Number(opaque(art, j)));
  const place = new Uint8Array(art.palette.length);
  order.forEach((from, to) => {
    place[from] = to;
  });
  const withAlpha = order.some((i) => !opaque(art, i));
  const depth = ([1, 2, 4] as const).find((bits) => art.palette.length <= 2 ** bits) ?? 8;
  const width = art.width * zoom;
  const height = art.height * zoom;
  const bytesPerRow = Math.ceil((width * depth) / 8);
  const data = new Uint8Array(bytesPerRow * height);
  for (let y = 0; y < art.height; y++) {
    const row = data.subarray(y * zoom * bytesPerRow, (y * zoom + 1) * bytesPerRow);
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      row[bit >> 3] |= place[art.indices[y * art.width + Math.floor(x / zoom)]] << (8 - depth - (bit & 7));
    }
    for (let copy = 1; copy < zoom; copy++) data.set(row, (y * zoom + copy) * bytesPerRow);
  }
  const palette = order.map((i) => art.palette[i].slice(0, withAlpha ? 4 : 3));
  return { width, height, depth, palette, bytesPerRow, data };
}

/**
 * The art as an indexed PNG with the fewest bits a pixel (1, 2, 4 or 8) that its palette needs.
 * @param zoom every art pixel is written as zoom × zoom pixels, an integer ≥ 1
 */
export function encodeIndexedPng(art: PixelArt, zoom = 1): Uint8Array {
  const { width, height, depth, palette, data } = indexedPixels(art, zoom);
  return encode({ width, height, data, depth, channels: 1, palette }, { zlib: { level: 9 } });
}

const opaque = (art: PixelArt, i: number): boolean => art.palette[i][3] === 255;

/** A picture as an 8-bit RGBA PNG. */
export function encodeRgbaPng({ width, height, data }: RgbaImage): Uint8Array {
  return encode({ width, height, data, depth: 8, channels: 4 });
}

/**
 * Art as `encodeIndexedPng` writes it, or a picture as `encodeRgbaPng` does.
 * @param zoom of art; pictures are not enlarged
 */
export function encodePng(picture: PixelArt | RgbaImage, zoom = 1): Uint8Array {
  return 'palette' in picture ? encodeIndexedPng(picture, zoom) : encodeRgbaPng(picture);
}

/**
 * A decoded PNG's samples, one number each. The decoder leaves samples of fewer than 8 bits, which are grey or of a
 * palette, packed as PNG has them: rows start on whole bytes.
 */
export function samplesOf({
  width,
  height,
  depth,
  data,
}: Pick<DecodedPng, 'width' | 'height' | 'depth' | 'data'>): ArrayLike<number> {
  if (depth >= 8) return data;
  const bytesPerRow = Math.ceil((width * depth) / 8);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const bit = (i % width) * depth;
    const byte = data[Math.floor(i / width) * bytesPerRow + (bit >> 3)];
    return (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  });
}
