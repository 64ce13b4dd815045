import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import type { ClientHooks } from '../../src/inference/worker/client.ts';
import type { LayerInfo } from '../../src/messages.ts';
import { drawEach } from '../../src/ui/draw-each.ts';
import { DRAWING_SHARE, type JobProgress } from '../../src/ui/job.ts';
import { layer } from './fakes.ts';

const quiet = () => {};
const never = () => new AbortController().signal;
/** All that is ready has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

interface Step {
  readonly end: () => void;
  readonly fail: (error: Error) => void;
  readonly tell: (percent: number) => void;
  readonly signal: AbortSignal | undefined;
}

describe('drawEach', () => {
  it('leaves out layers with problems and those that fail, and goes on', async () => {
    const layers = [layer('1'), layer('2', { problem: 'It is hidden.' }), layer('3'), layer('4')];
    const { made: done, failures } = await drawEach(
      layers,
      async ({ id }) => {
        if (id === '3') throw new UserError('size: expected less, received more');
        return id;
      },
      { signal: never(), onProgress: quiet },
    );
    expect(done.map(({ value }) => value)).toEqual(['1', '4']);
    expect(failures).toEqual([
      { layer: 'Layer 2', reason: 'It is hidden.' },
      { layer: 'Layer 3', reason: 'The art size should be less, but is more.' },
    ]);
  });

  it('breaks off at a defect of ours', async () => {
    const broken = drawEach([layer('1')], () => Promise.reject(new Error('oops')), {
      signal: never(),
      onProgress: quiet,
    });
    await expect(broken).rejects.toThrow('oops');
  });

  it('tells progress that never falls', async () => {
    const told: JobProgress[] = [];
    await drawEach(
      [layer('1'), layer('2')],
      async (_, hooks) => {
        hooks.onProgress?.({ kind: 'stage', stage: 'gridnet', percent: 10 });
        hooks.onProgress?.({ kind: 'done', percent: 100 });
      },
      { signal: never(), onProgress: (progress) => told.push(progress) },
    );
    const shares = told.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(told.at(-1)).toMatchObject({ index: 2, total: 2, layer: 'Layer 2' });
  });

  describe('with several under way', () => {
    const layers = ['1', '2', '3', '4', '5'].map((id) => layer(id));
    /** Steps that end when the test says so, and what the job has told. */
    function opened(parallel: () => number, signal = never()) {
      const steps = new Map<string, Step>();
      const told: JobProgress[] = [];
      const step = (which: LayerInfo, hooks: ClientHooks) =>
        new Promise<string>((resolve, reject) => {
          hooks.signal?.addEventListener('abort', () => reject(hooks.signal?.reason));
          const tell = (percent: number) => hooks.onProgress?.({ kind: 'stage', stage: 'gridnet', percent });
          steps.set(which.id, { end: () => resolve(which.id), fail: reject, tell, signal: hooks.signal });
        });
      const job = drawEach(layers, step, { signal, onProgress: (news) => told.push(news) }, parallel);
      const get = (id: string) => steps.get(id) as Step;
      return { job, get, told, begun: () => [...steps.keys()].join('') };
    }

    it('begins as many as there may be, and keeps the layers’ order whatever is done first', async () => {
      const { job, get, told, begun } = opened(() => 2);
      expect(begun()).toBe('12');
      get('2').end();
      await settled();
      expect(begun()).toBe('123');
      get('3').fail(new UserError('It is gone.'));
      await settled();
      get('4').end();
      await settled();
      expect(told.at(-1)).toMatchObject({ index: 1, layer: 'Layer 1', total: 5, done: 3, parallel: 2 });
      get('1').fail(new UserError('It is too large.'));
      await settled();
      expect(told.at(-1)).toMatchObject({ index: 5, layer: 'Layer 5', parallel: 1 });
      get('5').end();
      const { made, failures } = await job;
      expect(made.map(({ value, layer: { id } }) => [value, id])).toEqual(
        ['2', '4', '5'].map((id) => [id, id]),
      );
      expect(failures).toEqual([
        { layer: 'Layer 1', reason: 'It is too large.' },
        { layer: 'Layer 3', reason: 'It is gone.' },
      ]);
      expect(told.at(-1)).toMatchObject({ done: 5, share: DRAWING_SHARE });
      for (const of of ['share', 'done', 'index'] as const) {
        const values = told.map((news) => news[of]);
        expect(values).toEqual([...values].sort((a, b) => a - b));
      }
    });

    it('begins others once it is known that there may be more', async () => {
      let most = 1;
      const { get, begun } = opened(() => most);
      expect(begun()).toBe('1');
      most = 3;
      get('1').tell(4);
      expect(begun()).toBe('123');
      most = 1;
      get('1').end();
      get('2').end();
      await settled();
      expect(begun()).toBe('123');
    });

    it('stops all of them when it is cancelled, and at a defect of ours', async () => {
      const abort = new AbortController();
      const cancelled = opened(() => 2, abort.signal);
      abort.abort(new Error('enough'));
      await expect(cancelled.job).rejects.toThrow('enough');
      expect(cancelled.begun()).toBe('12');
      const broken = opened(() => 2);
      broken.get('2').fail(new Error('oops'));
      await expect(broken.job).rejects.toThrow('oops');
      expect(broken.get('1').signal?.aborted).toBe(true);
      expect(broken.begun()).toBe('12');
    });
  });
});
