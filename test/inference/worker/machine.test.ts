import { expect, it } from 'vitest';
import { mostWorkers } from '../../../src/inference/worker/machine.ts';

it.each([
  [1, undefined, 1],
  [2, undefined, 1],
  [4, undefined, 3],
  [16, undefined, 4],
  [16, 8, 4],
  [16, 4, 2],
  [16, 1, 1],
  [2, 8, 1],
])('of %i cores and %s GiB leaves room for the rest', (hardwareConcurrency, deviceMemory, expected) => {
  const machine = deviceMemory === undefined ? {} : { deviceMemory };
  expect(mostWorkers({ hardwareConcurrency, ...machine })).toBe(expected);
});
