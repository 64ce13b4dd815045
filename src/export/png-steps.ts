import { strToU8, Zlib } from 'fflate';
import type { AbortSignalLike } from '../core/errors.ts';
import type { PixelArt, RgbaImage } from '../core/image.ts';
import { indexedPixels } from '../core/png.ts';
import { joined } from './bytes.ts';
import { pause } from './pause.ts';

const INDEXED = 3;
const RGBA = 6;

/**
 * The PNG of `encodeIndexedPng` or, for a picture, `encodeRgbaPng`, made in steps between which messages are let in: for
 * pictures that may be large, where other work must go on.
 * @param zoom every pixel is written as zoom × zoom pixels, an integer ≥ 1; 1 for an RGBA picture
 * Throws the signal's reason once it is aborted.
 */
export async function encodePngInSteps(
  picture: PixelArt | RgbaImage,
  zoom = 1,
  signal?: AbortSignalLike,
): Promise<Uint8Array> {
  const { width, height, depth, palette, row } =
    'palette' in picture ? indexedPixels(picture, zoom) : rgbaPixels(picture);
  const header = [...big32(width), ...big32(height), depth, palette === null ? RGBA : INDEXED, 0, 0, 0];
  const chunks = [strToU8('\x89PNG\r\n\x1a\n', true), chunk('IHDR', [Uint8Array.from(header)])];
  if (palette !== null) {
    const alphas = palette.map(([, , , a = 255]) => a).filter((a) => a < 255);
    chunks.push(chunk('PLTE', [Uint8Array.from(palette.flatMap((colour) => colour.slice(0, 3)))]));
    if (alphas.length > 0) chunks.push(chunk('tRNS', [Uint8Array.from(alphas)]));
  }
  const packed: Uint8Array[] = [];
  const zlib = new Zlib({ level: 9 }, (part) => packed.push(part));
  const noFilter = Uint8Array.of(0);
  for (let y = 0; y < height; y++) {
    await pause(signal);
    zlib.push(noFilter);
    zlib.push(row(y));
  }
  zlib.push(new Uint8Array(0), true);
  return joined([...chunks, chunk('IDAT', packed), chunk('IEND', [])]);
}

function rgbaPixels({ width, height, data }: RgbaImage) {
  const stride = width * 4;
  const row = (y: number): Uint8Array => Uint8Array.from(data.subarray(y * stride, (y + 1) * stride));
  return { width, height, depth: 8, palette: null, row };
}

/** A PNG chunk: length, type, content, checksum. */
function chunk(type: string, content: readonly Uint8Array[]): Uint8Array {
  const body = joined([strToU8(type), ...content]);
  return joined([Uint8Array.from(big32(body.length - 4)), body, Uint8Array.from(big32(crcOf(body)))]);
}

const big32 = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];

/** CRC-32 of each byte alone. */
const CRCS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRCS[(crc ^ byte) & 255];
  return ~crc >>> 0;
}
