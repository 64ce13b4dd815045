import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPicture } from '../../src/cli/read.ts';
import { UserError } from '../../src/core/errors.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { decodePng } from '../../src/core/png-read.ts';
import { PRIMARIES, screenProfile } from '../support/icc.ts';
import { badChunk, chunk, iccChunk, pngOf } from '../support/png.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pixel-cascade-read-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a file of these bytes; what is wrong with it all the same comes as warnings. */
async function read(bytes: Uint8Array, name = 'picture'): Promise<RgbaImage & { warnings: string[] }> {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  const warnings: string[] = [];
  return { ...(await readPicture(file, (message) => warnings.push(message))), warnings };
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const error = await read(bytes).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(UserError);
  return (error as Error).message.slice(folder.length);
}

const at = ({ width, data }: RgbaImage, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];
const RED = [220, 30, 30];
const YELLOW = [240, 220, 40];
const colour = (x: number, _: number, c: number) => (x < 8 ? RED : YELLOW)[c];
/** 16 × 16, half red and half yellow. */
const halves = () =>
  sharp(
    Buffer.from(Array.from({ length: 256 }, (_, i) => [0, 1, 2].map((c) => colour(i % 16, 0, c))).flat()),
    {
      raw: { width: 16, height: 16, channels: 3 },
    },
  );

describe('profiles', () => {
  it.each([8, 16])('of a PNG are read as the window reads them, %i bits', async (depth) => {
    const scaled = (x: number, y: number, c: number) => colour(x, y, c) * (depth === 16 ? 257 : 1);
    for (const primaries of Object.values(PRIMARIES)) {
      const png = pngOf(16, 2, depth, 2, scaled, { before: [iccChunk(screenProfile(primaries))] });
      expect([...(await read(png)).data]).toEqual([...decodePng(png).data]);
    }
    const swapped = pngOf(16, 2, depth, 2, scaled, { before: [iccChunk(screenProfile(PRIMARIES.swapped))] });
    for (const [c, v] of [30, 220, 30].entries()) {
      expect(Math.abs(at(await read(swapped), 0, 0)[c] - v)).toBeLessThanOrEqual(1);
    }
  });

  it.each([8, 16])('are not made up where there is none, %i bits', async (depth) => {
    const plain = pngOf(16, 2, depth, 2, (x, y, c) => colour(x, y, c) * (depth === 16 ? 257 : 1));
    expect([...(await read(plain)).data]).toEqual([...decodePng(plain).data]);
    expect([...(await read(plain)).data.subarray(0, 4)]).toEqual([...RED, 255]);
  });

  it.each(Object.entries(PRIMARIES))(
    'of %s in JPEG, WebP, AVIF and TIFF are brought to sRGB',
    async (name, p) => {
      const file = join(folder, `${name}.icc`);
      writeFileSync(file, screenProfile(p));
      const tagged = () => halves().withIccProfile(file);
      for (const bytes of [
        await tagged().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
        await tagged().webp({ lossless: true }).toBuffer(),
        await tagged().avif({ lossless: true }).toBuffer(),
        await tagged().tiff({ compression: 'none' }).toBuffer(),
        await tagged().toColourspace('rgb16').tiff({ compression: 'none' }).toBuffer(),
      ]) {
        const picture = await read(bytes);
        for (const [x, expected] of [
          [2, RED],
          [13, YELLOW],
        ] as const) {
          const apart = expected.map((v, c) => Math.abs(v - at(picture, x, 8)[c]));
          expect(Math.max(...apart), `${at(picture, x, 8)}`).toBeLessThanOrEqual(3);
        }
      }
    },
  );
});

describe('PNGs are read for what they show', () => {
  it.each([
    ['an empty iCCP', { before: [chunk('iCCP')] }],
    ['a tEXt with a wrong check sum', { before: [badChunk('tEXt', [65, 0, 65])], after: [badChunk('tEXt')] }],
    ['no IEND', { end: false }],
    ['a palette beside true colours', { before: [chunk('PLTE', [1, 2, 3])] }],
    ['a cut chunk at its end', { after: [chunk('tEXt', [65, 0, 65]).subarray(0, 9)], end: false }],
  ])('with %s', async (_, extras) => {
    const { data, warnings } = await read(pngOf(16, 2, 8, 2, colour, extras));
    expect([...data]).toEqual([...decodePng(pngOf(16, 2, 8, 2, colour)).data]);
    expect(warnings).toEqual([]);
  });

  it('and turned upright', async () => {
    const turned = chunk(
      'eXIf',
      [77, 77, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0],
    );
    const { width, height } = await read(pngOf(16, 2, 8, 2, colour, { before: [turned] }));
    expect([width, height]).toEqual([2, 16]);
  });
});

/** A GIF of one frame in one colour, without a transparent one. */
function gif(canvas: number, x: number, y: number, side: number, before: number[] = []): Uint8Array {
  const u16 = (value: number) => [value & 255, value >> 8];
  // Codes of three bits: after each "clear" (4) two pixels of colour 1, so that codes never get longer.
  const codes = Array.from({ length: side ** 2 }, (_, i) => (i % 2 === 0 ? [4, 1] : [1])).flat();
  const bits = [...codes, 5].flatMap((code) => [0, 1, 2].map((bit) => (code >> bit) & 1));
  const data = Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
  );
  const blocks = Array.from({ length: Math.ceil(data.length / 255) }, (_, i) =>
    data.slice(i * 255, i * 255 + 255),
  );
  return Uint8Array.from([
    ...Buffer.from('GIF89a'),
    ...u16(canvas),
    ...u16(canvas),
    ...[0x80, 0, 0, 9, 9, 9, ...RED],
    ...before,
    ...[0x2c, ...u16(x), ...u16(y), ...u16(side), ...u16(side), 0],
    ...[2, ...blocks.flatMap((block) => [block.length, ...block]), 0, 0x3b],
  ]);
}

describe('GIFs', () => {
  const clearAndRed = async (bytes: Uint8Array) => {
    const picture = await read(bytes);
    return Array.from({ length: picture.width * picture.height }, (_, i) => {
      const pixel = at(picture, i % picture.width, Math.floor(i / picture.width));
      return pixel[3] === 0 ? '.' : pixel.join() === [...RED, 255].join() ? 'r' : '?';
    })
      .join('')
      .match(new RegExp(`.{${picture.width}}`, 'g'));
  };

  it('are transparent where their frame leaves the canvas', async () => {
    expect(await clearAndRed(gif(4, 1, 0, 2))).toEqual(['.rr.', '.rr.', '....', '....']);
    expect(await clearAndRed(gif(3, 0, 0, 3))).toEqual(['rrr', 'rrr', 'rrr']);
    const note = [0x21, 0xfe, 3, 65, 66, 67, 1, 68, 0];
    expect(await clearAndRed(gif(4, 2, 2, 2, note))).toEqual(['....', '....', '..rr', '..rr']);
  });

  it('have no black about a frame that leaves the canvas', async () => {
    const shown = (await clearAndRed(gif(3, 1, 1, 4)))?.join('') ?? '';
    expect(shown).toMatch(/^[r.]+$/);
    expect(shown).toMatch(/r/);
  });
});

describe('JPEGs', () => {
  it.each([false, true])(
    'without their end are read, with a warning (progressive: %s)',
    async (progressive) => {
      const jpeg = await halves().jpeg({ progressive }).toBuffer();
      const whole = await read(jpeg);
      expect(whole.warnings).toEqual([]);
      for (const cut of [1, 2]) {
        const { warnings, ...picture } = await read(jpeg.subarray(0, -cut));
        expect(warnings).toEqual(['the end of the JPEG is missing; it is read as far as it goes']);
        expect(picture).toEqual({ width: 16, height: 16, data: whole.data });
      }
    },
  );

  it('that lack pixels are refused, and each reason is told once', async () => {
    const jpeg = await halves().jpeg().toBuffer();
    for (const length of [100, jpeg.length >> 1, jpeg.length - 8]) {
      const [, reason] = /received \d+ bytes \((.*)\)$/.exec(await refusal(jpeg.subarray(0, length))) ?? [];
      const lines = reason.split('; ');
      expect(lines).toEqual([...new Set(lines)]);
      expect(reason).not.toMatch(/Vips|header:/);
    }
  });
});

describe('other kinds', () => {
  it('AVIF and TIFF are read', async () => {
    for (const bytes of [
      await halves().avif({ lossless: true }).toBuffer(),
      await halves().tiff({ compression: 'lzw' }).toBuffer(),
    ]) {
      const picture = await read(bytes);
      expect([at(picture, 0, 0), at(picture, 15, 15)]).toEqual([
        [...RED, 255],
        [...YELLOW, 255],
      ]);
    }
  });

  it('SVGs are drawn large', async () => {
    const svg = (attributes: string) =>
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><rect width="12" height="12" fill="#dc1e1e"/></svg>`,
      );
    for (const attributes of ['viewBox="0 0 24 12"', 'width="24" height="12"']) {
      const picture = await read(svg(attributes));
      expect([picture.width, picture.height]).toEqual([1024, 512]);
      expect([at(picture, 0, 0), at(picture, 1023, 0)[3]]).toEqual([[...RED, 255], 0]);
    }
    expect((await read(svg('width="2000" height="12"'))).width).toBe(2000);
    // Sides in units of paper, which libraries draw larger than what is in them.
    for (const attributes of [
      'width="10mm" height="5mm"',
      'width="1in" height="0.5in"',
      'width="9pt" height="4.5pt"',
    ]) {
      const { width, height } = await read(svg(`viewBox="0 0 24 12" ${attributes}`));
      expect(Math.abs(width / 1024 - 1), attributes).toBeLessThan(0.05);
      expect(Math.abs(height / 512 - 1), attributes).toBeLessThan(0.05);
    }
  });

  it('SVGs that do not say how large they are are refused as such', async () => {
    const svg = (attributes: string, head = '') =>
      Buffer.from(
        `${head}<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><rect x="90" width="12" height="12" fill="#dc1e1e"/></svg>`,
      );
    for (const attributes of ['', 'width="100%" height="100%"', 'width="24"'])
      expect(await refusal(svg(attributes, '<!-- <svg viewBox="0 0 9 9"> -->'))).toBe(
        '/picture: expected an SVG with a viewBox, or with a width and a height, received one without',
      );
    for (const attributes of ["viewBox = '90 0 24 12'", 'width="100%" height="100%" viewBox="90 0 24 12"']) {
      const picture = await read(svg(attributes));
      expect([picture.width, picture.height, ...at(picture, 0, 0)]).toEqual([1024, 512, ...RED, 255]);
    }
  });

  it('SVGs in UTF-16 are drawn as those in UTF-8', async () => {
    const svg = (encoding: string) =>
      `<?xml version="1.0" encoding="${encoding}"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 12"><title>é人</title><rect width="12" height="12" fill="#dc1e1e"/></svg>`;
    const little = (text: string) => Buffer.from(text, 'utf16le');
    const wide = svg('UTF-16');
    const files = [
      Buffer.from(`\ufeff${svg('utf-8')}`),
      little(`\ufeff${wide}`),
      little(wide),
      little(`\ufeff${wide}`).swap16(),
      little(wide).swap16(),
    ];
    for (const file of files) {
      const picture = await read(file);
      expect([picture.width, picture.height]).toEqual([1024, 512]);
      expect([at(picture, 0, 0), at(picture, 1023, 0)[3]]).toEqual([[...RED, 255], 0]);
    }
    expect(await refusal(little('\ufeffhello'))).toMatch(/12 bytes \(of another format\)$/);
  });

  it('are refused with a reason', async () => {
    const kinds = 'expected a PNG, JPEG, WebP, GIF, AVIF, TIFF, BMP or SVG picture, received';
    expect(await refusal(Buffer.from('BM hello'))).toBe(`/picture: ${kinds} 8 bytes (of another format)`);
    const png = pngOf(16, 2, 8, 2, colour);
    expect(await refusal(png.subarray(0, 20))).toBe(`/picture: ${kinds} 20 bytes (damaged)`);
    expect(await refusal(new Uint8Array())).toBe(`/picture: ${kinds} an empty file`);
    for (const name of ['avif', 'webp', 'gif'] as const) {
      const bytes = await halves().toFormat(name).toBuffer();
      expect(await refusal(bytes.subarray(0, bytes.length >> 1))).not.toMatch(
        /unknown error|:\)|bad seek|load_buffer/i,
      );
    }
  });

  it('names the limit', async () => {
    const png = pngOf(1, 1, 8, 2, colour);
    const header = chunk('IHDR', [0, 0, 64, 16, 0, 0, 64, 16, 8, 2, 0, 0, 0]);
    const large = Buffer.concat([png.subarray(0, 8), header, png.subarray(8 + header.length)]);
    expect(await refusal(large)).toBe('/picture: expected at most 268402689 pixels, received 16400×16400');
  });
});
