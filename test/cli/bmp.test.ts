import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBmp } from '../../src/cli/bmp.ts';
import { readPicture } from '../../src/cli/read.ts';
import { type BmpOptions, bmpOf, packedRows } from '../support/bmp.ts';
import { PRIMARIES, screenProfile } from '../support/icc.ts';

const COLOURS = [
  [220, 30, 30],
  [240, 220, 40],
  [20, 60, 200],
];
/** 3 × 2, as numbers of colours; from the top. */
const ROWS = [
  [0, 1, 0],
  [1, 0, 1],
];
const shown = (rows: readonly (readonly number[])[]) => rows.flat().flatMap((i) => [...COLOURS[i], 255]);
const upwards = <T>(rows: readonly T[]): T[] => [...rows].reverse();
const rgb = (i: number) => COLOURS[i].reduce((value, c) => value * 256 + c, 0);
const read = (pixels: readonly number[], options: Partial<BmpOptions>) => [
  ...decodeBmp(bmpOf(pixels, { width: 3, height: 2, depth: 8, ...options })).data,
];

describe('decodeBmp', () => {
  it.each([1, 2, 4, 8])('reads tables of colours, %i bits', (depth) => {
    const pixels = packedRows(upwards(ROWS), depth);
    for (const size of [12, 40, 64, 108, 124])
      expect(read(pixels, { depth, size, colours: size === 12 ? full(depth) : COLOURS })).toEqual(
        shown(ROWS),
      );
    const down = packedRows(ROWS, depth);
    expect(read(down, { depth, height: -2, colours: COLOURS })).toEqual(shown(ROWS));
  });

  /** OS/2 has as many colours as there can be. */
  const full = (depth: number) => Array.from({ length: 2 ** depth }, (_, i) => COLOURS[i] ?? [0, 0, 0]);

  it.each([24, 32])('reads colours of 8 bits each, %i bits', (depth) => {
    const pixels = packedRows(
      upwards(ROWS).map((row) => row.map(rgb)),
      depth,
    );
    for (const size of [40, 108, 124]) expect(read(pixels, { depth, size })).toEqual(shown(ROWS));
    if (depth === 24) expect(read(pixels, { depth, size: 12 })).toEqual(shown(ROWS));
  });

  it('reads 16 bits by any masks, black to black and white to white', () => {
    const [black, white, green] = [0, 0xffff, 0x07e0];
    const pixels = packedRows([[black, white, green]], 16);
    const masks = [0xf800, 0x07e0, 0x001f];
    const told = [0, 0, 0, 255, 255, 255, 255, 255, 0, 255, 0, 255];
    for (const size of [40, 52, 56, 124])
      expect(read(pixels, { depth: 16, height: 1, compression: 3, masks, size })).toEqual(told);
    expect(read(packedRows([[0, 0x7fff, 0x03e0]], 16), { depth: 16, height: 1 })).toEqual(told);
  });

  it('takes alpha where a mask tells of it, and not where all of it is 0', () => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const options = { width: 2, height: 1, depth: 32, compression: 3, size: 108, masks };
    const pixels = (a: number, b: number) =>
      packedRows([[a * 2 ** 24 + 0x102030, b * 2 ** 24 + 0x405060]], 32);
    expect(read(pixels(0, 128), options)).toEqual([16, 32, 48, 0, 64, 80, 96, 128]);
    expect(read(pixels(0, 0), options)).toEqual([16, 32, 48, 255, 64, 80, 96, 255]);
    expect(read(pixels(9, 0), { width: 2, height: 1, depth: 32 })).toEqual([
      16, 32, 48, 255, 64, 80, 96, 255,
    ]);
  });

  it('unpacks runs, and leaves what they leave out transparent', () => {
    const nothing = [0, 0, 0, 0];
    const [red, yellow, blue] = COLOURS.map((colour) => [...colour, 255]);
    // Upwards: two yellow, end of row; one to the right, three as they are; the end.
    const eight = [2, 1, 0, 0, 0, 2, 1, 0, 0, 3, 0, 2, 1, 0, 0, 1];
    const picture = [nothing, red, blue, yellow, yellow, yellow, nothing, nothing].flat();
    const options = { width: 4, height: 2, colours: COLOURS };
    expect(read(eight, { ...options, compression: 1 })).toEqual(picture);
    const four = [2, 0x11, 0, 0, 0, 2, 1, 0, 0, 3, 0x02, 0x10, 0, 1];
    expect(read(four, { ...options, depth: 4, compression: 2 })).toEqual(picture);
    // Without an end, and with a run that is longer than its row.
    expect(read([9, 0, 0, 0, 4, 2], { ...options, compression: 1 })).toEqual(
      [blue, blue, blue, blue, red, red, red, red].flat(),
    );
  });

  it('refuses what is damaged or unknown', () => {
    const pixels = packedRows(ROWS, 8);
    expect(() => read(pixels.slice(0, -4), { colours: COLOURS })).toThrow('it lacks pixels');
    expect(() => read([2, 1], { compression: 1, colours: COLOURS })).toThrow('it lacks pixels');
    expect(() => read(pixels, { compression: 4 })).toThrow('8 bits a pixel and compression 4');
    expect(() => read(pixels, { depth: 7 })).toThrow('7 bits a pixel');
    expect(() => read(pixels, { height: 0 })).toThrow('without pixels');
  });
});

describe('readPicture', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pixel-cascade-bmp-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const readFile = (bytes: Uint8Array) => {
    writeFileSync(join(folder, 'a.bmp'), bytes);
    return readPicture(join(folder, 'a.bmp'));
  };

  it('brings the colours of an embedded profile to sRGB', async () => {
    const pixels = packedRows([[rgb(0)]], 24);
    const profile = screenProfile(PRIMARIES.swapped);
    const { data } = await readFile(bmpOf(pixels, { width: 1, height: 1, depth: 24, size: 124, profile }));
    for (const [c, value] of [30, 220, 30].entries())
      expect(Math.abs(data[c] - value)).toBeLessThanOrEqual(1);
  });

  it('refuses sides that no picture has before it makes room for them', async () => {
    await expect(
      readFile(bmpOf([0, 1], { width: 40000, height: 40000, depth: 8, compression: 1 })),
    ).rejects.toThrow('expected at most 268402689 pixels, received 40000×40000');
    await expect(readFile(Buffer.from(`BM${' is no bitmap, but a text.'.repeat(3)}`))).rejects.toThrow(
      'of another format',
    );
  });
});
