import type { Rng } from '../src/core/random.ts';
import { badChunk, chunk } from '../test/support/png.ts';

/** Numbers at which programs break. */
const EDGES = [0, 1, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];
const SIGNATURE = 8;

/** The bytes with one to three of them, or stretches of them, changed. */
export function mutated(bytes: Uint8Array, rng: Rng): Uint8Array {
  let result: Uint8Array = Uint8Array.from(bytes);
  for (let changes = 1 + rng.int(3); changes > 0; changes--) result = changed(result, rng);
  return result;
}

function changed(bytes: Uint8Array, rng: Rng): Uint8Array {
  const { length } = bytes;
  if (length === 0) return Uint8Array.of(rng.int(256));
  // Heads are where files say what they are.
  const place = () => (rng.chance(0.4) ? rng.int(Math.min(length, 64)) : rng.int(length));
  const [at, some] = [place(), 1 + rng.int(16)];
  const spliced = (end: number, inside: Uint8Array) =>
    Uint8Array.from(Buffer.concat([bytes.subarray(0, at), inside, bytes.subarray(end)]));
  switch (rng.int(9)) {
    case 0:
      bytes[at] ^= 1 << rng.int(8);
      return bytes;
    case 1:
      bytes[at] = rng.int(256);
      return bytes;
    case 2:
      return bytes.slice(0, at);
    case 3:
      return spliced(at + some, new Uint8Array());
    case 4:
      return spliced(
        at,
        Uint8Array.from({ length: some }, () => rng.int(256)),
      );
    case 5:
      return spliced(at, bytes.slice(at, at + some * 4));
    case 6:
      return bytes.fill(rng.pick([0, 255, 32, 10]), at, at + some);
    case 7: {
      const size = rng.pick([1, 2, 4]);
      const value = rng.pick(EDGES);
      const order = rng.chance(0.5) ? 1 : -1;
      for (let i = 0; i < size && at + i < length; i++)
        bytes[at + i] = value >>> (8 * (order === 1 ? i : size - 1 - i));
      return bytes;
    }
    default: {
      const other = place();
      const kept = bytes.slice(other, other + some);
      return spliced(at + kept.length, kept);
    }
  }
}

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** A PNG with chunks dropped, doubled, moved, resized or altered, their check sums mostly right. */
export function mutatedChunks(png: Uint8Array, rng: Rng): Uint8Array {
  const chunks = chunksOf(png);
  for (let changes = 1 + rng.int(3); changes > 0 && chunks.length > 0; changes--) {
    const at = rng.int(chunks.length);
    const { type, data } = chunks[at];
    switch (rng.int(8)) {
      case 0:
        chunks.splice(at, 1);
        break;
      case 1:
        chunks.splice(rng.int(chunks.length), 0, chunks[at]);
        break;
      case 2:
        chunks.splice(rng.int(chunks.length), 0, ...chunks.splice(at, 1));
        break;
      case 3:
        chunks[at] = { type, data: data.slice(0, rng.int(data.length + 1)) };
        break;
      case 4:
        chunks[at] = { type, data: Uint8Array.from([...data, ...new Uint8Array(1 + rng.int(300))]) };
        break;
      case 5:
        chunks[at] = {
          type: rng.pick(['IHDR', 'PLTE', 'IDAT', 'tRNS', 'iCCP', 'IEND', 'acTL', 'ABCD', 'sRGB']),
          data,
        };
        break;
      case 6:
        if (chunks[0].type === 'IHDR' && chunks[0].data.length === 13)
          chunks[0] = { type: 'IHDR', data: headerLike(chunks[0].data, rng) };
        break;
      default:
        chunks[at] = { type, data: data.length === 0 ? data : changed(Uint8Array.from(data), rng) };
    }
  }
  const written = chunks.map(({ type, data }) => (rng.chance(0.05) ? badChunk : chunk)(type, data));
  return new Uint8Array(Buffer.concat([png.subarray(0, SIGNATURE), ...written]));
}

/** A header with one field changed. */
function headerLike(data: Uint8Array, rng: Rng): Uint8Array {
  const header = data.slice();
  const view = new DataView(header.buffer);
  if (rng.chance(0.5)) view.setUint32(rng.pick([0, 4]), rng.chance(0.7) ? rng.int(64) : rng.pick(EDGES));
  else header[8 + rng.int(5)] = rng.pick([0, 1, 2, 3, 4, 6, 8, 16, 255]);
  return header;
}

function chunksOf(png: Uint8Array): Chunk[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE; at + 12 <= png.length; ) {
    const length = view.getUint32(at);
    const type = Buffer.from(png.subarray(at + 4, at + 8)).toString('latin1');
    chunks.push({ type, data: png.slice(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}
