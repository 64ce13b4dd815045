import { unzlibSync, zlibSync } from 'fflate';
import { joinPng, type PngParts, pngChunk } from './png-parts.ts';

/** A pass of an interlaced PNG: where its first pixel is, the steps to the next ones, and its pixels as a PNG. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly png: Uint8Array;
}

/** Adam7's passes: x, y, dx, dy. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * An interlaced PNG of one sample a pixel as a PNG without interlacing for each of its passes.
 * Throws if the picture ends too early.
 */
export function separatePasses({ width, height, depth, colourType, chunks }: PngParts): Pass[] {
  const sizes = PASSES.map(([x, y, dx, dy]) => {
    const [columns, rows] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)];
    return { x, y, dx, dy, columns, rows, bytes: rows * (1 + Math.ceil((columns * depth) / 8)) };
  }).filter(({ columns, rows }) => columns > 0 && rows > 0);
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const lines = unpack(
    packed,
    sizes.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const shared = chunks.filter(({ type }) => type !== 'IHDR' && type !== 'IDAT');
  let at = 0;
  return sizes.map(({ columns, rows, bytes, ...place }) => {
    const header = new Uint8Array(13);
    const view = new DataView(header.buffer);
    view.setUint32(0, columns);
    view.setUint32(4, rows);
    header.set([depth, colourType], 8);
    const data = zlibSync(lines.subarray(at, at + bytes), { level: 0 });
    at += bytes;
    return { ...place, png: joinPng([pngChunk('IHDR', header), ...shared, pngChunk('IDAT', data)]) };
  });
}

function unpack(packed: readonly Uint8Array[], bytes: number): Uint8Array {
  const stream = new Uint8Array(packed.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of packed) {
    stream.set(part, at);
    at += part.length;
  }
  const lines = unzlibSync(stream, { out: new Uint8Array(bytes) });
  if (lines.length < bytes) throw new Error(`${lines.length} bytes of picture instead of ${bytes}`);
  return lines;
}
