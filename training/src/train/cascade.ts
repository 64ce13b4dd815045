import type { Scale } from '../../../src/core/scale.ts';
import { GridNet } from '../networks/gridnet.ts';
import { PatchGan } from '../networks/patchgan.ts';
import { PixelNet } from '../networks/pixelnet.ts';
import type { Param } from '../nn/params.ts';
import { Rng } from '../rng.ts';
import type { TrainConfig } from './config.ts';

/** The three generators and their discriminators (section 3.2). */
export interface Cascade {
  gridnet: GridNet;
  pixelnet: PixelNet;
  depixelnet: PixelNet;
  dGrid: PatchGan;
  dPixel: PatchGan;
  dDepixel: PatchGan;
}

/** Builds all six networks with weights drawn from the configuration's seed. */
export function buildCascade(config: TrainConfig): Cascade {
  const { head, discriminators: d } = config;
  const seed = (i: number): Rng => new Rng(config.seed * 1000 + i);
  return {
    gridnet: new GridNet({ ...config.gridnet, head }, seed(1)),
    pixelnet: new PixelNet('pixelnet', { ...config.pixelnet, head }, seed(2)),
    depixelnet: new PixelNet('depixelnet', { ...config.depixelnet, head }, seed(3)),
    dGrid: new PatchGan('d_gridnet', { width: d.width, layers: d.gridLayers }, seed(4)),
    dPixel: new PatchGan('d_pixelnet', { width: d.width, layers: d.pixelLayers }, seed(5)),
    dDepixel: new PatchGan('d_depixelnet', { width: d.width, layers: d.depixelLayers }, seed(6)),
  };
}

export function generatorParams(c: Cascade): Param[] {
  return [...c.gridnet.params.list, ...c.pixelnet.params.list, ...c.depixelnet.params.list];
}

export function discriminatorParams(c: Cascade): Param[] {
  return [...c.dGrid.params.list, ...c.dPixel.params.list, ...c.dDepixel.params.list];
}

export function disposeCascade(c: Cascade): void {
  for (const network of Object.values(c)) network.params.dispose();
}

/** Per-scale values, for the scales that a run trains. */
export type PerScale<T> = Partial<Record<Scale, T>>;
