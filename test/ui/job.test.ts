import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import type { WriteItem } from '../../src/messages.ts';
import { drawEach, type JobProgress, type Made, writeEach } from '../../src/ui/job.ts';
import { FakeSandbox, layer } from './fakes.ts';

const quiet = () => {};
const never = () => new AbortController().signal;
const made = ['1', '2', '3'].map((id): Made<number> => ({ layer: layer(id), value: Number(id) }));
const itemOf = async ({ layer: { id } }: Made<number>) => ({ layer: id }) as unknown as WriteItem;

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
});

describe('writeEach', () => {
  it('writes all and finishes', async () => {
    const sandbox = new FakeSandbox();
    const result = await writeEach(sandbox.port, 7, made, itemOf, { signal: never(), onProgress: quiet });
    expect(result).toEqual({ written: 3, failures: [] });
    expect(sandbox.messages.map(({ type }) => type)).toEqual(['write', 'write', 'write', 'finish']);
    expect(sandbox.document.get(7)).toEqual(['1', '2', '3']);
  });

  it('discards everything when it is cancelled while it writes', async () => {
    const sandbox = new FakeSandbox();
    const abort = new AbortController();
    sandbox.before = (message) => {
      if (message.type === 'write' && message.item.layer === '2') abort.abort(new Error('enough'));
    };
    const writing = writeEach(sandbox.port, 7, made, itemOf, { signal: abort.signal, onProgress: quiet });
    await expect(writing).rejects.toThrow('enough');
    expect(sandbox.messages.map(({ type }) => type)).toEqual(['write', 'write', 'discard']);
  });

  it('does not begin when it is cancelled before', async () => {
    const sandbox = new FakeSandbox();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(writeEach(sandbox.port, 7, made, itemOf, { signal, onProgress: quiet })).rejects.toThrow(
      'enough',
    );
    expect(sandbox.sent('write')).toEqual([]);
  });

  it('leaves out an item that cannot be written, and discards a job that wrote nothing', async () => {
    const sandbox = new FakeSandbox();
    sandbox.before = (message) => {
      if (message.type === 'write' && message.item.layer === '2') throw new Error('It is gone.');
    };
    const some = await writeEach(sandbox.port, 1, made, itemOf, { signal: never(), onProgress: quiet });
    expect(some).toEqual({ written: 2, failures: [{ layer: 'Layer 2', reason: 'It is gone.' }] });
    const none = await writeEach(sandbox.port, 2, made.slice(1, 2), itemOf, {
      signal: never(),
      onProgress: quiet,
    });
    expect(none.written).toBe(0);
    expect(sandbox.messages.at(-1)?.type).toBe('discard');
  });

  it('discards when an item cannot be made', async () => {
    const sandbox = new FakeSandbox();
    const broken = async (one: Made<number>) => {
      if (one.value === 2) throw new Error('oops');
      return itemOf(one);
    };
    const hooks = { signal: never(), onProgress: quiet };
    await expect(writeEach(sandbox.port, 7, made, broken, hooks)).rejects.toThrow('oops');
    expect(sandbox.document.has(7)).toBe(false);
    expect(sandbox.messages.at(-1)?.type).toBe('discard');
  });
});
