/** CRC-32 of each byte alone. */
const CRCS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** CRC-32 as PNG has it. */
export function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRCS[(crc ^ byte) & 255];
  return ~crc >>> 0;
}

/** What every PNG begins with. */
export const PNG_SIGNATURE: Uint8Array = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A number of 32 bits, its high byte first. */
export const big32 = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];

/** A PNG chunk: length, type, content, checksum. */
export function pngChunk(type: string, content: readonly ArrayLike<number>[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const chunk = new Uint8Array(length + 12);
  chunk.set(big32(length));
  chunk.set(
    [...type].map((letter) => letter.charCodeAt(0)),
    4,
  );
  let at = 8;
  for (const part of content) {
    chunk.set(part, at);
    at += part.length;
  }
  chunk.set(big32(crcOf(chunk.subarray(4, at))), at);
  return chunk;
}
