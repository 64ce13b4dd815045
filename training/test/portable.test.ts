import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../src/backend/index.ts';
import { readPack, writePack } from '../src/data/pack.ts';
import { makePairsConfig } from '../src/data/pairs/config.ts';
import type { Scene } from '../src/data/pairs/scene.ts';
import { writePairs } from '../src/data/pairs/store.ts';
import { train } from '../src/train/run.ts';
import { tinyChanges, tinyConfig, tinyPack } from './tiny.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const changes = { ...tinyChanges, iterations: 3 };
const folder = (): string => mkdtempSync(join(tmpdir(), 'portable-'));
const bundle = folder();
/** What one uninterrupted run of the sources leaves. */
const whole = join(folder(), 'whole');
const config = join(bundle, 'tiny.json');

/** The bundled trainer, on the cpu backend. */
const OPTIONS = ['--backend', 'cpu', '--data', join(bundle, 'train.pack'), '--config', config];
const trainer = (...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [join(bundle, 'trainer.mjs'), ...args], { encoding: 'utf8' });
const runSh = (args: string[], env: Record<string, string> = {}): SpawnSyncReturns<string> =>
  spawnSync('/bin/sh', [join(bundle, 'run.sh'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, BACKEND: 'cpu', NODE: process.execPath, ...env },
  });
/** One iteration by run.sh, then its time is over. */
const short = (run: string): SpawnSyncReturns<string> =>
  runSh([run, '9', '--config', config, '--max-minutes', '0.00001']);

/** A scene whose picture is its art enlarged. */
function tinyScene(seed: number): Scene {
  const art = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (i * 37 * seed) % 256);
  const picture = Uint8Array.from({ length: 128 * 128 * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 128, Math.floor(i / 384)];
    return art[((y >> 3) * 16 + (x >> 3)) * 3 + (i % 3)]!;
  });
  return { art, picture, cells: 16 };
}

function expectEqualRuns(run: string): void {
  for (const file of ['stats.jsonl', 'checkpoint.bin', 'restart.bin'])
    expect(readFileSync(join(run, file)).equals(readFileSync(join(whole, file))), file).toBe(true);
}

beforeAll(async () => {
  writeFileSync(config, JSON.stringify(changes));
  const pack = join(bundle, 'tiny.pack');
  writePack(pack, tinyPack.cartoons, tinyPack.pixels);
  const scenes = join(bundle, 'tiny.pairs');
  await writePairs(scenes, makePairsConfig({ cells: 16 }), 1, [1, 2].map(tinyScene));
  const made = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/bundle-cli.ts', '--out', bundle, '--data', pack, '--pairs', scenes],
    { cwd: root, encoding: 'utf8' },
  );
  expect(made.stderr).toBe('');
  expect(made.stdout).toMatch(/needed there besides:\n(- .*\n)*- node 20/);
  await useBackend('cpu');
  await train({
    folder: whole,
    config: tinyConfig(changes),
    pack: readPack(pack),
    resume: false,
    saveEvery: 2,
    sampleEvery: 2,
    log: () => {},
  });
});

describe('the bundled trainer', () => {
  it('needs no installed package', () => {
    const alone = folder();
    copyFileSync(join(bundle, 'trainer.mjs'), join(alone, 'trainer.mjs'));
    const { stdout, status } = spawnSync(process.execPath, ['trainer.mjs', 'train', '--dry-run'], {
      cwd: alone,
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(defaults());
    const configs = readdirSync(join(root, 'configs'));
    expect(configs).toContain('pairs.json');
    for (const file of configs)
      expect(trainer('train', '--dry-run', '--config', join(bundle, 'configs', file)).status, file).toBe(0);
    const shipped = readFileSync(join(root, '../models/restart.bin'));
    expect(readFileSync(join(bundle, 'restart.bin')).equals(shipped)).toBe(true);
  });

  it('leaves bit for bit what the sources leave, and exports it', () => {
    const run = join(folder(), 'run');
    const { status, stderr } = trainer('train', '--run', run, ...OPTIONS);
    expect(stderr).not.toMatch(/train:/);
    expect(status).toBe(0);
    expectEqualRuns(run);
    expect(readFileSync(join(run, 'losses.svg'), 'utf8')).toMatch(/^<svg/);
    const out = folder();
    expect(trainer('export', '--run', run, '--out', out, '--backend', 'cpu').status).toBe(0);
    for (const file of ['gridnet.onnx', 'pixelnet.onnx', 'models.json'])
      expect(existsSync(join(out, file)), file).toBe(true);
  });
});

describe('a run by run.sh', () => {
  it('learns from the scenes that were taken along, and from nothing else', () => {
    const run = join(folder(), 'run');
    const small = join(bundle, 'pairs.tiny.json');
    const { weights } = JSON.parse(readFileSync(join(root, 'configs/pairs.json'), 'utf8'));
    const pairs = { head: 'kernel', train: ['gridnet', 'pixelnet'], pairs: { batch: 1, cells: 12 }, weights };
    writeFileSync(small, JSON.stringify({ ...changes, ...pairs }));
    const pack = join(bundle, 'train.pack');
    renameSync(pack, `${pack}.away`);
    const { status, stderr } = runSh([run, '9', '--config', small, '--max-minutes', '0.00001']);
    renameSync(`${pack}.away`, pack);
    expect(status, stderr).toBe(0);
    expect(readFileSync(join(run, 'stats.jsonl'), 'utf8')).toMatch(/"pairL1Grad"/);
  });
});

describe('a run of many short runs', () => {
  it('equals one long run, a killed one among them', async () => {
    const run = join(folder(), 'run');
    expect(short(run).status).toBe(0);
    expect(trainer('check', join(run, 'checkpoint.bin')).stdout).toMatch(/iteration 1 of 3/);

    const child = spawn(process.execPath, [
      ...[join(bundle, 'trainer.mjs'), 'train', '--run', run, '--resume', ...OPTIONS],
      ...['--save-every', '100'],
    ]);
    const closed = new Promise((resolve) => child.on('close', resolve));
    const lines = (): number => readFileSync(join(run, 'stats.jsonl'), 'utf8').split('\n').length - 1;
    while (lines() < 2) await sleep(20);
    child.kill('SIGKILL');
    await closed;
    // As if it had been killed in the middle of a line.
    appendFileSync(join(run, 'stats.jsonl'), '{"iteration":');

    for (let i = 0; i < 2; i++) expect(short(run).status).toBe(0);
    expectEqualRuns(run);
  });

  it('continues from the checkpoint before where the last is cut short, and says so', () => {
    const run = join(folder(), 'run');
    const checkpoint = join(run, 'checkpoint.bin');
    for (let i = 0; i < 2; i++) expect(short(run).status).toBe(0);
    truncateSync(checkpoint, 1000);
    const { stderr, status } = short(run);
    expect(stderr).toMatch(/expected a whole checkpoint, but its checksum does not match: cut short/);
    expect(stderr).toMatch(/continues from checkpoint\.previous\.bin/);
    expect(status).toBe(0);
    expect(trainer('check', checkpoint).stdout).toMatch(/iteration 2 of 3/);
    expect(short(run).status).toBe(0);
    expectEqualRuns(run);

    truncateSync(checkpoint, 1000);
    rmSync(join(run, 'checkpoint.previous.bin'));
    expect(short(run).stderr).toMatch(/expected a whole checkpoint at .*; bring it again/);
  });

  it('keeps the last checkpoint when a step breaks off half-way', async () => {
    const run = join(folder(), 'run');
    const { Adam } = await import('../src/train/adam.ts');
    const step = Adam.prototype.step;
    let steps = 0;
    // The discriminators' third step, after the generators' has been taken.
    Adam.prototype.step = function (...args) {
      if (++steps === 6) throw new Error('out of memory');
      step.apply(this, args);
    };
    const options = {
      folder: run,
      config: tinyConfig(changes),
      pack: readPack(join(bundle, 'train.pack')),
      saveEvery: 2,
      sampleEvery: 2,
      log: () => {},
    };
    await expect(train({ ...options, resume: false })).rejects.toThrow('out of memory');
    Adam.prototype.step = step;
    await train({ ...options, resume: true });
    expectEqualRuns(run);
  });
});

describe('run.sh', () => {
  it('says what is missing or wrong', () => {
    const run = join(folder(), 'run');
    const none = (args: string[], env = {}): string => {
      const { stderr, status } = runSh(args, env);
      expect(status).not.toBe(0);
      expect(existsSync(run)).toBe(false);
      return stderr;
    };
    expect(none([run])).toBe('run.sh: expected: sh run.sh RUN MINUTES [options of train]\n');
    expect(none([run, 'ten'])).toMatch(/expected MINUTES to be a number, got ten/);
    expect(none([run, '0'])).toMatch(/expected time left/);
    expect(none([run, '1'], { DATA: '/nowhere/train.pack' })).toMatch(/expected the data at \/nowhere/);
    expect(none([run, '1'], { PAIRS: '/nowhere/pairs.pack' })).toMatch(/expected the scenes at \/nowhere/);
    expect(none([run, '1'], { NODE: '/bin/false' })).toMatch(/expected a node that runs here/);
    expect(none([run, '1'], { BACKEND: 'abacus' })).toMatch(/--backend: expected one of .*, got abacus/);
    const tools = folder();
    for (const tool of ['date', 'dirname', 'mkdir', 'rm', 'tar', 'mv', 'rmdir'])
      symlinkSync(spawnSync('which', [tool], { encoding: 'utf8' }).stdout.trim(), join(tools, tool));
    const bare = { NODE: '', PATH: tools };
    expect(none([run, '1'], bare)).toMatch(
      /expected node on the PATH or node\*\.tar\.xz in .*, found neither/,
    );
    writeFileSync(join(bundle, 'node.tar.xz'), 'cut short');
    expect(none([run, '1'], bare)).toMatch(/expected a whole archive of node/);
    rmSync(join(bundle, 'node.tar.xz'));
  });

  it('unpacks node and uses it', () => {
    const archive = join(bundle, 'node.tar.xz');
    const made = folder();
    spawnSync('mkdir', ['-p', join(made, 'node-v20/bin')]);
    symlinkSync(process.execPath, join(made, 'node-v20/bin/node'));
    spawnSync('tar', ['-C', made, '-cJf', archive, 'node-v20']);
    const path = process.env.PATH!.split(':').filter((p) => !existsSync(join(p, 'node')));
    const tools = folder();
    // node lies beside common tools on some machines: these alone are kept.
    for (const tool of [
      'sh',
      'date',
      'dirname',
      'mkdir',
      'rm',
      'tar',
      'xz',
      'mv',
      'rmdir',
      'awk',
      'cat',
      'ln',
      'cp',
    ])
      symlinkSync(spawnSync('which', [tool], { encoding: 'utf8' }).stdout.trim(), join(tools, tool));
    const run = join(folder(), 'run');
    const { status, stderr } = runSh([run, '9', '--config', config, '--max-minutes', '0.00001'], {
      NODE: '',
      PATH: [tools, ...path].join(':'),
    });
    expect(stderr).not.toMatch(/run\.sh|train:/);
    expect(status).toBe(0);
    expect(existsSync(join(bundle, 'node/bin/node'))).toBe(true);
    rmSync(join(bundle, 'node'), { recursive: true });
    renameSync(archive, join(made, 'used.tar.xz'));
  });
});

/** The default configuration, by the sources. */
function defaults(): unknown {
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'src/train-cli.ts', '--dry-run'], {
    cwd: root,
    encoding: 'utf8',
  });
  return JSON.parse(stdout);
}
