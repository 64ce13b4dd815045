import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/core/random.ts';
import { safePath } from '../../src/export/names.ts';
import { zipOf } from '../../src/export/zip.ts';

const noise = (length: number) => {
  const next = random(length);
  return Uint8Array.from({ length }, () => next() * 256);
};
const named = (...names: string[]) => names.map((name) => ({ name, bytes: strToU8(name) }));

describe('a ZIP', () => {
  it('holds every file’s bytes in order, packed where it pays', async () => {
    const entries = [
      { name: 'a/picture.png', bytes: noise(3_000_000) },
      { name: 'empty.txt', bytes: new Uint8Array(0) },
      { name: 'manifest.json', bytes: strToU8('{"a":1}'.repeat(20_000)) },
      { name: 'Übung 🎨.hex', bytes: strToU8('ffffff') },
    ];
    const told: string[] = [];
    const zip = await zipOf(entries, { onProgress: (done, total) => told.push(`${done}/${total}`) });
    const files = unzipSync(zip);
    expect(Object.keys(files)).toEqual(entries.map(({ name }) => name));
    for (const { name, bytes } of entries) expect(Buffer.compare(files[name], bytes), name).toBe(0);
    expect(zip.length).toBeLessThan(3_010_000);
    expect(told).toEqual(['1/4', '2/4', '3/4', '4/4']);
    expect(Object.keys(unzipSync(await zipOf([])))).toEqual([]);
  });

  it('is the same for the same files and date', async () => {
    const date = new Date(2026, 1, 3, 4, 5, 6);
    const [once, again] = await Promise.all([
      zipOf(named('a', 'b'), {}, date),
      zipOf(named('a', 'b'), {}, date),
    ]);
    expect(once).toEqual(again);
  });

  it('numbers names that are taken, whatever their case', async () => {
    const entries = named('a.png', 'A.png', 'a.png', 'x/a.png', 'a-2.png', 'b.c/d', 'b.c/d');
    const files = unzipSync(await zipOf(entries));
    expect(Object.keys(files)).toEqual([
      'a.png',
      'A-2.png',
      'a-3.png',
      'x/a.png',
      'a-2-2.png',
      'b.c/d',
      'b.c/d-2',
    ]);
    expect(Object.values(files).map((bytes) => strFromU8(bytes))).toEqual(entries.map(({ name }) => name));
  });

  it('never has a file and a folder of one name', async () => {
    const files = unzipSync(await zipOf(named('hero.png', 'Hero.PNG/b.png', 'x/y', 'x')));
    expect(Object.keys(files)).toEqual(['hero-2.png', 'Hero.PNG/b.png', 'x/y', 'x-2']);
  });

  it('stops in the middle of a file', async () => {
    const signal = { aborted: false, reason: new Error('enough') };
    setTimeout(() => {
      signal.aborted = true;
    }, 0);
    const told: number[] = [];
    const entries = [{ name: 'large.txt', bytes: new Uint8Array(2 ** 25) }];
    await expect(zipOf(entries, { signal, onProgress: (done) => told.push(done) })).rejects.toThrow('enough');
    expect(told).toEqual([]);
  });
});

describe('safe paths', () => {
  it.each([
    ['Icons/Home.png', 'Icons/Home.png'],
    ['../../etc/passwd', 'etc/passwd'],
    ['/absolute\\and\\..\\back.png', 'absolute/and/back.png'],
    ['C:\\x', 'C-/x'],
    ['what? "this" <is>*|.png', 'what- -this- -is---.png'],
    ['dots... . /trailing. ', 'dots/trailing'],
    ['con', '_con'],
    ['Aux.png', '_Aux.png'],
    ['a/COM1.tar.gz', 'a/_COM1.tar.gz'],
    ['console.png', 'console.png'],
    ['line\nbreak\u0000', 'line-break-'],
    ['half \ud83c', 'half -'],
    ['txt.\u202egnp.exe', 'txt.-gnp.exe'],
    ['e\u0301', 'é'],
    ['', 'unnamed'],
    [' / .. / ', 'unnamed'],
  ])('%j becomes %j', (name, safe) => {
    expect(safePath(name)).toBe(safe);
  });

  it('are short, keep their ending, and stay as they are the second time', () => {
    expect(safePath(`${'x'.repeat(500)}.png`)).toBe(`${'x'.repeat(80)}.png`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const safe = safePath(name);
        expect(safe).not.toMatch(/^\/|\\|[<>:"|?*]|(^|\/)\.{0,2}(\/|$)|[. ](\/|$)/);
        expect(safePath(safe)).toBe(safe);
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});
