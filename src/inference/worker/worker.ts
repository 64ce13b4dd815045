// A worker of the plugin: decodes, encodes, draws, colours and depixelizes. It runs as a classic script from a blob: or data: URL
// (scripts/build-plugin.mjs), and is told everything over the port that its first message brings.

import * as ort from 'onnxruntime-web/jspi';
import { messageOf, throwIfAborted, UserError } from '../../core/errors.ts';
import { encodePng } from '../../core/png.ts';
import { decodePng } from '../../core/png-read.ts';
import { random } from '../../core/random.ts';
import type { Scale } from '../../core/scale.ts';
import { sharedPalette } from '../art/colour.ts';
import { findAdapter, kindOf } from '../draw/gpu.ts';
import type { Crew, Networks, Provider } from '../draw/networks.ts';
import type { Planar } from '../draw/planar.ts';
import { finish, type Hooks } from '../draw/progress.ts';
import { openNetworks, WebGpuError } from '../draw/session.ts';
import { drawBy, drawPrepared, lookBefore, prepareBefore, visible } from '../pixelize.ts';
import { animateWhole } from '../sequence/whole.ts';
import { depixelize } from '../smooth/depixelize.ts';
import { buffersIn } from './buffers.ts';
import { canSuspend } from './jspi.ts';
import { shareModule } from './module.ts';
import type { AssetName, Cause, FromWorker, Results, Task, ToWorker } from './protocol.ts';
import { Store } from './store.ts';
import { now, type Step } from './timeline.ts';
import { unpack } from './unpack.ts';

/** What WASM or the browser say when there is no more memory. */
const NO_MEMORY = /out of memory|OOM|bad_alloc|allocation failed|Failed to allocate/i;

/** The side of the picture that networks are tried on; the least that they take. */
const SAMPLE_SIDE = 32;
/** How far apart WebGPU's values and WASM's may be, of -1..1: a few steps of 8 bits. */
const MOST_APART = 0.03;

type Say = (message: FromWorker, transfer?: Transferable[]) => void;

/** The tasks whose results the client gets instead of a copy; the others' share buffers with what is kept here. */
const HANDED_OVER: ReadonlySet<Task['kind']> = new Set([
  'prepare',
  'draw',
  'run',
  'animate',
  'depixelize',
  'decode',
  'encode',
]);

const stopped = new Error('stopped');
let networks: Networks | undefined;
const drawings = new Store();
/** Tasks under way; a cancelled one is aborted. */
const tasks = new Map<number, { aborted: boolean; reason: Error }>();
/** What other workers were asked for, by number. */
const asked = new Map<number, (picture: Planar | null) => void>();
let questions = 0;

self.onmessage = async ({ ports: [port] }) => {
  self.onmessage = null;
  const say: Say = (message, transfer = []) => port.postMessage(message, transfer);
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => void heard(data, say);
  say(await greeting());
};

async function heard(message: ToWorker, say: Say): Promise<void> {
  switch (message.type) {
    case 'networks':
      say(await load(message));
      return;
    case 'cancel': {
      const signal = tasks.get(message.id);
      if (signal !== undefined) signal.aborted = true;
      return;
    }
    case 'answer':
      asked.get(message.number)?.(message.picture);
      asked.delete(message.number);
      return;
    case 'task': {
      const { id, task, hands } = message;
      const signal = { aborted: false, reason: stopped };
      tasks.set(id, signal);
      try {
        const onProgress: Hooks['onProgress'] = (progress) => say({ type: 'progress', id, progress });
        const result = await perform(
          task,
          { signal, onProgress },
          { hands, run: asking(id, say), pause: breath },
        );
        say({ type: 'done', id, result }, HANDED_OVER.has(task.kind) ? [...buffersIn(result)] : []);
      } catch (error) {
        say({ type: 'failed', id, ...failureOf(error) });
      } finally {
        tasks.delete(id);
      }
    }
  }
}

/** Parts of a task's picture that other workers draw. */
const asking =
  (id: number, say: Say): Crew['run'] =>
  (call, part) =>
    new Promise((resolve) => {
      const number = ++questions;
      asked.set(number, resolve);
      say({ type: 'ask', id, number, call, part }, [part.data.buffer as ArrayBuffer]);
    });

async function perform(task: Task, hooks: Hooks, crew: Crew): Promise<Results[Task['kind']]> {
  switch (task.kind) {
    case 'decode':
      return decodePng(task.png);
    case 'encode':
      return encodePng(task.picture, task.zoom);
    case 'draw': {
      const { png, picture, options } = task;
      const own = stoppable(hooks, crew);
      const drawn =
        picture === null
          ? drawBy(own, decodePng(png), options, hooks)
          : drawPrepared(own, picture, options, hooks);
      const drawing = visible(await drawn);
      finish(hooks);
      return drawing;
    }
    case 'run': {
      const { call, part } = task;
      const own = stoppable(hooks);
      return call.network === 'gridnet' ? own.gridnet(part, call.scale) : own.pixelnet(part);
    }
    case 'prepare':
      return tried(() => prepareBefore(decodePng(task.png), task.options));
    case 'look':
      drawings.look(
        task.id,
        tried(() => lookBefore(task.picture, task.options)),
      );
      return null;
    case 'keep':
      drawings.keep(task.id, task.drawing, task.options);
      return null;
    case 'release':
      drawings.release(task.id);
      return null;
    case 'part':
      return drawings.part(task.id, task.options);
    case 'palette':
      return sharedPalette(task.parts, task.options);
    case 'colour':
      return drawings.colour(task.id, task.palette, task.options, task.keep);
    case 'animate':
      return animateWhole(stoppable(hooks), task.input, task.options, hooks);
    case 'depixelize':
      return depixelize(stoppable(hooks), decodePng(task.png), task.options, hooks);
  }
}

/** What is made of a picture ahead; null where that cannot be done, which its drawing tells. */
function tried<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/**
 * Loads GridNet and PixelNet and runs them once: first runs are slow, and WebGPU has to show that it computes what WASM
 * does before it is counted on.
 */
async function load(message: Extract<ToWorker, { type: 'networks' }>): Promise<FromWorker> {
  const { provider, assets } = message;
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const bytesOf = async (name: AssetName) => unpack(await assets[name].text()).arrayBuffer();
  const compiled = shareModule(message.module as WebAssembly.Module | null);
  ort.env.wasm.wasmBinary = message.module === null ? await bytesOf('wasm') : new ArrayBuffer(0);
  const open = (on: Provider) => openNetworks(ort, async (name) => new Uint8Array(await bytesOf(name)), on);
  networks = open(provider);
  const steps: Step[] = [];
  let from = now();
  const ended = (name: string) => {
    steps.push({ name, from, to: now() });
    from = now();
  };
  let failure: string | null = null;
  try {
    await networks.onCells();
    ended('open PixelNet');
    // The smallest picture goes through every kind of step; on the processor the usual one is warmed up.
    const scale = provider === 'webgpu' ? '1/8' : '1/4';
    const drawn = await sample(networks, scale);
    ended('open GridNet and run');
    if (provider === 'webgpu') {
      const reference = open('wasm');
      const apart = farthest(drawn, await sample(reference, scale));
      await reference.close();
      if (!(apart < MOST_APART)) failure = `WebGPU computes something else: ${apart} apart`;
    }
  } catch (error) {
    failure = messageOf(error);
  }
  // Only a blob: worker is of the UI's origin, which sharing wants.
  return { type: 'ready', failure, module: location.protocol === 'blob:' ? compiled() : null, steps };
}

/** What the networks make of noise, the same every time. */
async function sample({ gridnet, pixelnet }: Networks, scale: Scale): Promise<Float32Array[]> {
  const next = random(1);
  const data = Float32Array.from({ length: SAMPLE_SIDE ** 2 * 3 }, () => next() * 2 - 1);
  const noise = { width: SAMPLE_SIDE, height: SAMPLE_SIDE, data };
  return [(await gridnet(noise, scale)).data, (await pixelnet(noise)).data];
}

/** The largest difference; NaN if there is one among them. */
const farthest = (p: Float32Array[], q: Float32Array[]): number =>
  Math.max(...p.flatMap((values, i) => Array.from(values, (value, at) => Math.abs(value - q[i][at]))));

/** Lets messages in. */
const breath = () => new Promise<void>((resolve) => setTimeout(resolve));

/** The networks for one task: before each run, a message that cancels the task gets its turn. */
function stoppable({ signal }: Hooks, crew?: Crew): Networks {
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
    gridnet: async (image, scale) => (await turn()).gridnet(image, scale),
    onCells: async () => (await turn()).onCells(),
    pixelnet: async (grid) => (await turn()).pixelnet(grid),
    depixelnet: async (pixel) => (await turn()).depixelnet(pixel),
    reach: async (call) => (await turn()).reach(call),
    ...(crew === undefined ? {} : { crew }),
    close: async () => undefined,
  };
}

function failureOf(error: unknown): { cause: Cause; message: string } {
  const message = messageOf(error);
  // What WebGPU cannot do can be done without it: nothing that a user has to hear of.
  if (error instanceof WebGpuError) return { cause: 'defect', message };
  if (NO_MEMORY.test(message)) {
    return {
      cause: 'memory',
      message: 'There is not enough memory for a picture of this size. Choose a smaller one.',
    };
  }
  return { cause: error instanceof UserError || error === stopped ? 'user' : 'defect', message };
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
