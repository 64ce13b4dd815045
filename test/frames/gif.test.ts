import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../src/core/image.ts';
import { Rng } from '../../src/core/random.ts';
import { gifFrames } from '../../src/frames/gif.ts';
import { picture } from '../support/pictures.ts';

const BLACK = [0, 0, 0];
const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const WHITE = [255, 255, 255];

interface Part {
  readonly at: readonly [x: number, y: number, width: number, height: number];
  readonly indices: readonly number[];
  readonly dispose?: number;
  readonly clear?: number;
  readonly interlaced?: boolean;
}

/** Two bits an index, a clear code before each, so that codes keep three bits. */
function packed(indices: readonly number[]): number[] {
  const codes = [...indices.flatMap((index) => [4, index]), 5];
  const bytes: number[] = [];
  codes.forEach((code, i) => {
    for (let bit = 0; bit < 3; bit++) {
      const at = i * 3 + bit;
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (((code >> bit) & 1) << (at & 7));
    }
  });
  return [2, bytes.length, ...bytes, 0];
}

/** A GIF of a palette of four colours. */
const gif = (width: number, height: number, parts: readonly Part[]): Uint8Array =>
  Uint8Array.from([
    ...[...'GIF89a'].map((letter) => letter.charCodeAt(0)),
    ...[width, 0, height, 0, 0xf1, 0, 0],
    ...[BLACK, RED, GREEN, WHITE].flat(),
    ...parts.flatMap(({ at: [x, y, w, h], indices, dispose = 0, clear, interlaced = false }) => [
      ...[0x21, 0xf9, 4, (dispose << 2) | Number(clear !== undefined), 5, 0, clear ?? 0, 0],
      ...[0x2c, x, 0, y, 0, w, 0, h, 0, interlaced ? 64 : 0],
      ...packed(indices),
    ]),
    0x3b,
  ]);

async function read(bytes: Uint8Array): Promise<string[]> {
  const told: string[] = [];
  for await (const frame of gifFrames('a.gif', bytes).read()) {
    if ('error' in frame) told.push(frame.error);
    else {
      const { data } = frame.image;
      const names = Array.from({ length: data.length / 4 }, (_, i) => {
        const [r, g, , a] = data.subarray(i * 4, i * 4 + 4);
        return a === 0 ? '.' : r === 255 ? (g === 255 ? 'W' : 'R') : g === 255 ? 'G' : 'B';
      });
      told.push(names.join(''));
    }
  }
  return told;
}

describe('a GIF', () => {
  it('keeps, clears and restores what its frames say', async () => {
    const whole = { at: [0, 0, 2, 2], indices: [1, 1, 1, 1] } as const;
    const corner = { at: [1, 1, 1, 1], indices: [2] } as const;
    const other = { at: [0, 0, 1, 1], indices: [3] } as const;
    expect(await read(gif(2, 2, [whole, corner, other]))).toEqual(['RRRR', 'RRRG', 'WRRG']);
    expect(await read(gif(2, 2, [whole, { ...corner, dispose: 2 }, other]))).toEqual([
      'RRRR',
      'RRRG',
      'WRR.',
    ]);
    expect(await read(gif(2, 2, [whole, { ...corner, dispose: 3 }, other]))).toEqual([
      'RRRR',
      'RRRG',
      'WRRR',
    ]);
  });

  it('shows what is below its clear index, and nothing where nothing was drawn', async () => {
    const first = { at: [0, 0, 2, 1], indices: [1, 2], clear: 2 } as const;
    const second = { at: [0, 0, 2, 1], indices: [2, 3], clear: 2 } as const;
    expect(await read(gif(2, 2, [first, second]))).toEqual(['R...', 'RW..']);
  });

  it('is read row by row where it is interlaced', async () => {
    const rows = [0, 4, 2, 1, 3];
    const at = [0, 0, 1, 5] as const;
    const indices = rows.map((row) => row % 4);
    expect(await read(gif(1, 5, [{ at, indices, interlaced: true }]))).toEqual(['BRGWB']);
  });

  it('with a damaged frame has the others, by name', async () => {
    const at = [0, 0, 2, 1] as const;
    const short = { at, indices: [1] };
    expect(await read(gif(2, 1, [{ at, indices: [1, 1] }, short, { at, indices: [2, 2] }]))).toEqual([
      'RR',
      'expected whole data, received damaged data',
      'GG',
    ]);
  });

  it('of many colours is what another decoder makes of it', async () => {
    const rng = new Rng(3);
    const raw = [0, 1].map(() =>
      picture(40, 30, (): Rgba => [rng.int(256), rng.int(256), rng.int(256), 255]),
    );
    const bytes = await sharp(Buffer.concat(raw.map(({ data }) => Buffer.from(data))), {
      raw: { width: 40, height: 60, channels: 4, pageHeight: 30 },
    })
      .gif({ delay: [70, 70] })
      .toBuffer();
    const theirs = await sharp(bytes, { animated: true }).ensureAlpha().raw().toBuffer();
    let at = 0;
    for await (const frame of gifFrames('a.gif', bytes).read()) {
      if ('error' in frame) throw new Error(frame.error);
      const { data } = frame.image;
      expect(Buffer.compare(Buffer.from(data), theirs.subarray(at, at + data.length))).toBe(0);
      at += data.length;
    }
    expect(at).toBe(theirs.length);
  });
});
