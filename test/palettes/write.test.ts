import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../src/core/image.ts';
import { PRESETS } from '../../src/core/presets.ts';
import { readPalette } from '../../src/palettes/read.ts';
import { PALETTE_WRITERS, type PaletteFormatName } from '../../src/palettes/write.ts';

const FORMATS = Object.keys(PALETTE_WRITERS) as PaletteFormatName[];
const write = (format: PaletteFormatName, colours: readonly Rgba[], title = 'Art') =>
  PALETTE_WRITERS[format].write(colours, title);
const nameOf = (format: PaletteFormatName) => `file${PALETTE_WRITERS[format].ending}`;
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const TWO: Rgba[] = [
  [1, 2, 254, 255],
  [255, 170, 0, 255],
];

const palettes = fc
  .uniqueArray(fc.integer({ min: 0, max: 0xffffff }), { minLength: 1, maxLength: 256 })
  .map((values) => values.map((v): Rgba => [v >> 16, (v >> 8) & 255, v & 255, 255]));

describe('palette files that are written', () => {
  it.each(FORMATS)('read back as they were: %s', (format) => {
    fc.assert(
      fc.property(palettes, fc.string(), (colours, title) => {
        expect(readPalette(write(format, colours, title), nameOf(format))).toEqual(colours);
      }),
      { seed: 9, numRuns: 40 },
    );
    const full = Array.from({ length: 256 }, (_, i): Rgba => [i, 0, 255 - i, 255]);
    for (const colours of [full, ...Object.values(PRESETS)]) {
      expect(readPalette(write(format, colours), nameOf(format))).toEqual(colours);
    }
  });

  it('are what other programs expect', () => {
    expect(textOf(write('hex', TWO))).toBe('0102fe\nffaa00\n');
    expect(textOf(write('gpl', TWO, ' Été\n2 '))).toBe(
      'GIMP Palette\nName: Été 2\nColumns: 2\n#\n  1   2 254\t#0102fe\n255 170   0\t#ffaa00\n',
    );
    expect(textOf(write('jasc', TWO))).toBe('JASC-PAL\r\n0100\r\n2\r\n1 2 254\r\n255 170 0\r\n');
    const act = write('act', TWO);
    expect([act.length, ...act.subarray(0, 7), ...act.subarray(768)]).toEqual([
      772, 1, 2, 254, 255, 170, 0, 0, 0, 2, 255, 255,
    ]);
    const ase = write('ase', TWO);
    expect(ase.length).toBe(12 + 2 * (6 + 2 + 8 * 2 + 4 + 12 + 2));
    expect(new DataView(ase.buffer).getUint32(8)).toBe(2);
    expect(new DataView(ase.buffer).getFloat32(12 + 6 + 2 + 16 + 4 + 8)).toBeCloseTo(254 / 255, 6);
  });

  it('as a strip, show a pixel a colour', async () => {
    const { data, info } = await sharp(write('png', TWO)).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, ...data]).toEqual([2, 1, 1, 2, 254, 255, 170, 0]);
  });
});
