import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'dist/cli.js');
/** Random networks of the real shapes, small enough for tests. */
export const TINY_MODELS = join(root, 'test/fixtures/tiny');

/** What a run of the command line left. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line to its end. */
export function run(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], { cwd: root }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

/** Runs it, and interrupts it after the first line on stdout. */
export function runInterrupted(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: root });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      if (stdout === '') child.kill('SIGINT');
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs it for a reader that leaves after the first line on stdout. */
export function runUnread(...args: string[]): Promise<Pick<Ran, 'code'>> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: root });
    child.stdout.once('data', () => child.stdout.destroy());
    child.stderr.resume();
    child.on('exit', (code) => resolve({ code }));
  });
}

/** Builds the command line and gives the test file an empty folder, removed at its end. */
export function useCli(): { folder: () => string } {
  let folder = '';
  beforeAll(() => {
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root });
    folder = mkdtempSync(join(tmpdir(), 'pixel-cascade-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { folder: () => folder };
}

/** All files under a folder, as sorted relative paths. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
