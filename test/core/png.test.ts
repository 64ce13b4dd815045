import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderArt } from '../../src/core/grid.ts';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { encodeIndexedPng, encodePng, encodeRgbaPng, samplesOf } from '../../src/core/png.ts';
import { randomArt, someColours } from '../support/art.ts';

const byte = fc.integer({ min: 0, max: 255 });
const artArbitrary = fc
  .record({
    width: fc.integer({ min: 1, max: 19 }),
    height: fc.integer({ min: 1, max: 9 }),
    palette: fc.array(fc.tuple(byte, byte, byte, byte), { minLength: 1, maxLength: 256 }),
    picks: fc.array(byte, { minLength: 171, maxLength: 171 }),
  })
  .map(
    ({ width, height, palette, picks }): PixelArt => ({
      width,
      height,
      palette: palette as Rgba[],
      indices: Uint8Array.from({ length: width * height }, (_, i) => picks[i] % palette.length),
    }),
  );

describe('PNG', () => {
  it('decodes to the same pixels with libvips, at any palette, alpha and zoom', async () => {
    await fc.assert(
      fc.asyncProperty(artArbitrary, fc.integer({ min: 1, max: 3 }), async (art, zoom) => {
        const { data, info } = await sharp(encodeIndexedPng(art, zoom))
          .ensureAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true });
        expect([info.width, info.height]).toEqual([art.width * zoom, art.height * zoom]);
        expect(Buffer.compare(data, Buffer.from(renderArt(art, zoom).data))).toBe(0);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('is art’s own, indexed, or a picture’s', async () => {
    const art = randomArt(9, 5, someColours(6, 1), 1);
    expect(encodePng(art, 3)).toEqual(encodeIndexedPng(art, 3));
    expect(encodePng(renderArt(art, 3))).toEqual(encodeRgbaPng(renderArt(art, 3)));
  });

  it.each([
    [2, 1],
    [3, 2],
    [16, 4],
    [17, 8],
    [256, 8],
  ])('writes %i colours with %i bits', (colours, depth) => {
    const palette = Array.from({ length: colours }, (_, i): Rgba => [i, i, i, 255]);
    const png = decode(
      encodeIndexedPng({ width: 1, height: 1, palette, indices: Uint8Array.of(colours - 1) }),
    );
    expect(png.depth).toBe(depth);
    expect(png.palette).toEqual(palette.map((c) => c.slice(0, 3)));
  });

  it('writes RGBA', () => {
    const image = { width: 1, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    const png = decode(encodeRgbaPng(image));
    expect([png.width, png.height, png.channels, ...png.data]).toEqual([1, 2, 4, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

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
