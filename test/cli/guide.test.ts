import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodePng } from '../../src/core/png-read.ts';
import { run, TINY_MODELS, useCli } from '../support/cli.ts';

const cli = useCli();
const here = (...parts: string[]) => join(cli.folder(), ...parts);
const pixelize = (...args: string[]) =>
  run('pixelize', here('in.png'), ...args, '--size', '12x8', '--force', '--models', TINY_MODELS);
beforeAll(async () => {
  const write = (name: string, width: number, height: number, body: string) =>
    sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" shape-rendering="crispEdges">${body}</svg>`,
      ),
    )
      .png()
      .toFile(here(name));
  await write(
    'in.png',
    96,
    64,
    '<rect width="96" height="64" fill="#8ac6ea"/><circle cx="48" cy="32" r="22" fill="#d9452b"/>',
  );
  await write('guide.png', 96, 64, '<rect width="16" height="16" fill="#123456"/>');
  await write('small.png', 12, 8, '<rect width="2" height="2" fill="#123456"/>');
  await write('square.png', 64, 64, '<rect width="8" height="8" fill="#0f0"/>');
  await write('empty.png', 96, 64, '');
});

describe('--guide', () => {
  it('has its colours drawn where they are, whatever its own size', async () => {
    for (const [guide, notes] of [
      ['guide.png', /^$/],
      ['small.png', /in\.png: the guide has 12x8 pixels, the picture 96x64: it is laid over the whole/],
    ] as const) {
      const { code, stderr } = await pixelize('--out', here('out'), '--guide', here(guide));
      expect(code).toBe(0);
      expect(stderr).toMatch(notes);
      const { data } = decodePng(readFileSync(here('out/in.png')));
      const corner = [0, 1, 12, 13].map((cell) => [...data.subarray(cell * 4, cell * 4 + 4)]);
      expect(corner).toEqual(Array(4).fill([0x12, 0x34, 0x56, 255]));
    }
  });

  it('says what happens where it is of other proportions or empty, and goes on', async () => {
    await pixelize('--out', here('plain'));
    for (const [guide, notes] of [
      ['square.png', /64x64 pixels, the picture 96x64, which has other proportions: it is stretched over/],
      ['empty.png', /the guide marks nothing, as all of it is transparent: the art is drawn as without it/],
    ] as const) {
      const { code, stderr } = await pixelize('--out', here('out'), '--guide', here(guide));
      expect([code, stderr.trim().split('\n').length]).toEqual([0, 1]);
      expect(stderr).toMatch(notes);
    }
    expect(readFileSync(here('out/in.png'))).toEqual(readFileSync(here('plain/in.png')));
  });

  it.each([
    ['none.png', /^--guide: expected a PNG, received .*none\.png", which is missing/],
    ['out', /^--guide: expected a PNG, received .*out", which is a folder/],
    ['text.png', /^--guide: expected a PNG, received .*text\.png", which cannot be read/],
  ])('%s is refused in one line', async (name, message) => {
    await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } })
      .jpeg()
      .toFile(here('text.png'));
    const { code, stderr } = await pixelize('--out', here('out'), '--guide', here(name));
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
