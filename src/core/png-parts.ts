import { unzlibSync } from 'fflate';

/** What a PNG says of itself, and the chunks that its picture needs. */
export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  readonly colourType: number;
  readonly interlaced: boolean;
  /** The chunks that its picture needs, as they are in the file, without IEND. */
  readonly chunks: readonly PngChunk[];
  /** The embedded ICC profile, if it can be read. */
  readonly profile: Uint8Array | null;
}

/** A chunk of a PNG. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** With its length, type and check sum. */
  readonly whole: Uint8Array;
}

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const IEND = Uint8Array.of(0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130);
/** The colour type of pictures with a palette. */
export const INDEXED = 3;
/** Samples of the one clear colour in tRNS, by colour type. */
const CLEAR_SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3 };
/** The most bytes of a profile that are looked at; profiles of curves and a matrix are far below. */
const MOST_PROFILE = 2 ** 20;

/**
 * A PNG taken apart, without whatever its picture can do without: notes, a palette beside true colours, a broken
 * profile, chunks with a wrong check sum; IEND may be missing. What is broken of the picture itself stays, so that who
 * decodes it finds it. Null if it does not begin as a PNG does.
 */
export function pngParts(png: Uint8Array): PngParts | null {
  if (png.length < 33 || SIGNATURE.some((byte, i) => png[i] !== byte)) return null;
  const all = chunksOf(png);
  const [header] = all;
  if (header?.type !== 'IHDR' || header.data.length !== 13) return null;
  const view = viewOf(header.data);
  const colourType = header.data[9];
  const chunks: PngChunk[] = [];
  for (const chunk of all) {
    if (isNeeded(chunk, colourType, chunks)) chunks.push(chunk);
  }
  const embedded = chunks.find(({ type }) => type === 'iCCP');
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth: header.data[8],
    colourType,
    interlaced: header.data[12] === 1,
    chunks,
    profile: embedded === undefined ? null : profileOf(embedded),
  };
}

/** A PNG of chunks; IEND is added. */
export function joinPng(chunks: readonly Pick<PngChunk, 'whole'>[]): Uint8Array {
  const parts = [SIGNATURE, ...chunks.map(({ whole }) => whole), IEND];
  const png = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    png.set(part, at);
    at += part.length;
  }
  return png;
}

/** A chunk of some data. */
export function pngChunk(type: string, data: Uint8Array): PngChunk {
  const whole = new Uint8Array(data.length + 12);
  const view = viewOf(whole);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) whole[4 + i] = type.charCodeAt(i);
  whole.set(data, 8);
  view.setUint32(data.length + 8, crcOf(whole.subarray(4, data.length + 8)));
  return { type, data, whole };
}

/** The samples of the one colour that is clear, in grey and true colours; null if there is none. */
export function clearColour({ chunks, colourType }: PngParts): number[] | null {
  const data = chunks.find(({ type }) => type === 'tRNS')?.data;
  if (data === undefined || colourType === INDEXED) return null;
  return Array.from({ length: CLEAR_SAMPLES[colourType] }, (_, i) => viewOf(data).getUint16(i * 2));
}

/** The chunks up to IEND, or to where the file ends or stops being a PNG. */
function chunksOf(png: Uint8Array): PngChunk[] {
  const view = viewOf(png);
  const chunks: PngChunk[] = [];
  for (let at = SIGNATURE.length; at + 8 <= png.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (type === 'IEND' || !/^[a-zA-Z]{4}$/.test(type)) break;
    const end = at + length + 12;
    // A cut chunk is kept with what there is of it.
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length), whole: png.subarray(at, end) });
    at = end;
  }
  return chunks;
}

function isNeeded(chunk: PngChunk, colourType: number, before: readonly PngChunk[]): boolean {
  const { type, data, whole } = chunk;
  switch (type) {
    case 'IHDR':
    case 'IDAT':
      return true;
    case 'PLTE':
      return colourType === INDEXED;
    case 'eXIf':
      return isSound(whole);
    case 'iCCP':
      return isSound(whole) && profileOf(chunk) !== null;
    case 'tRNS': {
      if (!isSound(whole) || before.some((chunk) => chunk.type === 'IDAT')) return false;
      const colours = (before.find((chunk) => chunk.type === 'PLTE')?.data.length ?? 0) / 3;
      if (colourType === INDEXED) return data.length > 0 && data.length <= colours;
      return data.length === CLEAR_SAMPLES[colourType] * 2;
    }
    default:
      // A chunk with a capital is needed by its own word, whatever it is.
      return /^[A-Z]/.test(type);
  }
}

function profileOf({ data }: PngChunk): Uint8Array | null {
  const nameEnds = data.indexOf(0);
  if (nameEnds < 0) return null;
  try {
    // Into bytes of our own, which do not grow.
    return unzlibSync(data.subarray(nameEnds + 2), { out: new Uint8Array(MOST_PROFILE) });
  } catch {
    return null;
  }
}

/** Whether a chunk is whole and its check sum right. */
export function isSound(whole: Uint8Array): boolean {
  const view = viewOf(whole);
  const length = view.getUint32(0);
  if (whole.length < length + 12) return false;
  return view.getUint32(length + 8) === crcOf(whole.subarray(4, length + 8));
}

const CRC_OF_BYTE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** PNG's check sum. */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_OF_BYTE[(crc ^ byte) & 255];
  return ~crc >>> 0;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
