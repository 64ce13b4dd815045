import { cpSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { PRESETS } from '../../src/core/presets.ts';
import { bmpOf } from '../support/bmp.ts';
import { filesIn, run, runInterrupted, runUnread, TINY_MODELS, useCli } from '../support/cli.ts';

const cli = useCli();
const here = (...parts: string[]) => join(cli.folder(), ...parts);
const pixelize = (...args: string[]) => run('pixelize', ...args, '--models', TINY_MODELS);
const lines = (text: string) => text.trim().split('\n');
const solid = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 4, background } });

/** A scene with flat areas and a dark outline. */
const scene = () =>
  sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64"><rect width="96" height="64" fill="#8ac6ea"/>' +
        '<circle cx="48" cy="32" r="22" fill="#d9452b" stroke="#1a1214" stroke-width="4"/></svg>',
    ),
  );

async function decoded(path: string) {
  const { data, info } = await sharp(path).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

beforeAll(async () => {
  mkdirSync(here('in/sub'), { recursive: true });
  await scene().png().toFile(here('in/scene.png'));
  await scene().jpeg().toFile(here('in/scene.jpg'));
  await scene().webp({ lossless: true }).toFile(here('in/sub/scene.webp'));
});

describe('pixelize', () => {
  it.each(['bicubic', 'abstraction', 'dpid', 'vote'])(
    '--method %s: exact size, palette kept',
    async (method) => {
      const out = here(`method-${method}`);
      const { code, stdout } = await pixelize(
        here('in/scene.png'),
        '--out',
        out,
        '--size',
        '12x7',
        '--colors',
        '4',
        '--method',
        method,
        '--json',
      );
      expect(code).toBe(0);
      const report = JSON.parse(stdout);
      expect([report.width, report.height, report.provider]).toEqual([12, 7, null]);
      const { width, height, palette } = decode(readFileSync(join(out, 'scene.png')));
      expect([width, height]).toEqual([12, 7]);
      expect(palette!.length).toBeLessThanOrEqual(4);
    },
  );

  it('--method names the ones that exist', async () => {
    const { code, stderr } = await pixelize(here('in/scene.png'), '--out', here('none'), '--method', 'magic');
    expect(code).toBe(2);
    expect(stderr).toMatch(/--method: expected one of cascade, subsampling, .*received "magic"/);
  });

  it('writes indexed PNGs of the size and colours asked for, mirrored and numbered', async () => {
    const out = here('basic');
    const { code, stdout, stderr } = await pixelize(
      here('in'),
      '--out',
      out,
      '--size',
      '24x16',
      '--colors',
      '8',
      '--json',
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(filesIn(out)).toEqual(['scene-2.png', 'scene.png', 'sub/scene.png']);
    const reports = lines(stdout).map((line) => JSON.parse(line));
    expect(reports.map((r) => r.output)).toEqual(
      ['scene.png', 'scene-2.png', 'sub/scene.png'].map((f) => join(out, f)),
    );
    for (const report of reports) {
      expect(report).toMatchObject({ width: 24, height: 16, provider: 'wasm' });
      expect(report.ms).toBeGreaterThanOrEqual(0);
      const png = decode(readFileSync(report.output));
      expect([png.width, png.height, png.channels]).toEqual([24, 16, 1]);
      expect(png.palette?.length).toBeLessThanOrEqual(8);
      expect(png.palette?.length).toBe(report.colors);
    }
  });

  it('writes the enlargement and the network output when asked, at every scale', async () => {
    for (const [scale, pitch] of [
      ['1/4', 4],
      ['3/16', 16 / 3],
      ['1/8', 8],
    ] as const) {
      const out = here(`scale-${pitch}`);
      const args = ['--size', '12', '--zoom', '3', '--raw', '--scale', scale];
      expect(await pixelize(here('in/scene.png'), '--out', out, ...args)).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(filesIn(out)).toEqual(['scene.png', 'scene.raw.png', 'scene@3x.png']);
      const [art, zoomed, raw] = await Promise.all(
        ['scene.png', 'scene@3x.png', 'scene.raw.png'].map((file) => decoded(join(out, file))),
      );
      expect([art.width, art.height, zoomed.width, zoomed.height]).toEqual([12, 8, 36, 24]);
      expect([raw.width, raw.height]).toEqual([Math.ceil(12 * pitch), Math.ceil(8 * pitch)]);
      for (let i = 0; i < 36 * 24; i++) {
        const from = (Math.floor(i / 36 / 3) * 12 + Math.floor((i % 36) / 3)) * 4;
        expect(zoomed.data.subarray(i * 4, i * 4 + 4).equals(art.data.subarray(from, from + 4))).toBe(true);
      }
    }
  });

  it('says before it draws that the enlargement would be too large', async () => {
    const out = here('too-large');
    const given = await pixelize(here('in/scene.png'), '--out', out, '--size', '1024', '--zoom', '64');
    expect(given.code).toBe(1);
    expect(given.stderr).toMatch(
      /scene\.png: PNG: expected at most 16384 .*: a zoom of at most \d+, received/,
    );
    expect(existsSync(out)).toBe(false);
  });

  it('gives the same file again, and shares a palette over a batch', async () => {
    mkdirSync(here('two'));
    await solid(20, 20, '#c03020').png().toFile(here('two/red.png'));
    await solid(20, 20, '#2040c0').png().toFile(here('two/blue.png'));
    const args = ['--size', '8', '--colors', '2', '--shared-palette'];
    for (const out of ['once', 'again'])
      expect((await pixelize(here('two'), '--out', here(out), ...args)).code).toBe(0);
    for (const file of ['red.png', 'blue.png']) {
      expect(readFileSync(here('once', file))).toEqual(readFileSync(here('again', file)));
    }
    const palettes = ['red.png', 'blue.png'].map((file) => decode(readFileSync(here('once', file))).palette);
    expect(palettes[0]).toEqual(palettes[1]);
  });

  it('writes a sprite sheet of all the art beside pictures of the same name', async () => {
    mkdirSync(here('sprites'));
    for (const [name, colour] of [
      ['walk 2', '#c03020'],
      ['walk 1', '#2040c0'],
      ['sheet', '#20c040'],
    ]) {
      await solid(20, 20, colour)
        .png()
        .toFile(here('sprites', `${name}.png`));
    }
    const args = [here('sprites'), '--out', here('sheet'), '--size', '8', '--sheet', 'hash'];
    expect((await pixelize(...args)).code).toBe(0);
    expect(filesIn(here('sheet'))).toEqual([
      'sheet-2.png',
      'sheet.json',
      'sheet.png',
      'walk 1.png',
      'walk 2.png',
    ]);
    const { frames, meta } = JSON.parse(readFileSync(here('sheet/sheet.json'), 'utf8'));
    expect(meta.image).toBe('sheet.png');
    expect(meta.frameTags).toContainEqual({ name: 'walk', from: 1, to: 2, direction: 'forward' });
    for (const i of [10, 9, 1]) cpSync(here('sprites/sheet.png'), here(`hop/${i}.png`));
    const numbered = [here('hop'), '--out', here('numbered'), '--size', '8', '--sheet', 'array'];
    expect((await pixelize(...numbered)).code).toBe(0);
    const data = JSON.parse(readFileSync(here('numbered/sheet.json'), 'utf8'));
    expect(data.frames.map((f: { filename: string }) => f.filename)).toEqual(['1.png', '9.png', '10.png']);
    expect(data.meta.frameTags).toEqual([{ name: 'hop', from: 0, to: 2, direction: 'forward' }]);
    const sheet = await decoded(here('sheet/sheet.png'));
    for (const file of ['sheet-2.png', 'walk 1.png', 'walk 2.png']) {
      const { x, y } = frames[file].frame;
      const art = await decoded(here('sheet', file));
      expect([...sheet.data.subarray((y * sheet.width + x) * 4).subarray(0, 32)], file).toEqual([
        ...art.data.subarray(0, 32),
      ]);
    }
    const again = await pixelize(...args);
    expect([again.code, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toMatch(/sheet\.png: expected no file there/);
  });

  it('refuses a palette file of more than 4 MB before it is read', async () => {
    writeFileSync(here('film.hex'), '');
    // As large as it says, without taking the room for it.
    truncateSync(here('film.hex'), 2 ** 33);
    const palette = ['--palette', here('film.hex')];
    const { code, stderr } = await pixelize(here('in/scene.png'), '--out', here('film'), ...palette);
    expect(code).toBe(2);
    expect(stderr).toMatch(/film\.hex: expected a palette file of at most 4 MB, received 8192 MB/);
  });

  it('uses preset palettes and palette files', async () => {
    writeFileSync(here('two.hex'), '102030\nf0e0d0\n');
    await pixelize(here('in/scene.png'), '--out', here('file'), '--size', '8', '--palette', here('two.hex'));
    expect(decode(readFileSync(here('file/scene.png'))).palette).toEqual([
      [16, 32, 48],
      [240, 224, 208],
    ]);
    const args = ['--size', '8', '--palette', 'pico-8', '--dither', 'bayer4'];
    await pixelize(here('in/scene.png'), '--out', here('preset'), ...args);
    expect(decode(readFileSync(here('preset/scene.png'))).palette).toEqual(
      PRESETS['pico-8'].map((c) => c.slice(0, 3)),
    );
  });

  it('reads every kind of file right', async () => {
    const kinds = here('kinds');
    mkdirSync(kinds);
    const colour = '#b06030';
    await solid(40, 40, colour).jpeg().toColourspace('cmyk').toFile(join(kinds, 'cmyk.jpg'));
    await solid(40, 40, colour).png({ palette: true }).toFile(join(kinds, 'palette.png'));
    await solid(40, 40, '#808080').toColourspace('b-w').png().toFile(join(kinds, 'grey.png'));
    await solid(1, 1, colour).png().toFile(join(kinds, 'one.png'));
    await solid(30, 20, '#00ff0000').png().toFile(join(kinds, 'transparent.png'));
    const sixteen = Uint16Array.from({ length: 40 * 40 * 3 }, (_, i) => [0xb0b0, 0x6060, 0x3030][i % 3]);
    writeFileSync(
      join(kinds, 'sixteen.png'),
      encode({ width: 40, height: 40, data: sixteen, channels: 3, depth: 16 }),
    );
    const frames = await Promise.all([colour, '#0000ff'].map((c) => solid(30, 30, c).png().toBuffer()));
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toFile(join(kinds, 'moving.gif'));
    await sharp(await solid(60, 30, colour).jpeg().toBuffer())
      .withMetadata({ orientation: 6 })
      .toFile(join(kinds, 'turned.jpg'));

    const { code, stdout, stderr } = await pixelize(
      kinds,
      '--out',
      here('kinds-out'),
      '--size',
      '12',
      '--raw',
      '--json',
    );
    // What shows nothing is told, and the others are done.
    expect([code, lines(stderr)]).toEqual([
      1,
      [expect.stringContaining('transparent.png: Nothing of the picture is opaque enough')],
    ]);
    const sizes = Object.fromEntries(
      lines(stdout).map((line) => {
        const { input, width, height, colors } = JSON.parse(line);
        return [input.slice(kinds.length + 1), [width, height, colors]];
      }),
    );
    expect(Object.keys(sizes)).toHaveLength(8);
    expect(sizes['transparent.png']).toEqual([undefined, undefined, undefined]);
    expect(sizes['turned.jpg'].slice(0, 2)).toEqual([12, 24]);
    // The same colour from every encoding gives the same art, whatever the networks make of it; CMYK's is only near.
    const art = async (file: string) => [...(await decoded(here('kinds-out', file))).data.subarray(0, 4)];
    const expected = await art('palette.png');
    for (const file of ['sixteen.png', 'moving.png', 'one.png', 'cmyk.png', 'turned.png']) {
      const got = await art(file);
      for (let c = 0; c < 4; c++)
        expect(Math.abs(got[c] - expected[c]), `${file} ${got}`).toBeLessThanOrEqual(
          file === 'cmyk.png' ? 40 : 12,
        );
    }
  });

  it('takes a picture of 1 x 5000 in its own aspect', async () => {
    await solid(1, 5000, '#b06030').png().toFile(here('thin.png'));
    const { code, stdout } = await pixelize(here('thin.png'), '--out', here('thin'), '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { width: 1, height: 48 }]);
  });
});

describe('one bad file', () => {
  it('is named on a line with what was expected, and the others are done', async () => {
    const bad = here('bad');
    mkdirSync(bad);
    const whole = readFileSync(here('in/scene.png'));
    writeFileSync(join(bad, 'empty.png'), '');
    writeFileSync(join(bad, 'cut.png'), whole.subarray(0, whole.length >> 1));
    writeFileSync(join(bad, 'cut.jpg'), readFileSync(here('in/scene.jpg')).subarray(0, 600));
    writeFileSync(join(bad, 'text.png'), 'not a picture at all');
    writeFileSync(join(bad, 'drawing.png'), `BM${'\0'.repeat(60)}`);
    cpSync(here('in/scene.png'), join(bad, 'good.png'));
    const out = here('bad-out');
    const { code, stdout, stderr } = await pixelize(
      here('nothing.png'),
      bad,
      '--out',
      out,
      '--size',
      '9',
      '--json',
    );
    expect(code).toBe(1);
    expect(filesIn(out)).toEqual(['good.png']);
    const errors = lines(stderr);
    expect(errors).toHaveLength(6);
    for (const name of ['empty.png', 'cut.png', 'cut.jpg', 'text.png', 'drawing.png']) {
      const line = errors.find((e) => e.startsWith(`${join(bad, name)}: `));
      expect(line, name).toMatch(
        /: expected a PNG, JPEG, WebP, GIF, AVIF, TIFF, BMP or SVG picture, received ./,
      );
    }
    expect(errors.find((e) => e.includes('nothing.png'))).toMatch(
      /expected a file, a folder or a glob, received a path/,
    );
    const told = lines(stdout).map((line) => JSON.parse(line));
    expect(told.filter((r) => 'error' in r)).toHaveLength(6);
    expect(told.filter((r) => 'output' in r)).toHaveLength(1);
  });

  it('too long for the size asked for, or too large for memory, is named too', async () => {
    await solid(1, 5000, 'red').png().toFile(here('long.png'));
    const args = [here('long.png'), here('in/scene.png'), '--out', here('long'), '--size', '2x'];
    const { code, stderr } = await pixelize(...args);
    expect([code, lines(stderr)]).toEqual([
      1,
      [`${here('long.png')}: size: expected sides of at most 4096 art pixels, received 2x10000`],
    ]);
    expect(filesIn(here('long'))).toEqual(['scene.png']);
    const large = await pixelize(here('in/scene.png'), '--out', here('large'), '--size', '2000x2000');
    expect(large.code).toBe(1);
    expect(large.stderr).toMatch(/size: expected at most 512x512 art pixels .*received 2000x2000\n$/);
  });

  it('is one whose result exists, unless forced', async () => {
    const args = [here('in/scene.png'), here('in/sub/scene.webp'), '--out', here('exists'), '--size', '6'];
    mkdirSync(here('exists'));
    writeFileSync(here('exists/scene.png'), 'precious');
    const { code, stderr } = await pixelize(...args);
    expect([code, lines(stderr).length]).toEqual([1, 1]);
    expect(stderr).toMatch(
      /scene\.png: expected no file there \(--force replaces it\), received an existing file/,
    );
    expect(readFileSync(here('exists/scene.png'), 'utf8')).toBe('precious');
    expect(filesIn(here('exists'))).toEqual(['scene-2.png', 'scene.png']);
    expect((await pixelize(...args, '--force')).code).toBe(0);
    expect((await decoded(here('exists/scene.png'))).width).toBe(6);
  });

  it('never becomes its own result', async () => {
    cpSync(here('in/scene.png'), here('own/scene.png'));
    const before = readFileSync(here('own/scene.png'));
    const { code, stderr } = await pixelize(here('own/scene.png'), '--out', here('own'), '--force');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/expected an output that is not one of the inputs/),
    ]);
    expect(readFileSync(here('own/scene.png'))).toEqual(before);
    writeFileSync(here('own/scene.png'), '102030\nf0e0d0\n');
    const palette = ['--palette', here('own/scene.png'), '--method', 'bilinear'];
    const kept = await pixelize(here('in/scene.png'), '--out', here('own'), '--force', ...palette);
    expect([kept.code, readFileSync(here('own/scene.png'), 'utf8')]).toEqual([1, '102030\nf0e0d0\n']);
  });

  it('is one with a name as long as names can be no more than others', async () => {
    const names = [`${'x'.repeat(251)}.png`, `${'é'.repeat(125)}.png`];
    mkdirSync(here('names'));
    for (const name of names) cpSync(here('in/scene.png'), here('names', name));
    const args = [here('names'), '--out', here('names-out'), '--size', '6'];
    expect(await pixelize(...args)).toMatchObject({ code: 0, stderr: '' });
    expect(filesIn(here('names-out')).sort()).toEqual([...names].sort());
  });

  it('is every file if the output folder cannot be written to', async () => {
    writeFileSync(here('wall'), '');
    const { code, stderr } = await pixelize(here('in/scene.png'), '--out', here('wall/inner'), '--size', '6');
    expect(code).toBe(1);
    expect(lines(stderr)).toHaveLength(1);
    expect(stderr).toMatch(/expected a place that can be written to, received ENOTDIR/);
  });
});

describe('models', () => {
  it('that are missing or changed are named', async () => {
    const args = ['pixelize', here('in/scene.png'), '--out', here('models-out'), '--size', '6', '--models'];
    const missing = await run(...args, here('no-models'));
    expect([missing.code, lines(missing.stderr).length]).toEqual([1, 1]);
    expect(missing.stderr).toMatch(
      /models\.json: expected the models folder with its models\.json, received ENOENT/,
    );
    cpSync(TINY_MODELS, here('changed'), { recursive: true });
    writeFileSync(here('changed/pixelnet.onnx'), 'other bytes');
    const changed = await run(...args, here('changed'));
    expect([changed.code, lines(changed.stderr).length]).toEqual([1, 1]);
    expect(changed.stderr).toMatch(
      /pixelnet\.onnx: expected SHA-256 [0-9a-f]{64} as in models\.json, received [0-9a-f]{64}/,
    );
    expect(() => filesIn(here('models-out'))).toThrow();
  });

  it('say when there is no WebGPU, and run on several threads', async () => {
    const args = [here('in/scene.png'), '--size', '6', '--json', '--out'];
    const gpu = await pixelize(...args, here('gpu'), '--provider', 'webgpu');
    expect([gpu.code, gpu.stderr]).toEqual([
      1,
      expect.stringMatching(/provider: expected a host with WebGPU .*received no adapter/),
    ]);
    const threads = await pixelize(...args, here('threads'), '--provider', 'auto', '--threads', '2');
    expect([threads.code, JSON.parse(threads.stdout).provider]).toEqual([0, 'wasm']);
  });
});

describe('depixelize', () => {
  it('finds the cells of enlarged art and writes a smooth picture', async () => {
    await pixelize(here('in/scene.png'), '--out', here('art'), '--size', '12', '--zoom', '5');
    const out = here('smooth');
    const args = [here('art'), '--models', TINY_MODELS, '--out', out];
    const { code, stdout, stderr } = await run('depixelize', ...args, '--json');
    expect([code, stderr]).toEqual([0, '']);
    for (const line of lines(stdout))
      expect(JSON.parse(line)).toMatchObject({ width: 96, height: 64, provider: 'wasm' });
    const pictures = await Promise.all(['scene.png', 'scene@5x.png'].map((file) => decoded(join(out, file))));
    expect(pictures[0]).toEqual(pictures[1]);
    const zoom4 = [here('art/scene@5x.png'), '--cell', '10', '--zoom', '4', '--json'];
    const again = await run('depixelize', ...zoom4, '--models', TINY_MODELS, '--out', here('smooth4'));
    expect(JSON.parse(again.stdout)).toMatchObject({ width: 24, height: 16 });
  });
});

describe('wrong use', () => {
  it.each([
    [['pixelate'], /^command: expected one of pixelize, animate, depixelize, palette, received "pixelate"/],
    [[], /^command: .* received none/],
    [['pixelize', '--out', 'x'], /^inputs: expected files, folders or globs, received none/],
    [['pixelize', 'a.png'], /^--out: expected a folder/],
    [
      ['pixelize', 'a.png', '--out', 'x', '--size', '0x9'],
      /^--size: expected WxH.*1\.\.4096, received "0x9"/,
    ],
    [['pixelize', 'a.png', '--out', 'x', '--size', '4097'], /^--size: .*received "4097"/],
    [
      ['pixelize', 'a.png', '--out', 'x', '--colors', '1'],
      /^--colors: expected an integer 2\.\.256, received "1"/,
    ],
    [
      ['pixelize', 'a.png', '--out', 'x', '--palette', 'vga'],
      /^--palette: expected a palette file or one of .*pico-8.*received "vga", which is missing/,
    ],
    [
      ['pixelize', 'a.png', '--out', 'x', '--palette', 'src'],
      /^--palette: expected a palette file .*received "src", which is a folder/,
    ],
    [
      ['pixelize', 'a.png', '--out', 'x', '--palette', 'package.json'],
      /^package\.json: expected a palette file of a known format/,
    ],
    [
      ['pixelize', 'a.png', 'b.png', '--out', 'x', '--size', '9', '--cell', '2'],
      /^--cell: expected either --size or --cell, received both/,
    ],
    [['pixelize', 'a.png', '--out', 'x', '--sparkle'], /^Unknown option '--sparkle'/],
    [
      ['depixelize', 'a.png', '--out', 'x', '--zoom', '5'],
      /^--zoom: expected an integer 4\.\.16, a multiple of 4, received "5"/,
    ],
  ])('%j exits with 2 and one line', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(lines(stderr)).toHaveLength(1);
  });

  it('helps', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect((await run('--help')).stdout).toMatch(/pixelize[\s\S]*depixelize[\s\S]*Exit codes: 0/);
    expect((await run('pixelize', '--help')).stdout).toMatch(/--size[\s\S]*--shared-palette[\s\S]*--threads/);
    expect((await run('depixelize', '--help')).stdout).toMatch(/--cell[\s\S]*--zoom 4\.\.16/);
  });
});

it('stops at Ctrl-C with no half-written file', async () => {
  mkdirSync(here('many'));
  for (let i = 0; i < 30; i++) cpSync(here('in/scene.png'), here(`many/${i}.png`));
  const out = here('many-out');
  const args = ['pixelize', here('many'), '--out', out, '--size', '48', '--models', TINY_MODELS];
  const { code, stdout, stderr } = await runInterrupted(...args);
  expect([code, stderr]).toEqual([130, 'stopped\n']);
  const files = filesIn(out);
  expect(lines(stdout)).toHaveLength(files.length);
  expect(files.length).toBeLessThan(30);
  for (const file of files) expect((await decoded(join(out, file))).width).toBe(48);
});

it('does every picture for a reader that leaves early', async () => {
  mkdirSync(here('unread'));
  for (let i = 0; i < 6; i++) cpSync(here('in/scene.png'), here(`unread/${i}.png`));
  writeFileSync(here('unread/broken.png'), 'no picture');
  const args = ['pixelize', here('unread'), '--out', here('unread-out'), '--method', 'subsampling'];
  const { code } = await runUnread(...args, '--models', TINY_MODELS);
  expect(code).toBe(1);
  expect(filesIn(here('unread-out'))).toHaveLength(6);
});

it('reads BMPs, in folders too, and names what it skips once, for all else is done', async () => {
  mkdirSync(here('mixed'));
  const data = [0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0];
  writeFileSync(here('mixed/a.BMP'), bmpOf(data, { width: 2, height: 2, depth: 24 }));
  writeFileSync(here('mixed/notes.txt'), 'no picture');
  const { code, stdout, stderr } = await pixelize(here('mixed'), '--out', here('mixed-out'), '--size', '2');
  expect([code, lines(stdout)]).toEqual([0, [expect.stringContaining('a.BMP -> ')]]);
  expect(lines(stderr)).toEqual([expect.stringMatching(/mixed: skipped, no PNG, .* by name: notes\.txt$/)]);
  const { data: art } = await decoded(here('mixed-out/a.png'));
  expect([...art.subarray(8, 11)]).toEqual([255, 0, 0]);
});
