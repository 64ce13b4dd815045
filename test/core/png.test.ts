import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderArt } from '../../src/core/grid.ts';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { encodeIndexedPng, encodeRgbaPng, samplesOf } from '../../src/core/png.ts';
import { encodePngInSteps } from '../../src/export/png-steps.ts';
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

  it('made in steps is as when made at once', async () => {
    const pixels = (png: Uint8Array) => sharp(png).ensureAlpha().raw().toBuffer();
    await fc.assert(
      fc.asyncProperty(artArbitrary, fc.integer({ min: 1, max: 3 }), async (art, zoom) => {
        const steps = await encodePngInSteps(art, zoom);
        const { data: _, ...head } = decode(steps, { checkCrc: true });
        const { data: __, ...want } = decode(encodeIndexedPng(art, zoom));
        expect(head).toEqual(want);
        expect(Buffer.compare(await pixels(steps), Buffer.from(renderArt(art, zoom).data))).toBe(0);
        const picture = renderArt(art, 1);
        expect(Buffer.compare(await pixels(await encodePngInSteps(picture)), Buffer.from(picture.data))).toBe(
          0,
        );
      }),
      { seed: 5, numRuns: 40 },
    );
    const large = randomArt(301, 300, someColours(200, 1), 1);
    const [steps, once] = [await encodePngInSteps(large, 4), encodeIndexedPng(large, 4)].map(
      (png) => decode(png).data as Uint8Array,
    );
    expect(Buffer.compare(steps, once)).toBe(0);
  });

  it('made in steps can be stopped, and lets other work go on', async () => {
    const signal = { aborted: false, reason: new Error('enough') };
    setTimeout(() => {
      signal.aborted = true;
    }, 0);
    const art = {
      width: 2000,
      height: 2000,
      palette: [[0, 0, 0, 255]] as Rgba[],
      indices: new Uint8Array(4e6),
    };
    await expect(encodePngInSteps(art, 4, signal)).rejects.toThrow('enough');
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
