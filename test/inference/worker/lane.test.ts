import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import type { Host } from '../../../src/inference/worker/host.ts';
import { IDLE_MS, Lane, STOP_MS } from '../../../src/inference/worker/lane.ts';
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
  break: (error: Error) => void;
  ended: boolean;
}

/** Workers that say what the test tells them to. */
function workers() {
  const opened: Worker[] = [];
  const open = async (): Promise<Host> => {
    const worker: Worker = {
      heard: [],
      handed: [],
      say: () => undefined,
      break: () => undefined,
      ended: false,
    };
    opened.push(worker);
    return {
      greeting: { type: 'facts', facts: {}, gpu: 'none' },
      frameFacts: {},
      post: (message, transfer = []) => {
        worker.heard.push(message);
        worker.handed.push(transfer);
      },
      listen: (onMessage, onError) => {
        worker.say = onMessage;
        worker.break = onError;
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
    const lane = new Lane(open, { stopMs: 1000 });
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
    const lane = new Lane(open, { retry: () => ++tries === 1 });
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
    const lane = new Lane(open, { retry: () => ++tries === 1 });
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

describe('a lane of several workers', () => {
  const failed = (id: number, cause: 'user' | 'memory' | 'defect'): FromWorker => ({
    type: 'failed',
    id,
    cause,
    message: `${id}: a sentence`,
  });
  /** The tasks that each worker was given. */
  const given = (opened: readonly Worker[]) =>
    opened.map(({ heard }) => heard.flatMap((message) => (message.type === 'task' ? [message.id] : [])));
  /** A lane with so many tasks, of at most so many workers. */
  async function opened(tasks: number, most: () => number = () => 2) {
    const { opened, open } = workers();
    const lane = new Lane(open, { most });
    const controllers = Array.from({ length: tasks }, () => new AbortController());
    const percents: number[][] = controllers.map(() => []);
    const results = controllers.map(({ signal }, i) =>
      lane.run(task(), { signal, onProgress: ({ percent }) => percents[i].push(percent) }),
    );
    for (const result of results) result.catch(() => undefined);
    await settled();
    return { lane, opened, controllers, results, percents };
  }

  it('does two tasks side by side while a third waits, each with its own progress and result', async () => {
    const { lane, opened: all, results, percents } = await opened(3);
    expect(lane.parallel).toBe(2);
    expect(given(all)).toEqual([[1], [2]]);
    all[1].say(progress(2, 40));
    all[0].say(progress(1, 10));
    // What the other one is at is none of its business.
    all[0].say(progress(2, 90));
    expect(percents).toEqual([[10], [40], []]);
    all[1].say(done(2));
    await settled();
    expect(given(all)).toEqual([[1], [2, 3]]);
    all[1].say(done(3));
    all[0].say(done(1));
    expect(await Promise.all(results)).toEqual([picture(1), picture(2), picture(3)]);
  });

  it('opens no second worker for one task, nor for one that takes the place of a cancelled one', async () => {
    const { lane, opened: all, controllers } = await opened(1);
    controllers[0].abort(new Error('enough'));
    void lane.run(task(), {});
    await passed(STOP_MS - 1);
    expect(all).toHaveLength(1);
    all[0].say(failed(1, 'user'));
    await settled();
    expect(given(all)).toEqual([[1, 2]]);
  });

  it('opens others once it is known that there may be more, and only for tasks that wait', async () => {
    let most = 1;
    const { lane, opened: all } = await opened(2, () => most);
    expect([lane.parallel, given(all)]).toEqual([1, [[1]]]);
    most = 4;
    all[0].say(done(1));
    await settled();
    expect(given(all)).toEqual([[1, 2]]);
    void lane.run(task(), {});
    void lane.run(task(), {});
    await settled();
    expect(given(all)).toEqual([[1, 2], [3], [4]]);
  });

  it('cancels one and leaves the other', async () => {
    const { opened: all, controllers, results } = await opened(3);
    controllers[1].abort(new Error('enough'));
    await expect(results[1]).rejects.toThrow('enough');
    expect(all.map(({ heard }) => heard.at(-1)?.type)).toEqual(['task', 'cancel']);
    await passed(STOP_MS);
    expect(all.map(({ ended }) => ended)).toEqual([false, true, false]);
    expect(given(all)).toEqual([[1], [2], [3]]);
    all[0].say(done(1));
    all[2].say(done(3));
    expect(await Promise.all([results[0], results[2]])).toEqual([picture(1), picture(3)]);
  });

  it('does the task of a lost worker elsewhere, before those that wait, but once', async () => {
    const { opened: all, results } = await opened(3);
    all[1].say(failed(2, 'defect'));
    await settled();
    expect(all[1].ended).toBe(true);
    expect(given(all)).toEqual([[1], [2], [2]]);
    all[2].say(failed(2, 'defect'));
    await expect(results[1]).rejects.toThrow('2: a sentence');
    await settled();
    expect(given(all)).toEqual([[1], [2], [2], [3]]);
    all[3].say(done(3));
    all[0].break(new Error('lost'));
    await settled();
    expect(given(all)[3]).toEqual([3, 1]);
    all[3].say(done(1));
    expect(await Promise.all([results[0], results[2]])).toEqual([picture(1), picture(3)]);
  });

  const part = () => ({ width: 1, height: 1, data: new Float32Array(3) });
  const ask = (id: number, number: number): FromWorker => ({
    type: 'ask',
    id,
    number,
    call: { network: 'pixelnet' },
    part: part(),
  });
  const answers = ({ heard }: Worker) => heard.filter(({ type }) => type === 'answer');

  it.each([
    [1, 4, [[4]]],
    [2, 4, [[3], [3]]],
    [6, 2, [[1], [1]]],
  ])('of %i tasks and %i workers, those that no task needs may do parts', async (tasks, most, expected) => {
    const { opened: all } = await opened(tasks, () => most);
    const hands = all.map(({ heard }) => heard.map((message) => message.type === 'task' && message.hands));
    expect(hands).toEqual(expected);
  });

  it('has another worker do a part of a task, and hands over what that made', async () => {
    const { opened: all } = await opened(1);
    all[0].say(ask(1, 7));
    await settled();
    expect(given(all)).toEqual([[1], [2]]);
    expect(all[1].heard).toMatchObject([
      { task: { kind: 'run', call: { network: 'pixelnet' }, part: part() } },
    ]);
    const made = part();
    all[1].say({ type: 'done', id: 2, result: made });
    await settled();
    expect(answers(all[0])).toEqual([{ type: 'answer', number: 7, picture: made }]);
    expect(all[0].handed.at(-1)).toEqual([made.data.buffer]);
  });

  it('does parts before tasks that wait, and tells where one could not be done', async () => {
    const { opened: all } = await opened(3);
    all[0].say(ask(1, 1));
    all[1].say(done(2));
    await settled();
    expect(given(all)).toEqual([[1], [2, 4]]);
    all[1].say(failed(4, 'user'));
    await settled();
    expect(answers(all[0])).toEqual([{ type: 'answer', number: 1, picture: null }]);
    expect(given(all)).toEqual([[1], [2, 4, 3]]);
  });

  it.each(['done', 'cancelled', 'lost'] as const)('forgets parts of a task that is %s', async (how) => {
    const { opened: all, controllers, results } = await opened(3);
    all[0].say(ask(1, 1));
    all[0].say(ask(1, 2));
    if (how === 'done') all[0].say(done(1));
    else if (how === 'cancelled') controllers[0].abort(new Error('enough'));
    else all[0].break(new Error('lost'));
    await passed(STOP_MS);
    all[1].say(done(2));
    await settled();
    const kinds = all.flatMap(({ heard }) =>
      heard.map((message) => message.type === 'task' && message.task.kind),
    );
    expect(kinds).not.toContain('run');
    expect(given(all).flat()).toContain(3);
    expect(await results[1]).toEqual(picture(2));
  });

  it('works with fewer where memory ends, and tells the user only of a task that was alone', async () => {
    const { lane, opened: all, results } = await opened(4, () => 3);
    expect(given(all)).toEqual([[1], [2], [3]]);
    all[2].say(failed(3, 'memory'));
    await settled();
    expect([lane.parallel, all[2].ended, all.length]).toEqual([2, true, 3]);
    all[1].say(failed(2, 'memory'));
    await settled();
    expect([lane.parallel, all[1].ended, all.length]).toEqual([1, true, 3]);
    for (const id of [1, 2]) all[0].say(done(id));
    expect(given(all)).toEqual([[1, 2, 3], [2], [3]]);
    all[0].say(failed(3, 'memory'));
    await expect(results[2]).rejects.toThrow(new UserError('3: a sentence'));
    await settled();
    // It was that picture: the others are done as ever.
    expect(lane.parallel).toBe(3);
    expect(given(all)).toEqual([[1, 2, 3], [2], [3], [4]]);
    all[3].say(done(4));
    expect(await Promise.all([results[0], results[1], results[3]])).toEqual([1, 2, 4].map(picture));
  });

  it('goes on with those that it has if another one cannot be opened', async () => {
    const { opened: all, open } = workers();
    const lane = new Lane(() => (all.length > 0 ? Promise.reject(new Error('no')) : open()), {
      most: () => 4,
    });
    const results = [lane.run(task(), {}), lane.run(task(), {})];
    await settled();
    expect([lane.parallel, given(all)]).toEqual([1, [[1]]]);
    all[0].say(done(1));
    all[0].say(done(2));
    expect(await Promise.all(results)).toEqual([picture(1), picture(2)]);
  });

  it('ends those beside the first one when there is nothing to do for long', async () => {
    const { lane, opened: all, results } = await opened(2);
    all[0].say(done(1));
    all[1].say(done(2));
    await Promise.all(results);
    await passed(IDLE_MS - 1);
    expect(all.map(({ ended }) => ended)).toEqual([false, false]);
    await passed(1);
    expect(all.map(({ ended }) => ended)).toEqual([false, true]);
    void lane.run(task(), {});
    await passed(IDLE_MS);
    expect(given(all)).toEqual([[1, 3], [2]]);
    expect(all[0].ended).toBe(false);
  });

  it('ends all of them when it is closed, also one that is being opened', async () => {
    const { lane, opened: all, results } = await opened(2);
    const late = lane.run(task(), {});
    lane.close();
    for (const result of [...results, late]) await expect(result).rejects.toThrow('closed');
    expect(all.map(({ ended }) => ended)).toEqual([true, true]);
    const { opened: other, open } = workers();
    const opening = new Lane(open);
    void opening.prepare();
    opening.close();
    await settled();
    expect(other[0].ended).toBe(true);
  });
});
