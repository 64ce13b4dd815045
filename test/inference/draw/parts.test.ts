import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseOptions, RUN_OPTIONS } from '../../../src/core/options.ts';
import { random } from '../../../src/core/random.ts';
import { SCALES } from '../../../src/core/scale.ts';
import type { Crew, NetworkCall, Networks } from '../../../src/inference/draw/networks.ts';
import { openModels } from '../../../src/inference/draw/node.ts';
import { readNetwork, withOutput } from '../../../src/inference/draw/onnx.ts';
import { inParts, splitOf } from '../../../src/inference/draw/parts.ts';
import { bytesOfPlanar, type Planar } from '../../../src/inference/draw/planar.ts';
import type { Progress } from '../../../src/inference/draw/progress.ts';
import { analyticNetworks } from '../../support/networks.ts';

const fixture = (path: string) => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url));
const open = (name: string) => openModels(fixture(name), parseOptions(RUN_OPTIONS, { threads: 1 }));

/** Blots with noise on them: no two places look alike. */
function blots(width: number, height: number): Planar {
  const next = random(5);
  const data = Float32Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    return Math.max(-1, Math.min(1, Math.sin(x / 23) * Math.cos(y / 17) + (next() - 0.5) / 2));
  });
  return { width, height, data };
}

const calls: NetworkCall[] = [
  ...SCALES.map((scale) => ({ network: 'gridnet', scale }) as const),
  { network: 'pixelnet' },
];
const named = calls.map(
  (call) => [call.network === 'gridnet' ? `GridNet at ${call.scale}` : 'PixelNet', call] as const,
);
const pause = () => new Promise<void>((resolve) => setTimeout(resolve));
const run = (networks: Networks, call: NetworkCall, image: Planar) =>
  call.network === 'gridnet' ? networks.gridnet(image, call.scale) : networks.pixelnet(image);

describe('a model with one output', () => {
  const outputs = { '1/4': 'quarter', '3/16': 'three_sixteenths', '1/8': 'eighth' } as const;

  it.each(['tiny', 'tiny-kernel'])(
    'of %s computes what the whole one does, with fewer nodes',
    async (name) => {
      const model = new Uint8Array(await readFile(fixture(`${name}/gridnet.onnx`)));
      const whole = await ort.InferenceSession.create(model);
      const feeds = { image: new ort.Tensor('float32', blots(64, 80).data, [1, 3, 80, 64]) };
      const expected = await whole.run(feeds);
      for (const scale of SCALES) {
        const cut = withOutput(model, outputs[scale]);
        expect(readNetwork(cut).outputs).toEqual([outputs[scale]]);
        expect(readNetwork(cut).nodes.length).toBeLessThan(readNetwork(model).nodes.length);
        const session = await ort.InferenceSession.create(cut);
        expect((await session.run(feeds))[outputs[scale]].data).toEqual(expected[outputs[scale]].data);
        await session.release();
      }
      await whole.release();
    },
  );

  it('is the model itself where there is no such output; what is no model is refused', async () => {
    const model = new Uint8Array(await readFile(fixture('tiny/gridnet.onnx')));
    expect(withOutput(model, 'half')).toBe(model);
    for (const bytes of [new Uint8Array(), model.subarray(0, 1000), new Uint8Array(50).fill(255)])
      expect(() => withOutput(bytes, 'quarter')).toThrow(RangeError);
  });
});

describe('networks without statistics of the whole picture', () => {
  let networks: Networks;
  beforeAll(async () => {
    networks = await open('tiny-kernel');
  });
  afterAll(() => networks.close());

  it.each(named)('%s looks no farther than its reach', async (_, call) => {
    const side = call.network === 'gridnet' ? 272 : 48;
    const image = blots(side, side);
    const before = await run(networks, call, image);
    const reach = await networks.reach(call);
    if (reach === null) throw new Error('its reach is not known');
    const step = side / before.width;
    for (const at of [side / 2, side / 2 + 5]) {
      const data = image.data.slice();
      for (let c = 0; c < 3; c++) data[(c * side + at) * side + at] += 1.5;
      const after = await run(networks, call, { ...image, data });
      const places = [...after.data.keys()]
        .filter((i) => after.data[i] !== before.data[i])
        .map((i) => (i % before.width) * step);
      // A cell looks so far to its right: so far to its left what is changed shows.
      expect(Math.min(...places) + step - 1).toBeGreaterThanOrEqual(at - reach.after);
      expect(Math.max(...places)).toBeLessThanOrEqual(at + reach.before);
      expect(places.length).toBeGreaterThan(3);
    }
  });

  it.each(named)('%s in parts is the whole picture', async (_, call) => {
    const [width, height] = call.network === 'gridnet' ? [656, 544] : [301, 277];
    const image = blots(width, height);
    const whole = await run(networks, call, image);
    const parts: Planar[] = [];
    const crew: Crew = {
      hands: 4,
      pause,
      run: async (asked, part) => {
        parts.push(part);
        return run(networks, asked, part);
      },
    };
    const percents: number[] = [];
    const onProgress = ({ percent }: Progress) => percents.push(percent);
    const joined = await inParts({ ...networks, crew }, call, image, { onProgress });
    expect([joined.width, joined.height]).toEqual([whole.width, whole.height]);
    const [one, other] = [bytesOfPlanar(joined), bytesOfPlanar(whole)];
    expect(one.filter((byte, i) => byte !== other[i])).toHaveLength(0);
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.every((part) => part.width * part.height < (width * height) / 1.5)).toBe(true);
    expect(percents.length).toBeGreaterThanOrEqual(parts.length);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
  });

  it('are split; others are not, as a norm looks at the whole picture', async () => {
    const painting = await open('tiny');
    for (const call of calls) {
      expect(await networks.reach(call)).not.toBeNull();
      expect(await painting.reach(call)).toBeNull();
    }
    await painting.close();
  });
});

describe('inParts', () => {
  const call = { network: 'gridnet', scale: '1/4' } as const;
  const image = blots(640, 640);
  const nobody = () => new Promise<null>(() => undefined);
  /** Cells are means of their own pixels alone. */
  const local = (done: Planar[] = []): Networks => {
    const networks = analyticNetworks();
    return {
      ...networks,
      reach: async () => ({ before: 0, after: 0 }),
      gridnet: async (part, scale) => {
        done.push(part);
        return networks.gridnet(part, scale);
      },
    };
  };

  it.each([
    ['small', 256, 4],
    ['where nobody is there', 640, 1],
  ])('asks nobody for a picture that is %s', async (_, side, hands) => {
    const done: Planar[] = [];
    const refuse = () => Promise.reject(new Error('asked'));
    const picture = blots(side, side);
    await inParts({ ...local(done), crew: { hands, run: refuse, pause } }, call, picture, {});
    expect(done).toEqual([picture]);
  });

  it.each([
    ['brings nothing', () => Promise.resolve(null)],
    ['never answers', nobody],
  ])('is done alone where the crew %s', async (_, crew) => {
    const whole = await local().gridnet(image, '1/4');
    expect(await inParts({ ...local(), crew: { hands: 3, run: crew, pause } }, call, image, {})).toEqual(
      whole,
    );
  });

  it('stops between parts', async () => {
    const done: Planar[] = [];
    const stop = new AbortController();
    const reason = new Error('enough');
    const hooks = { signal: stop.signal, onProgress: () => stop.abort(reason) };
    const networks = { ...local(done), crew: { hands: 4, run: nobody, pause } };
    await expect(inParts(networks, call, image, hooks)).rejects.toBe(reason);
    expect(done).toHaveLength(1);
  });

  it('takes one part after the other of a very large picture, for its memory', async () => {
    const done: Planar[] = [];
    const large = { width: 2048, height: 1600, data: new Float32Array(3 * 2048 * 1600) };
    await inParts(local(done), call, large, {});
    expect(done.length).toBeGreaterThan(1);
    expect(Math.max(...done.map((part) => part.width * part.height))).toBeLessThanOrEqual(2 * 1024 ** 2);
  });
});

describe('splitOf', () => {
  const grain = { reach: { before: 60, after: 70 }, unit: 16, cost: 1 };
  const sides = (parts: readonly { seen: { from: number; to: number } }[]) =>
    Math.max(...parts.map(({ seen }) => seen.to - seen.from));

  it.each([
    [512, 512],
    [2048, 2048],
    [64, 32000],
    [1040, 784],
  ])('covers %i x %i once, and parts see what they need', (width, height) => {
    for (const hands of [1, 2, 3, 4]) {
      const { across, down } = splitOf(width, height, grain, hands);
      for (const [parts, length] of [
        [across, width],
        [down, height],
      ] as const) {
        expect([parts[0].own.from, parts.at(-1)?.own.to]).toEqual([0, length]);
        parts.forEach(({ own, seen }, i) => {
          expect(own.from % 16).toBe(0);
          if (i > 0) expect(own.from).toBe(parts[i - 1].own.to);
          expect(seen).toEqual({ from: Math.max(0, own.from - 64), to: Math.min(length, own.to + 80) });
        });
      }
      if (across.length * down.length > 1)
        expect(sides(across) * sides(down) * hands).toBeLessThanOrEqual(2 * 1024 ** 2);
    }
  });

  it.each([
    [256, 4],
    [512, 1],
  ])('is whole where splitting saves little: %i pixels a side, %i hands', (side, hands) => {
    const { across, down } = splitOf(side, side, grain, hands);
    expect([across.length, down.length]).toEqual([1, 1]);
  });
});
