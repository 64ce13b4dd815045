import type { InferenceSession } from 'onnxruntime-web';
import { invalid, messageOf, UserError, Words } from '../../core/errors.ts';
import type { RunOptions } from '../../core/options.ts';
import { deviceLoss, findAdapter, isWanted, kindOf } from './gpu.ts';
import type { Networks, Provider } from './networks.ts';
import type { Planar } from './planar.ts';

/** onnxruntime-web, whichever of its builds: this module imports none, so that each host brings its own. */
export type Ort = typeof import('onnxruntime-web');

/** The three models by their names in models.json. */
export const MODEL_NAMES = ['gridnet', 'pixelnet', 'depixelnet'] as const;

/** A model's name in models.json. */
export type ModelName = (typeof MODEL_NAMES)[number];

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
  const sessions = new Map<ModelName, Promise<InferenceSession>>();
  let used: Promise<Provider> | undefined;
  let settled: Provider = provider === 'webgpu' ? 'webgpu' : 'wasm';
  let last: Promise<unknown> = Promise.resolve();
  let lost: Promise<never> | undefined;

  /** Once the device is lost, what was begun on it may never end. */
  const orLost = <T>(work: Promise<T>): Promise<T> =>
    lost === undefined ? work : Promise.race([work, lost]);

  const create = async (name: ModelName): Promise<InferenceSession> => {
    used ??= choose(provider);
    settled = await used;
    const bytes = await load(name);
    try {
      if (settled === 'webgpu') lost ??= deviceLoss();
      return await orLost(ort.InferenceSession.create(bytes, { executionProviders: [settled] }));
    } catch (error) {
      if (settled === 'webgpu' && provider === 'auto') {
        used = Promise.resolve('wasm');
        return create(name);
      }
      if (settled === 'webgpu') throw noWebGpu(messageOf(error));
      throw invalid(`model ${name}`, 'an ONNX file that onnxruntime can load', new Words(messageOf(error)));
    }
  };

  const sessionOf = (name: ModelName): Promise<InferenceSession> => {
    const known = sessions.get(name);
    if (known !== undefined) return known;
    const session = create(name);
    sessions.set(name, session);
    session.catch(() => sessions.delete(name));
    return session;
  };

  /** Runs a model after all runs before it. */
  const run = <T extends string>(
    name: ModelName,
    input: string,
    outputs: readonly T[],
    { width, height, data }: Planar,
  ): Promise<Record<T, Planar>> => {
    const turn = last.then(async () => {
      const session = await sessionOf(name);
      const feeds = { [input]: new ort.Tensor('float32', data, [1, 3, height, width]) };
      const running = session.run(feeds, [...outputs]);
      const results = await orLost(running).catch((error) => {
        throw settled === 'webgpu' ? noWebGpu(messageOf(error)) : error;
      });
      const pictures = outputs.map((output) => [output, planarOf(name, output, results[output])]);
      return Object.fromEntries(pictures) as Record<T, Planar>;
    });
    last = turn.catch(() => undefined);
    return turn;
  };

  const onCells = async (): Promise<boolean> => (await sessionOf('pixelnet')).inputNames.includes('cells');

  return {
    get provider() {
      return settled;
    },
    async gridnet(image) {
      const out = await run('gridnet', 'image', ['quarter', 'three_sixteenths', 'eighth'], image);
      return { '1/4': out.quarter, '3/16': out.three_sixteenths, '1/8': out.eighth };
    },
    onCells,
    pixelnet: async (grid) =>
      (await run('pixelnet', (await onCells()) ? 'cells' : 'grid', ['pixel'], grid)).pixel,
    depixelnet: async (pixel) => (await run('depixelnet', 'pixel', ['cartoon'], pixel)).cartoon,
    async close() {
      await last;
      const open = await Promise.allSettled(sessions.values());
      sessions.clear();
      await Promise.all(open.map((s) => (s.status === 'fulfilled' ? s.value.release() : undefined)));
    },
  };
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
