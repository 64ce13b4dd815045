import type { DecodedPng } from 'fast-png';

/**
 * A decoded PNG's samples, one number each. The decoder leaves samples of fewer than 8 bits, which are grey or of a
 * palette, packed as PNG has them: rows start on whole bytes.
 */
export function samplesOf({ width, height, depth, data }: DecodedPng): ArrayLike<number> {
  if (depth >= 8) return data;
  const bytesPerRow = Math.ceil((width * depth) / 8);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const bit = (i % width) * depth;
    const byte = data[Math.floor(i / width) * bytesPerRow + (bit >> 3)];
    return (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  });
}
