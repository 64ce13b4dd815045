// A worker of the plugin: decodes, draws, colours and depixelizes. It runs as a classic script from a blob: or data: URL
// (scripts/build-plugin.mjs), and is told everything over the port that its first message brings.

import * as ort from 'onnxruntime-web/jspi';
import { messageOf, throwIfAborted, UserError } from '../core/errors.ts';
import { decodePng } from './decode.ts';
import { depixelize } from './depixelize.ts';
import { findAdapter, kindOf } from './gpu.ts';
import { drawBy } from './methods.ts';
import type { Networks } from './networks.ts';
import { colour, paletteOf } from './pixelize.ts';
import { enter, finish, type Hooks } from './progress.ts';
import { openNetworks, WebGpuError } from './session.ts';
import { canSuspend } from './worker/jspi.ts';
import { shareModule } from './worker/module.ts';
import type { FromWorker, Results, Task, ToWorker } from './worker/protocol.ts';

/** What WASM or the browser say when there is no more memory. */
const NO_MEMORY = /out of memory|OOM|bad_alloc|allocation failed|Failed to allocate/i;

type Say = (message: FromWorker, transfer?: Transferable[]) => void;

const stopped = new Error('stopped');
let networks: Networks | undefined;
/** Tasks under way; a cancelled one is aborted. */
const tasks = new Map<number, { aborted: boolean; reason: Error }>();

self.onmessage = async ({ ports: [port] }) => {
  self.onmessage = null;
  const say: Say = (message, transfer = []) => port.postMessage(message, transfer);
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => void heard(data, say);
  say(await greeting());
};

async function heard(message: ToWorker, say: Say): Promise<void> {
  switch (message.type) {
    case 'networks':
      networks = open(message, say);
      return warmUp(networks);
    case 'cancel': {
      const signal = tasks.get(message.id);
      if (signal !== undefined) signal.aborted = true;
      return;
    }
    case 'task': {
      const { id, task } = message;
      const signal = { aborted: false, reason: stopped };
      tasks.set(id, signal);
      try {
        const onProgress: Hooks['onProgress'] = (progress) => say({ type: 'progress', id, progress });
        const result = await perform(task, { signal, onProgress });
        say({ type: 'done', id, result }, buffersOf(result));
      } catch (error) {
        const told = NO_MEMORY.test(messageOf(error)) ? noMemory() : error;
        // What WebGPU cannot do can be done without it: nothing that a user has to hear of.
        const user = (told instanceof UserError && !(told instanceof WebGpuError)) || told === stopped;
        say({ type: 'failed', id, user, message: messageOf(told) });
      } finally {
        tasks.delete(id);
      }
    }
  }
}

async function perform(task: Task, hooks: Hooks): Promise<Results[Task['kind']]> {
  switch (task.kind) {
    case 'decode':
      return decodePng(task.png);
    case 'draw': {
      const { lattice, rgb, ballot } = await drawBy(
        stoppable(hooks),
        decodePng(task.png),
        task.options,
        hooks,
      );
      finish(hooks);
      return { lattice, rgb, ballot };
    }
    case 'colour': {
      const { paintings, options, keep } = task;
      enter('palette', hooks);
      const palette = paletteOf(paintings, options);
      enter('vote', hooks);
      const arts = paintings.map((painting) => colour(painting, palette, options, keep));
      finish(hooks);
      return arts;
    }
    case 'depixelize':
      return (await depixelize(stoppable(hooks), decodePng(task.png), task.options, hooks)).image;
  }
}

function open({ provider, assets, module }: Extract<ToWorker, { type: 'networks' }>, say: Say): Networks {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  shareModule(module as WebAssembly.Module | null, (compiled) => say({ type: 'compiled', module: compiled }));
  const ready = (async () => {
    ort.env.wasm.wasmBinary = module === null ? await assets.wasm.arrayBuffer() : new ArrayBuffer(0);
  })();
  const load = async (name: Exclude<keyof typeof assets, 'wasm'>) => {
    await ready;
    return new Uint8Array(await assets[name].arrayBuffer());
  };
  return openNetworks(ort, load, provider);
}

/**
 * Loads GridNet and PixelNet and runs them once, since first runs are slow; stops where a task comes, which does the
 * same. What fails now, fails again in a task.
 */
async function warmUp({ gridnet, pixelnet }: Networks): Promise<void> {
  const blank = { width: 32, height: 32, data: new Float32Array(32 * 32 * 3) };
  for (const network of [gridnet, pixelnet]) {
    await breath();
    if (tasks.size > 0) return;
    await network(blank).catch(() => undefined);
  }
}

/** Lets messages in. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

/** The networks for one task: before each run, a message that cancels the task gets its turn. */
function stoppable({ signal }: Hooks): Networks {
  const get = () => {
    if (networks === undefined) throw new Error('this worker was given no networks');
    return networks;
  };
  const turn = async () => {
    await breath();
    throwIfAborted(signal);
    return get();
  };
  return {
    get provider() {
      return get().provider;
    },
    gridnet: async (image) => (await turn()).gridnet(image),
    pixelnet: async (grid) => (await turn()).pixelnet(grid),
    depixelnet: async (pixel) => (await turn()).depixelnet(pixel),
    close: async () => undefined,
  };
}

const noMemory = () =>
  new UserError('There is not enough memory for a picture of this size. Choose a smaller one.');

/** The buffers that go to the client instead of being copied. */
function buffersOf(result: Results[Task['kind']]): Transferable[] {
  if (Array.isArray(result)) return [];
  const bytes = 'rgb' in result ? result.rgb : result.data;
  return [bytes.buffer as ArrayBuffer];
}

async function greeting(): Promise<FromWorker> {
  const adapter = await findAdapter();
  const found = kindOf(adapter);
  const { vendor, architecture, description } = adapter?.info ?? {};
  return {
    type: 'facts',
    // Without promise integration onnxruntime's WebGPU cannot work, whatever the browser offers.
    gpu: canSuspend ? found : 'none',
    facts: {
      protocol: location.protocol,
      'secure context': String(isSecureContext),
      'navigator.gpu': String('gpu' in navigator),
      'promise integration': String(canSuspend),
      adapter: found,
      'adapter name': [vendor, architecture, description].filter(Boolean).join(', ') || 'none',
      'half precision': String(adapter?.features?.has('shader-f16') ?? false),
      'largest buffer': String(adapter?.limits?.maxBufferSize ?? 0),
      'cross-origin isolated': String(crossOriginIsolated),
    },
  };
}
