import { UPSCALERS } from '../evaluation/src/upscalers/index.ts';
import { messageOf } from '../src/core/errors.ts';
import type { Provider } from '../src/inference/draw/networks.ts';
import { DOWNSCALERS } from '../src/methods/index.ts';
import { type Job, type Measured, type Runner, threadsOf, type Way } from './jobs.ts';

/** Sides of the networks' input, pixels. */
const SIDES = [64, 128, 256, 512, 1024, 2048];
/** The side at which methods are compared: art of 64×64. */
export const COMMON_SIDE = 256;
/** Art pixels along a side where colours alone are measured: as many as are usual. */
export const COLOUR_SIDE = 48;

export interface Plan {
  /** Our models' folder. */
  readonly models: string;
  /** The same cascade at another width, in a folder with matmul.onnx; null where it could not be made. */
  readonly wide: { readonly folder: string; readonly width: number } | null;
  /** Numbers of threads that WASM is measured with, the first for comparisons. */
  readonly threads: readonly number[];
  /** The largest side. */
  readonly max: number;
  /** Seconds: a size is left out if, by the size before, a run would take longer. */
  readonly limit: number;
}

/** The whole job at one size. */
export interface SizeResult extends Measured {
  readonly provider: Provider;
  readonly threads: number;
  readonly side: number;
}

/** One contestant at the common side. */
export interface Contest extends Measured {
  readonly name: string;
  readonly label: string;
}

/** Everything measured. */
export interface Results {
  readonly sizes: readonly SizeResult[];
  readonly wide: readonly SizeResult[];
  readonly down: readonly Contest[];
  readonly up: readonly Contest[];
  /** The way back, ours. */
  readonly back: Measured | null;
  /** Evidence and colours alone. */
  readonly evidence: Measured | null;
  readonly colours: Measured | null;
  /** GFLOP/s of onnxruntime's WASM on a matrix product, by the number of threads. */
  readonly wasmGflops: Readonly<Record<number, number>>;
  /** What could not be measured, and why; a line each. */
  readonly leftOut: readonly string[];
}

/**
 * Measures everything, one job after the other.
 * @param log hears what starts
 */
export async function measure(plan: Plan, run: Runner, log: (line: string) => void): Promise<Results> {
  const leftOut: string[] = [];
  const attempt = async (what: string, job: Job): Promise<Measured | null> => {
    log(what);
    try {
      return await run(job);
    } catch (error) {
      leftOut.push(`${what}: ${messageOf(error)}`);
      return null;
    }
  };
  const grow = async (
    name: string,
    models: string,
    provider: Provider,
    threads: number,
  ): Promise<SizeResult[]> => {
    const found: SizeResult[] = [];
    for (const side of SIDES.filter((s) => s <= plan.max)) {
      const last = found.at(-1);
      const expected = last ? last.seconds * (side / last.side) ** 2 : 0;
      const what = `${name}, ${provider}, ${threadsOf(threads)}, ${side}×${side}`;
      if (expected > plan.limit) {
        leftOut.push(`${what}: about ${expected.toFixed(0)} s a run, above the limit of ${plan.limit} s`);
        break;
      }
      const result = await attempt(what, { kind: 'ours', way: 'down', models, provider, threads, side });
      if (result === null) break;
      found.push({ ...result, provider, threads, side });
    }
    return found;
  };
  const contests = async (
    way: Way,
    methods: Readonly<Record<string, { readonly label: string }>>,
  ): Promise<Contest[]> => {
    const found: Contest[] = [];
    for (const [name, { label }] of Object.entries(methods)) {
      const result = await attempt(label, { kind: 'baseline', way, method: name, side: COMMON_SIDE });
      if (result) found.push({ ...result, name, label });
    }
    return found;
  };

  const threads = plan.threads[0];
  const wasmGflops: Record<number, number> = {};
  for (const n of plan.wide === null ? [] : plan.threads) {
    const file = `${plan.wide?.folder}/matmul.onnx`;
    const result = await attempt(`matrix product, ${threadsOf(n)}`, { kind: 'matmul', file, threads: n });
    if (result?.gflops !== undefined) wasmGflops[n] = result.gflops;
  }
  const sizes: SizeResult[] = [];
  for (const n of plan.threads) sizes.push(...(await grow('ours', plan.models, 'wasm', n)));
  sizes.push(...(await grow('ours', plan.models, 'webgpu', 1)));
  const wide =
    plan.wide === null ? [] : await grow(`width ${plan.wide.width}`, plan.wide.folder, 'wasm', threads);
  const down = await contests('down', DOWNSCALERS);
  const up = await contests('up', UPSCALERS);
  const back = await attempt('ours, the way back', {
    kind: 'ours',
    way: 'up',
    models: plan.models,
    provider: 'wasm',
    threads,
    side: COMMON_SIDE,
  });
  const step = (name: 'evidence' | 'colours') =>
    attempt(name, { kind: 'colour', step: name, models: plan.models, side: COLOUR_SIDE });
  const [evidence, colours] = [await step('evidence'), await step('colours')];
  return { evidence, colours, sizes, wide, down, up, back, wasmGflops, leftOut };
}
