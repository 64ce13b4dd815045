/** Makes many scenes, in worker threads if asked for. */
import { Worker } from 'node:worker_threads';
import type { PairsConfig } from './config.ts';
import { makeScene, type Scene } from './scene.ts';
import type { Sprite } from './sprites.ts';

/** Threads do not inherit what makes Node read TypeScript: each one registers it itself. */
const start =
  (): string => `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('./worker.ts', import.meta.url).href)});
})`;

/** What a worker gets: it makes the seeds first, first + step, ... below `end`. */
export interface Job {
  readonly sprites: readonly Sprite[];
  readonly config: PairsConfig;
  readonly first: number;
  readonly step: number;
  readonly end: number;
}

/** A scene of a worker. */
export interface Made {
  readonly seed: number;
  readonly scene: Scene;
}

/**
 * Makes the scenes of the seeds seed..seed + count - 1 and hands each over with its index from 0, in no order.
 * @param workers threads besides this one; 0 makes them here
 * @param stop makes it end early
 */
export async function makeScenes(
  sprites: readonly Sprite[],
  config: PairsConfig,
  seed: number,
  count: number,
  workers: number,
  take: (index: number, scene: Scene) => void,
  stop?: AbortSignal,
): Promise<void> {
  if (workers === 0) {
    for (let i = 0; i < count && !stop?.aborted; i++) {
      take(i, makeScene(sprites, seed + i, config));
      // Lets signals through.
      if (i % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
    }
    return;
  }
  const threads: Worker[] = [];
  try {
    await Promise.all(
      Array.from({ length: Math.min(workers, count) }, (_, k) => {
        const job: Job = { sprites, config, first: seed + k, step: workers, end: seed + count };
        const thread = new Worker(start(), { eval: true, workerData: job });
        threads.push(thread);
        return new Promise<void>((resolve, reject) => {
          thread.on('message', ({ seed: made, scene }: Made) => {
            try {
              take(made - seed, scene);
            } catch (error) {
              reject(error);
            }
          });
          thread.on('error', reject);
          thread.on('exit', () => resolve());
          stop?.addEventListener('abort', () => resolve());
        });
      }),
    );
  } finally {
    await Promise.all(threads.map((t) => t.terminate()));
  }
}
