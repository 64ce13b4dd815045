/** A thread that makes scenes (make.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import type { Job, Made } from './make.ts';
import { makeScene } from './scene.ts';

const { sprites, config, first, step, end } = workerData as Job;
for (let seed = first; seed < end; seed += step) {
  const { cells, art, picture } = makeScene(sprites, seed, config);
  const made: Made = { seed, scene: { cells, art, picture } };
  parentPort?.postMessage(made, [art.buffer as ArrayBuffer, picture.buffer as ArrayBuffer]);
}
