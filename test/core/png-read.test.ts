import { deflateSync } from 'node:zlib';
import * as culori from 'culori';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePng } from '../../src/core/png-read.ts';
import { random } from '../../src/core/random.ts';
import { curv, greyProfile, PRIMARIES, para, screenProfile } from '../support/icc.ts';
import { badChunk, chunk, iccChunk, pngOf } from '../support/png.ts';

const [width, height] = [37, 11];
const next = random(3);
const numbers = (count: number, below: number) =>
  Array.from({ length: count }, () => Math.floor(next() * below));
const bytes = (count: number, below = 256) => Uint8Array.from(numbers(count, below));

/** What the command line reads of it. */
async function bySharp(png: Uint8Array) {
  const { data, info } = await sharp(png, { failOn: 'error' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: [...data] };
}

async function expectSame(png: Uint8Array): Promise<void> {
  const { data, ...size } = decodePng(png);
  expect({ ...size, data: [...data] }).toEqual(await bySharp(png));
}

describe('decodePng gives what the command line reads', () => {
  it.each([1, 2, 3, 4])('of %i channels, 8 and 16 bits', async (channels) => {
    const count = width * height * channels;
    await expectSame(encode({ width, height, data: bytes(count), depth: 8, channels }));
    const data = Uint16Array.from(numbers(count, 65536));
    await expectSame(encode({ width, height, data, depth: 16, channels }));
  });

  it.each([1, 2, 4, 8] as const)('of %i bits, grey and with palettes', async (depth) => {
    const data = bytes(Math.ceil((width * depth) / 8) * height);
    await expectSame(encode({ width, height, data, depth, channels: 1 }));
    for (const entry of [3, 4]) {
      const palette = Array.from({ length: 2 ** depth }, () => numbers(entry, 256));
      await expectSame(encode({ width, height, data, depth, channels: 1, palette }));
    }
  });

  it('of interlaced files', async () => {
    const raw = { width, height, channels: 4 } as const;
    await expectSame(
      await sharp(bytes(width * height * 4), { raw })
        .png({ progressive: true })
        .toBuffer(),
    );
  });

  it('of files with one clear colour', async () => {
    const clear = (type: number, depth: number, below: number, ...samples: number[]) => {
      const values = numbers(width * height * 3, below);
      const sample = (x: number, y: number, c: number) => values[(y * width + x) * 3 + c];
      return expectSame(pngOf(width, height, depth, type, sample, { before: [chunk('tRNS', samples)] }));
    };
    await clear(0, 2, 4, 0, 2);
    await clear(0, 8, 4, 0, 2);
    await clear(0, 16, 300, 1, 0);
    await clear(2, 8, 2, 0, 1, 0, 0, 0, 1);
    await clear(2, 16, 2, 0, 1, 0, 0, 0, 1);
  });
});

it('decodePng refuses what is no whole PNG', () => {
  const png = encode({ width, height, data: bytes(width * height * 4), depth: 8, channels: 4 });
  const flipped = png.slice();
  flipped[100] ^= 1;
  for (const broken of [new Uint8Array(), bytes(50), png.subarray(0, 700), flipped]) {
    expect(() => decodePng(broken)).toThrow(`picture: expected a whole PNG, received ${broken.length} bytes`);
  }
});

describe('decodePng takes a picture for what it shows, whatever lies beside it', () => {
  const colour = (x: number, y: number, c: number) => [x * 40, y * 60, 30][c];
  const plain = decodePng(pngOf(5, 4, 8, 2, colour));
  const palette = chunk('PLTE', [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const broken = {
    'an empty iCCP': { before: [chunk('iCCP')] },
    'an iCCP without its data': { before: [chunk('iCCP', Buffer.from('name\0\0'))] },
    'an iCCP that is cut': { before: [iccChunk(screenProfile(PRIMARIES.swapped)).fill(9, 60)] },
    'an iCCP of another way to pack': { before: [chunk('iCCP', Buffer.from('name\0\x07abc'))] },
    'a profile that is none': { before: [iccChunk(bytes(300))] },
    'a tEXt with a wrong check sum': {
      before: [badChunk('tEXt', Buffer.from('Title\0a'))],
      after: [badChunk('tEXt')],
    },
    'a tEXt without a keyword': { before: [chunk('tEXt', bytes(90))] },
    'a pHYs of a wrong length': { before: [chunk('pHYs', [1, 2])] },
    'no IEND': { end: false },
    'a cut chunk at its end': { after: [chunk('tEXt', bytes(90)).subarray(0, 40)], end: false },
    'noise at its end': { after: [bytes(90)], end: false },
    'a palette beside true colours': { before: [palette] },
    'a palette of an odd length beside true colours': { before: [chunk('PLTE', [1, 2])] },
    'a tRNS of a wrong length': { before: [chunk('tRNS', [0, 1])] },
  };
  it.each(Object.entries(broken))('%s', (_, extras) => {
    expect(decodePng(pngOf(5, 4, 8, 2, colour, extras))).toEqual(plain);
  });

  it('palettes beside RGBA', async () => {
    await expectSame(pngOf(5, 4, 8, 6, colour4, { before: [palette] }));
    await expectSame(pngOf(5, 4, 16, 6, (x, y, c) => colour4(x, y, c) * 257, { before: [palette] }));
  });
  const colour4 = (x: number, y: number, c: number) => [x * 40, y * 60, 30, x * y * 20][c];

  it('a clear colour where there are fewer pixels than it has samples', () => {
    const clear = { before: [chunk('tRNS', [0, 0, 0, 0, 0, 30])] };
    expect([...decodePng(pngOf(1, 1, 8, 2, colour, clear)).data]).toEqual([0, 0, 30, 0]);
  });

  it('says that a picture is damaged, not what the decoder makes of it', () => {
    const rows = (...filters: number[]) => chunk('IDAT', deflateSync(Uint8Array.from(filters)));
    const header = pngOf(1, 2, 8, 0, () => 1).subarray(0, 33);
    for (const data of [rows(0, 1), rows(9, 1, 0, 1), chunk('IDAT', [1, 2, 3])]) {
      const png = new Uint8Array(Buffer.concat([header, data]));
      expect(() => decodePng(png)).toThrow(`a whole PNG, received ${png.length} bytes (damaged)`);
    }
  });

  it('refuses a picture without pixels', () => {
    for (const [columns, rows] of [
      [0, 3],
      [3, 0],
      [0, 0],
    ]) {
      const png = pngOf(columns, rows, 8, 2, colour);
      expect(() => decodePng(png)).toThrow(`a whole PNG, received ${columns}×${rows} pixels`);
    }
  });

  it('refuses what is broken of the picture itself', () => {
    expect(() => decodePng(pngOf(5, 4, 8, 2, colour, { after: [badChunk('IDAT', [1])] }))).toThrow(
      /expected a whole PNG, received \d+ bytes \(a broken chunk IDAT\)/,
    );
    expect(() => decodePng(pngOf(5, 4, 8, 2, colour).subarray(0, 50))).toThrow(/a broken chunk IDAT/);
    expect(() => decodePng(pngOf(5, 4, 1, 0, () => 1, { interlaced: true }).subarray(0, 40))).toThrow(
      /expected a whole PNG/,
    );
  });
});

describe('decodePng reads interlaced files of few bits', () => {
  it.each([1, 2, 4, 8] as const)('of %i bits, grey and with palettes, of any size', async (depth) => {
    const random = bytes(4096);
    for (const [columns, rows] of [
      [1, 1],
      [3, 2],
      [5, 9],
      [17, 13],
    ]) {
      const sample = (x: number, y: number) => random[y * columns + x] & (2 ** depth - 1);
      await expectSame(pngOf(columns, rows, depth, 0, sample, { interlaced: true }));
      const palette = chunk('PLTE', bytes(3 * 2 ** depth));
      const before = [palette, chunk('tRNS', bytes(2 ** depth))];
      await expectSame(pngOf(columns, rows, depth, 3, sample, { interlaced: true, before: [palette] }));
      await expectSame(pngOf(columns, rows, depth, 3, sample, { interlaced: true, before }));
    }
  });

  it('with a clear grey', async () => {
    const sample = (x: number, y: number) => (x + y) & 3;
    await expectSame(pngOf(9, 9, 2, 0, sample, { interlaced: true, before: [chunk('tRNS', [0, 2])] }));
  });
});

describe('decodePng brings colours of a profile to sRGB', () => {
  const shown = [
    [220, 30, 30],
    [240, 220, 40],
    [90, 90, 90],
    [255, 255, 255],
    [0, 0, 0],
  ];
  const read = (profile: Uint8Array, depth: 8 | 16, type: 0 | 2 = 2) => {
    const scale = depth === 16 ? 257 : 1;
    const png = pngOf(shown.length, 1, depth, type, (x, _, c) => shown[x][c] * scale, {
      before: [iccChunk(profile)],
    });
    const { data } = decodePng(png);
    return shown.map((_, i) => [...data.subarray(i * 4, i * 4 + 3)]);
  };

  it.each([8, 16] as const)('of sRGB, whose colours stay as they are, %i bits', (depth) => {
    expect(read(screenProfile(PRIMARIES.srgb), depth)).toEqual(shown);
    const table = Array.from({ length: 1024 }, (_, i) => {
      const v = i / 1023;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    expect(read(screenProfile(PRIMARIES.srgb, curv(...table)), depth)).toEqual(shown);
  });

  it.each([8, 16] as const)('of Display P3 and of exchanged primaries, %i bits', (depth) => {
    const within = (got: number[][], expected: number[][]) =>
      got.forEach((rgb, i) => {
        rgb.forEach((v, c) => {
          expect(Math.abs(v - expected[i][c]), `${got}`).toBeLessThanOrEqual(1);
        });
      });
    // CSS Color 4: color(display-p3 …) in sRGB, clamped.
    const p3 = culori.converter('rgb');
    within(
      read(screenProfile(PRIMARIES.displayP3), depth),
      shown.map(([r, g, b]) => {
        const rgb = p3({ mode: 'p3', r: r / 255, g: g / 255, b: b / 255 });
        return [rgb.r, rgb.g, rgb.b].map((v) => Math.min(255, Math.max(0, Math.round(v * 255))));
      }),
    );
    within(
      read(screenProfile(PRIMARIES.swapped), depth),
      shown.map(([r, g, b]) => [g, r, b]),
    );
  });

  it('of other curves: gammas, straight lines, and all forms', () => {
    const linear = (curve: number[]) => read(screenProfile(PRIMARIES.srgb, curve), 8)[2][0];
    const byte = (light: number) => Math.round((1.055 * light ** (1 / 2.4) - 0.055) * 255);
    const v = 90 / 255;
    expect(linear(curv())).toBe(byte(v));
    expect(linear(curv(1.8))).toBe(byte(v ** (461 / 256)));
    expect(linear(para(0, 1.5))).toBe(byte(v ** 1.5));
    expect(linear(para(1, 2, 0.5, 0.5))).toBe(byte((v / 2 + 0.5) ** 2));
    expect(linear(para(2, 2, 0.5, 0.25, 0.125))).toBe(byte((v / 2 + 0.25) ** 2 + 0.125));
    expect(linear(para(4, 2, 1, 0, 0.5, 0.5, 0.1, 0.1))).toBe(byte(v * 0.5 + 0.1));
  });

  it('of grey, and takes no profile of the other kind', () => {
    const grey = read(greyProfile(curv(1)), 8, 0);
    expect(grey[2]).toEqual(read(screenProfile(PRIMARIES.srgb, curv(1)), 8)[2]);
    expect(read(greyProfile(curv(1)), 8)).toEqual(shown);
    expect(read(screenProfile(PRIMARIES.swapped), 8, 0)[0]).toEqual([220, 220, 220]);
  });
});
