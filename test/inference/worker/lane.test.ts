import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import type { Host } from '../../../src/inference/worker/host.ts';
import { Lane, STOP_MS } from '../../../src/inference/worker/lane.ts';
import type { FromWorker, Task, ToWorker } from '../../../src/inference/worker/protocol.ts';

const task = (): Task => ({ kind: 'decode', png: new Uint8Array() });
const picture = (width: number) => ({ width, height: 1, data: new Uint8Array(width * 4) });
/** Time stands still but for this: what waits for so many milliseconds happens, and all that follows at once. */
const passed = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const settled = () => passed(0);

interface Worker {
  readonly heard: ToWorker[];
  /** What came with each message. */
  readonly handed: (readonly ArrayBuffer[])[];
  say: (message: FromWorker) => void;
  ended: boolean;
}

/** Workers that say what the test tells them to. */
function workers() {
  const opened: Worker[] = [];
  const open = async (): Promise<Host> => {
    const worker: Worker = { heard: [], handed: [], say: () => undefined, ended: false };
    opened.push(worker);
    return {
      greeting: { type: 'facts', facts: {}, gpu: 'none' },
      frameFacts: {},
      post: (message, transfer = []) => {
        worker.heard.push(message);
        worker.handed.push(transfer);
      },
      listen: (onMessage) => {
        worker.say = onMessage;
      },
      terminate: () => {
        worker.ended = true;
      },
    };
  };
  return { opened, open };
}

const done = (id: number): FromWorker => ({ type: 'done', id, result: picture(id) });
const progress = (id: number, percent: number): FromWorker => ({
  type: 'progress',
  id,
  progress: { kind: 'stage', stage: 'fit', percent },
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a lane', () => {
  it('does one task after the other', async () => {
    const { opened, open } = workers();
    const lane = new Lane(open);
    const results = [lane.run(task(), {}), lane.run(task(), {})];
    await settled();
    expect(opened[0].heard).toMatchObject([{ type: 'task', id: 1 }]);
    opened[0].say(done(1));
    await settled();
    expect(opened[0].heard).toMatchObject([{ id: 1 }, { id: 2 }]);
    opened[0].say(done(2));
    expect(await Promise.all(results)).toEqual([picture(1), picture(2)]);
    expect(opened).toHaveLength(1);
  });

  it('keeps a worker that stops when told, and ends one that does not', async () => {
    const { opened, open } = workers();
    const lane = new Lane(open);
    for (const stops of [true, false]) {
      const controller = new AbortController();
      const cancelled = lane.run(task(), { signal: controller.signal });
      const waiting = lane.run(task(), {});
      await settled();
      const { say } = opened[0];
      const [first, second] = stops ? [1, 2] : [3, 4];
      controller.abort(new Error('enough'));
      await expect(cancelled).rejects.toThrow('enough');
      expect(opened[0].heard.at(-1)).toEqual({ type: 'cancel', id: first });
      await passed(STOP_MS - 1);
      expect([opened.length, opened[0].ended]).toEqual([1, false]);
      if (stops) say({ type: 'failed', id: first, cause: 'user', message: 'stopped' });
      await passed(1);
      expect([opened.length, opened[0].ended]).toEqual(stops ? [1, false] : [2, true]);
      expect(opened.at(-1)?.heard.at(-1)).toMatchObject({ type: 'task', id: second });
      opened.at(-1)?.say(done(second));
      expect(await waiting).toEqual(picture(second));
    }
  });

  it('gives a task as long to stop as it was told, and hands buffers over', async () => {
    const { opened, open } = workers();
    const lane = new Lane(open, () => false, 1000);
    const controller = new AbortController();
    const buffer = new ArrayBuffer(4);
    const cancelled = lane.run(task(), { signal: controller.signal }, [buffer]);
    await settled();
    expect(opened[0].handed).toEqual([[buffer]]);
    controller.abort(new Error('enough'));
    await expect(cancelled).rejects.toThrow('enough');
    await passed(999);
    expect(opened[0].ended).toBe(false);
    await passed(1);
    expect(opened[0].ended).toBe(true);
  });

  it('does not end a worker that is still being opened', async () => {
    const { opened, open } = workers();
    const ready: (() => void)[] = [];
    const lane = new Lane(async () => {
      await new Promise<void>((resolve) => ready.push(resolve));
      return open();
    });
    const controller = new AbortController();
    const cancelled = lane.run(task(), { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(cancelled).rejects.toThrow('enough');
    const next = lane.run(task(), {});
    await passed(2 * STOP_MS);
    expect(ready).toHaveLength(1);
    ready[0]();
    await settled();
    expect(opened[0].heard).toMatchObject([{ type: 'task', id: 2 }]);
    opened[0].say(done(2));
    expect(await next).toEqual(picture(2));
    expect([opened.length, opened[0].ended]).toEqual([1, false]);
  });

  it('starts a task again on another worker if that is worth a try, and percent never falls', async () => {
    const { opened, open } = workers();
    let tries = 0;
    const lane = new Lane(open, () => ++tries === 1);
    const percents: number[] = [];
    const onProgress = ({ percent }: { percent: number }) => percents.push(percent);
    const result = lane.run(task(), { onProgress });
    await settled();
    for (const percent of [0, 50]) opened[0].say(progress(1, percent));
    opened[0].say({ type: 'failed', id: 1, cause: 'defect', message: 'lost' });
    await settled();
    expect(opened[0].ended).toBe(true);
    for (const percent of [0, 50, 90]) opened[1].say(progress(1, percent));
    expect(percents).toEqual([0, 50, 90]);
    opened[1].say({ type: 'failed', id: 1, cause: 'defect', message: 'broken' });
    await expect(result).rejects.toThrow('broken');
    await expect(result).rejects.not.toBeInstanceOf(UserError);
    expect(opened[1].ended).toBe(true);
  });

  it('does not start a task again that nobody waits for', async () => {
    const { opened, open } = workers();
    let tries = 0;
    const lane = new Lane(open, () => ++tries === 1);
    const controller = new AbortController();
    const cancelled = lane.run(task(), { signal: controller.signal });
    await settled();
    controller.abort(new Error('enough'));
    await expect(cancelled).rejects.toThrow('enough');
    opened[0].say({ type: 'failed', id: 1, cause: 'defect', message: 'lost' });
    await settled();
    expect([tries, opened.length, opened[0].ended]).toEqual([1, 1, true]);
    const next = lane.run(task(), {});
    await settled();
    expect(opened[1].heard).toMatchObject([{ type: 'task', id: 2 }]);
    opened[1].say(done(2));
    expect(await next).toEqual(picture(2));
  });

  it('tells mistakes and missing memory to the user, and replaces a worker without memory', async () => {
    const { opened, open } = workers();
    const lane = new Lane(open);
    for (const [id, cause] of [
      [1, 'user'],
      [2, 'memory'],
    ] as const) {
      const result = lane.run(task(), {});
      await settled();
      opened[0].say({ type: 'failed', id, cause, message: 'a sentence' });
      await expect(result).rejects.toThrow(new UserError('a sentence'));
      await settled();
      expect(opened[0].ended).toBe(cause === 'memory');
    }
  });

  it('rejects everything that is open when it is closed', async () => {
    const { opened, open } = workers();
    const lane = new Lane(open);
    const calls = [lane.run(task(), {}), lane.run(task(), {})];
    await settled();
    lane.close();
    for (const call of [...calls, lane.run(task(), {})]) await expect(call).rejects.toThrow('closed');
    await settled();
    expect(opened[0].ended).toBe(true);
  });
});
