import { CELLS_IN_16, cellMap, type Scale } from '../../src/core/scale.ts';
import type { Networks } from '../../src/inference/draw/networks.ts';
import type { Planar } from '../../src/inference/draw/planar.ts';

/** How a cell's values become one; the default is their mean. */
export type Pool = (values: number[]) => number;

export const mean: Pool = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** The darkest fifth's mean when it is dark: thickens outlines as the trained GridNet does. */
export const outlining: Pool = (values) => {
  const dark = [...values].sort((a, b) => a - b).slice(0, Math.ceil(values.length / 5));
  return mean(dark) < -0.6 ? mean(dark) : mean(values);
};

/** Networks without weights: GridNet pools every cell, PixelNet and DepixelNet return their input. */
export function analyticNetworks(pool: Pool = mean, calls: string[] = []): Networks {
  const picture = (image: Planar, scale: Scale): Planar => {
    const width = (image.width * CELLS_IN_16[scale]) / 16;
    const height = (image.height * CELLS_IN_16[scale]) / 16;
    const cells: number[][] = Array.from({ length: width * height * 3 }, () => []);
    const columns = cellMap(image.width, scale);
    const rows = cellMap(image.height, scale);
    image.data.forEach((value, i) => {
      const x = i % image.width;
      const y = Math.floor(i / image.width) % image.height;
      const c = Math.floor(i / (image.width * image.height));
      cells[(c * height + rows[y]) * width + columns[x]].push(value);
    });
    return { width, height, data: Float32Array.from(cells, pool) };
  };
  return {
    provider: 'wasm',
    async gridnet(image, scale) {
      calls.push('gridnet');
      return picture(image, scale);
    },
    async reach() {
      return null;
    },
    async onCells() {
      return false;
    },
    async pixelnet(grid) {
      calls.push('pixelnet');
      return grid;
    },
    async depixelnet(pixel) {
      calls.push('depixelnet');
      return pixel;
    },
    async close() {
      calls.push('close');
    },
  };
}
