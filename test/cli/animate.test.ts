import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Rgba } from '../../src/core/image.ts';
import { encodeRgbaPng } from '../../src/core/png.ts';
import { filesIn, run, useCli } from '../support/cli.ts';
import { picture } from '../support/pictures.ts';

const { folder } = useCli();
const at = (...parts: string[]) => join(folder(), ...parts);
const animate = (input: string, out: string, ...more: string[]) =>
  run('animate', input, '--out', out, '--size', '12', '--method', 'bilinear', ...more);

/** A square that moves over a ground. */
const frame = (t: number, side = 48) =>
  encodeRgbaPng(
    picture(side, side, (x, y): Rgba => {
      const isSquare = x >= t * 4 && x < t * 4 + 12 && y >= 16 && y < 28;
      return isSquare ? [220, 60, 40, 255] : y > 36 ? [60, 120, 50, 255] : [180, 210, 240, 255];
    }),
  );

beforeAll(() => {
  mkdirSync(at('walk'));
  for (let t = 0; t < 6; t++) writeFileSync(at('walk', `walk_${t + 5}.png`), frame(t));
});

describe('pixel-cascade animate', () => {
  it('takes a guide, an outline and tiles, and says once what they do not do', async () => {
    const guide = picture(24, 12, (x, y): Rgba => (x < 6 && y < 3 ? [16, 160, 240, 255] : [0, 0, 0, 0]));
    writeFileSync(at('guide.png'), encodeRgbaPng(guide));
    const asked = ['--guide', at('guide.png'), '--outline', 'outside', '--outline-color', '#fff', '--tile'];
    const { code, stderr } = await animate(at('walk'), at('guided'), '--fps', '10', ...asked);
    expect(code).toBe(0);
    const notes = stderr.trim().split('\n');
    expect(notes).toEqual([
      expect.stringMatching(/walk: the guide has 24x12 pixels, the picture 48x48, .* is stretched over/),
      expect.stringMatching(/walk: nothing of the art is transparent: it gets no outline$/),
    ]);
    for (let t = 1; t <= 6; t++) {
      const { data } = await sharp(at('guided', `000${t}.png`))
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      for (const cell of [0, 1, 2, 12, 13, 14, 24, 25, 26])
        expect([...data.subarray(cell * 4, cell * 4 + 4)]).toEqual([16, 160, 240, 255]);
    }
  });

  it('makes animations of every kind, all of the same pixels, and measures them', async () => {
    const kinds = ['a.gif', 'a.png', 'a.webp', 'a.aseprite', 'sheet.json', 'frames'];
    for (const kind of kinds) {
      const { code, stdout, stderr } = await animate(at('walk'), at('out', kind), '--fps', '10', '--json');
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        frames: 6,
        width: 12,
        height: 12,
        duration_ms: 600,
        flicker: 0,
        agreement: 100,
      });
    }
    expect(filesIn(at('out'))).toEqual([
      'a.aseprite',
      'a.gif',
      'a.png',
      'a.webp',
      ...[1, 2, 3, 4, 5, 6].map((i) => `frames/000${i}.png`),
      'frames/frames.json',
      'sheet.json',
      'sheet.png',
    ]);
    const pixels = async (file: string, page: number) =>
      (await sharp(at('out', file), { page }).ensureAlpha().raw().toBuffer()).toString('hex');
    for (let t = 0; t < 6; t++) {
      const single = await pixels(`frames/000${t + 1}.png`, 0);
      expect(await pixels('a.gif', t)).toBe(single);
      expect(await pixels('a.webp', t)).toBe(single);
    }
    const { frames, meta } = JSON.parse(readFileSync(at('out/sheet.json'), 'utf8'));
    expect(frames.map(({ duration }: { duration: number }) => duration)).toEqual(Array(6).fill(100));
    expect(meta.frameTags).toEqual([{ name: 'walk', from: 0, to: 5, direction: 'forward' }]);
  });

  it('says once that durations are not what the format can say', async () => {
    const { code, stderr } = await animate(at('walk'), at('fast.gif'), '--fps', '60');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^[^\n]*walk: the output's format shows a frame for 20 to 655350 ms: [^\n]*\n$/);
  });

  it('does one frame, leaves out what is broken or of another size and names it', async () => {
    const one = await animate(at('walk/walk_5.png'), at('one.gif'));
    expect(one).toMatchObject({ code: 0, stderr: '' });
    mkdirSync(at('odd'));
    for (const [name, bytes] of [
      ['1.png', frame(0)],
      ['2.png', frame(1, 40)],
      ['3.png', frame(2)],
      ['4.png', frame(3).subarray(0, 60)],
    ] as const)
      writeFileSync(at('odd', name), bytes);
    const { code, stdout, stderr } = await animate(at('odd'), at('odd.gif'));
    expect(code).toBe(1);
    expect(stdout).toMatch(/2 frames/);
    expect(stderr).toMatch(/2\.png: expected 48x48 as the first frame, received 40x40/);
    expect(stderr).toMatch(/4\.png: expected/);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });

  it('replaces nothing unless told to, and refuses what it cannot write', async () => {
    writeFileSync(at('there.gif'), 'mine');
    expect(await animate(at('walk'), at('there.gif'))).toMatchObject({ code: 1 });
    expect(readFileSync(at('there.gif'), 'utf8')).toBe('mine');
    expect(await animate(at('walk'), at('there.gif'), '--force')).toMatchObject({ code: 0 });
    const refused = await animate(at('walk'), at('a.mp3'));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/--out: expected a file ending with \.gif/);
  });

  it('leaves no frames of another animation in a folder', async () => {
    const few = ['--fps', '10', '--to', '2'];
    mkdirSync(at('stray'));
    writeFileSync(at('stray', '0005.png'), 'mine');
    const refused = await animate(at('walk'), at('stray'), ...few);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/0005\.png: expected no file there/);
    expect(filesIn(at('stray'))).toEqual(['0005.png']);
    for (const name of ['12.png', '0004.txt']) writeFileSync(at('stray', name), 'mine');
    const more = ['--fps', '10', '--to', '3', '--force'];
    expect(await animate(at('walk'), at('stray'), ...more)).toMatchObject({ code: 0 });
    expect(filesIn(at('stray'))).toContain('0003.png');
    expect(await animate(at('walk'), at('stray'), ...few, '--force')).toMatchObject({ code: 0 });
    const others = ['0004.txt', '0005.png', '12.png'];
    expect(filesIn(at('stray'))).toEqual(['0001.png', '0002.png', 'frames.json', ...others].sort());
  });

  it('never takes away a picture that it reads', async () => {
    mkdirSync(at('own'));
    writeFileSync(at('own', '0003.png'), frame(0));
    const { code, stderr } = await animate(at('own', '0003.png'), at('own'), '--force');
    expect(code).toBe(1);
    expect(stderr).toMatch(/0003\.png: expected an output that is not one of the inputs/);
    expect(filesIn(at('own'))).toEqual(['0003.png']);
  });

  it('says before it draws that frames are too large for their file', async () => {
    for (const [out, zoom] of [
      ['big.gif', 59],
      ['big.webp', 14],
      ['big.png', 14],
      ['big.json', 14],
      ['big', 14],
    ] as const) {
      const big = await animate(at('walk/walk_5.png'), at(out), '--size', '1100x2', '--zoom', '64');
      expect(big).toMatchObject({ code: 1, stdout: '' });
      expect(big.stderr).toMatch(new RegExp(`^[^\\n]*: a zoom of at most ${zoom}, received 70400×128\\n$`));
    }
  });
});
