/** Pictures of a run: sample grids and the plot of the losses. */
import { writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { CELLS_IN_16, SCALES } from '../../../src/core/scale.ts';
import { enlarge } from '../nn/ops.ts';
import type { Batch } from './batch.ts';
import type { Generated } from './objective.ts';
import type { PairBatch, PairDrawn } from './pairs.ts';
import type { Made } from './trainer.ts';

/** An RGB picture in bytes. */
interface Tile {
  size: number;
  data: Uint8Array;
}

/** A 1×S×S×3 tensor in [-1, 1] to bytes, clipped. */
function tile(t: tf.Tensor4D): Tile {
  const data = Uint8Array.from(t.dataSync(), (v) => Math.min(255, Math.max(0, Math.round((v + 1) * 127.5))));
  return { size: t.shape[1], data };
}

/** Rows of tiles of one size to a PNG, two pixels of grey between. */
function writeTiles(file: string, rows: (Tile | undefined)[][]): void {
  const size = Math.max(...rows.flat().map((t) => t?.size ?? 0));
  const step = size + 2;
  const [width, height] = [Math.max(...rows.map((r) => r.length)) * step, rows.length * step];
  const data = new Uint8Array(width * height * 3).fill(128);
  for (const [j, row] of rows.entries())
    for (const [i, t] of row.entries())
      for (let y = 0; t && y < t.size; y++)
        data.set(
          t.data.subarray(y * t.size * 3, (y + 1) * t.size * 3),
          ((j * step + y) * width + i * step) * 3,
        );
  writeFileSync(file, encode({ width, height, data, channels: 3 }));
}

/** Tiles of one row of a sample grid. */
export type SampleRow = (Tile | undefined)[];

/**
 * c, its targets at the three scales, GridNet's pictures, PixelNet's pictures, C'; then p, the cartoon made of it, P'.
 * Grid pictures are enlarged to the crop.
 */
function unpairedRow(batch: Batch, generated: Generated): SampleRow {
  let row: SampleRow = [];
  tf.tidy(() => {
    const all = (r: Partial<Record<string, tf.Tensor4D>>, grow: boolean): SampleRow =>
      SCALES.map((s) => (r[s] ? tile(grow ? enlarge(r[s], CELLS_IN_16[s]) : r[s]) : undefined));
    const one = (r: Partial<Record<string, tf.Tensor4D>>): SampleRow =>
      Object.values(r).map((t) => t && tile(t));
    row = [
      tile(batch.cartoon),
      ...all(batch.targets, true),
      ...all(generated.grid, true),
      ...one(generated.pixel),
      generated.returned && tile(generated.returned),
      tile(batch.art),
      generated.cartoon && tile(generated.cartoon),
      ...one(generated.pixelReturned),
    ];
  });
  return row;
}

/** A pair's cartoon, GridNet's and PixelNet's pictures of it and the artist's, all enlarged to the cartoon's size. */
function pairRow({ cartoon, art, scale }: PairBatch, drawn: PairDrawn): SampleRow {
  let row: SampleRow = [];
  tf.tidy(() => {
    const first = (t: tf.Tensor4D): tf.Tensor4D => tf.slice4d(t, [0, 0, 0, 0], [1, -1, -1, -1]);
    const grown = [drawn.grid, drawn.pixel, art].map((t) => enlarge(first(t), CELLS_IN_16[scale]));
    row = [first(cartoon), ...grown].map(tile);
  });
  return row;
}

/** One row of a sample grid: what an iteration drew of cartoons, of pairs, or of both. */
export function sampleRow({ batch, generated, pairs, drawn }: Made): SampleRow {
  return [
    ...(batch && generated ? unpairedRow(batch, generated) : []),
    ...(pairs && drawn ? pairRow(pairs, drawn) : []),
  ];
}

export function writeSamples(file: string, rows: SampleRow[]): void {
  writeTiles(file, rows);
}

const COLOURS = [
  '#d62728',
  '#1f77b4',
  '#2ca02c',
  '#9467bd',
  '#ff7f0e',
  '#17becf',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#000000',
  '#3b3bff',
  '#00a36c',
];

/**
 * The losses of a run over its iterations, smoothed, on a logarithmic axis, as PNG.
 * @param lines one object a logged iteration: iteration and losses by name
 */
export async function writePlot(
  file: string,
  lines: { iteration: number; losses: Record<string, number> }[],
): Promise<void> {
  if (lines.length < 2) return;
  const [w, h, left, right, top, bottom] = [1100, 560, 60, 220, 20, 40];
  const names = [...new Set(lines.flatMap((l) => Object.keys(l.losses)))];
  const last = lines[lines.length - 1]!.iteration;
  const series = names.map((name) => {
    let mean = Number.NaN;
    return lines.map((l) => {
      const v = Math.max(1e-4, l.losses[name] ?? Number.NaN);
      if (Number.isFinite(v))
        mean = Number.isFinite(mean) ? mean + (v - mean) * Math.min(1, 20 / lines.length + 0.02) : v;
      return mean;
    });
  });
  // A long run has more values than a call may have arguments.
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of series.flat())
    if (Number.isFinite(v)) [least, most] = [Math.min(least, v), Math.max(most, v)];
  const [lo, hi] = [Math.log10(least), Math.log10(most)];
  const x = (i: number): number => left + ((w - left - right) * i) / last;
  const y = (v: number): number =>
    top + (h - top - bottom) * (1 - (Math.log10(v) - lo) / Math.max(1e-6, hi - lo));
  const paths = series.map((s, k) => {
    const points = s
      .map((v, i) => (Number.isFinite(v) ? `${x(lines[i]!.iteration).toFixed(1)},${y(v).toFixed(1)}` : ''))
      .filter(Boolean);
    return `<polyline fill="none" stroke="${COLOURS[k % COLOURS.length]}" stroke-width="1.5" points="${points.join(' ')}"/>
<text x="${w - right + 12}" y="${top + 14 + 16 * k}" fill="${COLOURS[k % COLOURS.length]}">${names[k]} ${s[s.length - 1]!.toFixed(3)}</text>`;
  });
  const ticks = Array.from({ length: Math.floor(hi) - Math.ceil(lo) + 1 }, (_, i) => Math.ceil(lo) + i).map(
    (e) =>
      `<line x1="${left}" x2="${w - right}" y1="${y(10 ** e)}" y2="${y(10 ** e)}" stroke="#ddd"/><text x="8" y="${y(10 ** e) + 4}">1e${e}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" font-family="DejaVu Sans, sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>${ticks.join('')}${paths.join('')}
<text x="${left}" y="${h - 12}">iteration 0</text><text x="${w - right - 40}" y="${h - 12}">${last}</text></svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
}
