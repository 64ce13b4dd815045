import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { decode } from 'fast-png';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Bytes that the packed package may have: the weights take most of them. */
const MOST_BYTES = 4_000_000;
const FILES = [
  /^(CHANGELOG|README)\.md$/,
  /^(LICENSE|package\.json)$/,
  /^dist\/(cli|index)\.js$/,
  /^dist\/types\/.*\.d\.ts$/,
  /^models\/(gridnet|pixelnet|depixelnet)\.onnx$/,
  /^models\/(models\.json|MODEL_CARD\.md|ATTRIBUTION\.md)$/,
];

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;
const here = (...parts: string[]) => join(folder, ...parts);
const node = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
};

/** Installs the package as npm would, with what it says that it needs and nothing else. */
function install(): void {
  const unpacked = here('node_modules/pixel-cascade');
  mkdirSync(unpacked, { recursive: true });
  execFileSync('tar', ['-xzf', packed.filename, '-C', unpacked, '--strip-components=1'], { cwd: folder });
  const { dependencies } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    mkdirSync(dirname(here('node_modules', name)), { recursive: true });
    symlinkSync(resolve('node_modules', name), here('node_modules', name), 'junction');
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pixel-cascade-package-'));
  for (const script of ['build', 'build-types']) execFileSync(process.execPath, [`scripts/${script}.mjs`]);
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  [packed] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8' })) as [Packed];
  install();
  writeFileSync(here('package.json'), '{"type":"module"}');
  writeFileSync(here('palette.hex'), 'c03020\n2040c0\n');
  const right = {
    input: { create: { width: 20, height: 30, channels: 3, background: '#2040c0' } },
    left: 20,
    top: 0,
  } as const;
  const left = sharp({ create: { width: 40, height: 30, channels: 3, background: '#c03020' } });
  await left.composite([right]).png().toFile(here('picture.png'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('holds what runs and its licences, and is small', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !FILES.some((file) => file.test(path)))).toEqual([]);
    for (const file of FILES)
      expect(
        paths.some((path) => file.test(path)),
        `${file}`,
      ).toBe(true);
    expect(packed.size).toBeLessThan(MOST_BYTES);
    expect(JSON.parse(readFileSync('package.json', 'utf8')).private).toBe(true);
  });

  it('has a command line that works where it is installed', () => {
    const { bin } = JSON.parse(readFileSync(here('node_modules/pixel-cascade/package.json'), 'utf8'));
    symlinkSync(here('node_modules/pixel-cascade', bin['pixel-cascade']), here('pixel-cascade'));
    const args = ['pixelize', 'picture.png', '--out', 'out', '--size', '8x6', '--palette', 'palette.hex'];
    expect(node('pixel-cascade', ...args)).toEqual({
      status: 0,
      stdout: 'picture.png -> out/picture.png (8x6, 2 colors)\n',
      stderr: '',
    });
    expect(readFileSync(here('node_modules/pixel-cascade', bin['pixel-cascade']), 'utf8')).toMatch(
      /^#!\/usr\/bin\/env node\n/,
    );
  });

  it('is imported as documented', async () => {
    const example = /```js\n(.*?)```/s.exec(readFileSync('docs/api.md', 'utf8'))?.[1] as string;
    expect(example.trim().split('\n').length).toBeLessThanOrEqual(10);
    writeFileSync(here('example.js'), example);
    expect(node('example.js')).toEqual({ status: 0, stdout: '', stderr: '' });
    const art = decode(readFileSync(here('art.png')));
    expect([art.width, art.height, art.palette]).toEqual([
      128,
      96,
      [
        [0xc0, 0x30, 0x20],
        [0x20, 0x40, 0xc0],
      ],
    ]);
    const { data } = await sharp(here('art.png')).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(data.subarray(0, 128 * 3).toString('hex')).toBe('c03020'.repeat(64) + '2040c0'.repeat(64));
    const smooth = await sharp(here('smooth.png')).metadata();
    expect([smooth.width, smooth.height]).toEqual([128, 96]);
  });

  it('refuses wrong options and what is no picture, with a sentence', () => {
    writeFileSync(
      here('wrong.js'),
      `import { pixelize, UserError } from 'pixel-cascade';
      const picture = { width: 2, height: 2, data: new Uint8Array(16) };
      const wrong = [[picture, { size: '0' }], [picture, { sparkle: 1 }], [{ ...picture, width: 3 }, {}]];
      for (const args of wrong) await pixelize(...args).catch((e) => console.log(e instanceof UserError, e.message));
      const stop = AbortSignal.abort(new Error('enough'));
      await pixelize(picture, { signal: stop }).catch((e) => console.log(e.message));`,
    );
    const { status, stdout, stderr } = node('wrong.js');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^true size: expected WxH, .*received "0"$/),
      expect.stringMatching(/^true option: expected one of size, .*received "sparkle"$/),
      'true picture: expected width × height × 4 bytes of RGBA, received 16 bytes for 3x2',
      'enough',
      '',
    ]);
  });

  it('has types that say what is allowed', () => {
    const check = (body: string) => {
      const head = `import { depixelize, type PixelArt, pixelize, type PixelizeOptions, readPalette, type RgbaImage } from 'pixel-cascade';
        declare const picture: RgbaImage;`;
      writeFileSync(here('types.ts'), `${head}\n${body}`);
      const tsc = resolve('node_modules/typescript/bin/tsc');
      const options = ['--strict', '--exactOptionalPropertyTypes', '--noEmit', '--target', 'es2022'];
      return node(tsc, ...options, '--module', 'nodenext', '--types', 'node', 'types.ts').stdout;
    };
    const right = `const options: PixelizeOptions = { size: '48x32', palette: readPalette(new Uint8Array(), 'a.hex'), dither: 'bayer4' };
      const art: PixelArt = await pixelize(picture, { ...options, signal: new AbortController().signal });
      const smooth: RgbaImage = await depixelize(picture, { zoom: 4, threads: 2 });
      console.log(art.palette[0][3], smooth.width);`;
    expect(check(right)).toBe('');
    expect(check(`await pixelize(picture, { dither: 'dots' });`)).toMatch(/error TS2322: .*"dots"/);
    expect(check(`await pixelize('picture.png');`)).toMatch(/error TS2345/);
  });
});
