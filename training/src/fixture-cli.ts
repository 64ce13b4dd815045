import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { useBackend } from './backend/index.ts';
import { writeModels } from './export/models.ts';
import { GridNet } from './networks/gridnet.ts';
import { CellPixelNet, GridKernelNet } from './networks/kernel.ts';
import { PixelNet } from './networks/pixelnet.ts';
import { Rng } from './rng.ts';
import { fail } from './terminal.ts';

/**
 * Tiny networks with seeded random weights, for tests of inference: far from trained, but each output depends on each
 * input pixel around it.
 */
function tinyNetworks(
  width: number,
  residualBlocks: number,
): { gridnet: GridNet; pixelnet: PixelNet; depixelnet: PixelNet } {
  const config = { width, residualBlocks, head: 'linear' } as const;
  return {
    gridnet: new GridNet(config, new Rng(11)),
    pixelnet: new PixelNet('pixelnet', config, new Rng(12)),
    depixelnet: new PixelNet('depixelnet', config, new Rng(13)),
  };
}

/** The same with kernel heads, PixelNet on cells. */
function tinyKernelNetworks(
  width: number,
  residualBlocks: number,
): { gridnet: GridKernelNet; pixelnet: CellPixelNet; depixelnet: PixelNet } {
  const config = { width, residualBlocks, norm: 'none' } as const;
  return {
    gridnet: new GridKernelNet(config, new Rng(21)),
    pixelnet: new CellPixelNet(config, new Rng(22)),
    depixelnet: tinyNetworks(width, residualBlocks).depixelnet,
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string', default: '../test/fixtures' } } });
  await useBackend('cpu');
  const configuration = { width: 2, residualBlocks: 1 };
  const provenance = { iterations: 0, data: null, licence: 'CC0-1.0' };
  const write = (name: string, networks: Parameters<typeof writeModels>[1], head: object): void => {
    const folder = join(values.out, name);
    mkdirSync(folder, { recursive: true });
    const sizes = writeModels(folder, networks, true, {
      configuration: { ...configuration, ...head },
      ...provenance,
    });
    console.log(name, sizes);
  };
  write('tiny', tinyNetworks(configuration.width, configuration.residualBlocks), {});
  write('tiny-kernel', tinyKernelNetworks(configuration.width, configuration.residualBlocks), {
    head: 'kernel',
  });
}

if (process.argv[1]?.endsWith('fixture-cli.ts')) main().catch(fail('fixture'));
