import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeRgbaPng } from '../../src/core/png.ts';
import { type BlindArguments, blindCommand } from '../src/blind/command.ts';
import { drawLots, type Placed, ROWS } from '../src/blind/lot.ts';
import { readAnswers, readKey, tally, tallyTable } from '../src/blind/tally.ts';
import { pairSheet } from '../src/sheet/pair-sheet.ts';
import { paint } from './pictures.ts';

const pairs = Array.from({ length: 20 }, (_, i) => ({
  picture: `${i}.png`,
  kind: i < 12 ? 'cartoon' : 'photo',
  a: 'ours',
  b: 'theirs',
}));

describe('the lot', () => {
  it('places every pair once, six rows a sheet, sides by lot, the same for one seed', () => {
    const placed = drawLots(pairs, Number.POSITIVE_INFINITY, 1);
    expect(placed.map(({ picture }) => picture).sort()).toEqual(pairs.map(({ picture }) => picture).sort());
    expect(placed.map(({ sheet, row }) => (sheet - 1) * ROWS + row - 1)).toEqual([...Array(20).keys()]);
    const left = placed.filter((row) => row.left === 'a').length;
    expect(left).toBeGreaterThan(3);
    expect(left).toBeLessThan(17);
    expect(drawLots(pairs, Number.POSITIVE_INFINITY, 1)).toEqual(placed);
    expect(drawLots(pairs, Number.POSITIVE_INFINITY, 2)).not.toEqual(placed);
  });

  it('draws no more than asked of each kind', () => {
    const placed = drawLots(pairs, 5, 1);
    expect(placed.filter(({ kind }) => kind === 'cartoon')).toHaveLength(5);
    expect(placed.filter(({ kind }) => kind === 'photo')).toHaveLength(5);
  });
});

const key: Placed[] = [
  { sheet: 1, row: 1, left: 'a', picture: '1', kind: 'photo', a: 'ours', b: 'vote' },
  { sheet: 1, row: 2, left: 'b', picture: '2', kind: 'photo', a: 'ours', b: 'vote' },
  { sheet: 2, row: 1, left: 'b', picture: '3', kind: 'cartoon', a: 'ours', b: 'dpid' },
];

describe('the tally', () => {
  it('reads answers and names lines that are none', () => {
    const { answers, wrong } = readAnswers('# judge one\n1 1 L\n\n 1 2 r \n2 1 =\n2 x L\n3 1 both');
    expect(answers).toEqual([
      { sheet: 1, row: 1, choice: 'L' },
      { sheet: 1, row: 2, choice: 'R' },
      { sheet: 2, row: 1, choice: '=' },
    ]);
    expect(wrong).toEqual(['line 6: "2 x L"', 'line 7: "3 1 both"']);
  });

  it('counts votes for each two methods and kind, and what judges agree on', () => {
    const one = readAnswers('1 1 L\n1 2 R\n2 1 =').answers;
    const two = readAnswers('1 1 L\n1 2 L\n1 2 L\n9 9 R').answers;
    const { counts, agreed, shared, wrong } = tally(key, [one, two]);
    expect(counts).toEqual([
      { a: 'ours', b: 'dpid', kind: 'cartoon', won: 0, lost: 0, equal: 1 },
      { a: 'ours', b: 'vote', kind: 'photo', won: 3, lost: 1, equal: 0 },
    ]);
    expect([agreed, shared]).toEqual([1, 2]);
    expect(wrong).toEqual(['sheet 1 row 2: answered twice', 'sheet 9 row 9: no such row']);
    expect(tallyTable(counts)).toContain('| photo | ours | vote | 3 | 1 | 0 | 4 | 75 |');
    expect(tallyTable(counts)).toContain('| cartoon | ours | dpid | 0 | 0 | 1 | 1 | 50 |');
  });

  it('knows a key', () => {
    expect(readKey(JSON.stringify({ rows: key }), 'key.json')).toEqual(key);
    for (const text of ['', '[]', '{"rows":[{"sheet":1}]}', 'null']) {
      expect(() => readKey(text, 'key.json')).toThrow('--tally: expected a key file');
    }
  });
});

describe('the sheet', () => {
  it('shows input, left and right of each row, enlarged to about 256 pixels', () => {
    const plain = (side: number, r: number, g: number) => paint(side, side, () => [r, g, 0, 255]);
    const row = { source: plain(100, 0, 200), left: plain(48, 200, 0), right: plain(48, 100, 100) };
    const sheet = pairSheet(1, [row, row]);
    const count = (r: number, g: number) => {
      let n = 0;
      for (let i = 0; i < sheet.data.length; i += 4) {
        if (sheet.data[i] === r && sheet.data[i + 1] === g && sheet.data[i + 2] === 0) n++;
      }
      return n;
    };
    // 48 art pixels at five times their size, in both rows.
    for (const [r, g] of [
      [200, 0],
      [100, 100],
      [0, 200],
    ])
      expect(count(r, g)).toBe(2 * 240 * 240);
  });
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'blind-'));
  for (const name of ['in/cartoon', 'ours', 'theirs/cartoon'])
    mkdirSync(join(folder, name), { recursive: true });
  for (let i = 0; i < 7; i++) {
    const write = (name: string, side: number, blue: number) =>
      writeFileSync(
        join(folder, name),
        encodeRgbaPng(paint(side, side, (x, y) => [(x * 200) / side, (y * 200) / side, blue, 255])),
      );
    write(`in/cartoon/p${i}.png`, 64, 20 * i);
    write(`ours/p${i}.png`, 16, 255);
    if (i > 0) write(`theirs/cartoon/p${i}.png`, 16, 0);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: BlindArguments): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await blindCommand({ size: '16x16', ...args }, (line) => lines.push(line));
  return { code, text: lines.join('\n') };
}

describe('blind', () => {
  const at = (name: string) => join(folder, name);

  it('writes sheets and, apart from them, the key to what they show', async () => {
    const out = at('sheets');
    const { code } = await run({
      images: at('in'),
      a: `ours=${at('ours')}`,
      b: 'subsampling',
      out,
      seed: '3',
    });
    expect(code).toBe(0);
    expect(readdirSync(out)).toEqual(['sheet-1.png', 'sheet-2.png']);
    const rows = readKey(readFileSync(at('sheets-key.json'), 'utf8'), 'key');
    expect(rows).toHaveLength(7);
    expect(rows.every(({ kind, a, b }) => kind === 'cartoon' && a === 'ours' && b === 'subsampling')).toBe(
      true,
    );
    // Ours is blue: on the first sheet it stands where the key says.
    const { data, info } = await sharp(join(out, 'sheet-1.png'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const first = rows.filter(({ sheet }) => sheet === 1);
    first.forEach(({ row, left }) => {
      const y = 34 + (row - 1) * (256 + 12) + 100;
      const blueAt = (column: number) => data[(y * info.width + 44 + column * (256 + 12) + 10) * 3 + 2];
      expect(blueAt(left === 'a' ? 1 : 2)).toBe(255);
      expect(blueAt(left === 'a' ? 2 : 1)).toBeLessThan(200);
    });
    // A judge who always takes ours.
    const answers = rows.map(({ sheet, row, left }) => `${sheet} ${row} ${left === 'a' ? 'L' : 'R'}`);
    writeFileSync(at('answers.txt'), answers.join('\n'));
    const counted = await run({
      tally: at('sheets-key.json'),
      answers: [at('answers.txt'), at('answers.txt')],
    });
    expect(counted.code).toBe(0);
    expect(counted.text).toContain('| cartoon | ours | subsampling | 14 | 0 | 0 | 14 | 100 |');
    expect(counted.text).toContain('judges agree in 7 of 7 rows');
  });

  it('leaves out what an art is missing of, names it and ends with 1', async () => {
    const { code, text } = await run({
      images: at('in'),
      a: `ours=${at('ours')}`,
      b: `theirs=${at('theirs')},vote`,
      pairs: '7',
      out: at('some'),
    });
    expect(code).toBe(1);
    expect(text).toContain('theirs left out cartoon/p0.png: no p0.png in theirs');
    expect(readKey(readFileSync(at('some-key.json'), 'utf8'), 'key')).toHaveLength(13);
  });

  it('names answers that are none', async () => {
    writeFileSync(at('wrong.txt'), '1 1 L\n1 2 left');
    writeFileSync(at('key.json'), JSON.stringify({ rows: key }));
    const { code, text } = await run({ tally: at('key.json'), answers: [at('wrong.txt')] });
    expect(code).toBe(1);
    expect(text).toContain('blind: left out wrong.txt, line 2: "1 2 left"');
  });

  it.each([
    ['no inputs', { images: undefined }, '--images: expected a folder of pictures'],
    ['no place to write', { out: undefined }, '--out: expected a folder'],
    ['no method', { b: 'magic' }, '--b: expected NAME=DIR or one of'],
    ['no folder of art', { a: 'x=nowhere' }, '--a: expected a folder of finished art'],
    ['two of whom to count', { a: 'vote,dpid' }, '--a: expected one method'],
    ['a method against itself', { a: 'vote', b: 'vote' }, '--b: expected methods of names of their own'],
    ['no pairs', { pairs: '0' }, '--pairs: expected an integer 1..10000'],
    ['a tally without answers', { tally: 'key.json' }, '--tally: expected files of answers'],
  ])('handles %s', async (_, wrong: BlindArguments, message) => {
    const args = { images: at('in'), a: 'vote', b: 'subsampling', out: at('wrong'), ...wrong };
    await expect(run(args)).rejects.toThrow(message);
  });

  it('keeps the key apart from the sheets', async () => {
    const args = { images: at('in'), a: 'vote', b: 'subsampling', out: at('both'), key: at('both/key.json') };
    await expect(run(args)).rejects.toThrow('--key: expected a file outside');
  });
});
