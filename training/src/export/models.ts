/** The trained networks as ONNX files with their models.json. */
import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCALES } from '../../../src/core/scale.ts';
import type { GridNet } from '../networks/gridnet.ts';
import { CellPixelNet, type GridKernelNet } from '../networks/kernel.ts';
import type { PixelNet } from '../networks/pixelnet.ts';
import { OnnxGraph } from './onnx.ts';
import { OnnxOps } from './onnx-ops.ts';

/** Names of GridNet's outputs, by scale. */
const OUTPUTS = { '1/4': 'quarter', '3/16': 'three_sixteenths', '1/8': 'eighth' } as const;

/** @returns GridNet: input `image` 1×3×H×W in [-1, 1], H and W multiples of 16; outputs quarter, three_sixteenths, eighth */
export function exportGridNet(network: GridNet | GridKernelNet, half: boolean): Uint8Array {
  const graph = new OnnxGraph('gridnet', half);
  const image = { name: graph.input('image', [1, 3, 'height', 'width']), channels: 3 };
  const { pictures } = network.apply(new OnnxOps(graph), image);
  for (const scale of SCALES) {
    graph.node('Identity', [pictures[scale].name], {}, OUTPUTS[scale]);
    graph.output(OUTPUTS[scale], [1, 3, `${OUTPUTS[scale]}_height`, `${OUTPUTS[scale]}_width`]);
  }
  return graph.finish();
}

/** @returns PixelNet or DepixelNet: one input and one output of 1×3×H×W in [-1, 1], H and W multiples of 4 */
export function exportPixelNet(
  network: PixelNet,
  name: string,
  input: string,
  output: string,
  half: boolean,
): Uint8Array {
  const graph = new OnnxGraph(name, half);
  const value = { name: graph.input(input, [1, 3, 'height', 'width']), channels: 3 };
  graph.node('Identity', [network.apply(new OnnxOps(graph), value).picture.name], {}, output);
  graph.output(output, [1, 3, 'height', 'width']);
  return graph.finish();
}

/** @returns PixelNet on cells: input `cells`, output `pixel`, both 1×3×h×w in [-1, 1], one pixel an art pixel */
export function exportCellPixelNet(network: CellPixelNet, half: boolean): Uint8Array {
  const graph = new OnnxGraph('pixelnet', half);
  const value = { name: graph.input('cells', [1, 3, 'height', 'width']), channels: 3 };
  graph.node('Identity', [network.apply(new OnnxOps(graph), value).name], {}, 'pixel');
  graph.output('pixel', [1, 3, 'height', 'width']);
  return graph.finish();
}

/** What models.json says beside the files. */
export interface Provenance {
  /** The last configuration, and all that the run has had with the iteration from which on. */
  configuration: unknown;
  history?: unknown;
  /** Runs that networks were taken from, by the network. */
  taken?: unknown;
  /** The runs on the way from `before` to these weights, and the record of the weights that all began from. */
  phases?: unknown;
  before?: unknown;
  iterations: number;
  /** sha256 of the pack, and how many pictures it held. */
  data: unknown;
  licence: string;
}

const RANGE = [-1, 1];
const CELLS = { shape: [1, 3, 'cells high', 'cells wide'], range: RANGE, multipleOf: 1 };
const PICTURE = { shape: [1, 3, 'height', 'width'], range: RANGE, multipleOf: 4 };

/** Writes gridnet.onnx, pixelnet.onnx, depixelnet.onnx and models.json into a folder. @returns bytes by file */
export function writeModels(
  folder: string,
  networks: { gridnet: GridNet | GridKernelNet; pixelnet: PixelNet | CellPixelNet; depixelnet: PixelNet },
  half: boolean,
  provenance: Provenance,
): Record<string, number> {
  const files = {
    gridnet: exportGridNet(networks.gridnet, half),
    pixelnet:
      networks.pixelnet instanceof CellPixelNet
        ? exportCellPixelNet(networks.pixelnet, half)
        : exportPixelNet(networks.pixelnet, 'pixelnet', 'grid', 'pixel', half),
    depixelnet: exportPixelNet(networks.depixelnet, 'depixelnet', 'pixel', 'cartoon', half),
  };
  const grid = (scale: (typeof SCALES)[number]): object => ({
    shape: [1, 3, 'cells high', 'cells wide'],
    range: RANGE,
    scale,
  });
  const io = {
    gridnet: {
      inputs: { image: { ...PICTURE, multipleOf: 16 } },
      outputs: Object.fromEntries(SCALES.map((s) => [OUTPUTS[s], grid(s)])),
    },
    pixelnet:
      networks.pixelnet instanceof CellPixelNet
        ? { inputs: { cells: CELLS }, outputs: { pixel: CELLS } }
        : { inputs: { grid: PICTURE }, outputs: { pixel: PICTURE } },
    depixelnet: { inputs: { pixel: PICTURE }, outputs: { cartoon: PICTURE } },
  };
  const models: Record<string, object> = {};
  const sizes: Record<string, number> = {};
  const write = (file: string, bytes: Uint8Array | string): void => {
    const path = join(folder, file);
    writeFileSync(`${path}.tmp`, bytes);
    renameSync(`${path}.tmp`, path);
  };
  for (const [name, bytes] of Object.entries(files)) {
    const file = `${name}.onnx`;
    write(file, bytes);
    sizes[file] = bytes.length;
    models[name] = {
      file,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      weights: half ? 'fp16, cast to fp32 when loaded' : 'fp32',
      ...io[name as keyof typeof io],
    };
  }
  write('models.json', `${JSON.stringify({ version: 1, models, ...provenance }, null, 2)}\n`);
  return sizes;
}
