// One measurement in a process of its own, so that its peak memory is nobody else's: JSON in, a line of JSON out.
import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { UPSCALERS } from '../evaluation/src/upscalers/index.ts';
import { messageOf } from '../src/core/errors.ts';
import {
  DEPIXELIZE_OPTIONS,
  METHOD_OPTIONS,
  PIXELIZE_OPTIONS,
  parseOptions,
  RUN_OPTIONS,
} from '../src/core/options.ts';
import { colour, paletteOf, weigh } from '../src/inference/art/colour.ts';
import { openModels } from '../src/inference/draw/node.ts';
import { enter, finish, type Hooks } from '../src/inference/draw/progress.ts';
import { drawBy, pixelize } from '../src/inference/pixelize.ts';
import { depixelize } from '../src/inference/smooth/depixelize.ts';
import { DOWNSCALERS } from '../src/methods/index.ts';
import type { Job, Measured } from './jobs.ts';
import { scene } from './scene.ts';

/** Runs after the first; one alone where a run takes long. */
const RUNS = 5;
const LONG_MS = 4000;
const COLOURS = 16;
const MATMUL_SIDE = 1024;
const ZOOM = 8;
/** Source pixels along a side of an art pixel. */
const SOURCE_PIXELS = 4;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Seconds of each stage, by when it was told in ms; one that is drawn in parts is told once more with each of them. */
export function secondsOf(marks: readonly (readonly [stage: string, at: number])[]): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const [k, [stage, at]] of marks.slice(0, -1).entries())
    seconds[stage] = (seconds[stage] ?? 0) + (marks[k + 1][1] - at) / 1000;
  return seconds;
}

/** Milliseconds of the first run and of the later ones, and each stage's seconds in the last. */
async function timed(run: (hooks: Hooks) => unknown): Promise<Omit<Measured, 'peakBytes' | 'provider'>> {
  const later: number[] = [];
  const used: number[] = [];
  let first = 0;
  let stages: Record<string, number> = {};
  for (let i = 0; i <= RUNS; i++) {
    const marks: [string, number][] = [];
    const before = process.cpuUsage();
    const begun = performance.now();
    await run({
      onProgress: (p) => marks.push([p.kind === 'stage' ? p.stage : 'done', performance.now()]),
    });
    const took = performance.now() - begun;
    if (i === 0) first = took;
    else {
      const { user, system } = process.cpuUsage(before);
      later.push(took);
      used.push((user + system) / 1000);
    }
    stages = secondsOf(marks);
    if (i > 0 && took > LONG_MS) break;
  }
  return { seconds: median(later) / 1000, processor: median(used) / 1000, first: first / 1000, stages };
}

/** What a drawing's evidence takes, or its colours after that: what a change of palette waits for. */
async function coloured({ step, models, side }: Extract<Job, { kind: 'colour' }>) {
  const networks = await openModels(models, parseOptions(RUN_OPTIONS, { threads: 1 }));
  const size = { width: side, height: side };
  const options = parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, { size, colors: COLOURS });
  const drawing = await drawBy(networks, scene(side * SOURCE_PIXELS), options);
  await networks.close();
  const weighed = weigh({ ...drawing }, options);
  return timed((hooks) => {
    enter('palette', hooks);
    // Copies: what was made of a drawing before is known.
    const fresh = { ...(step === 'evidence' ? drawing : weighed) };
    if (step === 'evidence') weigh(fresh, options);
    else colour(fresh, paletteOf([fresh], options), options, false);
    finish(hooks);
  });
}

/** GFLOP/s of onnxruntime's matrix product: the best of a few. */
async function matmul(file: string, threads: number): Promise<number> {
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(await readFile(file));
  const matrix = () => {
    const values = new Float32Array(MATMUL_SIDE ** 2).map((_, i) => (i % 97) / 97);
    return new ort.Tensor('float32', values, [MATMUL_SIDE, MATMUL_SIDE]);
  };
  const feeds = { a: matrix(), b: matrix() };
  let best = 0;
  for (let i = 0; i < 6; i++) {
    const begun = performance.now();
    await session.run(feeds);
    best = Math.max(best, (2 * MATMUL_SIDE ** 3) / ((performance.now() - begun) * 1e6));
  }
  return best;
}

/** Does a job. @throws what the networks or the baseline throw */
export async function runJob(job: Job): Promise<Measured> {
  let result: Omit<Measured, 'peakBytes'>;
  if (job.kind === 'matmul') {
    const gflops = await matmul(job.file, job.threads);
    result = { seconds: 0, processor: 0, first: 0, stages: {}, gflops };
  } else if (job.kind === 'colour') {
    result = await coloured(job);
  } else if (job.kind === 'baseline' && job.way === 'down') {
    const { run } = DOWNSCALERS[job.method as keyof typeof DOWNSCALERS];
    const source = scene(job.side);
    result = await timed(() => run(source, job.side / 4, job.side / 4, COLOURS));
  } else if (job.kind === 'baseline') {
    const { run } = UPSCALERS[job.method as keyof typeof UPSCALERS];
    const source = scene(job.side / ZOOM);
    result = await timed(() => run(source, job.side, job.side));
  } else {
    const { provider, threads, side } = job;
    const networks = await openModels(job.models, parseOptions(RUN_OPTIONS, { provider, threads }));
    if (job.way === 'down') {
      const source = scene(side);
      const size = { width: side / 4, height: side / 4 };
      const options = parseOptions(PIXELIZE_OPTIONS, { size, colors: COLOURS });
      result = await timed((hooks) => pixelize(networks, source, options, hooks));
    } else {
      const source = scene(side / ZOOM);
      const options = parseOptions(DEPIXELIZE_OPTIONS, { cell: 1, zoom: ZOOM });
      result = await timed((hooks) => depixelize(networks, source, options, hooks));
    }
    await networks.close();
  }
  // Linux and Node give kilobytes everywhere.
  return { ...result, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

if (process.argv[1]?.endsWith('bench-job.js')) {
  const answer = await runJob(JSON.parse(process.argv[2]) as Job).catch((error: unknown) => ({
    error: messageOf(error),
  }));
  process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
}
