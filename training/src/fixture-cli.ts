import { parseArgs } from 'node:util';
import { useBackend } from './backend/index.ts';
import { writeModels } from './export/models.ts';
import { GridNet } from './networks/gridnet.ts';
import { PixelNet } from './networks/pixelnet.ts';
import { Rng } from './rng.ts';
import { fail } from './terminal.ts';

/**
 * Tiny networks with seeded random weights, for tests of inference: far from trained, but each output depends on each
 * input pixel around it.
 */
export function tinyNetworks(
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

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string', default: '../test/fixtures/tiny' } } });
  await useBackend('cpu');
  const sizes = writeModels(values.out, tinyNetworks(2, 1), true, {
    configuration: { width: 2, residualBlocks: 1 },
    iterations: 0,
    data: null,
    licence: 'CC0-1.0',
  });
  console.log(sizes);
}

if (process.argv[1]?.endsWith('fixture-cli.ts')) main().catch(fail('fixture'));
