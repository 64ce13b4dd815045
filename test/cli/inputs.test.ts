import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInputs, liesIn } from '../../src/cli/inputs.ts';
import { checkOutputs, planOutputs } from '../../src/cli/outputs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pixel-cascade-'));
  for (const path of ['a.png', 'b.JPG', 'notes.txt', 'sub/a.png', 'sub/deep/c.webp', 'out/old.png']) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const places = (args: string[], failed: string[] = []) =>
  findInputs(args, join(folder, 'out'), (input, error) => failed.push(`${input}: ${error}`)).map(
    (i) => i.place,
  );

describe('findInputs', () => {
  it('searches folders through, without the output folder', () => {
    expect(places([folder])).toEqual(['a.png', 'b.JPG', 'sub/a.png', 'sub/deep/c.webp']);
  });

  it('expands globs from their fixed part on', () => {
    expect(places([join(folder, '**/*.png')])).toEqual(['a.png', 'sub/a.png']);
    expect(places([join(folder, 'sub/*')])).toEqual(['a.png']);
  });

  it('keeps what a glob finds above its fixed part within the output folder', () => {
    const above = findInputs([`${folder}/sub/*/../../*.png`], join(folder, 'out'), () => {});
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

  it('tells of what is missing and goes on', () => {
    mkdirSync(join(folder, 'empty'));
    const failed: string[] = [];
    const args = ['nowhere.png', 'empty', '*.tiff', 'a.png'].map((name) => join(folder, name));
    expect(places(args, failed)).toEqual(['a.png']);
    expect(failed).toHaveLength(3);
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
    expect(() => checkOutputs([input.path], [input], true)).toThrow(/not one of the inputs/);
    expect(() => checkOutputs([old], [input], false)).toThrow(/--force/);
    expect(() => checkOutputs([old], [input], true)).not.toThrow();
  });
});
