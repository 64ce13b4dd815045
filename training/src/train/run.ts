/** A training run: its folder, its loop, its log. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pack } from '../data/pack.ts';
import { duration } from '../terminal.ts';
import { loadWeights, readCheckpoint, resume, saveCheckpoint, saveRestart } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import type { PairSource } from './pairs.ts';
import { type SampleRow, sampleRow, writePlot, writeSamples } from './pictures.ts';
import { type Stats, Trainer } from './trainer.ts';

export interface RunOptions {
  /** Run folder; made if missing. Holds config.json, stats.jsonl, samples/, losses.png and checkpoint.bin. */
  folder: string;
  config: TrainConfig;
  pack: Pack;
  /** Scenes made ahead, where the configuration learns from pairs. */
  scenes?: PairSource;
  /** Continue from the folder's checkpoint. */
  resume: boolean;
  /** Weights to start from: a checkpoint or a restart file. */
  from?: string;
  /** Iterations between checkpoints, and between sample grids. */
  saveEvery: number;
  sampleEvery: number;
  /** Stop with a checkpoint after so many minutes. */
  maxMinutes?: number;
  /** Stop with a checkpoint as soon as it is aborted (Ctrl-C). */
  signal?: AbortSignal;
  log?: (line: string) => void;
}

/** Rows of a sample grid: the last so many iterations before it is written. */
const SAMPLE_ROWS = 6;

const CHECKPOINT = 'checkpoint.bin';

/** Drops log lines of iterations that a resumed run will do again. */
function trimLog(file: string, iteration: number): Stats[] {
  if (!existsSync(file)) return [];
  const kept: Stats[] = [];
  let bytes = 0;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    // The last line of a killed run may be cut short.
    if (!line.endsWith('}')) break;
    const stats = JSON.parse(line) as Stats;
    if (stats.iteration > iteration) break;
    kept.push(stats);
    bytes += Buffer.byteLength(line) + 1;
  }
  truncateSync(file, bytes);
  return kept;
}

/** What a run folder's config.json holds. */
interface RunRecord {
  config: TrainConfig;
  /** The pack of cartoons and pixel art, and the scenes, that the run last read. */
  data: {
    sha256?: string;
    cartoons?: number;
    pixels?: number;
    scenes?: { count: number; seed: number | undefined };
  };
  /** The weights that the run began from, if not from random ones. */
  from?: string;
  /** Every configuration that the run has had, and the iteration from which on. */
  history: { iteration: number; config: TrainConfig }[];
}

/** Writes config.json; a resumed run whose configuration has changed gets one more entry in its history. */
function writeConfiguration(folder: string, iteration: number, options: RunOptions): void {
  const { config, pack, from, resume: resumed } = options;
  const file = join(folder, 'config.json');
  const before: Partial<RunRecord> =
    resumed && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const history = before.history ?? (before.config ? [{ iteration: 0, config: before.config }] : []);
  const last = history[history.length - 1];
  if (JSON.stringify(last?.config) !== JSON.stringify(config)) history.push({ iteration, config });
  const began = before.from ?? from;
  const record: RunRecord = {
    config,
    data: {
      ...(pack.cartoons.length > 0 && {
        sha256: pack.sha256,
        cartoons: pack.cartoons.length,
        pixels: pack.pixels.length,
      }),
      ...(options.scenes && { scenes: { count: options.scenes.count, seed: options.scenes.seed } }),
    },
    ...(began ? { from: began } : {}),
    history,
  };
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * Trains until config.iterations, a time limit or an abort; every way out leaves a checkpoint of whole iterations.
 * @returns iterations done
 * @throws Error when the folder holds a run already and resume is not asked for, or a loss is not finite
 */
export async function train(options: RunOptions): Promise<number> {
  const { folder, config, pack, log = console.log } = options;
  const checkpointFile = join(folder, CHECKPOINT);
  if (!options.resume && existsSync(checkpointFile))
    throw new Error(
      `${folder}: expected an empty run folder, but it holds a run; continue it with --resume or name another`,
    );
  mkdirSync(join(folder, 'samples'), { recursive: true });
  const trainer = new Trainer(config, pack, options.scenes);
  if (options.resume) {
    const checkpoint = readCheckpoint(checkpointFile);
    if (checkpoint.header.data !== pack.sha256)
      log(
        `note: the pack differs from the one that the run began with (${checkpoint.header.data.slice(0, 12)})`,
      );
    resume(trainer, checkpoint);
  } else if (options.from) loadWeights(trainer, readCheckpoint(options.from));
  writeConfiguration(folder, trainer.iteration, options);
  const statsFile = join(folder, 'stats.jsonl');
  const logged: Stats[] = trimLog(statsFile, trainer.iteration);
  const begun = performance.now();
  const first = trainer.iteration;
  const rows: SampleRow[] = [];
  let shown = begun;
  const save = async (): Promise<void> => {
    saveCheckpoint(checkpointFile, trainer, pack.sha256);
    await writePlot(join(folder, 'losses.png'), logged);
  };
  try {
    while (trainer.iteration < config.iterations) {
      const next = trainer.iteration + 1;
      const untilSample = options.sampleEvery - (next % options.sampleEvery);
      const wanted = untilSample % options.sampleEvery < SAMPLE_ROWS || next === config.iterations;
      const stats = trainer.step(wanted ? (made) => rows.push(sampleRow(made)) : undefined);
      appendFileSync(statsFile, `${JSON.stringify(stats)}\n`);
      logged.push(stats);
      const now = performance.now();
      const done = stats.iteration - first;
      if (now - shown > 10_000 || stats.iteration === config.iterations) {
        shown = now;
        const rate = done / ((now - begun) / 1000);
        const parts = Object.entries(stats.losses).map(([k, v]) => `${k} ${v.toFixed(2)}`);
        log(
          `${stats.iteration}/${config.iterations}  ${rate.toFixed(2)} it/s, ${(2 * rate).toFixed(1)} images/s, ${duration((config.iterations - stats.iteration) / rate)} left  ${parts.join('  ')}`,
        );
      }
      if (stats.iteration % options.sampleEvery === 0 || stats.iteration === config.iterations) {
        writeSamples(
          join(folder, 'samples', `${String(stats.iteration).padStart(6, '0')}.png`),
          rows.splice(0),
        );
      }
      if (stats.iteration % options.saveEvery === 0) await save();
      // Lets signals in.
      await new Promise((resolve) => setImmediate(resolve));
      if (options.signal?.aborted || (options.maxMinutes && now - begun > options.maxMinutes * 60_000)) break;
    }
  } finally {
    // A step that broke off half-way, out of memory say, has moved some weights: the last checkpoint is better.
    const whole = [trainer.generatorAdam, trainer.discriminatorAdam].every(
      ({ steps }) => steps === trainer.iteration,
    );
    if (whole) {
      await save();
      saveRestart(join(folder, 'restart.bin'), trainer, pack.sha256);
    }
    const kept = whole ? 'checkpoint written' : 'the step broke off: the last checkpoint stays';
    log(`${folder}: stopped at iteration ${trainer.iteration} of ${config.iterations}, ${kept}`);
  }
  const { iteration } = trainer;
  trainer.dispose();
  return iteration;
}
