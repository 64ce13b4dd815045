import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseColourList } from '../../src/core/hex.ts';
import type { Rgba, RgbaImage } from '../../src/core/image.ts';
import { overlaid, overlayOfPicture } from '../../src/core/overlay.ts';
import { encodeRgbaPng } from '../../src/core/png.ts';
import { decodePng } from '../../src/core/png-read.ts';
import { PRESETS } from '../../src/core/presets.ts';
import { swappedColours } from '../../src/core/swap.ts';
import { run, useCli } from '../support/cli.ts';
import { picture } from '../support/pictures.ts';

const cli = useCli();
const here = (...parts: string[]) => join(cli.folder(), ...parts);
const pixelize = (input: string, ...args: string[]) =>
  run('pixelize', here(input), '--method', 'bilinear', '--size', '12x8', '--force', ...args);
const [SKY, SUN, DARK, PINK] = parseColourList('#8ac6ea #d9452b #5a1a10 #ff00aa') as readonly Rgba[];
const CLEAR: Rgba = [0, 0, 0, 0];
const pixels = ({ data }: RgbaImage) =>
  Array.from({ length: data.length / 4 }, (_, i) => data.slice(i * 4, i * 4 + 4).join());
const artOf = (folder: string, name = 'in.png') => pixels(decodePng(readFileSync(here(folder, name))));

const retouch = picture(
  12,
  8,
  (x, y) => (y === 0 && x < 3 ? (x === 2 ? [...PINK.slice(0, 3), 90] : PINK) : CLEAR) as Rgba,
);

beforeAll(() => {
  const source = picture(96, 64, (x, y) => (Math.hypot(x - 48, y - 32) > 22 ? SKY : y > 40 ? DARK : SUN));
  writeFileSync(here('in.png'), encodeRgbaPng(source));
  writeFileSync(here('small.png'), encodeRgbaPng(picture(48, 32, (x) => (x < 20 ? SKY : SUN))));
  writeFileSync(here('retouch.png'), encodeRgbaPng(retouch));
});

describe('--overlay', () => {
  it('puts opaque pixels on the art as the plugin does, in colours that it has not', async () => {
    expect((await pixelize('in.png', '--out', here('plain'))).code).toBe(0);
    const { code, stdout } = await pixelize(
      'in.png',
      '--out',
      here('out'),
      '--overlay',
      here('retouch.png'),
      '--json',
    );
    expect(code).toBe(0);
    const [before, after] = [artOf('plain'), artOf('out')];
    expect(after.slice(0, 2)).toEqual([PINK.join(), PINK.join()]);
    expect(after.slice(2)).toEqual(before.slice(2));
    const colours = [...new Set(before)].map((colour) => colour.split(',').map(Number) as unknown as Rgba);
    const indices = Uint8Array.from(before, (colour) => colours.findIndex((own) => own.join() === colour));
    const art = overlaid({ width: 12, height: 8, palette: colours, indices }, overlayOfPicture(retouch));
    expect(after).toEqual([...art.indices].map((index) => art.palette[index].join()));
    expect(JSON.parse(stdout).colors).toBe(colours.length + 1);
  });

  it('of another size is an error of that picture, and the others are done', async () => {
    const { code, stderr } = await run(
      'pixelize',
      ...[here('in.png'), here('small.png'), '--method', 'bilinear', '--cell', '8', '--force'],
      ...['--out', here('sizes'), '--overlay', here('retouch.png')],
    );
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(
      /small\.png: --overlay: expected 6x4 pixels, as many as the art has, received 12x8$/,
    );
    expect(artOf('sizes')[0]).toBe(PINK.join());
  });

  it('is refused where it is no PNG, and never replaced', async () => {
    const missing = await pixelize('in.png', '--out', here('out'), '--overlay', here('none.png'));
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringMatching(/^--overlay: expected a PNG, received .*none\.png", which is missing/),
    ]);
    const own = await run(
      'pixelize',
      ...[here('in.png'), '--method', 'bilinear', '--size', '12x8', '--force', '--out', here('.')],
      ...['--overlay', here('in.png')],
    );
    expect(own.code).toBe(1);
    expect(own.stderr).toMatch(/expected an output that is not one of the inputs/);
  });
});

describe('--swap', () => {
  it('recolours the art by families of shades, with its retouch', async () => {
    await pixelize('in.png', '--out', here('before'), '--overlay', here('retouch.png'));
    const { code } = await pixelize(
      'in.png',
      '--out',
      here('after'),
      '--overlay',
      here('retouch.png'),
      '--swap',
      'pico-8',
    );
    expect(code).toBe(0);
    const [before, after] = [artOf('before'), artOf('after')];
    const colours = [...new Set(before)];
    const become = swappedColours(
      colours.map((colour) => colour.split(',').map(Number) as unknown as Rgba),
      PRESETS['pico-8'],
    );
    expect(after).toEqual(before.map((colour) => become[colours.indexOf(colour)].join()));
  });

  it('swaps all pictures of one palette alike, and the frames of an animation', async () => {
    const shared = ['--shared-palette', '--swap', 'gameboy'];
    const { code } = await run(
      'pixelize',
      ...[here('in.png'), here('small.png'), '--method', 'bilinear', '--size', '12x8', '--force'],
      ...['--out', here('shared'), ...shared],
    );
    expect(code).toBe(0);
    expect(artOf('shared', 'small.png')[0]).toBe(artOf('shared')[0]);
    const animated = await run(
      'animate',
      ...[here('in.png'), '--method', 'bilinear', '--size', '12x8', '--force'],
      ...['--out', here('frames'), '--swap', 'gameboy'],
    );
    expect(animated.stderr).toBe('');
    const own = new Set(PRESETS.gameboy.map((colour) => colour.join()));
    expect(artOf('frames', '0001.png').every((colour) => own.has(colour))).toBe(true);
  });

  it('names itself where its palette cannot be read', async () => {
    const { code, stderr } = await pixelize('in.png', '--out', here('out'), '--swap', here('none.gpl'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^--swap: expected a palette file or one of .*none\.gpl", which is missing/);
  });
});
