import type { Scale } from '../../../src/core/scale.ts';
import { GridNet } from '../networks/gridnet.ts';
import { CellPixelNet, GridKernelNet } from '../networks/kernel.ts';
import { CellCritic, PatchGan } from '../networks/patchgan.ts';
import { PixelNet } from '../networks/pixelnet.ts';
import type { Param } from '../nn/params.ts';
import { Rng } from '../rng.ts';
import type { TrainConfig } from './config.ts';

/** The three generators and their discriminators (section 3.2). */
export interface Cascade {
  gridnet: GridNet | GridKernelNet;
  pixelnet: PixelNet | CellPixelNet;
  depixelnet: PixelNet;
  dGrid: PatchGan;
  dPixel: PatchGan;
  dDepixel: PatchGan;
  dPairs: CellCritic;
}

/** Builds all seven networks with weights drawn from the configuration's seed. */
export function buildCascade(config: TrainConfig): Cascade {
  const { head, norm, discriminators: d } = config;
  const seed = (i: number): Rng => new Rng(config.seed * 1000 + i);
  return {
    gridnet:
      head === 'kernel'
        ? new GridKernelNet({ ...config.gridnet, norm }, seed(1))
        : new GridNet({ ...config.gridnet, head }, seed(1)),
    pixelnet:
      head === 'kernel'
        ? new CellPixelNet({ ...config.pixelnet, norm }, seed(2))
        : new PixelNet('pixelnet', { ...config.pixelnet, head }, seed(2)),
    // The way back paints: a smooth picture has colours that blocks do not have.
    depixelnet: new PixelNet(
      'depixelnet',
      { ...config.depixelnet, head: head === 'kernel' ? 'linear' : head },
      seed(3),
    ),
    dGrid: new PatchGan('d_gridnet', { width: d.width, layers: d.gridLayers }, seed(4)),
    dPixel: new PatchGan('d_pixelnet', { width: d.width, layers: d.pixelLayers }, seed(5)),
    dDepixel: new PatchGan('d_depixelnet', { width: d.width, layers: d.depixelLayers }, seed(6)),
    dPairs: new CellCritic(d.width, seed(7)),
  };
}

export function generatorParams(c: Cascade): Param[] {
  return [...c.gridnet.params.list, ...c.pixelnet.params.list, ...c.depixelnet.params.list];
}

export function discriminatorParams(c: Cascade): Param[] {
  return [
    ...c.dGrid.params.list,
    ...c.dPixel.params.list,
    ...c.dDepixel.params.list,
    ...c.dPairs.params.list,
  ];
}

export function disposeCascade(c: Cascade): void {
  for (const network of Object.values(c)) network.params.dispose();
}

/** Per-scale values, for the scales that a run trains. */
export type PerScale<T> = Partial<Record<Scale, T>>;
