import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Host } from '../../../src/inference/worker/host.ts';
import { Lanes } from '../../../src/inference/worker/lanes.ts';
import type { FromWorker, Task, ToWorker } from '../../../src/inference/worker/protocol.ts';

interface Worker {
  readonly place: 'window' | 'frame';
  readonly heard: ToWorker[];
  say: (message: FromWorker) => void;
  ended: boolean;
}

const page = vi.hoisted(() => ({ workers: [] as Worker[], gpu: 'gpu' as 'gpu' | 'none' }));
const compiled = { compiled: true };

vi.mock('../../../src/inference/worker/assets.ts', () => ({
  networkAssets: () => ({ wasm: 'read once' }),
  wasmModule: async () => compiled,
}));
vi.mock('../../../src/inference/worker/hosts.ts', () => {
  const open = (place: Worker['place']) => async (): Promise<Host> => {
    const worker: Worker = { place, heard: [], say: () => undefined, ended: false };
    page.workers.push(worker);
    return {
      greeting: { type: 'facts', facts: { protocol: 'blob:' }, gpu: place === 'frame' ? page.gpu : 'none' },
      frameFacts: {},
      post: (message) => {
        worker.heard.push(message);
        if (message.type !== 'networks') return;
        queueMicrotask(() => worker.say({ type: 'ready', failure: null, module: message.module, steps: [] }));
      },
      listen: (onMessage) => {
        worker.say = onMessage;
      },
      terminate: () => {
        worker.ended = true;
      },
    };
  };
  return { openWorker: open('window'), openSecureWorker: open('frame') };
});

const task = (): Task => ({ kind: 'decode', png: new Uint8Array() });
const settled = () => vi.advanceTimersByTimeAsync(0);
/** Those that have the networks and were not ended. */
const heavy = () =>
  page.workers.filter(({ heard, ended }) => !ended && heard.some(({ type }) => type === 'networks'));
const tasksOf = ({ heard }: Worker) =>
  heard.flatMap((message) => (message.type === 'task' ? [message.id] : []));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { hardwareConcurrency: 4 });
  page.workers.length = 0;
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('has as many workers on the processor as its cores allow, with what is read and compiled once', async () => {
  page.gpu = 'none';
  const lanes = new Lanes('auto');
  await settled();
  expect([lanes.provider, lanes.heavy.parallel, heavy().length]).toEqual(['wasm', 3, 1]);
  for (let i = 0; i < 5; i++) lanes.heavy.run(task(), {}).catch(() => undefined);
  await settled();
  expect(heavy().map(tasksOf)).toEqual([[1], [2], [3]]);
  for (const { heard } of heavy()) {
    expect(heard[0]).toMatchObject({ type: 'networks', provider: 'wasm', assets: { wasm: 'read once' } });
    expect(heard[0].type === 'networks' && heard[0].module).toBe(compiled);
  }
  // The graphics card is asked once, however many workers there are.
  expect(page.workers.filter(({ place }) => place === 'frame')).toHaveLength(1);
  lanes.close();
  expect(page.workers.every(({ ended }) => ended)).toBe(true);
});

it('has one worker on the graphics card, and several once that is lost', async () => {
  page.gpu = 'gpu';
  const lanes = new Lanes('auto');
  await settled();
  expect([lanes.provider, lanes.heavy.parallel]).toEqual(['webgpu', 1]);
  for (let i = 0; i < 3; i++) lanes.heavy.run(task(), {}).catch(() => undefined);
  await settled();
  expect(heavy().map(tasksOf)).toEqual([[1]]);
  heavy()[0].say({ type: 'failed', id: 1, cause: 'defect', message: 'lost' });
  await settled();
  expect([lanes.provider, lanes.heavy.parallel]).toEqual(['wasm', 3]);
  expect(heavy().map(tasksOf)).toEqual([[1], [2], [3]]);
});
