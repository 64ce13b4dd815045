import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { decodePng } from '../../src/core/png-read.ts';
import { readPalette } from '../../src/palettes/read.ts';
import { cliKind } from '../cli.ts';
import { decoderKind } from '../decoder.ts';
import type { Kind } from '../kind.ts';
import { palettesKind } from '../palettes.ts';
import { type Disturbance, pluginKind } from '../plugin/plugin.ts';
import { casesOf, type Trial, trialOf, tried } from '../run.ts';
import { faultIn } from '../sentence.ts';
import { Watch } from '../watch.ts';

const SEED = 7;
const places = { program: null, models: 'test/fixtures/tiny', limit: 60_000 };

let code = '';
beforeAll(async () => {
  const options = { bundle: true, format: 'iife', target: 'es2020', minify: true, write: false } as const;
  code = (await build({ entryPoints: ['src/code.ts'], ...options })).outputFiles[0].text;
});
const plugin = (disturbance?: Disturbance) => pluginKind(async () => code, disturbance);

/** Cases of a kind, until one fails or all are tried. */
async function search(
  kind: unknown,
  most: number,
): Promise<{ trial: Trial | null; ends: string[]; why: string }> {
  const kinds = [kind as Kind];
  const ends: string[] = [];
  for (const one of casesOf(kinds, SEED)) {
    if (one.index >= most) break;
    const trial = await trialOf(kinds, one);
    const outcome = await tried(kinds, trial);
    ends.push(outcome.end);
    if (outcome.end === 'failed') return { trial, ends, why: outcome.reason };
  }
  return { trial: null, ends, why: '' };
}

describe('without a fault', () => {
  it.each([
    ['decoder', decoderKind(), 80],
    ['palettes', palettesKind(), 300],
    ['cli', cliKind(places), 30],
    ['plugin', pluginKind(async () => code), 12],
  ])('%s: some is done, some is refused, nothing fails', async (_, kind, cases) => {
    const { ends, why } = await search(kind, cases);
    expect(why).toBe('');
    expect(ends).toHaveLength(cases);
    expect(new Set(ends)).toEqual(new Set(['done', 'refused']));
  });

  it('tries the same cases for the same seed', async () => {
    for (const kind of [decoderKind(), palettesKind(), cliKind(places), plugin()] as Kind[]) {
      const one = { kind: kind.name, seed: SEED, index: 5 };
      expect(await trialOf([kind], one)).toEqual(await trialOf([kind], one));
    }
  });
});

describe('finds what is planted', () => {
  const decoders: Record<string, (png: Uint8Array) => ReturnType<typeof decodePng>> = {
    'an error that is none for users': () => {
      throw new TypeError('Cannot read properties of undefined');
    },
    'a message with a value of the program': () => {
      throw new UserError('picture: expected a PNG, received undefined');
    },
    'a picture that lacks pixels': (png) => ({ ...decodePng(png), data: new Uint8Array(3) }),
  };
  it.each(Object.entries(decoders))('decoder: %s', async (_, decode) => {
    const { trial } = await search(decoderKind(decode), 20);
    expect(trial).not.toBeNull();
    // What is kept repeats it, and shows that it is mended.
    const kept = JSON.parse(JSON.stringify(trial)) as Trial;
    expect((await tried([decoderKind(decode) as Kind], kept)).end).toBe('failed');
    expect((await tried([decoderKind() as Kind], kept)).end).not.toBe('failed');
  });

  it('palettes: colours of another file, and a rejection that nobody catches', async () => {
    expect(
      (
        await search(
          palettesKind(() => [[1, 2, 3, 255]]),
          200,
        )
      ).why,
    ).toMatch(/was written, 1,2,3,255 read/);
    const rejecting: typeof readPalette = (...args) => {
      void Promise.reject(new Error('nobody'));
      return readPalette(...args);
    };
    expect((await search(palettesKind(rejecting), 1)).why).toMatch(/nobody catches: Error: nobody/);
  });

  it('plugin: a cancelled job whose results stay', async () => {
    const drop: Disturbance['drop'] = ({ type }) => type === 'discard';
    expect((await search(plugin({ drop }), 80)).why).toMatch(/is left over|was .*, is /);
  });

  it('messages that are not for people, and none that are', () => {
    const bad = [
      '',
      'a\n    at x (y.ts:1:2)',
      '[object Object]',
      'is NaN',
      'x\x1b[2J',
      'picture: ',
      'why ()',
    ];
    expect(bad.map((message) => faultIn(message) === null)).toEqual(bad.map(() => false));
    expect(faultIn('picture: expected a whole PNG, received 12 bytes (damaged)')).toBeNull();
  });
});

describe('a process that tries', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pixel-cascade-fuzz-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const watched = async (body: string) => {
    const script = join(folder, 'child.mjs');
    const ready = "process.send({ type: 'ready' });";
    writeFileSync(script, `process.on('message', (asked) => { ${body} }); ${ready}`);
    const watch = new Watch(script, 500);
    const outcomes = [];
    for (const index of [0, 1]) {
      outcomes.push(await watch.try({ case: { kind: 'any', seed: 1, index } }));
    }
    watch.close();
    return outcomes.map(({ outcome }) => (outcome.end === 'failed' ? outcome.reason : outcome.end));
  };

  it('is ended where it hangs, and replaced where it ends', async () => {
    const done = "process.send({ type: 'tried', outcome: { end: 'done' }, ms: 1 });";
    expect(await watched(`if (asked.case.index === 0) for (;;); ${done}`)).toEqual([
      'it hangs: no end after 500 ms',
      'done',
    ]);
    expect(await watched(`if (asked.case.index === 0) process.exit(3); ${done}`)).toEqual([
      'the process ended with exit code 3',
      'done',
    ]);
  });
});
