import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { TINY_MODELS } from './support/cli.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a script of the repository. */
function run(script: string, ...args: string[]) {
  const program = [`scripts/${script}.mjs`, ...args];
  return spawnSync(process.execPath, program, { cwd: root, encoding: 'utf8' });
}

test.each(['build-plugin', 'goldens', 'pipeline-figure', 'screenshots', 'test'])(
  '%s tells its options, and refuses others in a line',
  (script) => {
    const asked = run(script, '--help');
    expect([asked.status, asked.stderr]).toEqual([0, '']);
    expect(asked.stdout).toMatch(/^Usage: [\s\S]*--help/);
    const refused = run(script, '--nonsense');
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/^.*--nonsense.*\n$/);
  },
);

test('pipeline-figure draws its figure', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'pixel-cascade-figure-')), 'figure.png');
  const { status, stderr } = run('pipeline-figure', '--models', TINY_MODELS, '--size', '16', '--out', out);
  expect([status, stderr]).toEqual([0, '']);
  const { width, height } = await sharp(out).metadata();
  expect(Math.min(width, height)).toBeGreaterThan(500);
});

test.each([
  ['screenshots', ['light', 'nonsense'], /NAME: .*light.*received nonsense/],
  ['screenshots', ['--theme', 'pink'], /--theme: expected light or dark, received pink/],
  ['screenshots', ['--out'], /--out/],
  ['pipeline-figure', ['--size', '0'], /--size: expected 8\.\.128, received 0/],
  ['pipeline-figure', ['--image', 'none.png'], /--image: there is no none\.png/],
  ['build-plugin', ['--models', 'docs'], /--models: there is no models\.json in docs/],
  ['test', ['--fuzz', 'long'], /--fuzz: expected a number of cases, received long/],
])('%s refuses %j', (script, args, sentence) => {
  const { status, stdout, stderr } = run(script, ...args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
