import { decode, encode } from 'fast-png';
import { expect, it } from 'vitest';
import { samplesOf } from '../../src/core/png.ts';

it.each([1, 2, 4, 8] as const)('takes samples of %i bits apart, row by row', (depth) => {
  // Three in a row: their last byte is not full.
  const samples = [0, 1, 1, 1, 0, 1].map((sample) => sample * (2 ** depth - 1));
  const bytesPerRow = Math.ceil((3 * depth) / 8);
  const data = new Uint8Array(bytesPerRow * 2);
  samples.forEach((sample, i) => {
    const bit = (i % 3) * depth;
    data[Math.floor(i / 3) * bytesPerRow + (bit >> 3)] |= sample << (8 - depth - (bit & 7));
  });
  const palette = Array.from({ length: 2 ** depth }, (_, i) => [i, i, i]);
  const png = decode(encode({ width: 3, height: 2, data, depth, channels: 1, palette }));
  expect([...Array.from(samplesOf(png))]).toEqual(samples);
});
