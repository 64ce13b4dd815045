/** How fast the trainer is on the backend in force: whole iterations by width and crop, beside what the machine can do. */
import * as tf from '@tensorflow/tfjs';
import { auditCopies, copies } from '../backend/torch.ts';
import type { PackedPicture } from '../data/pack.ts';
import { Rng } from '../rng.ts';
import { drawBatch } from '../train/batch.ts';
import { cropsAt, makeConfig, type TrainConfig } from '../train/config.ts';
import { Trainer } from '../train/trainer.ts';

export interface Throughput {
  width: number;
  crop: number;
  /** Of a whole iteration, medians. */
  seconds: number;
  /** Of composing its pictures in JavaScript, part of `seconds`. */
  drawSeconds: number;
  /** Of all convolutions of an iteration, gradients included: 2 for each multiplication. */
  flops: number;
  /** Kernels that tfjs runs in an iteration; on a card each is at least one launch. */
  kernels: number;
  /** Copies to the backend and back in an iteration; undefined where the backend does not count them. */
  copies: { up: number; upBytes: number; down: number; downBytes: number } | undefined;
}

/** Pictures of coloured blocks, so that no data set is needed: what they show costs no time. */
function blocks(seed: number, size: number, cell: number): PackedPicture {
  const rng = new Rng(seed);
  const data = new Uint8Array(size * size * 4);
  const colours = Array.from({ length: 8 }, () => [rng.int(256), rng.int(256), rng.int(256)]);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const i = (Math.floor(x / cell) * 5 + Math.floor(y / cell) * 3 + seed) % colours.length;
      data.set([...colours[i]!, 255], (y * size + x) * 4);
    }
  return { name: `blocks ${seed}`, width: size, height: size, data };
}

const PACK = {
  cartoons: [blocks(1, 320, 23), blocks(2, 300, 41)],
  pixels: [blocks(3, 64, 3), blocks(4, 48, 5)],
};

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The part of tf.profile's report that is read here; tfjs types shapes as anything. */
interface Kernel {
  name: string;
  inputShapes: number[][];
  outputShapes: number[][];
}

/** Floating-point operations of a convolution kernel; 0 of any other. */
export function convolutionFlops({ name, inputShapes, outputShapes }: Kernel): number {
  const [first, second] = inputShapes as [number[], number[]];
  const out = outputShapes[0] as number[];
  // A filter is [kh, kw, in, out]: each output pixel costs the whole of it.
  const pixels = (shape: number[]): number => product(shape.slice(0, 3));
  if (name === 'Conv2D') return 2 * pixels(out) * product(second);
  if (name === 'Conv2DBackpropInput') return 2 * pixels(first) * product(second);
  if (name === 'Conv2DBackpropFilter') return 2 * pixels(second) * product(out);
  return 0;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Seconds of `work`, which must end in a value read: a card is done only then. */
function time(work: () => void): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1000;
}

/** The configuration measured: the defaults, all networks of one width and depth. */
export function benchConfig(width: number, crop: number, residualBlocks: number): TrainConfig {
  const net = { width, residualBlocks };
  return makeConfig({ crops: [[0, crop, crop]], gridnet: net, pixelnet: net, depixelnet: net });
}

/**
 * @param iterations timed, after two that are not
 * @returns medians over the iterations
 */
export async function measureThroughput(config: TrainConfig, iterations: number): Promise<Throughput> {
  const trainer = new Trainer(config, PACK);
  try {
    // Kernels are counted in an iteration of its own: watching them takes time.
    const { kernels } = await tf.profile(() => {
      trainer.step();
    });
    trainer.step();
    const before = copies();
    const seconds = median(Array.from({ length: iterations }, () => time(() => void trainer.step())));
    const after = copies();
    const each = (key: 'up' | 'upBytes' | 'down' | 'downBytes'): number =>
      (after![key] - before![key]) / iterations;
    const rng = new Rng(1);
    const draws = Array.from({ length: iterations }, () =>
      time(() => void drawBatch(PACK, config, cropsAt(config, 0), rng)),
    );
    return {
      width: config.gridnet.width,
      crop: config.crops[0]![1],
      seconds,
      drawSeconds: median(draws),
      flops: kernels.reduce((sum, k) => sum + convolutionFlops(k as Kernel), 0),
      kernels: kernels.length,
      copies:
        before && after
          ? { up: each('up'), upBytes: each('upBytes'), down: each('down'), downBytes: each('downBytes') }
          : undefined,
    };
  } finally {
    trainer.dispose();
  }
}

/** @returns copies of one iteration that no one asked for; undefined where the backend does not tell */
export function hiddenCopies(config: TrainConfig): number | undefined {
  const trainer = new Trainer(config, PACK);
  trainer.step();
  const before = copies()?.hidden;
  auditCopies(true);
  trainer.step();
  auditCopies(false);
  trainer.dispose();
  const after = copies()?.hidden;
  return before === undefined || after === undefined ? undefined : after - before;
}

/**
 * GFLOP/s of a 3×3 convolution of 256 channels in the precision in force, which is what most of the time goes to: the
 * best of a few.
 * @param side of the square picture
 */
export function convolutionPeak(side: number, repeats = 4): number {
  const channels = 256;
  const x = tf.ones([1, side, side, channels]) as tf.Tensor4D;
  const filter = tf.ones([3, 3, channels, channels]) as tf.Tensor4D;
  // On a card calls return before they are done: several at once, then one value is read.
  const calls = 4;
  let best = 0;
  for (let i = 0; i < repeats; i++) {
    const seconds = time(() =>
      tf.tidy(() => {
        const last = Array.from({ length: calls }, () => tf.conv2d(x, filter, 1, 'same')).at(-1)!;
        tf.slice4d(last, [0, 0, 0, 0], [1, 1, 1, 1]).dataSync();
      }),
    );
    best = Math.max(best, (calls * 2 * side * side * 9 * channels ** 2) / (seconds * 1e9));
  }
  tf.dispose([x, filter]);
  return best;
}

/** The figures as a Markdown table. @param peak GFLOP/s of convolutionPeak */
export function throughputTable(rows: readonly Throughput[], peak: number): string {
  const head = [
    'width',
    'crop',
    'iterations/s',
    'ms an iteration',
    'ms composing',
    'GFLOP',
    'GFLOP/s',
    'of the peak',
    'kernels',
    'copies up',
    'copies down',
  ];
  const copied = (n: number, bytes: number): string =>
    `${n.toFixed(0)} (${(bytes / 2 ** 20).toFixed(1)} MiB)`;
  const lines = rows.map((r) => [
    String(r.width),
    String(r.crop),
    (1 / r.seconds).toFixed(2),
    (r.seconds * 1000).toFixed(0),
    (r.drawSeconds * 1000).toFixed(0),
    (r.flops / 1e9).toFixed(1),
    (r.flops / r.seconds / 1e9).toFixed(0),
    `${((100 * r.flops) / r.seconds / 1e9 / peak).toFixed(0)} %`,
    String(r.kernels),
    r.copies ? copied(r.copies.up, r.copies.upBytes) : '',
    r.copies ? copied(r.copies.down, r.copies.downBytes) : '',
  ]);
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...lines.map(line)].join('\n');
}
