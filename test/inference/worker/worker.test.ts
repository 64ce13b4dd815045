import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPlugin } from '../../../scripts/build-plugin.mjs';
import { ofBase85, toBase85 } from '../../../src/core/base85.ts';
import {
  DEPIXELIZE_OPTIONS,
  METHOD_OPTIONS,
  PIXELIZE_OPTIONS,
  parseOptions,
  RUN_OPTIONS,
} from '../../../src/core/options.ts';
import { encodePng, encodeRgbaPng } from '../../../src/core/png.ts';
import { decodePng } from '../../../src/core/png-read.ts';
import { colour, paletteOf } from '../../../src/inference/art/colour.ts';
import { exactnessOf } from '../../../src/inference/art/exact.ts';
import type { Networks } from '../../../src/inference/draw/networks.ts';
import { openModels } from '../../../src/inference/draw/node.ts';
import { drawBy } from '../../../src/inference/pixelize.ts';
import { depixelize } from '../../../src/inference/smooth/depixelize.ts';
import { disc, picture } from '../../support/pictures.ts';
import { type Figma, type Opened, startFigma } from './frames.ts';
import type { Harness } from './harness.ts';

/** The page's; what is evaluated there sees it. */
declare const harness: Harness;

const models = fileURLToPath(new URL('../../fixtures/tiny', import.meta.url));
const optionsOf = (values: Record<string, unknown>) =>
  parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, values);

const figure = encodeRgbaPng(disc(120, [200, 60, 40, 255], [20, 15, 15, 255], 4));
/** Every alpha, so that premultiplying anywhere would show. */
const haze = encodeRgbaPng(
  picture(96, 64, (x, y) => [(x * 5) & 255, (y * 9) & 255, (x * y) & 255, (x * 3 + y) & 255]),
);
const small = optionsOf({ size: '8', colors: 6 });
/** Takes seconds. */
const large = optionsOf({ size: '250' });

let folder: string;
let html: string;
let networks: Networks;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixel-cascade-ui-'));
  const uiEntry = fileURLToPath(new URL('page.ts', import.meta.url));
  await buildPlugin({ models, out: folder, uiEntry, codeEntry: null });
  html = await readFile(join(folder, 'ui.html'), 'utf8');
  networks = await openModels(models, parseOptions(RUN_OPTIONS, { threads: 1 }));
});
afterAll(async () => {
  await networks.close();
  await rm(folder, { recursive: true });
});

/** What node makes of a PNG with the same networks. */
async function expectedArt(png: Uint8Array, options: ReturnType<typeof optionsOf>) {
  const drawing = await drawBy(networks, decodePng(png), options);
  const art = colour(drawing, paletteOf([drawing], options), options, options.palette !== null);
  return { ...art, exactness: exactnessOf(drawing, art) };
}

const pixelizeIn = ({ frame }: Opened, png: Uint8Array, options: ReturnType<typeof optionsOf>) =>
  frame.evaluate(([p, o]) => harness.pixelize(p, o), [png, options] as const);

describe('in the frame that Figma gives a plugin', () => {
  let figma: Figma;
  let opened: Opened;
  beforeAll(async () => {
    figma = await startFigma(false);
    opened = await figma.open(html);
    await opened.frame.evaluate(() => harness.open('auto'));
  });
  afterAll(() => figma.close());

  it.each([
    ['a silhouette', figure, { size: '13x17', colors: 6 }],
    [
      'haze, dithered to a fixed palette',
      haze,
      { size: '20', scale: '3/16', palette: 'pico-8', dither: 'bayer4' },
    ],
    [
      'a guide, an outline and pins',
      figure,
      {
        size: '16',
        colors: 6,
        pin: '#102030',
        outline: 'outside',
        guide: { width: 4, height: 2, runs: [-1, 1, -4, 1, 0x33cc77, 2, -2, 1, -3, 2, -1, 1] },
        brightness: 10,
      },
    ],
    ['a tile', haze, { size: '20', tile: true, dither: 'atkinson', ditherStrength: 70, colors: 5 }],
    ['a baseline', haze, { size: '16', method: 'dpid', colors: 5 }],
  ])('draws %s as node does', async (_, png, values) => {
    const options = optionsOf(values);
    const { art, percents } = await pixelizeIn(opened, png, options);
    expect(art).toEqual(await expectedArt(png, options));
    expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
    expect(percents.at(-1)).toBe(100);
  });

  it('depixelizes as node does', async () => {
    const options = parseOptions(DEPIXELIZE_OPTIONS, { cell: 10, zoom: 4 });
    const smoothed = await depixelize(networks, decodePng(figure), options);
    const got = await opened.frame.evaluate(([p, o]) => harness.depixelize(p, o), [figure, options] as const);
    expect(got).toEqual(smoothed);
  });

  it('decodes every alpha exactly', async () => {
    const got = await opened.frame.evaluate((p) => harness.decode(p), haze);
    expect([...got.data]).toEqual([...decodePng(haze).data]);
  });

  it('encodes as node does', async () => {
    const art = await expectedArt(figure, small);
    for (const wanted of [art, decodePng(haze)]) {
      const got = await opened.frame.evaluate(([p]) => harness.encode(p, 3), [wanted] as const);
      expect(Buffer.compare(got, encodePng(wanted, 3))).toBe(0);
    }
  });

  it('runs on the processor where there is no GPU, and says why', async () => {
    const told = await opened.frame.evaluate(() => harness.told);
    expect(told).toEqual([['wasm', expect.stringMatching(/^The graphics card can’t be used/)]]);
    const facts = await opened.frame.evaluate(() => harness.facts());
    expect(facts).toMatchObject({
      protocol: 'data:',
      'secure context': 'false',
      'navigator.gpu': 'false',
      'frame: secure context': 'true',
      'frame’s worker: navigator.gpu': 'true',
      'frame’s worker: adapter': 'none',
    });
  });

  it('tells a mistake as one', async () => {
    const failure = (png: Uint8Array, options: ReturnType<typeof optionsOf>) =>
      opened.frame.evaluate(([p, o]) => harness.failure(p, o), [png, options] as const);
    expect(await failure(new Uint8Array([1, 2, 3]), small)).toEqual({
      isUserError: true,
      message: expect.stringMatching(/^picture: expected a whole PNG, received 3 bytes/),
    });
    expect(await failure(figure, optionsOf({ size: '4000' }))).toMatchObject({ isUserError: true });
    expect((await pixelizeIn(opened, figure, small)).art.width).toBe(8);
  });

  it('colours and decodes beside a drawing', async () => {
    const order = await opened.frame.evaluate(([p, o, s]) => harness.order(p, o, s), [
      figure,
      large,
      small,
    ] as const);
    expect(order.at(-1)).toBe('draw');
  });

  it('draws several pictures side by side, each as node does', async () => {
    await pixelizeIn(opened, figure, small);
    const before = opened.page.workers().length;
    await opened.frame.evaluate("Object.defineProperty(navigator, 'hardwareConcurrency', { value: 3 })");
    const all = ['8', '9', '10', '11'].map((size) => optionsOf({ size, colors: 6 }));
    const got = await opened.frame.evaluate(([p, o]) => harness.batch(p, o), [figure, all] as const);
    for (const [i, options] of all.entries()) expect(got[i]).toEqual(await expectedArt(figure, options));
    expect(opened.page.workers()).toHaveLength(before + 1);
  });

  it('draws a large picture in parts, by several workers, as node does in one', async () => {
    const models = fileURLToPath(new URL('../../fixtures/tiny-kernel', import.meta.url));
    const uiEntry = fileURLToPath(new URL('page.ts', import.meta.url));
    const out = join(folder, 'kernel');
    await buildPlugin({ models, out, uiEntry, codeEntry: null });
    const page = await figma.open(await readFile(join(out, 'ui.html'), 'utf8'));
    await page.frame.evaluate("Object.defineProperty(navigator, 'hardwareConcurrency', { value: 3 })");
    await page.frame.evaluate(() => harness.open('wasm'));
    const options = optionsOf({ size: '150', colors: 6 });
    const whole = await openModels(models, parseOptions(RUN_OPTIONS, { threads: 1 }));
    const drawing = await drawBy(whole, decodePng(figure), options);
    const { art, percents } = await pixelizeIn(page, figure, options);
    const expected = colour(drawing, paletteOf([drawing], options), options, false);
    expect(art).toEqual({ ...expected, exactness: exactnessOf(drawing, expected) });
    // A part of GridNet's picture is told of between its beginning and PixelNet's.
    expect(percents.some((percent) => percent > 4 && percent < 48)).toBe(true);
    expect(page.page.workers().length).toBeGreaterThan(2);
    await whole.close();
    await page.close();
  });

  it('stops a run at once, and goes on with the next', async () => {
    const stopped = await opened.frame.evaluate(([p, o]) => harness.abort(p, o, 4), [figure, large] as const);
    expect(stopped).toEqual({ reason: 'Error: enough', atOnce: true });
    expect((await pixelizeIn(opened, figure, small)).art).toEqual(await expectedArt(figure, small));
  });

  it('asks for nothing outside and breaks no policy', () => {
    expect(opened.complaints).toEqual([]);
  });

  it('works where blob: workers are refused and there is no JavaScript promise integration', async () => {
    const old = await figma.open(prefixed(html, WITHOUT_SUSPENDING), true);
    await old.frame.evaluate(() => harness.open('auto'));
    expect((await pixelizeIn(old, figure, small)).art).toEqual(await expectedArt(figure, small));
    expect(await old.frame.evaluate(() => harness.facts())).toMatchObject({
      'worker: protocol': 'data:',
      'worker: promise integration': 'false',
    });
  });
});

describe('with WebGPU, on a software adapter', () => {
  let figma: Figma;
  let opened: Opened;
  beforeAll(async () => {
    figma = await startFigma(true);
    opened = await figma.open(html);
  });
  afterAll(() => figma.close());

  it('is not what auto takes', async () => {
    await opened.frame.evaluate(() => harness.open('auto'));
    expect((await pixelizeIn(opened, figure, small)).art).toEqual(await expectedArt(figure, small));
    expect(await opened.frame.evaluate(() => harness.told)).toEqual([['wasm', expect.any(String)]]);
    await opened.frame.evaluate(() => harness.close());
  });

  it('is not used where it computes something else', async () => {
    const wrong = await figma.open(prefixed(html, WRONG_GPU));
    await wrong.frame.evaluate(() => harness.open('webgpu'));
    expect((await pixelizeIn(wrong, figure, small)).art).toEqual(await expectedArt(figure, small));
    expect(await wrong.frame.evaluate(() => harness.told)).toEqual([['wasm', expect.any(String)]]);
    await wrong.close();
  });

  it('draws what the processor draws', async () => {
    await opened.frame.evaluate(() => harness.open('webgpu'));
    // Each cell in the colour that was drawn, as plain votes for as many colours as there are cells give it.
    const drawn = optionsOf({ size: '8', colors: 128, quantizer: 'kmeans', tidy: 'off' });
    const [got, expected] = [
      (await pixelizeIn(opened, figure, drawn)).art,
      await expectedArt(figure, drawn),
    ].map(({ palette, indices }) => [...indices].flatMap((index) => [...palette[index]]));
    expect(got).toHaveLength(expected.length);
    const apart = expected.map((value, i) => Math.abs(value - got[i]));
    expect(Math.max(...apart)).toBeLessThanOrEqual(2);
    expect(await opened.frame.evaluate(() => harness.told)).toEqual([['webgpu', null]]);
  });

  it('goes on with WASM when the device is lost in a run', async () => {
    const worker = opened.page.workers().find((w) => w.url().startsWith('data:'));
    await worker?.evaluate(loseDevice);
    const { art, percents } = await pixelizeIn(opened, figure, small);
    expect(art).toEqual(await expectedArt(figure, small));
    expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
    expect(await opened.frame.evaluate(() => harness.told)).toEqual([
      ['webgpu', null],
      ['wasm', expect.stringMatching(/^The graphics card stopped answering/)],
    ]);
    expect(opened.complaints).toEqual([]);
  });
});

/** Run in the worker: the device is destroyed when the next run is a few commands old. */
function loseDevice(): void {
  const { GPUDevice } = globalThis as unknown as {
    GPUDevice: { prototype: { createCommandEncoder(...a: unknown[]): unknown; destroy(): void } };
  };
  const { createCommandEncoder } = GPUDevice.prototype;
  let encoders = 0;
  GPUDevice.prototype.createCommandEncoder = function (...settings) {
    if (++encoders === 3) this.destroy();
    return createCommandEncoder.apply(this, settings);
  };
}

/** The same ui.html with a script that runs first in its workers. */
function prefixed(page: string, prefix: string): string {
  return page.replace(
    /(<script type="text\/plain" id="part-worker">)([^<]*)/,
    (_, start: string, packed: string) => {
      const script = gunzipSync(ofBase85(packed));
      return start + toBase85(gzipSync(Buffer.concat([Buffer.from(prefix), script])));
    },
  );
}

/** A browser that lacks what onnxruntime's build wants. */
const WITHOUT_SUSPENDING = 'delete WebAssembly.Suspending; delete WebAssembly.promising;\n';

/** A GPU whose results are all zero. */
const WRONG_GPU = `if (self.GPUBuffer) {
  const { getMappedRange } = GPUBuffer.prototype;
  GPUBuffer.prototype.getMappedRange = function (...range) {
    const mapped = getMappedRange.apply(this, range);
    if (this.usage & GPUBufferUsage.MAP_READ) new Uint8Array(mapped).fill(0);
    return mapped;
  };
}
`;
