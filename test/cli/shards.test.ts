import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { decode } from 'fast-png';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { isIn, readShard } from '../../src/cli/shard.ts';
import { filesIn, run, TINY_MODELS, useCli } from '../support/cli.ts';

const COLOURS = ['#c03020', '#2040c0', '#20c040', '#e0c020', '#803080', '#101010'];
const cli = useCli();
const here = (...parts: string[]) => join(cli.folder(), ...parts);
const palette = (...args: string[]) => run('palette', ...args, '--models', TINY_MODELS);

beforeAll(async () => {
  mkdirSync(here('pictures/sub'), { recursive: true });
  for (const [i, background] of COLOURS.entries()) {
    const hole = { input: Buffer.from('<svg width="9" height="9"><rect width="9" height="9"/></svg>') };
    const blend = i === 0 ? ('dest-out' as const) : ('over' as const);
    await sharp({ create: { width: 40, height: 30, channels: 4, background } })
      .composite([{ ...hole, blend }])
      .png()
      .toFile(here('pictures', i % 2 ? `${i}.png` : `sub/${i}.png`));
  }
  cpSync(here('pictures/1.png'), here('pictures/1.jpg'));
});

/** The art's pixels as colours: palettes may hold what no pixel has. */
const pixels = async (file: string) => (await sharp(file).ensureAlpha().raw().toBuffer()).toString('hex');

describe('shards', () => {
  it('are a batch’s parts: each picture is in one, today’s as tomorrow’s', () => {
    const places = Array.from({ length: 200 }, (_, i) => `folder/${i}.png`);
    const parts = [0, 1, 2].map((index) => places.filter((place) => isIn({ index, count: 3 }, place)));
    expect(parts.flat().sort()).toEqual([...places].sort());
    for (const part of parts) expect(part.length).toBeGreaterThan(40);
    const eighths = ['a.png', 'sub\\e\u0301.png', 'sub/é.png'].map((place) =>
      [0, 1, 2, 3, 4, 5, 6, 7].filter((index) => isIn({ index, count: 8 }, place)),
    );
    expect(eighths).toEqual([[7], [0], [0]]);
  });

  it.each(['', '1', '1/0', '2/2', '-1/2', '1/2/3', '0.5/2', '0/9999999'])('are not %j', (text) => {
    expect(() => readShard(text)).toThrow('--shard: expected I/N with I counted from 0 to N - 1');
  });

  it('and their palette give the art of one run, as documented', async () => {
    const doc = readFileSync(resolve('docs/shards.md'), 'utf8');
    const script = /```sh\n(.*?)```/s.exec(doc)?.[1] as string;
    const bin = here('bin');
    mkdirSync(bin);
    const program = `#!/bin/sh\nexec "${process.execPath}" "${resolve('dist/cli.js')}" "$@" --models "${TINY_MODELS}"\n`;
    writeFileSync(join(bin, 'pixel-cascade'), program);
    chmodSync(join(bin, 'pixel-cascade'), 0o755);
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const one = /`(pixel-cascade [^`]*--shared-palette[^`]*)`/.exec(doc)?.[1] as string;
    execFileSync('sh', ['-ec', script], { cwd: here(), env });
    execFileSync('sh', ['-ec', one.replace('--out art', '--out one')], { cwd: here(), env });
    const files = filesIn(here('one'));
    expect(files).toHaveLength(COLOURS.length + 1);
    expect(filesIn(here('art'))).toEqual(files);
    for (const file of files)
      expect(await pixels(here('art', file)), file).toBe(await pixels(here('one', file)));
    const gpl = readFileSync(here('shared.gpl'), 'utf8');
    const shared = decode(readFileSync(here('one', files[0]))).palette as number[][];
    const opaque = shared.filter(([, , , alpha = 255]) => alpha > 0);
    expect(gpl.match(/^ *\d+ +\d+ +\d+/gm)?.map((line) => line.trim().split(/ +/).map(Number))).toEqual(
      opaque.map((colour) => colour.slice(0, 3)),
    );

    const counts = [here('counts/0.histogram'), here('counts/1.histogram')];
    expect((await palette(...counts.reverse(), '--out', here('swapped/shared.gpl'))).code).toBe(0);
    expect(readFileSync(here('swapped/shared.gpl'), 'utf8')).toBe(gpl);
    expect((await palette(here('pictures'), '--size', '32', '--out', here('whole/shared.gpl'))).code).toBe(0);
    expect(readFileSync(here('whole/shared.gpl'), 'utf8')).toBe(gpl);

    const refused = async (...args: string[]) => {
      const { code, stdout, stderr } = await palette(...args, '--out', here('refused.hex'));
      expect([code, stdout]).toEqual([1, '']);
      return stderr;
    };
    cpSync(counts[0], here('copy.histogram'));
    writeFileSync(
      here('other.histogram'),
      readFileSync(counts[1], 'utf8').replace('"colors":16', '"colors":8'),
    );
    writeFileSync(here('broken.histogram'), '{}');
    expect(await refused(counts[0])).toMatch(
      /expected the histograms of all shards, received none of 0\/2\n$/,
    );
    expect(await refused(...counts, here('copy.histogram'))).toMatch(
      /expected every shard once, received 1\/2 again/,
    );
    expect(await refused(counts[0], here('other.histogram'))).toMatch(/colors: expected 16, received 8/);
    expect(await refused(...counts, '--colors', '8')).toMatch(/--colors: expected 16 as in .*received 8/);
    expect(await refused(here('broken.histogram'))).toMatch(/expected a histogram .*received other JSON/);
  }, 600_000);
});

it.each([
  [
    ['pixelize', 'a', '--shard', '0/2', '--sheet', 'hash', '--out', 'x'],
    /^--sheet: expected no sheet of a shard/,
  ],
  [
    ['pixelize', 'a', '--shard', '0/2', '--shared-palette', '--out', 'x'],
    /^--shared-palette: expected with --shard/,
  ],
  [
    ['palette', 'a', '--out', 'x.txt'],
    /^--out: expected a file ending in \.hex, .*\.histogram, received "x\.txt"/,
  ],
])('%j is wrong use', async (args, message) => {
  const { code, stderr } = await run(...args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
