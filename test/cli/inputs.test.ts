import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInputs, skippedText, spellingsOf } from '../../src/cli/inputs.ts';
import { planOutputs, Sources } from '../../src/cli/outputs.ts';
import { liesIn, printable } from '../../src/cli/paths.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pixel-cascade-'));
  for (const path of ['a.png', 'b.JPG', 'notes.txt', 'sub/a.png', 'sub/deep/c.webp', 'out/old.png']) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const places = (args: string[], failed: string[] = [], skipped: string[] = []) =>
  findInputs(args, join(folder, 'out'), {
    fail: (input, error) => failed.push(`${input}: ${error}`),
    skip: (from, names) => skipped.push(`${from}: ${names.join()}`),
  }).map((i) => i.place);
const SILENT = { fail: () => {}, skip: () => {} };

describe('findInputs', () => {
  it('searches folders through, without the output folder', () => {
    expect(places([folder])).toEqual(['a.png', 'b.JPG', 'sub/a.png', 'sub/deep/c.webp']);
  });

  it('expands globs from their fixed part on', () => {
    expect(places([join(folder, '**/*.png')])).toEqual(['a.png', 'sub/a.png']);
    expect(places([join(folder, 'sub/*')])).toEqual(['a.png']);
  });

  it('keeps what a glob finds above its fixed part within the output folder', () => {
    const above = findInputs([`${folder}/sub/*/../../*.png`], join(folder, 'out'), SILENT);
    expect(above).toEqual([{ path: join(folder, 'a.png'), place: 'a.png' }]);
    expect(planOutputs(above, 'o', ['.png'])).toEqual([join('o', 'a')]);
  });

  it('leaves out all of the output folder, whatever names are in it', () => {
    mkdirSync(join(folder, 'out/..more'), { recursive: true });
    writeFileSync(join(folder, 'out/..more/d.png'), '');
    expect(places([join(folder, '*/..more/*.png')])).toEqual([]);
  });

  it('takes files by their names and each file once', () => {
    symlinkSync(join(folder, 'a.png'), join(folder, 'link.png'));
    const args = [
      join(folder, 'sub/a.png'),
      join(folder, 'a.png'),
      join(folder, 'link.png'),
      join(folder, 'sub'),
    ];
    expect(places(args)).toEqual(['a.png', 'a.png', 'deep/c.webp']);
  });

  it('puts numbers in the order of their size', () => {
    mkdirSync(join(folder, 'frames'));
    for (const i of [1000, 99, 2, 10, 1, 100]) writeFileSync(join(folder, `frames/${i}.png`), '');
    expect(places([join(folder, 'frames')])).toEqual([1, 2, 10, 99, 100, 1000].map((i) => `${i}.png`));
  });

  it('searches what holds the output folder no less when the output folder holds it', () => {
    const within = (arg: string, out: string) =>
      findInputs([join(folder, arg)], join(folder, out), SILENT).map((i) => i.place);
    expect(within('sub', '.')).toEqual(['a.png', 'deep/c.webp']);
    expect(within('sub/*.png', 'sub')).toEqual(['a.png']);
    symlinkSync('sub/deep', join(folder, 'elsewhere'));
    expect(within('sub', 'elsewhere')).toEqual(['a.png']);
  });

  it('takes brackets in names by letter where nothing else fits', () => {
    for (const path of ['N [final] (v2)/a[1].png', 'N [final] (v2)/s/{b}!.png']) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), path);
    }
    expect(places([join(folder, 'N [final] (v2)/*.png')])).toEqual(['a[1].png']);
    expect(places([join(folder, '*/a[1].*')])).toEqual(['N [final] (v2)/a[1].png']);
    expect(places([join(folder, 'N [final] (v2)/**/{b}!.*')])).toEqual(['s/{b}!.png']);
    expect(places([join(folder, 'N [final] (v2)')])).toEqual(['a[1].png', 's/{b}!.png']);
  });

  it('takes backslashes between folders as slashes', () => {
    expect(places([`${folder}/sub\\*.png`, `${folder}\\sub\\deep\\c.webp`])).toEqual(['a.png', 'c.webp']);
    expect(spellingsOf('C:\\art\\*.png', '\\')).toEqual(['C:/art/*.png']);
    expect(spellingsOf('a\\*.png', '/')).toEqual(['a\\*.png', 'a/*.png']);
  });

  it('tells of names that are not UTF-8 and of broken links, once each, and goes on', () => {
    const odd = Buffer.concat([Buffer.from(join(folder, 'sub/')), Buffer.from([0xe9])]);
    mkdirSync(odd);
    writeFileSync(Buffer.concat([odd, Buffer.from('.png')]), '');
    symlinkSync('nothing', join(folder, 'sub/gone.png'));
    symlinkSync('.', join(folder, 'sub/again'));
    const failed: string[] = [];
    expect(places([join(folder, 'sub'), join(folder, 'a.png')], failed)).toEqual([
      'a.png',
      'deep/c.webp',
      'a.png',
    ]);
    expect(failed.sort().map((line) => line.slice(folder.length))).toEqual([
      expect.stringMatching(/^\/sub\/gone\.png: .*received a link to nothing$/),
      expect.stringMatching(/^\/sub\/\ufffd\.png: .*received a name that is not UTF-8: rename it$/),
      expect.stringMatching(/^\/sub\/\ufffd: .*expected a folder .*received a name that is not UTF-8/),
    ]);
  });

  it('tells once of the files of a folder that are no pictures by name, and of no others', () => {
    writeFileSync(join(folder, 'sub/art.psd'), '');
    writeFileSync(join(folder, 'out/sheet.json'), '');
    symlinkSync('../notes.txt', join(folder, 'sub/notes'));
    const skipped: string[] = [];
    const args = [folder, join(folder, 'sub'), join(folder, '*.png'), join(folder, 'notes.txt')];
    expect(places(args.slice(0, 3), [], skipped)).toHaveLength(4);
    expect(skipped).toEqual([`${folder}: notes.txt,sub/art.psd`]);
    // What is asked for by its name is not skipped.
    skipped.length = 0;
    expect(places([args[3], folder], [], skipped)).toHaveLength(5);
    expect(skipped).toEqual([`${folder}: sub/art.psd`]);
    const names = Array.from({ length: 23 }, (_, i) => `${i}.txt`);
    expect(skippedText(names)).toMatch(/: 0\.txt, 1\.txt, .*, 19\.txt and 3 others$/);
  });

  it('tells of what is missing and goes on', () => {
    mkdirSync(join(folder, 'empty'));
    const failed: string[] = [];
    const long = `${'x'.repeat(300)}.png`;
    const names = ['nowhere.png', 'empty', '*.tiff', 'a.png/b.png', long, 'a.png'];
    expect(
      places(
        names.map((name) => join(folder, name)),
        failed,
      ),
    ).toEqual(['a.png']);
    expect(failed).toHaveLength(5);
    for (const line of failed.slice(3)) expect(line).toMatch(/received a path that does not exist$/);
    expect(failed[0]).toMatch(/nowhere\.png: expected a file, a folder or a glob/);
    expect(failed[1]).toMatch(/empty: expected PNG, .* received a folder without any/);
    expect(failed[2]).toMatch(/received no match/);
  });
});

describe('liesIn', () => {
  it('tells what is in a folder from what is beside, above or on another drive', () => {
    const inside = (place: string) => liesIn('C:\\art', place, win32);
    expect(['C:\\art', 'C:\\art\\a.png', 'C:\\art\\..more\\a.png'].map(inside)).toEqual([true, true, true]);
    expect(['C:\\', 'C:\\arts\\a.png', 'D:\\art\\a.png'].map(inside)).toEqual([false, false, false]);
    expect(liesIn('/art', '/art/a.png', posix)).toBe(true);
    expect(liesIn('/art', '/a.png', posix)).toBe(false);
  });
});

describe('printable', () => {
  it('keeps a name on one line and away from the terminal', () => {
    expect(printable('a\nb\u001b[31m\u009b\u2028\u202ec é')).toBe('a\\nb\\u001b[31m\\u009b\\u2028\\u202ec é');
  });
});

describe('planOutputs', () => {
  const plan = (names: string[], endings = ['.png']) =>
    planOutputs(
      names.map((place) => ({ path: place, place })),
      'o',
      endings,
    );

  it('mirrors sub-folders and numbers names that would collide', () => {
    expect(plan(['a.png', 'sub/a.png', 'a.jpg', 'A.webp', 'x.tar.png'])).toEqual([
      'o/a',
      'o/sub/a',
      'o/a-2',
      'o/A-3',
      'o/x.tar',
    ]);
  });

  it('sees collisions with every file that is written', () => {
    expect(plan(['a.png', 'a@4x.png'], ['.png', '@4x.png'])).toEqual(['o/a', 'o/a@4x-2']);
    expect(plan(['a-2.png', 'a.png', 'a.gif'])).toEqual(['o/a-2', 'o/a', 'o/a-3']);
  });

  it('never lets an input be replaced, and other files only by force', () => {
    const input = { path: join(folder, 'a.png'), place: 'a.png' };
    const old = join(folder, 'out/old.png');
    const sources = new Sources([input.path]);
    expect(() => sources.check([input.path], true)).toThrow(/not one of the inputs/);
    expect(() => sources.check([old], false)).toThrow(/--force/);
    expect(() => sources.check([old], true)).not.toThrow();
    expect(() => sources.check([join(folder, 'sub')], true)).toThrow(/no folder there/);
    expect(() => sources.check([join(folder, 'a.png/b.png')], true)).not.toThrow();
  });

  it('knows an input by whatever way leads to it', () => {
    const input = join(folder, 'sub/a.png');
    symlinkSync('sub', join(folder, 'way'));
    symlinkSync('sub/a.png', join(folder, 'link.png'));
    linkSync(input, join(folder, 'hard.png'));
    const sources = new Sources([join(folder, 'way/a.png')]);
    for (const file of ['sub/a.png', 'link.png', 'hard.png', 'way/../sub/a.png'])
      expect(() => sources.check([join(folder, file)], true), file).toThrow(/not one of the inputs/);
    expect(() => new Sources([join(folder, 'link.png')]).check([input], true)).toThrow(
      /not one of the inputs/,
    );
    expect(() => sources.check([join(folder, 'way/new.png')], true)).not.toThrow();
  });

  it('keeps every result in the output folder, whatever dots its input is called by', () => {
    expect(plan(['.png', 'sub/.png', '..png', '...gif', 'a..png', '.hidden.png', 'a.b/c'])).toEqual([
      'o/.png',
      'o/sub/.png',
      'o/..png',
      'o/...gif',
      'o/a.',
      'o/.hidden',
      'o/a.b/c',
    ]);
  });

  it('keeps names within the 255 bytes of file systems, as whole characters', () => {
    const long = `${'é'.repeat(125)}.jpg`;
    const [first, second, third] = plan([long, long, `s/${'x'.repeat(251)}.png`], ['.png', '@16x.png']);
    expect([first, second, third]).toEqual([
      `o/${'é'.repeat(123)}`,
      `o/${'é'.repeat(122)}-2`,
      `o/s/${'x'.repeat(247)}`,
    ]);
  });

  it('never gives a file the name of a folder', () => {
    expect(plan(['a.png/b.jpg', 'A.jpg', 'c.jpg', 'c.png/d.png'])).toEqual([
      'o/a.png/b',
      'o/A-2',
      'o/c-2',
      'o/c.png/d',
    ]);
  });
});
