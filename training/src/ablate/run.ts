/** Trains every configuration at one equal budget, from one seed, with the one trainer. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pack } from '../data/pack.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { makeConfig, type TrainConfig } from '../train/config.ts';
import type { PairSource } from '../train/pairs.ts';
import { train } from '../train/run.ts';
import { type AblationName, ablationConfig } from './configurations.ts';
import type { FinishedRun } from './report.ts';

export interface AblateOptions {
  /** Holds a run folder a configuration, by its name. */
  folder: string;
  names: readonly AblationName[];
  /** Changes to the default configuration that all share, the budget among them. */
  base: Record<string, unknown>;
  pack: Pack;
  /** Where some learn from pairs. */
  scenes?: PairSource;
  signal?: AbortSignal;
  log?: (line: string) => void;
}

/** How long a run has trained: written beside its checkpoint, since a checkpoint knows only iterations. */
const TIME = 'seconds.json';

/** @throws Error when the folder holds a run of another configuration */
function iterationsDone(folder: string, config: TrainConfig): number {
  const file = join(folder, 'checkpoint.bin');
  if (!existsSync(file)) return 0;
  const { header } = readCheckpoint(file);
  const held = makeConfig(header.config) as unknown as Record<string, unknown>;
  for (const [key, value] of Object.entries(config)) {
    const [expected, got] = [JSON.stringify(value), JSON.stringify(held[key])];
    if (expected !== got)
      throw new Error(
        `${folder}: expected a run with ${key} ${expected}, got one with ${got}; name another --out`,
      );
  }
  return header.iteration;
}

/**
 * Trains what is not trained yet: finished runs are skipped, others resumed.
 * @returns the runs that are finished: all of them, but for an abort
 * @throws Error when a folder holds a run of another configuration, before anything is trained
 */
export async function ablate(options: AblateOptions): Promise<FinishedRun[]> {
  const { names, base, pack, scenes, signal, log = console.log } = options;
  const runs = names.map((name) => {
    const config = ablationConfig(name, base);
    const folder = join(options.folder, name);
    return { name, config, folder, done: iterationsDone(folder, config) };
  });
  const finished: FinishedRun[] = [];
  for (const [i, { name, config, folder, done }] of runs.entries()) {
    if (signal?.aborted) break;
    const timeFile = join(folder, TIME);
    let seconds =
      done > 0 && existsSync(timeFile) ? (JSON.parse(readFileSync(timeFile, 'utf8')) as number) : 0;
    let iterations = done;
    if (done >= config.iterations) log(`${i + 1}/${runs.length} ${name}: finished before`);
    else {
      log(`${i + 1}/${runs.length} ${name}: ${done > 0 ? `from iteration ${done}` : 'starts'}`);
      const begun = performance.now();
      iterations = await train({
        folder,
        config,
        pack,
        ...(scenes ? { scenes } : {}),
        resume: done > 0,
        saveEvery: config.iterations,
        sampleEvery: config.iterations,
        ...(signal ? { signal } : {}),
        log: (line) => log(`${name}: ${line}`),
      });
      seconds += (performance.now() - begun) / 1000;
      writeFileSync(timeFile, `${seconds}\n`);
    }
    if (iterations >= config.iterations) finished.push({ name, folder, iterations, seconds });
  }
  return finished;
}
