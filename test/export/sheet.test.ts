import fc from 'fast-check';
import { decode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderArt } from '../../src/core/grid.ts';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { type SheetData, type SheetFrame, sheetOf } from '../../src/export/sheet.ts';
import { randomArt, someColours } from '../support/art.ts';

const CLEAR: Rgba = [0, 0, 0, 0];
const frame = (name: string, art: PixelArt): SheetFrame => ({ name, filename: `${name}.png`, art });
const named = (...names: string[]) =>
  names.map((name, i) => frame(name, randomArt(2, 2, someColours(3, i), i)));

/** The frames of a sheet's JSON with their filenames, in the JSON's order. */
const framesOf = ({ frames }: SheetData) =>
  Array.isArray(frames) ? frames : Object.entries(frames).map(([filename, data]) => ({ filename, ...data }));

/** Checks that every frame's pixels are where the JSON says, that frames do not overlap, and that the rest is clear. */
async function check(frames: readonly SheetFrame[], layout: 'hash' | 'array') {
  const { png, data: given } = sheetOf(frames, { layout, image: 'sheet.png' });
  // What a reader of the file gets.
  const data = JSON.parse(JSON.stringify(given)) as SheetData;
  const { data: pixels, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(data.meta.size).toEqual({ w: info.width, h: info.height });
  const covered = new Uint8Array(info.width * info.height);
  const described = framesOf(data);
  expect(described.map(({ filename }) => filename).sort()).toEqual(frames.map((f) => f.filename).sort());
  for (const { filename, frame: box, sourceSize, spriteSourceSize } of described) {
    const { art } = frames.find((f) => f.filename === filename) as SheetFrame;
    const want = Buffer.from(renderArt(art, 1).data);
    expect(sourceSize).toEqual({ w: art.width, h: art.height });
    expect(spriteSourceSize).toEqual({ x: 0, y: 0, ...sourceSize });
    expect([box.w, box.h]).toEqual([art.width, art.height]);
    for (let y = 0; y < box.h; y++) {
      const at = (box.y + y) * info.width + box.x;
      const row = pixels.subarray(at * 4, (at + box.w) * 4);
      expect(Buffer.compare(row, want.subarray(y * box.w * 4, (y + 1) * box.w * 4))).toBe(0);
      for (let x = 0; x < box.w; x++) covered[at + x]++;
    }
  }
  expect(Math.max(...covered)).toBe(1);
  expect(covered.some((count, i) => count === 0 && pixels[i * 4 + 3] !== 0)).toBe(false);
  return { png: decode(png), data, described };
}

describe('sprite sheets', () => {
  it('have every frame where their JSON says, whatever sizes and palettes', async () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        fc.constantFrom('hash' as const, 'array' as const),
        async (all, colours, clear, layout) => {
          const frames = all.map(([w, h], i) =>
            frame(`f${i}`, randomArt(w, h, [...(clear ? [CLEAR] : []), ...someColours(colours, i)], i)),
          );
          await check(frames, layout);
        },
      ),
      { seed: 10, numRuns: 40 },
    );
  });

  it('are a near-square grid with the shared palette, in its order', async () => {
    const palette = someColours(7, 1).reverse();
    const frames = Array.from({ length: 7 }, (_, i) => frame(`x${i}y`, randomArt(8, 8, palette, i)));
    const { png, data, described } = await check(frames, 'array');
    expect(data.meta).toMatchObject({ image: 'sheet.png', format: 'I8', size: { w: 24, h: 24 }, scale: '1' });
    // Two places of the grid stay free, so there is a transparent entry.
    expect(png.palette).toEqual([CLEAR, ...palette]);
    expect(described.map(({ frame: { x, y } }) => [x, y])).toEqual(
      frames.map((_, i) => [(i % 3) * 8, Math.floor(i / 3) * 8]),
    );
    const full = await check(frames.slice(0, 4), 'hash');
    expect(full.png.palette).toEqual(palette.map((c) => c.slice(0, 3)));
  });

  it('are RGBA where 256 colours are too few', async () => {
    const two = (each: number) => [
      frame('a', randomArt(16, 16, someColours(each, 1), 1)),
      frame('b', randomArt(16, 16, someColours(each, 2), 2)),
    ];
    expect((await check(two(128), 'hash')).data.meta.format).toBe('I8');
    const { png, data } = await check(two(129), 'hash');
    expect([data.meta.format, png.channels]).toEqual(['RGBA8888', 4]);
    const tooMany = [frame('a', randomArt(16, 16, someColours(256, 1), 1)), ...named('b')];
    expect((await check(tooMany, 'hash')).data.meta.format).toBe('RGBA8888');
  });

  it('have tags from numbered and repeated names, their frames together and by number', () => {
    const frames = named('walk 10', 'logo', 'walk 2', 'run_01', 'hit (1)', 'walk', 'run_02', 'hit (2)', '7');
    const same = { ...named('logo2')[0], name: 'twin' };
    const twins = [same, { ...same, filename: 'twin-2.png' }];
    const { data } = sheetOf([...frames, ...twins], { layout: 'hash', image: 's.png' });
    expect(framesOf(data).map(({ filename }) => filename.replace('.png', ''))).toEqual(
      'walk,walk 2,walk 10,logo,run_01,run_02,hit (1),hit (2),7,logo2,twin-2'.split(','),
    );
    expect(data.meta.frameTags).toEqual([
      { name: 'walk', from: 0, to: 2, direction: 'forward' },
      { name: 'run', from: 4, to: 5, direction: 'forward' },
      { name: 'hit', from: 6, to: 7, direction: 'forward' },
      { name: 'twin', from: 9, to: 10, direction: 'forward' },
    ]);
  });

  it.each([
    [['1', '10', '11', '12', '2', '3'], '1,2,3,10,11,12', ['frames 0-5']],
    [['1000', '99', '100'], '99,100,1000', ['frames 0-2']],
    [['00', '01', '10', '02', '(3)'], '00,01,02,(3),10', ['frames 0-4']],
    [['walk/10', 'walk/9', 'run/2', 'run/1'], 'walk/9,walk/10,run/1,run/2', ['walk 0-1', 'run 2-3']],
    [
      ['a/walk/1', 'b/walk/1', 'b/run/1'],
      'a/walk/1,b/walk/1,b/run/1',
      ['a/walk 0-0', 'b/walk 1-1', 'run 2-2'],
    ],
    [['hero/frame_02', 'hero/frame_01'], 'hero/frame_01,hero/frame_02', ['hero 0-1']],
    [
      ['hero/run 2', 'hero/walk 1', 'hero/run 1', 'hero/logo'],
      'hero/run 1,hero/run 2,hero/walk 1,hero/logo',
      ['hero/run 0-1', 'hero/walk 2-2'],
    ],
    [['icons/a', 'icons/b'], 'icons/a,icons/b', []],
  ])('order %j by their numbers', (names, order, tags) => {
    const { data } = sheetOf(named(...names), { layout: 'array', image: 's.png' });
    expect(framesOf(data).map(({ filename }) => filename.replace('.png', ''))).toEqual(order.split(','));
    expect(data.meta.frameTags.map(({ name, from, to }) => `${name} ${from}-${to}`)).toEqual(tags);
  });

  it('describe a frame as Aseprite does', () => {
    const art = randomArt(3, 2, someColours(2, 0), 0);
    const describedFrame = {
      frame: { x: 0, y: 0, w: 3, h: 2 },
      rotated: false,
      trimmed: false,
      spriteSourceSize: { x: 0, y: 0, w: 3, h: 2 },
      sourceSize: { w: 3, h: 2 },
      duration: 100,
    };
    const sheet = (layout: 'hash' | 'array') =>
      sheetOf([frame('a', art)], { layout, image: 's.png' }).data.frames;
    expect(sheet('hash')).toEqual({ 'a.png': describedFrame });
    expect(sheet('array')).toEqual([{ filename: 'a.png', ...describedFrame }]);
  });

  it('are refused without frames and when too large', () => {
    expect(() => sheetOf([], { layout: 'hash', image: 's.png' })).toThrow(
      'sprite sheet: expected one picture or more, received none',
    );
    const large = { width: 4096, height: 4096, palette: [CLEAR], indices: new Uint8Array(0) };
    expect(() =>
      sheetOf(
        [1, 2, 3].map((i) => frame(`${i}`, large)),
        { layout: 'hash', image: 's.png' },
      ),
    ).toThrow('sprite sheet: expected at most 16384 pixels a side and 32 million in all, received 8192×8192');
  });
});
