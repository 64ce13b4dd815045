import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { renderArt } from '../../src/core/grid.ts';
import type { Rgba } from '../../src/core/image.ts';
import { encodePng } from '../../src/core/png.ts';
import {
  type BundleItem,
  type BundleOptions,
  type Encode,
  exportFiles,
  type Manifest,
} from '../../src/export/bundle.ts';
import type { SheetData } from '../../src/export/sheet.ts';
import { zipOf } from '../../src/export/zip.ts';
import { readPalette } from '../../src/palettes/read.ts';
import { randomArt, someColours } from '../support/art.ts';

const CLEAR: Rgba = [0, 0, 0, 0];
const OPTIONS: BundleOptions = { zoom: 4, sheet: 'hash', settings: { size: '8x6', colors: 5 } };

const encode: Encode = async (picture, zoom) => encodePng(picture, zoom);

/** Exports, packs and unpacks; what someone finds in the ZIP. */
async function exported(items: readonly BundleItem[], options: BundleOptions = OPTIONS) {
  const { files, failures } = await exportFiles(items, options, encode);
  const found = unzipSync(await zipOf(files));
  expect(Object.keys(found)).toEqual(files.map(({ name }) => name));
  const json = <T>(name: string) => JSON.parse(new TextDecoder().decode(found[name])) as T;
  return { found, failures, json, manifest: json<Manifest>('manifest.json') };
}
/** Every file that the manifest names, and itself. */
const namedIn = ({ palette, sheet, layers }: Manifest) =>
  [
    ...(palette?.files ?? []),
    ...Object.values(sheet ?? {}),
    ...layers.flatMap(({ files }) => Object.values(files)),
    'manifest.json',
  ].filter((file) => file !== null);

const own = (name: string, colours: number, seed: number): BundleItem => ({
  name,
  art: randomArt(8, 6, [CLEAR, ...someColours(colours, seed)], seed),
});

describe('a batch export', () => {
  it('holds every picture once and enlarged, a palette each, and names them all in its manifest', async () => {
    const items = [own('walk 1', 5, 1), own('Icons/Home', 3, 2), own('../x: "y"', 4, 3), own('walk 1', 2, 4)];
    const { found, failures, manifest } = await exported(items);
    expect(failures).toEqual([]);
    expect(manifest).toMatchObject({ settings: OPTIONS.settings, zoom: 4, palette: null, failures: [] });
    expect(namedIn(manifest).sort()).toEqual(Object.keys(found).sort());
    expect(manifest.layers.map(({ name, files }) => [name, files.image])).toEqual([
      ['walk 1', 'images/walk 1.png'],
      ['Icons/Home', 'images/Icons/Home.png'],
      ['../x: "y"', 'images/x- -y-.png'],
      ['walk 1', 'images/walk 1-2.png'],
    ]);
    for (const [i, { files, ...facts }] of manifest.layers.entries()) {
      const { art } = items[i];
      expect(facts).toEqual({ name: items[i].name, width: 8, height: 6, colours: art.palette.length - 1 });
      for (const [file, zoom] of [
        [files.image, 1],
        [files.enlarged as string, 4],
      ] as const) {
        const pixels = await sharp(found[file]).ensureAlpha().raw().toBuffer();
        expect(Buffer.compare(pixels, Buffer.from(renderArt(art, zoom).data)), file).toBe(0);
      }
      expect(readPalette(found[files.palette as string], 'palette')).toEqual(art.palette.slice(1));
    }
  });

  it('has one palette in every format where it is shared, unused colours and all', async () => {
    const colours = someColours(6, 1);
    const empty = { width: 2, height: 2, palette: [CLEAR], indices: new Uint8Array(4) };
    const items = [
      { name: 'a', art: randomArt(9, 9, colours, 1) },
      { name: 'b', art: { ...randomArt(2, 1, colours, 2), indices: Uint8Array.of(3, 3) } },
      { name: 'c', art: randomArt(9, 9, [CLEAR, ...colours], 3) },
      { name: 'empty', art: empty },
    ];
    const { found, manifest } = await exported(items);
    expect(manifest.palette?.files.map((file) => file.replace('palettes/palette', ''))).toEqual(
      '.hex .gpl .pal .act .ase .png'.split(' '),
    );
    for (const file of manifest.palette?.files ?? []) {
      expect(readPalette(found[file], file), file).toEqual(colours);
    }
    expect(manifest.palette?.colours[1]).toBe('#010100');
    expect(manifest.layers.map(({ files, colours }) => [files.palette, colours])).toEqual([
      [null, 6],
      [null, 1],
      [null, 6],
      [null, 0],
    ]);
    expect(namedIn(manifest).sort()).toEqual(Object.keys(found).sort());
  });

  it('has a sheet whose frames are the pictures', async () => {
    const items = [own('walk 2', 5, 1), own('logo', 3, 2), own('walk 1', 4, 3)];
    const { found, json, manifest } = await exported(items, { ...OPTIONS, sheet: 'array' });
    expect(manifest.sheet).toEqual({ image: 'sheet.png', data: 'sheet.json' });
    const { frames, meta } = json<SheetData>('sheet.json');
    expect(meta.image).toBe('sheet.png');
    expect(meta.frameTags).toEqual([{ name: 'walk', from: 0, to: 1, direction: 'forward' }]);
    expect(frames).toHaveLength(3);
    for (const { filename, frame } of frames as Extract<SheetData['frames'], readonly unknown[]>) {
      const { x, y, w, h } = frame;
      const cut = sharp(found['sheet.png']).extract({ left: x, top: y, width: w, height: h });
      const picture = sharp(found[`images/${filename}`]);
      const pixels = await Promise.all([cut, picture].map((p) => p.ensureAlpha().raw().toBuffer()));
      expect(Buffer.compare(pixels[0], pixels[1]), filename).toBe(0);
    }
  });

  it('leaves out what is not asked for', async () => {
    const { found } = await exported([own('a', 2, 1)], { ...OPTIONS, zoom: 1, sheet: 'none' });
    expect(Object.keys(found).filter((name) => !name.startsWith('palettes/'))).toEqual([
      'images/a.png',
      'manifest.json',
    ]);
  });

  it('tells of what could not be done, and does the rest', async () => {
    const before = { layer: 'hidden', reason: 'The layer is invisible.' };
    const wide = { name: 'wide', art: randomArt(5000, 1, someColours(2, 1), 1) };
    const tall = { name: 'tall', art: randomArt(1, 12000, someColours(2, 1), 1) };
    const { found, failures, manifest } = await exported([wide, tall], { ...OPTIONS, failures: [before] });
    expect(failures).toEqual([
      before,
      {
        layer: 'wide',
        reason:
          'enlarged picture: expected at most 16384 pixels a side and 64 million in all, received 20000×4',
      },
      { layer: 'tall', reason: expect.stringContaining('received 4×48000') },
      { layer: 'sprite sheet', reason: expect.stringContaining('received 5000×12001') },
    ]);
    expect(manifest.failures).toEqual(failures);
    expect(namedIn(manifest).sort()).toEqual(Object.keys(found).sort());
    const nothing = await exported([], { ...OPTIONS, failures: [before] });
    expect(Object.keys(nothing.found)).toEqual(['manifest.json']);
    expect(nothing.failures).toEqual([before]);
  });

  it('keeps long names apart and the same in the manifest as in the archive', async () => {
    const long = `${'長'.repeat(300)} v1.25`;
    const { found, manifest } = await exported([own(long, 2, 1), own(long, 3, 2), own(`${long}x`, 3, 2)]);
    expect(namedIn(manifest).sort()).toEqual(Object.keys(found).sort());
    for (const name of Object.keys(found)) {
      expect(Math.max(...name.split('/').map((part) => Buffer.byteLength(part)))).toBeLessThan(256);
    }
  });

  it('stops between layers and in the middle of one', async () => {
    const signal = { aborted: false, reason: new Error('enough') };
    const told: number[] = [];
    const onProgress = (done: number) => {
      told.push(done);
      signal.aborted = done === 2;
    };
    const items = [1, 2, 3].map((i) => own(`${i}`, 2, i));
    await expect(exportFiles(items, OPTIONS, encode, { signal, onProgress })).rejects.toThrow('enough');
    expect(told).toEqual([1, 2]);
    // Stopped while the enlarged picture is made; a sentence for users is no failure of that layer then.
    const late = { aborted: false, reason: new UserError('stopped') };
    const stopping: Encode = async (picture, zoom) => {
      if (zoom === 1) return encode(picture, zoom);
      late.aborted = true;
      throw late.reason;
    };
    await expect(exportFiles(items, OPTIONS, stopping, { signal: late })).rejects.toThrow('stopped');
  });
});
