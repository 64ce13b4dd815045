import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DEPIXELIZE_OPTIONS,
  PIXELIZE_OPTIONS,
  parseOptions,
  RUN_OPTIONS,
} from '../../../src/core/options.ts';
import { random } from '../../../src/core/random.ts';
import { CELLS_IN_16, SCALES } from '../../../src/core/scale.ts';
import { bounded } from '../../../src/inference/draw/bounds.ts';
import { heldIn } from '../../../src/inference/draw/held.ts';
import type { Networks } from '../../../src/inference/draw/networks.ts';
import { openModels } from '../../../src/inference/draw/node.ts';
import { bytesOfPlanar, type Planar } from '../../../src/inference/draw/planar.ts';
import { samplesIn } from '../../../src/inference/draw/samples.ts';
import { type Ort, openNetworks, WebGpuError } from '../../../src/inference/draw/session.ts';
import { pixelize } from '../../../src/inference/pixelize.ts';
import { depixelize } from '../../../src/inference/smooth/depixelize.ts';
import { apart, disc } from '../../support/pictures.ts';

const modelsIn = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const runOptions = parseOptions(RUN_OPTIONS, { threads: 1 });

function noise(width: number, height: number, seed = 1): Planar {
  const next = random(seed);
  return { width, height, data: Float32Array.from({ length: width * height * 3 }, () => next() * 2 - 1) };
}

describe('networks of a models folder', () => {
  let networks: Networks;
  beforeAll(async () => {
    networks = await openModels(modelsIn('tiny'), runOptions);
  });
  afterAll(() => networks.close());

  it.each([
    [64, 64],
    [80, 64],
    [64, 208],
  ])('GridNet gives its three sizes for %i x %i', async (width, height) => {
    for (const scale of SCALES) {
      const { width: w, height: h, data } = await networks.gridnet(noise(width, height), scale);
      expect([w, h]).toEqual([(width * CELLS_IN_16[scale]) / 16, (height * CELLS_IN_16[scale]) / 16]);
      expect(data).toHaveLength(w * h * 3);
      expect(data.every(Number.isFinite)).toBe(true);
    }
  });

  it('PixelNet and DepixelNet keep the size and answer to their input', async () => {
    for (const net of ['pixelnet', 'depixelnet'] as const) {
      const [one, same, other] = await Promise.all(
        [1, 1, 2].map((seed) => networks[net](noise(64, 80, seed))),
      );
      expect([one.width, one.height]).toEqual([64, 80]);
      expect(same.data).toEqual(one.data);
      expect(other.data).not.toEqual(one.data);
    }
  });

  it('make pixel art and smooth pictures from end to end, the same ones again', async () => {
    const source = disc(120, [200, 60, 40, 255], [20, 15, 15, 255], 4);
    for (const scale of SCALES) {
      const options = parseOptions(PIXELIZE_OPTIONS, { size: '13x17', scale, colors: 6 });
      const { art, drawing } = await pixelize(networks, source, options);
      expect([art.width, art.height, art.indices.length]).toEqual([13, 17, 13 * 17]);
      expect(art.palette[0]).toEqual([0, 0, 0, 0]);
      expect(art.palette.length).toBeLessThanOrEqual(7);
      expect(art.indices[0]).toBe(0);
      expect(art.indices[8 * 13 + 6]).toBeGreaterThan(0);
      expect(drawing.lattice.inputWidth % 16).toBe(0);
      expect((await pixelize(networks, source, options)).art).toEqual(art);
    }
    const smooth = await depixelize(
      networks,
      source,
      parseOptions(DEPIXELIZE_OPTIONS, { cell: 10, zoom: 4 }),
    );
    expect([smooth.image.width, smooth.image.height]).toEqual([48, 48]);
    expect([smooth.image.data[3], smooth.image.data[(24 * 48 + 24) * 4 + 3]]).toEqual([0, 255]);
  });
});

describe('networks with kernel heads', () => {
  let networks: Networks;
  beforeAll(async () => {
    networks = await openModels(modelsIn('tiny-kernel'), runOptions);
  });
  afterAll(() => networks.close());

  it('have a PixelNet on cells; others have not', async () => {
    expect(await networks.onCells()).toBe(true);
    const others = await openModels(modelsIn('tiny'), runOptions);
    expect(await others.onCells()).toBe(false);
    await others.close();
  });

  it('PixelNet takes cells of any size, answers to them and adds no colour', async () => {
    for (const [width, height] of [
      [16, 16],
      [15, 9],
      [10, 26],
    ]) {
      const cells = noise(width, height);
      const { data, ...size } = await networks.pixelnet(cells);
      expect(size).toEqual({ width, height });
      expect(data).not.toEqual(cells.data);
      expect((await networks.pixelnet(noise(width, height, 2))).data).not.toEqual(data);
      const [least, most] = [Math.min(...cells.data), Math.max(...cells.data)];
      expect(data.every((value) => value >= least - 1e-5 && value <= most + 1e-5)).toBe(true);
    }
  });

  it.each(SCALES)('draw each cell of one colour, PixelNet’s, at %s', async (scale) => {
    const source = disc(120, [200, 60, 40, 255], [20, 15, 15, 255], 4);
    // 13 x 17 and 33 x 21 art pixels are padded at every scale, by other lengths on each side.
    for (const size of ['13x17', '33x21']) {
      const options = parseOptions(PIXELIZE_OPTIONS, { size, scale, colors: 6 });
      const { art, drawing, grid } = await pixelize(networks, source, options);
      const [width, height] = size.split('x').map(Number);
      expect([art.width, art.height, art.indices.length]).toEqual([width, height, width * height]);
      expect(art.palette[0]).toEqual([0, 0, 0, 0]);
      expect(art.palette.length).toBeLessThanOrEqual(7);
      expect(art.indices[0]).toBe(0);
      expect(art.indices[(height >> 1) * width + (width >> 1)]).toBeGreaterThan(0);
      expect((await pixelize(networks, source, options)).art).toEqual(art);

      const cells = bytesOfPlanar(await networks.pixelnet(grid));
      const { inputWidth, inputHeight, columns, rows } = drawing.lattice;
      expect(drawing.rgb).toHaveLength(inputWidth * inputHeight * 3);
      const across = grid.width;
      const drawn = drawing.rgb.map((_, i) => {
        const [pixel, c] = [Math.floor(i / 3), i % 3];
        return cells[(rows[Math.floor(pixel / inputWidth)] * across + columns[pixel % inputWidth]) * 3 + c];
      });
      // Where a cell is not covered all over, the matte is taken out again.
      const held = heldIn(source, width, height);
      const expected = bounded(drawing.lattice, drawn, samplesIn(source, width, height)!);
      let [full, wrong] = [0, 0];
      drawing.rgb.forEach((value, i) => {
        const pixel = Math.floor(i / 3);
        const [x, y] = [columns[pixel % inputWidth], rows[Math.floor(pixel / inputWidth)]];
        if (x >= width || y >= height || held?.share[y * width + x] !== 1) return;
        full++;
        wrong += Number(value !== expected[i]);
      });
      expect(full).toBeGreaterThan(drawing.rgb.length / 8);
      expect(wrong).toBe(0);
    }
  });

  it('draw the source: a wide area has its colour', async () => {
    const source = disc(120, [40, 90, 200, 255], [40, 90, 200, 255], 0);
    for (const scale of SCALES) {
      const options = parseOptions(PIXELIZE_OPTIONS, { size: '21x21', scale, tidy: 'off' });
      const { art } = await pixelize(networks, source, options);
      expect(apart(art.palette[art.indices[10 * 21 + 10]], [40, 90, 200, 255])).toBeLessThan(0.1);
    }
  });
});

describe('openNetworks', () => {
  /** A stand-in for onnxruntime that counts, and fails where it is told to. */
  function fakeOrt(failing: Set<string>, log: string[]): Ort {
    let running = 0;
    const create = async (
      _: Uint8Array,
      { executionProviders: [provider] }: { executionProviders: string[] },
    ) => {
      log.push(`create ${provider}`);
      if (failing.has(provider)) throw new Error(`no ${provider}`);
      return {
        inputNames: ['grid'],
        async run({ grid }: { grid: ort.Tensor }) {
          if (failing.has('run')) throw new Error('no run');
          log.push(`run ${++running}`);
          await new Promise((resolve) => setTimeout(resolve, 1));
          running--;
          return { pixel: grid };
        },
        release: async () => log.push('release'),
      };
    };
    return { ...ort, InferenceSession: { create } } as unknown as Ort;
  }
  const bytes = async () => new Uint8Array();

  it('loads a model once, runs one after the other, and frees it', async () => {
    const log: string[] = [];
    const networks = openNetworks(fakeOrt(new Set(), log), bytes, 'wasm');
    expect(log).toEqual([]);
    const results = await Promise.all([1, 2, 3].map((seed) => networks.pixelnet(noise(8, 4, seed))));
    expect(results.map((r) => r.data[0])).toEqual([1, 2, 3].map((seed) => noise(8, 4, seed).data[0]));
    await networks.close();
    expect(log).toEqual(['create wasm', 'run 1', 'run 1', 'run 1', 'release']);
  });

  it('forgets a failed load and tries again', async () => {
    let loads = 0;
    const load = async () => {
      if (++loads === 1) throw new Error('gone');
      return new Uint8Array();
    };
    const networks = openNetworks(fakeOrt(new Set(), []), load, 'wasm');
    await expect(networks.pixelnet(noise(8, 8))).rejects.toThrow('gone');
    expect((await networks.pixelnet(noise(8, 8))).width).toBe(8);
  });

  it('names a model that onnxruntime refuses', async () => {
    const networks = openNetworks(fakeOrt(new Set(['wasm']), []), bytes, 'auto');
    await expect(networks.pixelnet(noise(8, 8))).rejects.toThrow(
      'model pixelnet: expected an ONNX file that onnxruntime can load, received no wasm',
    );
  });

  describe('with an adapter', () => {
    const had = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    beforeAll(() => {
      const gpu = { requestAdapter: async () => ({}) };
      Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    });
    afterAll(() => {
      if (had) Object.defineProperty(globalThis, 'navigator', had);
      else Reflect.deleteProperty(globalThis, 'navigator');
    });

    it('takes WebGPU and says so', async () => {
      const networks = openNetworks(fakeOrt(new Set(), []), bytes, 'auto');
      await networks.pixelnet(noise(8, 8));
      expect(networks.provider).toBe('webgpu');
    });

    it('leaves a software adapter to those who ask for it', async () => {
      const { gpu } = (
        globalThis as unknown as { navigator: { gpu: { requestAdapter(): Promise<unknown> } } }
      ).navigator;
      const { requestAdapter } = gpu;
      try {
        for (const adapter of [{ info: { architecture: 'swiftshader' } }, { isFallbackAdapter: true }]) {
          gpu.requestAdapter = async () => adapter;
          const networks = (['auto', 'webgpu'] as const).map((p) =>
            openNetworks(fakeOrt(new Set(), []), bytes, p),
          );
          for (const n of networks) await n.pixelnet(noise(8, 8));
          expect(networks.map(({ provider }) => provider)).toEqual(['wasm', 'webgpu']);
        }
      } finally {
        gpu.requestAdapter = requestAdapter;
      }
    });

    it('tells a run that WebGPU could not do from others', async () => {
      const failing = (provider: 'auto' | 'wasm') =>
        openNetworks(fakeOrt(new Set(['run']), []), bytes, provider).pixelnet(noise(8, 8));
      await expect(failing('auto')).rejects.toBeInstanceOf(WebGpuError);
      await expect(failing('wasm')).rejects.not.toBeInstanceOf(WebGpuError);
    });

    it('falls back to WASM from auto alone', async () => {
      const log: string[] = [];
      const auto = openNetworks(fakeOrt(new Set(['webgpu']), log), bytes, 'auto');
      await auto.pixelnet(noise(8, 8));
      expect([auto.provider, ...log]).toEqual(['wasm', 'create webgpu', 'create wasm', 'run 1']);
      const named = openNetworks(fakeOrt(new Set(['webgpu']), []), bytes, 'webgpu');
      await expect(named.pixelnet(noise(8, 8))).rejects.toThrow(
        /provider: expected a host with WebGPU .*no webgpu/,
      );
    });
  });
});
