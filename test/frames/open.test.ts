import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zlibSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { BrokenFrame, FrameSource, SourceFrame } from '../../src/core/frames.ts';
import type { Rgba, RgbaImage } from '../../src/core/image.ts';
import { encodeRgbaPng } from '../../src/core/png.ts';
import { big32, PNG_SIGNATURE, pngChunk } from '../../src/core/png-chunks.ts';
import { apngWriter } from '../../src/export/animation/apng.ts';
import type { AnimationWriter } from '../../src/export/animation/frames.ts';
import { gifWriter } from '../../src/export/animation/gif.ts';
import { type FrameChoice, openFrames } from '../../src/frames/open.ts';
import { picture } from '../support/pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'frames-'));
const { PATH } = process.env;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  process.env.PATH = PATH;
});

const ALL: FrameChoice = { fps: null, every: 1, from: 1, to: null };
const plain = (colour: Rgba, width = 6, height = 5): RgbaImage => picture(width, height, () => colour);
const COLOURS: readonly Rgba[] = [
  [255, 0, 0, 255],
  [0, 255, 0, 255],
  [0, 0, 255, 255],
  [0, 0, 0, 255],
];

const readPng = async (path: string): Promise<RgbaImage> => {
  const { data, info } = await sharp(path).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
};
const file = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
async function framesOf(source: FrameSource): Promise<(SourceFrame | BrokenFrame)[]> {
  const frames: (SourceFrame | BrokenFrame)[] = [];
  for await (const frame of source.read()) frames.push(frame);
  return frames;
}
const open = async (paths: readonly string[], choice: Partial<FrameChoice> = {}) =>
  framesOf(await openFrames(paths, readPng, { ...ALL, ...choice }));
/** A frame's first pixel and time, or what is wrong with it. */
const told = (frame: SourceFrame | BrokenFrame): string =>
  'error' in frame
    ? `broken: ${frame.error}`
    : `${[...frame.image.data.subarray(0, 4)].join()} ${frame.duration}`;

/** An animation of a colour a frame. */
function animation(writer: AnimationWriter, durations: readonly number[]): Uint8Array {
  durations.forEach((duration, i) => {
    writer.add({ width: 6, height: 5, palette: COLOURS, indices: new Uint8Array(30).fill(i % 4) }, duration);
  });
  return writer.finish();
}
const gif = (durations: readonly number[]) => animation(gifWriter({ zoom: 1, loops: true }), durations);
const apng = (durations: readonly number[]) => animation(apngWriter({ zoom: 1, loops: true }), durations);

describe('frames', () => {
  it('of a GIF have their durations, and 100 ms where that is none', async () => {
    const bytes = gif([50, 120, 80]);
    // The second frame's delay, in the second graphic control.
    const control = bytes.indexOf(0xf9, bytes.indexOf(0xf9, 20) + 1);
    bytes.set([0, 0], control + 3);
    const frames = await open([file('a.gif', bytes)]);
    expect(frames.map(told)).toEqual(['255,0,0,255 50', '0,255,0,255 100', '0,0,255,255 80']);
    expect(frames[1].name).toMatch(/a\.gif, frame 2$/);
  });

  it('of a GIF that breaks off are those that are whole, and the next is named', async () => {
    const bytes = gif([50, 50, 50, 50]);
    const frames = await open([file('cut.gif', bytes.subarray(0, bytes.length - 8))]);
    expect(frames).toHaveLength(4);
    expect(frames.slice(0, 3).every((frame) => 'image' in frame)).toBe(true);
    expect(frames[3]).toMatchObject({
      name: expect.stringMatching(/frame 4$/),
      error: expect.stringMatching(/end/),
    });
  });

  it('of a GIF with local palettes and transparency are what was put in', async () => {
    const raw = [1, 2, 3].map((t) =>
      picture(8, 8, (x, y): Rgba => ((x + y + t) % 3 === 0 ? [0, 0, 0, 0] : [x * 30, y * 30, t * 60, 255])),
    );
    const bytes = await sharp(Buffer.concat(raw.map(({ data }) => Buffer.from(data))), {
      raw: { width: 8, height: 24, channels: 4, pageHeight: 8 },
    })
      .gif({ delay: [70, 70, 70], dither: 0, interFrameMaxError: 0, reuse: false })
      .toBuffer();
    const frames = await open([file('local.gif', bytes)]);
    frames.forEach((frame, t) => {
      if ('error' in frame) throw new Error(frame.error);
      expect([...frame.image.data].filter((_, i) => i % 4 === 3)).toEqual(
        [...raw[t].data].filter((_, i) => i % 4 === 3),
      );
    });
  });

  it('of an APNG are put on the canvas by their own rules, and a broken one is named', async () => {
    const rows = (colour: Rgba, width: number, height: number) =>
      zlibSync(
        Uint8Array.from(
          Array.from({ length: height }, () => [0, ...Array(width).fill(colour).flat()]).flat(),
        ),
      );
    let sequence = 0;
    const control = (w: number, h: number, x: number, dispose: number, blend: number) =>
      pngChunk('fcTL', [
        [...big32(sequence++), ...big32(w), ...big32(h), ...big32(x), ...big32(0)],
        [0, 3, 0, 30, dispose, blend],
      ]);
    const bytes = Buffer.concat([
      PNG_SIGNATURE,
      pngChunk('IHDR', [[...big32(2), ...big32(1), 8, 6, 0, 0, 0]]),
      pngChunk('acTL', [[...big32(4), ...big32(1)]]),
      control(2, 1, 0, 0, 0),
      pngChunk('IDAT', [rows([200, 0, 0, 255], 2, 1)]),
      control(1, 1, 1, 2, 1),
      pngChunk('fdAT', [big32(sequence++), rows([0, 0, 200, 255], 1, 1)]),
      control(1, 1, 0, 1, 0),
      pngChunk('fdAT', [big32(sequence++), rows([0, 200, 0, 0], 1, 1)]),
      control(1, 1, 0, 0, 0),
      pngChunk('fdAT', [big32(sequence++), Uint8Array.of(1, 2, 3)]),
      pngChunk('IEND', []),
    ]);
    const frames = await open([file('a.png', bytes)]);
    const pixels = frames.map((frame) => ('error' in frame ? 'broken' : [...frame.image.data].join()));
    expect(pixels).toEqual([
      '200,0,0,255,200,0,0,255',
      '200,0,0,255,0,0,200,255',
      '0,200,0,0,200,0,0,255',
      'broken',
    ]);
    expect(frames[0]).toMatchObject({ duration: 100 });
  });

  it('of an APNG are broken where what tells of them is damaged or cut off', async () => {
    const damaged = Buffer.from(apng([50, 120, 80]));
    const first = damaged.indexOf('fcTL');
    const second = damaged.indexOf('fcTL', first + 4);
    damaged[second + 4 + 20] ^= 1;
    const broken = 'broken: frame: expected whole data, received damaged data';
    const frames = await open([file('damaged.png', damaged)]);
    expect(frames.map(told)).toEqual(['255,0,0,255 50', broken, '0,0,255,255 80']);
    expect(frames[1].name).toMatch(/damaged\.png, frame 2$/);
    const cut = await open([file('cut.png', damaged.subarray(0, second + 12))]);
    expect(cut.map(told)).toEqual(['255,0,0,255 50', broken]);
    damaged[first + 4 + 20] ^= 1;
    expect((await open([file('first.png', damaged)])).map(told)).toEqual([broken, broken, '0,0,255,255 80']);
  });

  it('of an APNG are not on a canvas of more pixels than a picture has', async () => {
    const huge = Buffer.from(apng([50, 50]));
    huge.set([...big32(100_000), ...big32(100_000)], huge.indexOf('IHDR') + 4);
    await expect(open([file('huge.png', huge)])).rejects.toThrow(
      /huge\.png: expected at most 268402689 pixels, received 100000×100000/,
    );
  });

  it('of pictures come in the order of their numbers; one that cannot be read is named', async () => {
    const paths = ['w10.png', 'w9.png', 'w1.png'].map((name, i) =>
      file(name, encodeRgbaPng(plain(COLOURS[i]))),
    );
    const frames = await open([...paths, file('w2.png', Uint8Array.of(1, 2, 3))]);
    expect(frames.map(told).map((text) => text.slice(0, 12))).toEqual([
      '0,0,255,255 ',
      'broken: Inpu',
      '0,255,0,255 ',
      '255,0,0,255 ',
    ]);
  });

  it('are those asked for, and keep the time of those left out', async () => {
    const path = file('long.gif', gif([20, 30, 40, 50, 60, 70, 80]));
    expect((await open([path], { from: 2, to: 6, every: 2 })).map(told)).toEqual([
      '0,255,0,255 70',
      '0,0,0,255 110',
      '0,255,0,255 70',
    ]);
    expect((await open([path], { from: 6, fps: 20 })).map(told)).toEqual([
      '0,255,0,255 50',
      '0,0,255,255 50',
    ]);
    await expect(open([path], { from: 3, to: 2 })).rejects.toThrow(
      '--to: expected a frame from 3 on, received 2',
    );
  });

  it('of a video need an ffmpeg, which is said', async () => {
    process.env.PATH = folder;
    await expect(open([join(folder, 'a.mp4')])).rejects.toThrow(
      /expected an installed ffmpeg .* received none/,
    );
    await expect(open([join(folder, 'a.webm')], { fps: 10 })).rejects.toThrow(/expected an installed ffmpeg/);
  });

  it('of a folder are shown as long as the frames.json beside them says', async () => {
    const times = mkdtempSync(join(folder, 'times-'));
    for (const [name, colour] of [
      ['1.png', COLOURS[0]],
      ['2.png', COLOURS[1]],
      ['3.png', COLOURS[2]],
    ] as const)
      writeFileSync(join(times, name), encodeRgbaPng(plain(colour)));
    const paths = ['1.png', '2.png', '3.png'].map((name) => join(times, name));
    const told = async (json: string) => {
      writeFileSync(join(times, 'frames.json'), json);
      return (await open(paths)).map((frame) => ('duration' in frame ? frame.duration : frame.error));
    };
    const list = [
      { filename: '1.png', duration: 40 },
      { filename: '3.png', duration: 250 },
    ];
    expect(await told(JSON.stringify({ frames: list }))).toEqual([40, 100, 250]);
    expect(await told('{"frames":{"2.png":{"duration":70}}}')).toEqual([100, 70, 100]);
    await expect(told('{"frames":[{"filename":"1.png","duration":0}]}')).rejects.toThrow(
      /frames\.json: expected "frames" with .* received frame 1 with/,
    );
    await expect(told('[')).rejects.toThrow(/frames\.json: expected/);
  });
});
