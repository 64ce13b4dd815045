import type { InferenceSession } from 'onnxruntime-web';
import { invalid, messageOf, UserError, Words } from '../../core/errors.ts';
import type { RunOptions } from '../../core/options.ts';
import type { Scale } from '../../core/scale.ts';
import { deviceLoss, findAdapter, isWanted, kindOf } from './gpu.ts';
import type { NetworkCall, Networks, Provider } from './networks.ts';
import { readNetwork, withOutput } from './onnx.ts';
import type { Planar } from './planar.ts';
import { type Reach, reachOf } from './reach.ts';

/** onnxruntime-web, whichever of its builds: this module imports none, so that each host brings its own. */
export type Ort = typeof import('onnxruntime-web');

/** The three models by their names in models.json. */
export const MODEL_NAMES = ['gridnet', 'pixelnet', 'depixelnet'] as const;

/** A model's name in models.json. */
export type ModelName = (typeof MODEL_NAMES)[number];

/** Names of GridNet's outputs. */
const GRID_OUTPUTS = {
  '1/4': 'quarter',
  '3/16': 'three_sixteenths',
  '1/8': 'eighth',
} as const satisfies Record<Scale, string>;

/** What a session is opened for: a model, and the one output that is wanted of it. */
interface Wanted {
  readonly name: ModelName;
  readonly output: string;
}

/** WebGPU is not there, cannot do what was asked, or was lost; other networks with `wasm` can do the same. */
export class WebGpuError extends UserError {}

/**
 * The networks on onnxruntime. Each model is loaded once, when it is first needed; a failed load is forgotten, so
 * that the next call tries again. Runs go one after the other, as onnxruntime-web wants them.
 * @param load a model's ONNX bytes
 * @param provider `webgpu` throws a WebGpuError where there is none; `auto` goes on with WASM where there is no real GPU.
 *   Runs throw a WebGpuError once WebGPU fails or its device is lost
 */
export function openNetworks(
  ort: Ort,
  load: (name: ModelName) => Promise<Uint8Array>,
  provider: RunOptions['provider'],
): Networks {
  const sessions = new Map<string, Promise<InferenceSession>>();
  const reaches = new Map<InferenceSession, Reach | null>();
  let used: Promise<Provider> | undefined;
  let settled: Provider = provider === 'webgpu' ? 'webgpu' : 'wasm';
  let last: Promise<unknown> = Promise.resolve();
  let lost: Promise<never> | undefined;

  /** Once the device is lost, what was begun on it may never end. */
  const orLost = <T>(work: Promise<T>): Promise<T> =>
    lost === undefined ? work : Promise.race([work, lost]);

  const create = async (wanted: Wanted): Promise<InferenceSession> => {
    const { name, output } = wanted;
    const model = await load(name);
    try {
      if (settled === 'webgpu') {
        lost ??= deviceLoss();
        return await orLost(ort.InferenceSession.create(model, { executionProviders: [settled] }));
      }
      const bytes = cut(model, output);
      const session = await ort.InferenceSession.create(bytes, { executionProviders: [settled] });
      reaches.set(session, reachIn(bytes, session.inputNames[0], output));
      return session;
    } catch (error) {
      if (settled === 'webgpu' && provider === 'auto') {
        used = Promise.resolve('wasm');
        settled = 'wasm';
        return create(wanted);
      }
      if (settled === 'webgpu') throw noWebGpu(messageOf(error));
      throw invalid(`model ${name}`, 'an ONNX file that onnxruntime can load', new Words(messageOf(error)));
    }
  };

  const sessionOf = async (wanted: Wanted): Promise<InferenceSession> => {
    used ??= choose(provider);
    settled = await used;
    // On the graphics card a model has one session, whatever is asked of it; on the processor one for each output.
    const key = settled === 'webgpu' ? wanted.name : `${wanted.name} ${wanted.output}`;
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const session = create(wanted);
    sessions.set(key, session);
    session.catch(() => sessions.delete(key));
    return session;
  };

  /** Runs a model after all runs before it. */
  const run = (wanted: Wanted, { width, height, data }: Planar): Promise<Planar> => {
    const turn = last.then(async () => {
      const { name, output } = wanted;
      const session = await sessionOf(wanted);
      const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', data, [1, 3, height, width]) };
      const results = await orLost(session.run(feeds, [output])).catch((error) => {
        throw settled === 'webgpu' ? noWebGpu(messageOf(error)) : error;
      });
      return planarOf(name, output, results[output]);
    });
    last = turn.catch(() => undefined);
    return turn;
  };

  const onCells = async (): Promise<boolean> => (await sessionOf(PIXELNET)).inputNames.includes('cells');
  const gridnet = (image: Planar, scale: Scale): Promise<Planar> => run(gridnetAt(scale), image);
  const pixelnet = (grid: Planar): Promise<Planar> => run(PIXELNET, grid);

  return {
    get provider() {
      return settled;
    },
    gridnet,
    onCells,
    pixelnet,
    depixelnet: (pixel) => run(DEPIXELNET, pixel),
    async reach(call) {
      return reaches.get(await sessionOf(wantedBy(call))) ?? null;
    },
    async close() {
      await last;
      const open = await Promise.allSettled(sessions.values());
      sessions.clear();
      await Promise.all(open.map((s) => (s.status === 'fulfilled' ? s.value.release() : undefined)));
    },
  };
}

const PIXELNET: Wanted = { name: 'pixelnet', output: 'pixel' };
const DEPIXELNET: Wanted = { name: 'depixelnet', output: 'cartoon' };
const gridnetAt = (scale: Scale): Wanted => ({ name: 'gridnet', output: GRID_OUTPUTS[scale] });
const wantedBy = (call: NetworkCall): Wanted =>
  call.network === 'gridnet' ? gridnetAt(call.scale) : PIXELNET;

/** The model with one output alone; as it is where it cannot be read, so that onnxruntime says what is wrong with it. */
function cut(model: Uint8Array, output: string): Uint8Array {
  try {
    return withOutput(model, output);
  } catch {
    return model;
  }
}

function reachIn(model: Uint8Array, input: string, output: string): Reach | null {
  try {
    return reachOf(readNetwork(model), input, output);
  } catch {
    return null;
  }
}

function planarOf(name: ModelName, output: string, tensor: InferenceSession.ReturnType[string]): Planar {
  const { dims, data } = tensor;
  if (dims.length !== 4 || dims[0] !== 1 || dims[1] !== 3 || !(data instanceof Float32Array)) {
    throw invalid(`model ${name}, output ${output}`, 'float32 [1,3,H,W]', new Words(`[${dims.join(',')}]`));
  }
  return { width: dims[3], height: dims[2], data };
}

async function choose(provider: RunOptions['provider']): Promise<Provider> {
  if (provider === 'wasm') return 'wasm';
  if (isWanted(kindOf(await findAdapter()), provider)) return 'webgpu';
  if (provider === 'webgpu') throw noWebGpu('no adapter');
  return 'wasm';
}

function noWebGpu(reason: string): WebGpuError {
  const expected = 'a host with WebGPU for "webgpu" ("auto" and "wasm" work without)';
  return new WebGpuError(invalid('provider', expected, new Words(reason)).message);
}
