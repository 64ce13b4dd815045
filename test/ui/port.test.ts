import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import type { ToSandbox } from '../../src/messages.ts';
import { cutAtWord, Port } from '../../src/ui/port.ts';

function open() {
  const sent: ToSandbox[] = [];
  return { sent, port: new Port((message) => sent.push(message)) };
}
const size = { type: 'SCALE', value: 1 } as const;

describe('Port', () => {
  it('gives every answer to whoever asked, in any order', async () => {
    const { port, sent } = open();
    const first = port.export(1, 'a', size);
    const second = port.export(1, 'b', size);
    const [one, two] = sent.map((message) => (message as { request: number }).request);
    port.receive({ type: 'exported', request: two, png: Uint8Array.of(2), width: 2, height: 1 });
    port.receive({ type: 'exported', request: one, png: Uint8Array.of(1), width: 4, height: 3 });
    expect(await first).toEqual({ png: Uint8Array.of(1), size: { width: 4, height: 3 } });
    expect(await second).toEqual({ png: Uint8Array.of(2), size: { width: 2, height: 1 } });
  });

  it('rejects with the sandbox’s sentence', async () => {
    const { port } = open();
    const asked = port.finish(1);
    port.receive({ type: 'failed', request: 1, reason: 'The layer is gone.' });
    await expect(asked).rejects.toThrow(new UserError('The layer is gone.'));
    await expect(asked).rejects.toBeInstanceOf(UserError);
  });

  it('rejects at once when it is aborted, and drops the late answer', async () => {
    const { port } = open();
    const abort = new AbortController();
    const asked = port.export(1, 'a', size, abort.signal);
    const reason = new Error('enough');
    abort.abort(reason);
    await expect(asked).rejects.toBe(reason);
    const late = { type: 'exported', request: 1, png: new Uint8Array(), width: 1, height: 1 };
    expect(() => port.receive(late)).not.toThrow();
    const { sent } = open();
    await expect(port.export(1, 'a', size, abort.signal)).rejects.toBe(reason);
    expect(sent).toEqual([]);
  });

  it('does not mind what is none of its business', () => {
    const { port } = open();
    for (const message of [null, 3, 'x', {}, { type: 'done', request: 99 }]) {
      expect(() => port.receive(message)).not.toThrow();
    }
  });

  it('tells toasts in Figma’s 100 characters', () => {
    const { port, sent } = open();
    port.notify(`${'word '.repeat(40)}end`, true);
    const [{ text }] = sent as Extract<ToSandbox, { type: 'notify' }>[];
    expect(text.length).toBeLessThanOrEqual(100);
    expect(text.endsWith('word…')).toBe(true);
    expect(cutAtWord('short', 100)).toBe('short');
  });
});
