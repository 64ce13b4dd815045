import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeRgbaPng } from '../../src/core/png.ts';
import { subsample } from '../../src/core/resample.ts';
import { analyticNetworks } from '../../test/support/networks.ts';
import { type EvaluateArguments, evaluateCommand } from '../src/harness/command.ts';
import { methodOf, outlineBound } from '../src/harness/methods.ts';
import { htmlPage } from '../src/harness/page.ts';
import { reduceColours } from '../src/harness/reduce.ts';
import { FIGURES, meanOf, type Row } from '../src/harness/run.ts';
import { COLUMNS, columnsOf, csvTable, markdownTable } from '../src/harness/tables.ts';
import { colourCount, measureArt } from '../src/measures/index.ts';
import { contactSheet } from '../src/sheet/contact-sheet.ts';
import { draw, enlarge, paint } from './pictures.ts';

const flower = enlarge(draw('........', '.######.', '.#rryy#.', '.#ryyg#.', '.######.', '........'), 6);
const rainbow = paint(40, 40, (x, y) => [x * 6, y * 6, 128, 255]);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
  mkdirSync(join(folder, 'good/deep'), { recursive: true });
  mkdirSync(join(folder, 'bad'));
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'good/flower.png'), encodeRgbaPng(flower));
  writeFileSync(join(folder, 'good/deep/rain, bow.png'), encodeRgbaPng(rainbow));
  writeFileSync(join(folder, 'bad/flower.png'), encodeRgbaPng(flower));
  writeFileSync(join(folder, 'bad/torn.png'), encodeRgbaPng(flower).subarray(0, 60));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: EvaluateArguments): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await evaluateCommand({ size: '8x6', ...args }, (line) => lines.push(line));
  return { code, lines };
}

describe('evaluate', () => {
  it('writes tables, sheets, pictures and a page', async () => {
    const out = join(folder, 'out');
    const { code } = await run({
      images: join(folder, 'good'),
      reference: join(folder, 'good'),
      methods: 'subsampling,vote,abstraction,bound',
      colors: '6',
      out,
    });
    expect(code).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      'arts',
      'figures.csv',
      'figures.json',
      'index.html',
      'pictures',
      'results.json',
      'sheets',
      'table.md',
    ]);
    expect(readdirSync(join(out, 'arts/reduced/vote'))).toEqual(['deep_rain_bow.png', 'flower.png']);
    expect(readdirSync(join(out, 'sheets')).sort()).toEqual(['asIs-1.png', 'reduced-1.png']);
    const table = readFileSync(join(out, 'table.md'), 'utf8');
    for (const label of ['subsampling', 'plain majority vote', 'image abstraction', 'bound']) {
      expect(table.match(new RegExp(`\\| ${label}`, 'g'))).toHaveLength(2);
    }
    expect(table).not.toContain(folder);
    const csv = readFileSync(join(out, 'figures.csv'), 'utf8').trim().split('\n');
    expect(csv).toHaveLength(1 + 2 * 4 * 2);
    expect(csv[1]).toMatch(/^"deep\/rain, bow.png",,subsampling,reduced,/);
    const { tables } = JSON.parse(readFileSync(join(out, 'figures.json'), 'utf8'));
    expect(tables.reduced[0]).toMatchObject({
      method: 'subsampling',
      pictures: 2,
      adherence: 1,
      purity: null,
    });
    expect(tables.asIs[0]).toMatchObject({ adherence: 0.5 });
    // Every file that the page names is there.
    const page = readFileSync(join(out, 'index.html'), 'utf8');
    const named = [...page.matchAll(/(?:src|data-[a-z-]+)="([^"]+\.png)"/g)].map((m) => m[1]);
    expect(named.length).toBeGreaterThan(2 * 4 * 2);
    for (const file of named) expect(readFileSync(join(out, file)).length).toBeGreaterThan(50);
  });

  it('has a table for each kind of pictures, told by folders or by --kind', async () => {
    mkdirSync(join(folder, 'kinds/cartoon'), { recursive: true });
    mkdirSync(join(folder, 'kinds/design'));
    writeFileSync(join(folder, 'kinds/cartoon/flower.png'), encodeRgbaPng(flower));
    writeFileSync(join(folder, 'kinds/design/rainbow.png'), encodeRgbaPng(rainbow));
    const out = join(folder, 'out-kinds');
    const args = { images: join(folder, 'kinds'), methods: 'vote,subsampling', out };
    expect((await run(args)).code).toBe(0);
    const table = readFileSync(join(out, 'table.md'), 'utf8');
    expect(table).toMatch(/## cartoon: 1 pictures.*\n\n\| method \| score \| detail \| ink /);
    expect(table).toMatch(/## design: 1 pictures.*\n\n\| method \| score \| exact \| tone /);
    const { kinds, half } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
    expect(half).toBe('all');
    expect(kinds.map(({ kind }: { kind: string }) => kind)).toEqual(['cartoon', 'design']);
    const [vote] = kinds[0].tables.reduced;
    expect(vote).toMatchObject({ method: 'vote', pictures: 1 });
    expect(vote.score).toBeGreaterThanOrEqual(0);
    expect((await run({ ...args, kind: 'photo' })).code).toBe(0);
    expect(readFileSync(join(out, 'table.md'), 'utf8')).toContain('## photo: 2 pictures');
  });

  it('measures the art of another program beside ours, and leaves out what does not fit', async () => {
    const made = join(folder, 'made');
    mkdirSync(made);
    writeFileSync(join(made, 'flower.png'), encodeRgbaPng(subsample(flower, 8, 6)));
    writeFileSync(join(made, 'rainbow.png'), encodeRgbaPng(subsample(rainbow, 4, 3)));
    const out = join(folder, 'out-made');
    const args = { images: join(folder, 'kinds'), kind: 'photo', methods: 'vote', out };
    const { code, lines } = await run({ ...args, art: [`theirs=${made}`] });
    expect(code).toBe(1);
    expect(lines.join()).toContain('--art theirs: expected 8x6 pixels, received 4x3');
    const table = readFileSync(join(out, 'table.md'), 'utf8');
    expect(table).toContain('| theirs |');
    expect(table).toContain('--art theirs=DIR');
    await expect(run({ ...args, art: ['theirs'] })).rejects.toThrow('--art: expected NAME=DIR');
    await expect(run({ ...args, art: [`vote=${made}`] })).rejects.toThrow('a name of its own');
  });

  it('names pictures that are in no half', async () => {
    const args = {
      images: join(folder, 'good'),
      kind: 'design',
      methods: 'vote',
      out: join(folder, 'out-half'),
    };
    await expect(run({ ...args, half: 'tune' })).rejects.toThrow('--half: expected a half that has pictures');
    await expect(run({ ...args, half: 'best' })).rejects.toThrow('--half: expected one of tune, test, all');
    // One that has the name of a public picture is in that picture's half.
    mkdirSync(join(folder, 'halved'));
    writeFileSync(join(folder, 'halved/02-tile.png'), encodeRgbaPng(flower));
    writeFileSync(join(folder, 'halved/other.png'), encodeRgbaPng(flower));
    const { code, lines } = await run({ ...args, images: join(folder, 'halved'), half: 'tune' });
    expect(code).toBe(1);
    expect(lines).toContain('evaluate: left out other.png: in neither half of evaluation/split.json');
    expect(readdirSync(join(folder, 'out-half/pictures'))).toEqual(['02-tile.png']);
  });

  it('names an unreadable picture, leaves it out and ends with 1', async () => {
    const { code, lines } = await run({
      images: join(folder, 'bad'),
      methods: 'subsampling',
      out: join(folder, 'out-bad'),
    });
    expect(code).toBe(1);
    expect(lines.some((line) => line.startsWith('evaluate: left out torn.png: '))).toBe(true);
    expect(readdirSync(join(folder, 'out-bad/pictures'))).toEqual(['flower.png']);
  });

  it('names a method that does not exist, goes on with the others and ends with 1', async () => {
    const { code, lines } = await run({
      images: join(folder, 'good'),
      methods: 'vote,magic',
      out: join(folder, 'out-magic'),
    });
    expect(code).toBe(1);
    expect(lines.join('\n')).toMatch(/--methods: expected one of .*, received "magic"/);
  });

  it('leaves our method out, and says why, where there are no models', async () => {
    const { code, lines } = await run({
      images: join(folder, 'good'),
      methods: 'vote,cascade',
      models: join(folder, 'empty'),
      out: join(folder, 'out-models'),
    });
    expect(code).toBe(1);
    expect(lines.join('\n')).toMatch(/cascade left out flower.png: .*models\.json/);
  });

  it.each([
    [
      'a missing folder',
      { images: 'nowhere' },
      '--images: expected a folder of pictures, received "nowhere"',
    ],
    ['no pictures', { images: 'empty' }, '--images: expected a folder with PNG'],
    ['no known method', { methods: 'magic,tricks' }, '--methods: expected some of'],
    ['a size that is none', { size: '48x' }, null],
    ['a size of zero', { size: '0x5' }, '--size: expected WxH'],
    ['a size in words', { size: 'huge' }, '--size: expected WxH'],
    ['too few colours', { colors: '1' }, '--colors: expected an integer 2..256'],
    ['no zoom', { zoom: '0' }, '--zoom: expected an integer 1..32'],
  ])('handles %s', async (_, wrong: EvaluateArguments, message) => {
    const images = join(folder, wrong.images ?? 'good');
    const given = { methods: 'vote', out: join(folder, 'out-wrong'), ...wrong, images };
    if (message === null) expect((await run(given)).code).toBe(0);
    else await expect(run(given)).rejects.toThrow(message.replace('nowhere', images));
  });

  it('shows the worst results of the first method with what each misses', async () => {
    const out = join(folder, 'worst');
    const args = { images: join(folder, 'good'), methods: 'bilinear,vote', colors: '6', out };
    expect((await run({ ...args, worst: 'cartoon' })).code).toBe(0);
    const table = readFileSync(join(out, 'worst.md'), 'utf8');
    const first = /^\| 1 \| flower\.png \| (.*) \|$/m.exec(table)?.[1] ?? '';
    const misses = [...first.matchAll(/(\w+) ([\d.]+) \(([\d.]+)\)/g)];
    expect(misses.map(([, name]) => name)).toEqual(expect.arrayContaining(['fill', 'colour', 'orphan']));
    // The furthest first, by its share of the aim.
    const shares = misses.map(([, , value, aim]) => Number(value) / Number(aim));
    expect(shares).toEqual([...shares].sort((p, q) => q - p));
    expect(shares.at(-1)).toBeGreaterThan(1);
    expect(table).toMatch(/^\| 2 \| deep\/rain, bow\.png \| colour [\d.]+ \(4\) \|$/m);
    expect(readdirSync(out)).toContain('worst.png');
    expect(readFileSync(join(out, 'table.md'), 'utf8')).toMatch(/--methods bilinear,vote /);
    await expect(run({ ...args, worst: 'fish' })).rejects.toThrow(/--worst: expected one of cartoon, photo/);
  });

  it('asks for what is missing', async () => {
    await expect(run({ out: folder })).rejects.toThrow('--images: expected a folder of pictures');
    await expect(run({ images: folder })).rejects.toThrow('--out: expected a folder to write to');
  });
});

describe('evaluate --back', () => {
  it('enlarges pixel art and measures what comes back', async () => {
    mkdirSync(join(folder, 'art'), { recursive: true });
    const art = draw('........', '..####..', '.#rryy#.', '.#rrgg#.', '..####..', '........');
    writeFileSync(join(folder, 'art/art.png'), encodeRgbaPng(art));
    const out = join(folder, 'out-back');
    const { code } = await run({
      images: join(folder, 'art'),
      methods: 'nearest,epx,splines',
      back: true,
      out,
    });
    expect(code).toBe(0);
    const { table } = JSON.parse(readFileSync(join(out, 'figures.json'), 'utf8'));
    const [nearest, epx, splines] = table;
    expect(nearest).toMatchObject({ method: 'nearest', returned: 1, psnr: null });
    expect(splines.rough).toBeLessThan(nearest.rough);
    expect(epx.rough).toBeLessThan(nearest.rough);
    expect(splines.returned).toBeGreaterThan(0.9);
    expect(readFileSync(join(out, 'table.md'), 'utf8')).toContain('| splines (Kopf & Lischinski 2011) |');
    expect(readdirSync(join(out, 'sheets'))).toEqual(['back-1.png']);
  });

  it('has methods of its own', async () => {
    const back = run({ images: join(folder, 'good'), methods: 'vote', back: true, out: folder });
    await expect(back).rejects.toThrow('--methods: expected some of nearest, bicubic, epx, splines, cascade');
  });
});

describe('reduceColours', () => {
  it('brings any art to the palette size, the same way each time', () => {
    const reduced = reduceColours(rainbow, 16, 1);
    expect(colourCount(reduced)).toBeLessThanOrEqual(16);
    expect(reduceColours(rainbow, 16, 1)).toEqual(reduced);
  });

  it('leaves an art alone that keeps to it', () => {
    expect(reduceColours(flower, 16, 1)).toBe(flower);
  });

  it('makes half transparent pixels one or the other', () => {
    const art = paint(2, 1, (x) => [200, 30, 30, x === 0 ? 100 : 160]);
    expect([...reduceColours(art, 4, 1).data]).toEqual([0, 0, 0, 0, 200, 30, 30, 255]);
  });
});

describe('methods', () => {
  it('has no method of an unknown name', () => {
    const none = () => Promise.reject(new Error('no networks'));
    expect(methodOf('magic', none)).toBeUndefined();
    expect(methodOf('constructor', none)).toBeUndefined();
  });

  it('bounds what is possible: line and pieces 1, fill 0 but for rounding to bytes', () => {
    const measures = measureArt(flower, outlineBound(flower, 8, 6));
    expect(measures).toMatchObject({ line: 1, pieces: 1 });
    expect(measures.fill).toBeLessThan(0.3);
  });

  it('calls our cascade and measures its purity', async () => {
    // 16 pixels a cell: the grids 1/4 and 1/8 lie on whole pixels of it.
    const large = subsample(flower, 8 * 16, 6 * 16);
    for (const name of ['cascade', 'cascade-3/16', 'cascade-1/8', 'gridnet']) {
      const method = methodOf(name, async () => analyticNetworks());
      const { art, purity } = await method!.run(large, { width: 8, height: 6, colors: 6, seed: 1 }, 'flower');
      expect([art.width, art.height]).toEqual([8, 6]);
      const measures = measureArt(large, art);
      expect(measures).toMatchObject({ line: 1, pieces: 1 });
      // At 3/16 cells are 5 or 6 input pixels wide, so that some input pixels straddle two cells.
      expect(measures.colour).toBeLessThan(name === 'cascade-3/16' ? 4 : 1);
      // Networks that paint whole cells leave voting nothing to decide.
      expect(purity).toBe(name === 'gridnet' ? undefined : 1);
    }
  });
});

describe('tables and sheets', () => {
  const row = (method: string, value: number): Row => ({
    ...(Object.fromEntries(FIGURES.map((key) => [key, value])) as Record<(typeof FIGURES)[number], number>),
    method,
    label: method,
    pictures: 1,
    line: value / 10,
    adherence: 1,
    patches: Number.NaN,
    purity: Number.NaN,
    seconds: value,
  });
  const old = COLUMNS.slice(COLUMNS.findIndex(({ key }) => key === 'soft'));

  it('marks the best of each column, the bound apart, and dashes what is unknown', () => {
    const [, , one, two, bound] = markdownTable([row('one', 1), row('two', 2), row('bound', 0)], old).split(
      '\n',
    );
    expect(one).toMatch(/^\| one \| \*\*1\.0\*\* \| \*\*1\.0\*\* \| 0\.10 /);
    expect(two).toMatch(/\| \*\*0\.20\*\* \|/);
    expect(bound).not.toContain('**');
    expect(one).toContain('–');
  });

  it('leads each kind of pictures with columns of its own', () => {
    const titles = (kind: Parameters<typeof columnsOf>[0]) => columnsOf(kind).map(({ title }) => title);
    expect(titles('cartoon')).toEqual(expect.arrayContaining(['detail', 'stroke', 'parts', 'width', 'clog']));
    expect(titles('design')).toEqual(expect.arrayContaining(['exact', 'tone', 'detail']));
    for (const kind of ['cartoon', 'photo', 'design'] as const) {
      expect(titles(kind)).not.toEqual(expect.arrayContaining(['line']));
    }
    expect(titles(null)).toEqual(expect.arrayContaining(['line', 'pieces', 'SSIM']));
  });

  it('leaves pictures without a figure out of means', () => {
    expect(meanOf([1, Number.NaN, 3])).toBe(2);
    expect(meanOf([Number.NaN])).toBeNaN();
  });

  it('writes a header without results', () => {
    expect(csvTable([])).toMatch(/^picture,kind,method,view,score,detail,/);
  });

  it('draws every art pixel as zoom × zoom equal pixels', () => {
    const art = draw('rg', 'by');
    const sheet = contactSheet(['one', 'two'], [{ name: 'x', source: flower, arts: [art, null] }], 5);
    const at = (x: number, y: number) => [
      ...sheet.data.slice((y * sheet.width + x) * 4, (y * sheet.width + x) * 4 + 3),
    ];
    const found = new Map<string, number>();
    for (let y = 0; y < sheet.height; y++) {
      for (let x = Math.floor(sheet.width / 3); x < sheet.width; x++) {
        found.set(at(x, y).join(), (found.get(at(x, y).join()) ?? 0) + 1);
      }
    }
    for (const colour of ['200,30,30', '40,160,60', '40,60,200', '240,220,60'])
      expect(found.get(colour)).toBe(25);
  });

  it('escapes what it puts into the page', () => {
    const page = htmlPage({
      title: '<b>"&',
      command: 'run <it>',
      tables: { reduced: [row('a<b', 1)], asIs: [] },
      results: [],
      sourceFile: (name) => name,
      artFile: () => '',
    });
    expect(page).not.toContain('<b>"&');
    expect(page).not.toContain('a<b');
    expect(page).toContain('run &#60;it&#62;');
  });
});
