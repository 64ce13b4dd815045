import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeRgbaPng } from '../../src/core/png.ts';
import { WEIGHTS } from '../../src/inference/art/weights.ts';
import { analyticNetworks } from '../../test/support/networks.ts';
import split from '../split.json' with { type: 'json' };
import { tuneCommand } from '../src/tune/command.ts';
import { judge, merit } from '../src/tune/judge.ts';
import { search } from '../src/tune/search.ts';
import { subjectsOf } from '../src/tune/subjects.ts';
import { scoreTable, TERMS } from '../src/tune/tables.ts';
import { paint } from './pictures.ts';

describe('search', () => {
  const meritOf = ({ pair, lone }: typeof WEIGHTS) => Math.abs(pair - 0.06) + Math.abs(lone - 0.015);
  const meritsOf = (weights: typeof WEIGHTS) => [meritOf(weights)];

  it('keeps what betters the merit, the same for the same seed', () => {
    const kept: string[] = [];
    const tries = 6 * Object.keys(WEIGHTS).length;
    const found = search(WEIGHTS, { tries, seed: 3 }, meritsOf, ({ name }, _, isKept) => {
      if (isKept) kept.push(name);
    });
    expect(meritOf(found)).toBeLessThan(meritOf(WEIGHTS));
    expect(new Set(kept)).toEqual(new Set(['pair']));
    expect(search(WEIGHTS, { tries, seed: 3 }, meritsOf)).toEqual(found);
  });

  it('keeps nothing that makes a part of the pictures worse, whatever the rest gains', () => {
    const tries = 6 * Object.keys(WEIGHTS).length;
    const some = ({ pair, lone }: typeof WEIGHTS) => [1 - pair + 10 * lone, pair / 2];
    expect(search(WEIGHTS, { tries, seed: 3 }, some).pair).toBe(WEIGHTS.pair);
  });

  it('changes nothing without tries', () => {
    expect(search(WEIGHTS, { tries: 0, seed: 1 }, meritsOf)).toEqual(WEIGHTS);
  });
});

describe('judging', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tune-'));
    // A disc with a dark rim, on nothing.
    const disc = paint(96, 96, (x, y) => {
      const far = Math.hypot(x - 47.5, y - 47.5);
      if (far > 40) return [0, 0, 0, 0];
      return far > 35 ? [20, 20, 30, 255] : [230, 170, 40, 255];
    });
    await mkdir(join(folder, 'cartoon'));
    await mkdir(join(folder, 'models'));
    await writeFile(join(folder, 'models/models.json'), '{}');
    for (const half of ['tune', 'test'] as const)
      await writeFile(join(folder, 'cartoon', split.cartoon[half][0]), encodeRgbaPng(disc));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const asked = (open = async () => analyticNetworks()) => ({
    images: folder,
    models: join(folder, 'models'),
    size: '12x12',
    cache: join(folder, 'cache'),
    open,
    log: () => undefined,
    complain: () => undefined,
    only: { halves: ['tune', 'test'], kinds: ['cartoon'] } as const,
  });

  it('draws once, over white and as it is, and names what is missing', async () => {
    const missing: string[] = [];
    const subjects = await subjectsOf({ ...asked(), complain: (line) => missing.push(line) });
    expect(subjects.map(({ half, cells }) => [half, cells.opaque.includes(0)])).toEqual([
      ['tune', false],
      ['tune', true],
      ['test', false],
      ['test', true],
    ]);
    expect(missing).toHaveLength(split.cartoon.tune.length + split.cartoon.test.length - 2);
    const again = await subjectsOf(asked(() => Promise.reject(new Error('drawn again'))));
    expect(again.map(({ cells, source }) => [cells, source])).toEqual(
      subjects.map(({ cells, source }) => [cells, source]),
    );
  });

  it('scores by kind and half, and goes by the tune half', async () => {
    const rows = judge(await subjectsOf(asked()), WEIGHTS);
    expect(rows.map(({ kind, half, pictures }) => [kind, half, pictures])).toEqual([
      ['cartoon', 'tune', 2],
      ['cartoon', 'test', 2],
    ]);
    expect(merit(rows)).toBe(rows[0].score);
    expect(scoreTable([{ name: 'all terms', rows }])).toContain('cartoon tune (2)');
  });

  it('writes the table, sheets and the best weights', async () => {
    // What is drawn already needs no networks.
    await subjectsOf(asked());
    const lines: string[] = [];
    const out = join(folder, 'out');
    const { models, cache, size } = asked();
    const code = await tuneCommand(
      { images: folder, models, cache, size, out, search: '2', seed: '5' },
      () => undefined,
      (text) => lines.push(text),
    );
    expect(code).toBe(1);
    const table = await readFile(join(out, 'table.md'), 'utf8');
    for (const term of TERMS) expect(table).toContain(`without ${term}`);
    expect(Object.keys(JSON.parse(await readFile(join(out, 'weights.json'), 'utf8')))).toEqual(
      Object.keys(WEIGHTS),
    );
    expect(await readdir(join(out, 'sheets'))).toEqual(['cartoon-test-1.png', 'cartoon-tune-1.png']);
    expect(lines.at(-1)).toContain('without pair');
  });

  it('says what it needs', async () => {
    const ignore = () => undefined;
    await expect(tuneCommand({}, ignore, ignore)).rejects.toThrow('--images');
    await expect(tuneCommand({ images: folder, search: 'x' }, ignore, ignore)).rejects.toThrow('--search');
  });
});
