import { describe, expect, it } from 'vitest';
import { settingsFrom } from '../../src/core/settings.ts';
import type { Drawn } from '../../src/inference/worker/client.ts';
import { pixelizeEach, type Tools } from '../../src/ui/pixelize.ts';
import { layer } from './fakes.ts';

/** All that is ready has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Drawings that end when the test says so, each with its layer's number as its id; art is as wide as that. */
function opened(shared: boolean) {
  const exported: string[] = [];
  const released: number[] = [];
  const coloured: (readonly number[])[] = [];
  const draws = new Map<number, { end: () => void; fail: (error: Error) => void }>();
  const tools: Tools = {
    port: {
      export: async (_job, id) => {
        exported.push(id);
        return { png: Uint8Array.of(Number(id)), size: { width: 96, height: 48 } };
      },
      guides: async () => ({ guides: [], notes: [] }),
    },
    client: {
      parallel: 2,
      colour: async (ids) => {
        coloured.push(ids);
        const exactness = { cells: 0, flat: 0, exact: 0 };
        return ids.map((id) => ({
          width: id,
          height: 1,
          palette: [],
          indices: new Uint8Array(id),
          exactness,
        }));
      },
      depixelize: () => Promise.reject(new Error('not asked for')),
      decode: () => Promise.reject(new Error('not asked for')),
    },
    overlayOf: () => null,
    waitingOf: () => [],
    painter: {
      draw: ([id], _options, { signal }) =>
        new Promise<Drawn>((resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          draws.set(id, { end: () => resolve({ id, width: 1, height: 1 }), fail: reject });
        }),
      release: ({ id }) => released.push(id),
    },
  };
  const { signal } = new AbortController();
  const layers = ['1', '2', '3', '4'].map((id) => layer(id));
  const { pixelize } = settingsFrom(null);
  const job = pixelizeEach(tools, 1, layers, () => pixelize, shared, { signal, onProgress: () => {} });
  const begun = () => [...draws.keys()].join('');
  return { job, draws, exported, released, coloured, begun };
}

describe.each([
  ['its own palettes', false],
  ['a shared palette', true],
])('a batch with %s, two layers side by side', (_, shared) => {
  it('gives each layer its own art, in their order, whatever is drawn first', async () => {
    const { job, draws, exported, released, begun } = opened(shared);
    await settled();
    // One more is exported than are drawn.
    expect([begun(), exported.join('')]).toEqual(['12', '123']);
    for (const [id, then] of [
      [2, '123'],
      [3, '1234'],
      [4, '1234'],
      [1, '1234'],
    ] as const) {
      draws.get(id)?.end();
      await settled();
      expect(begun()).toBe(then);
    }
    const { made, failures } = await job;
    expect(made.map(({ layer: { id }, value: { art } }) => [id, art.width])).toEqual([
      ['1', 1],
      ['2', 2],
      ['3', 3],
      ['4', 4],
    ]);
    expect([failures, exported.join(''), released.sort()]).toEqual([[], '1234', [1, 2, 3, 4]]);
  });

  it('keeps no drawing when it breaks', async () => {
    const { job, draws, released, begun } = opened(shared);
    await settled();
    draws.get(2)?.end();
    await settled();
    draws.get(1)?.fail(new TypeError('oops'));
    await expect(job).rejects.toThrow('oops');
    expect([begun(), released]).toEqual(['123', [2]]);
  });
});
