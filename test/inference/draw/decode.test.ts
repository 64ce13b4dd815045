import { deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/core/random.ts';
import { decodePng } from '../../../src/inference/draw/decode.ts';

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

/** A PNG with a tRNS chunk, which fast-png does not write for grey and RGB. */
function withClearColour(type: 0 | 2, depth: number, rows: Uint8Array, clear: number[]): Uint8Array {
  const chunk = (name: string, data: Uint8Array): Buffer => {
    const whole = Buffer.alloc(12 + data.length);
    whole.writeUInt32BE(data.length);
    whole.write(name, 4, 'latin1');
    whole.set(data, 8);
    let crc = 0xffffffff;
    for (const byte of whole.subarray(4, 8 + data.length)) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
    whole.writeUInt32BE(~crc >>> 0, 8 + data.length);
    return whole;
  };
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, depth, type, 0, 0, 0]);
  const stride = rows.length / height;
  const lines = Array.from({ length: height }, (_, y) => [0, ...rows.subarray(y * stride, (y + 1) * stride)]);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('tRNS', Uint8Array.from(clear)),
    chunk('IDAT', deflateSync(Uint8Array.from(lines.flat()))),
    chunk('IEND', new Uint8Array()),
  ]);
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
    const count = width * height;
    await expectSame(withClearColour(0, 2, bytes(height * 10), [0, 2]));
    await expectSame(withClearColour(0, 8, bytes(count, 4), [0, 2]));
    await expectSame(withClearColour(0, 16, bytes(count * 2, 2), [1, 0]));
    await expectSame(withClearColour(2, 8, bytes(count * 3, 2), [0, 1, 0, 0, 0, 1]));
    await expectSame(withClearColour(2, 16, bytes(count * 6, 2), [0, 1, 0, 0, 1, 1]));
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
