import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readArguments } from '../../src/cli/args.ts';
import { pixelizeCommand } from '../../src/cli/pixelize.ts';
import { filesIn, TINY_MODELS } from '../support/cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pixel-cascade-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it('tells of what it has begun to write when it is stopped, and writes no part of it', async () => {
  const picture = sharp({ create: { width: 20, height: 20, channels: 3, background: '#c03020' } }).png();
  await Promise.all(['a', 'b', 'c'].map((name) => picture.toFile(join(folder, `${name}.png`))));
  const out = join(folder, 'out');
  const stop = new AbortController();
  const watch = (): void => {
    // What is written appears under a name of its own first.
    if (existsSync(out) && readdirSync(out).length > 0) stop.abort(new Error('stopped'));
    else setImmediate(watch);
  };
  const told: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    told.push(JSON.parse(String(line)).output);
    return true;
  });
  const args = [folder, '--out', out, '--size', '8', '--zoom', '2', '--raw', '--json'];
  const method = ['--method', 'subsampling', '--models', TINY_MODELS];
  watch();
  await expect(pixelizeCommand(readArguments('pixelize', [...args, ...method]), stop.signal)).rejects.toThrow(
    'stopped',
  );
  expect(told).toEqual([join(out, 'a.png')]);
  expect(filesIn(out)).toEqual(['a.png', 'a.raw.png', 'a@2x.png']);
});
