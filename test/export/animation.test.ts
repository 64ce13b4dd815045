import { unzlibSync } from 'fflate';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { apngWriter } from '../../src/export/animation/apng.ts';
import { asepriteWriter } from '../../src/export/animation/aseprite.ts';
import { type AnimationWriter, Ticks } from '../../src/export/animation/frames.ts';
import { gifWriter } from '../../src/export/animation/gif.ts';
import { webpWriter } from '../../src/export/animation/webp.ts';
import { checkSheet } from '../../src/export/sheet.ts';
import { apngFrames } from '../../src/frames/apng.ts';
import { pagesOf } from '../../src/frames/pages.ts';
import { ASEPRITE } from '../../src/palettes/aseprite.ts';
import { randomArt, someColours } from '../support/art.ts';

const CLEAR: Rgba = [0, 0, 0, 0];
const DURATIONS = [40, 125, 33.4, 33.3, 33.3];

/** Frames of one palette: two alike, the others anything. */
function framesOf(colours: number, transparent: boolean): PixelArt[] {
  const palette = transparent ? [CLEAR, ...someColours(colours - 1, 1)] : someColours(colours, 1);
  const frames = [1, 2, 3, 4].map((seed) => ({ ...randomArt(23, 19, palette, seed), palette }));
  return [...frames.slice(0, 2), frames[1], ...frames.slice(2)];
}

async function written(writer: AnimationWriter, frames: readonly PixelArt[]): Promise<Uint8Array> {
  for (const [i, art] of frames.entries()) await writer.add(art, DURATIONS[i]);
  return writer.finish();
}

/** What a frame looks like; all that is transparent is alike. */
const pixelsOf = ({ width, height, palette, indices }: PixelArt, zoom: number): string =>
  Array.from({ length: width * height * zoom * zoom }, (_, i) => {
    const [x, y] = [i % (width * zoom), Math.floor(i / (width * zoom))];
    const colour = palette[indices[Math.floor(y / zoom) * width + Math.floor(x / zoom)]];
    return colour[3] === 0 ? '-' : colour.join();
  }).join(' ');
const shown = (data: ArrayLike<number>): string =>
  Array.from({ length: data.length / 4 }, (_, i) =>
    data[i * 4 + 3] === 0 ? '-' : [0, 1, 2, 3].map((c) => data[i * 4 + c]).join(),
  ).join(' ');

async function readBack(source: ReturnType<typeof apngFrames>) {
  const frames: { pixels: string; duration: number }[] = [];
  for await (const frame of source.read()) {
    if ('error' in frame) throw new Error(frame.error);
    frames.push({ pixels: shown(frame.image.data), duration: frame.duration });
  }
  return frames;
}

const encode = ({
  width,
  height,
  data,
}: {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}) =>
  sharp(data, { raw: { width, height, channels: 4 } })
    .webp({ lossless: true })
    .toBuffer();

describe.each([
  [2, false],
  [2, true],
  [3, true],
  [16, false],
  [17, true],
  [256, false],
  [256, true],
])('animations of %i colours, transparent %s', (colours, transparent) => {
  const frames = framesOf(colours, transparent);
  const wanted = frames.map((art) => pixelsOf(art, 2));

  it('are GIFs of the very pixels, whose times add up', async () => {
    const bytes = await written(gifWriter({ zoom: 2, loops: true }), frames);
    const read = await readBack(await pagesOf('a.gif', bytes));
    expect(read.map(({ pixels }) => pixels)).toEqual(wanted);
    expect(read.map(({ duration }) => duration)).toEqual([40, 130, 30, 30, 30]);
    expect((await sharp(bytes, { animated: true }).metadata()).loop).toBe(0);
  });

  it('are APNGs of the very pixels, the first of which any program shows', async () => {
    const bytes = await written(apngWriter({ zoom: 2, loops: true }), frames);
    const source = apngFrames('a.png', bytes);
    expect(source.loops).toBe(true);
    const read = await readBack(source);
    expect(read.map(({ pixels }) => pixels)).toEqual(wanted);
    expect(read.map(({ duration }) => duration)).toEqual([40, 125, 33, 34, 33]);
    expect(shown(await sharp(bytes).ensureAlpha().raw().toBuffer())).toBe(wanted[0]);
  });

  it('are WebPs of the very pixels', async () => {
    const bytes = await written(webpWriter({ zoom: 2, loops: true }, encode), frames);
    const read = await readBack(await pagesOf('a.webp', bytes));
    expect(read.map(({ pixels }) => pixels)).toEqual(wanted);
    expect(read.map(({ duration }) => duration)).toEqual([40, 125, 33, 34, 33]);
  });

  it('are Aseprite files with cels, palette, layer and tag', async () => {
    const writer = asepriteWriter({ loops: true }, 'walk', (count) => [
      { name: 'walk', from: 0, to: count - 1 },
    ]);
    const bytes = await written(writer, frames);
    const { cels, layers, tags, entries, durations } = readAseprite(bytes);
    expect(cels.map((cel) => [...cel])).toEqual(frames.map(({ indices }) => [...indices]));
    expect(durations).toEqual([40, 125, 33, 34, 33]);
    expect(entries).toEqual(frames[0].palette.map((colour) => [...colour]));
    expect(layers).toEqual([{ name: 'walk', isBackground: !transparent }]);
    expect(tags).toEqual([{ name: 'walk', from: 0, to: 4 }]);
    const opaque = frames[0].palette.filter(([, , , a]) => a > 0);
    expect(ASEPRITE.read(bytes, 'walk.aseprite', () => undefined)).toEqual(opaque);
  });
});

describe('durations', () => {
  const ticksOf = (ticks: Ticks, durations: readonly number[]) =>
    durations.map((duration) => ticks.next(duration));

  it('beyond what a format can say change no other frame', () => {
    expect(ticksOf(new Ticks(1, 1, 65535), [100_000, 100, 100])).toEqual([65535, 100, 100]);
    expect(ticksOf(new Ticks(10, 2, 65535), [...Array(40).fill(5), 500])).toEqual([...Array(40).fill(2), 50]);
  });

  it('beyond what a format can say are told of once', () => {
    const notes: string[] = [];
    const writer = gifWriter({ zoom: 1, loops: true, onNote: (note) => notes.push(note) });
    const [art] = framesOf(4, false);
    for (const duration of [20, 33.3, 655_350]) writer.add(art, duration);
    expect(notes).toEqual([]);
    for (const duration of [16, 700_000]) writer.add(art, duration);
    expect(notes).toEqual([
      "the output's format shows a frame for 20 to 655350 ms: other durations become the nearest of these",
    ]);
  });

  it('that are rounded add up, beside limits too', () => {
    const ticks = ticksOf(new Ticks(10, 2, 65535), [5, 33, 33, 33, 700_000, 25, 25]);
    expect(ticks).toEqual([2, 3, 4, 3, 65535, 2, 3]);
  });
});

describe('frames that are too large for their format', () => {
  const wide: PixelArt = { ...randomArt(1100, 2, someColours(2, 1), 1) };

  it('are refused, and the largest zoom that fits is named', async () => {
    const zoom = 64;
    expect(() => gifWriter({ zoom, loops: true }).add(wide, 100)).toThrow(
      'GIF: expected at most 65535 pixels a side: a zoom of at most 59, received 70400×128',
    );
    await expect(webpWriter({ zoom, loops: true }, encode).add(wide, 100)).rejects.toThrow(
      /WebP: expected at most 16383 pixels a side: a zoom of at most 14,/,
    );
    expect(() => apngWriter({ zoom, loops: true }).add(wide, 100)).toThrow(/PNG: .*: a zoom of at most 14,/);
    const long = { ...wide, width: 65536, height: 1, indices: new Uint8Array(65536) };
    expect(() => asepriteWriter({ loops: true }, 'a', () => []).add(long, 100)).toThrow(
      'Aseprite file: expected at most 65535 pixels a side, received 65536×1',
    );
  });

  it('are not those that just fit', async () => {
    const bytes = await written(gifWriter({ zoom: 59, loops: true }), [wide]);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 64900, height: 118 });
    expect(() => checkSheet(5, wide, 14)).not.toThrow();
  });

  it('are those of a sheet that all of them make', () => {
    const square = { width: 512, height: 512 };
    expect(() => checkSheet(30, square, 2)).not.toThrow();
    expect(() => checkSheet(31, square, 2)).toThrow(UserError);
    expect(() => checkSheet(31, square, 2)).toThrow(
      /sprite sheet: .* and 33554432 in all: a zoom of at most 1,/,
    );
  });
});

it('frames of another size or palette are refused', () => {
  const [art] = framesOf(4, false);
  const writer = gifWriter({ zoom: 1, loops: false });
  writer.add(art, 100);
  expect(() => writer.add({ ...art, width: 19, height: 23 }, 100)).toThrow(RangeError);
  expect(() => writer.add({ ...art, palette: someColours(4, 9) }, 100)).toThrow(/palette/);
});

/** Reads what the specification of Aseprite files says about chunks 0x2004, 0x2005, 0x2018 and 0x2019. */
function readAseprite(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => view.getUint16(at, true);
  const long = (at: number) => view.getUint32(at, true);
  const text = (at: number) => Buffer.from(bytes.subarray(at + 2, at + 2 + word(at))).toString('utf8');
  expect([long(0), word(4), word(8), word(10), word(12)]).toEqual([bytes.length, 0xa5e0, 23, 19, 8]);
  const cels: Uint8Array[] = [];
  const layers: { name: string; isBackground: boolean }[] = [];
  const tags: { name: string; from: number; to: number }[] = [];
  const entries: number[][] = [];
  const durations: number[] = [];
  let at = 128;
  for (let frame = 0; frame < word(6); frame++) {
    const end = at + long(at);
    expect(word(at + 4)).toBe(0xf1fa);
    durations.push(word(at + 8));
    for (let chunk = at + 16; chunk < end; chunk += long(chunk)) {
      const body = chunk + 6;
      const type = word(chunk + 4);
      if (type === 0x2004) layers.push({ name: text(body + 16), isBackground: (word(body) & 8) > 0 });
      if (type === 0x2005 && word(body + 7) === 1) cels.push(cels[word(body + 16)]);
      if (type === 0x2005 && word(body + 7) === 2)
        cels.push(unzlibSync(bytes.subarray(body + 20, chunk + long(chunk))));
      if (type === 0x2018)
        tags.push({ name: text(body + 10 + 17), from: word(body + 10), to: word(body + 12) });
      if (type === 0x2019)
        for (let i = 0; i < long(body); i++)
          entries.push([...bytes.subarray(body + 20 + i * 6 + 2, body + 20 + i * 6 + 6)]);
    }
    at = end;
  }
  return { cels, layers, tags, entries, durations };
}
