/** A tiny run for tests: pictures drawn here, networks of width 2, the plain JavaScript backend. */
import type { RgbaImage } from '../../src/core/image.ts';
import { Rng } from '../src/rng.ts';
import { makeConfig, type TrainConfig } from '../src/train/config.ts';

function blobs(seed: number, size: number, cell: number): RgbaImage & { name: string } {
  const rng = new Rng(seed);
  const data = new Uint8Array(size * size * 4);
  const colours = Array.from({ length: 4 }, () => [rng.int(256), rng.int(256), rng.int(256)]);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const [cx, cy] = [Math.floor(x / cell), Math.floor(y / cell)];
      const inside = (x - size / 2) ** 2 + (y - size / 2) ** 2 < (size / 2) ** 2;
      data.set([...colours[(cx * 7 + cy * 3 + seed) % 4]!, inside ? 255 : 0], (y * size + x) * 4);
    }
  return { name: `blob${seed}`, width: size, height: size, data };
}

export const tinyPack = {
  cartoons: [blobs(1, 40, 9), blobs(2, 60, 13)],
  pixels: [blobs(3, 12, 2), blobs(4, 16, 3)],
  sha256: '0'.repeat(64),
};

const net = { width: 2, residualBlocks: 1 };

export const tinyChanges = {
  iterations: 6,
  decayFrom: 2,
  crops: [[0, 48, 32]],
  buffer: 2,
  gridnet: net,
  pixelnet: net,
  depixelnet: { ...net, blur: 3 },
  discriminators: { width: 2, gridLayers: 1, pixelLayers: 1, depixelLayers: 1 },
};

export function tinyConfig(changes: object = {}): TrainConfig {
  return makeConfig({ ...tinyChanges, ...changes });
}
