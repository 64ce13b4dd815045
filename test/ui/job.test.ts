import { describe, expect, it } from 'vitest';
import type { WriteItem } from '../../src/messages.ts';
import { type Made, writeEach } from '../../src/ui/job.ts';
import { FakeSandbox, layer } from './fakes.ts';

const quiet = () => {};
const never = () => new AbortController().signal;
const made = ['1', '2', '3'].map((id): Made<number> => ({ layer: layer(id), value: Number(id) }));
const itemOf = async ({ layer: { id } }: Made<number>) => ({ layer: id }) as unknown as WriteItem;

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
