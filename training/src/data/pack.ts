/**
 * The packed data set: one file of RGBA pictures. Layout: magic, header length (u32, little-endian), a JSON header,
 * then each picture's deflated bytes.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import type { RgbaImage } from '../../../src/core/image.ts';

const MAGIC = 'PXCPACK1';

export interface PackedPicture extends RgbaImage {
  /** Path relative to the folder it came from. */
  readonly name: string;
}

export interface Pack {
  readonly cartoons: PackedPicture[];
  /** At native resolution: one pixel an art pixel. */
  readonly pixels: PackedPicture[];
  /** sha256 of the file: names the data in a run's configuration. */
  readonly sha256: string;
}

interface Entry {
  name: string;
  width: number;
  height: number;
  bytes: number;
}

/** Writes a pack atomically; @returns its size in bytes. */
export function writePack(file: string, cartoons: PackedPicture[], pixels: PackedPicture[]): number {
  const bodies: Uint8Array[] = [];
  const entry = (p: PackedPicture): Entry => {
    const body = deflateSync(p.data);
    bodies.push(body);
    return { name: p.name, width: p.width, height: p.height, bytes: body.length };
  };
  const header = Buffer.from(JSON.stringify({ cartoons: cartoons.map(entry), pixels: pixels.map(entry) }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const all = Buffer.concat([Buffer.from(MAGIC), length, header, ...bodies]);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, all);
  renameSync(`${file}.tmp`, file);
  return all.length;
}

/** @throws Error when the file is missing, is no pack or is cut short */
export function readPack(file: string): Pack {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Error(
      `${file}: expected a pack written by prepare, but it cannot be read (${(error as Error).message})`,
    );
  }
  if (bytes.subarray(0, 8).toString('latin1') !== MAGIC)
    throw new Error(`${file}: expected a pack written by prepare, got another kind of file`);
  const end = 12 + bytes.readUInt32LE(8);
  const header = JSON.parse(bytes.subarray(12, end).toString()) as { cartoons: Entry[]; pixels: Entry[] };
  let at = end;
  const read = (e: Entry): PackedPicture => {
    if (at + e.bytes > bytes.length)
      throw new Error(`${file}: expected ${at + e.bytes} bytes, got ${bytes.length}: cut short`);
    const data = new Uint8Array(inflateSync(bytes.subarray(at, at + e.bytes)));
    at += e.bytes;
    return { name: e.name, width: e.width, height: e.height, data };
  };
  return {
    cartoons: header.cartoons.map(read),
    pixels: header.pixels.map(read),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
