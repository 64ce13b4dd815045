import { describe, expect, it } from 'vitest';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { SCALES } from '../../src/core/scale.ts';
import { colour, paletteOf } from '../../src/inference/art/colour.ts';
import { cascade, upsample } from '../../src/inference/draw/cascade.ts';
import { draw } from '../../src/inference/draw/draw.ts';
import { networkOutput } from '../../src/inference/draw/drawing.ts';
import type { Progress } from '../../src/inference/draw/progress.ts';
import { pixelize } from '../../src/inference/pixelize.ts';
import { analyticNetworks, mean, outlining } from '../support/networks.ts';
import { apart, disc, picture } from '../support/pictures.ts';

const RED: Rgba = [200, 40, 30, 255];
const DARK: Rgba = [20, 14, 16, 255];
const SKY: Rgba = [90, 150, 220, 255];
const options = (input: Record<string, unknown>) => parseOptions(PIXELIZE_OPTIONS, input);
const at = ({ width, palette, indices }: PixelArt, x: number, y: number) => palette[indices[y * width + x]];

describe('cascade', () => {
  it.each(SCALES)('feeds PixelNet the %s picture, each art pixel repeated over its cell', async (scale) => {
    const image = {
      width: 48,
      height: 32,
      data: Float32Array.from({ length: 48 * 32 * 3 }, (_, i) => i / 5000),
    };
    const { grid, output } = await cascade(analyticNetworks(), image, scale, {});
    expect(output).toEqual(upsample(grid, 48, 32, scale));
    expect(new Set(output.data.subarray(0, 48)).size).toBe(grid.width);
  });

  it('does not clamp what it hands on', async () => {
    const image = { width: 64, height: 64, data: new Float32Array(64 * 64 * 3).fill(1.7) };
    const { output } = await cascade(analyticNetworks(), image, '1/4', {});
    expect(output.data[0]).toBeCloseTo(1.7, 5);
  });
});

describe('pixelize', () => {
  const quarters = picture(90, 60, (x, y) =>
    x < 45 ? (y < 30 ? RED : SKY) : y < 30 ? DARK : [250, 240, 200, 255],
  );

  for (const scale of SCALES) {
    for (const voting of PIXELIZE_OPTIONS.voting.choices) {
      it(`keeps colours at exactly the size: ${scale}, ${voting}`, async () => {
        const { art } = await pixelize(
          analyticNetworks(),
          quarters,
          options({ size: '24x12', scale, voting }),
        );
        expect([art.width, art.height, art.indices.length]).toEqual([24, 12, 288]);
        expect(apart(at(art, 2, 2), RED)).toBeLessThan(0.005);
        expect(apart(at(art, 2, 10), SKY)).toBeLessThan(0.005);
        expect(apart(at(art, 21, 2), DARK)).toBeLessThan(0.005);
        expect(apart(at(art, 21, 10), [250, 240, 200, 255])).toBeLessThan(0.005);
      });
    }
  }

  it('takes a shift of the networks’ colours back: fills have the source’s, also at a transparent edge', async () => {
    const shifting = analyticNetworks((values) => Math.min(1, mean(values) + 0.06));
    const { art } = await pixelize(shifting, quarters, options({ size: '24x16' }));
    expect(apart(at(art, 2, 2), RED)).toBeLessThan(0.005);
    expect(apart(at(art, 2, 14), SKY)).toBeLessThan(0.005);
    const round = disc(64, SKY, SKY, 1);
    const cut = (await pixelize(shifting, round, options({ size: '16x16' }))).art;
    for (const entry of cut.palette) if (entry[3] > 0) expect(apart(entry, SKY)).toBeLessThan(0.005);
    // The paper's way takes the drawing's colours, which stay within the source's.
    const plain = options({ size: '24x16', tidy: 'off', quantizer: 'kmeans' });
    const voted = (await pixelize(shifting, quarters, plain)).art;
    expect(at(voted, 2, 2)).toEqual(RED);
  });

  it('puts every step where it is in the source', async () => {
    const stripes = picture(80, 80, (x) => (Math.floor(x / 8) % 2 ? DARK : SKY));
    for (const scale of SCALES) {
      const { art } = await pixelize(
        analyticNetworks(),
        stripes,
        options({ size: '10x10', scale, colors: 2 }),
      );
      if (scale !== '3/16') expect(art.palette).toEqual([DARK, SKY]);
      expect([...art.indices.subarray(0, 10)]).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
    }
  });

  it.each([
    [1, 1, '1x1', 1, 1],
    [1, 1, '5x3', 5, 3],
    [1, 5000, '', 1, 48],
    [5000, 1, '', 48, 1],
    [3, 7, '33x2', 33, 2],
  ])('takes a picture of %i x %i to %s', async (width, height, size, w, h) => {
    const source = picture(width, height, () => RED);
    for (const scale of SCALES) {
      const { art } = await pixelize(analyticNetworks(), source, options(size ? { size, scale } : { scale }));
      expect([art.width, art.height]).toEqual([w, h]);
      expect(art.palette).toEqual([RED]);
      expect(new Set(art.indices)).toEqual(new Set([0]));
    }
  });

  it('never lets the matte or transparent colours into the art', async () => {
    const source = disc(100, RED, RED, 0);
    for (const scale of SCALES) {
      for (const matte of ['#ffffff', '#00ff00', '#000000']) {
        const { art } = await pixelize(
          analyticNetworks(),
          source,
          options({ size: '20', scale, matte, colors: 8 }),
        );
        expect(art.palette[0]).toEqual([0, 0, 0, 0]);
        expect(art.palette.length).toBeGreaterThan(1);
        for (const entry of art.palette.slice(1)) expect(apart(entry, RED)).toBeLessThan(0.02);
        expect([at(art, 0, 0), at(art, 19, 10), at(art, 10, 10)]).toEqual([[0, 0, 0, 0], [0, 0, 0, 0], RED]);
        // The disc's area in cells of 5 x 5 pixels is pi * 8 * 8.
        expect(Math.abs(art.indices.filter((i) => i > 0).length - Math.PI * 64)).toBeLessThan(12);
      }
    }
  });

  it('keeps the outline of a silhouette closed where the network drew one', async () => {
    const source = disc(128, RED, DARK, 4);
    const closed = async (pool: typeof mean) => {
      const { art } = await pixelize(analyticNetworks(pool), source, options({ size: '16', colors: 8 }));
      const isDark = (x: number, y: number) => apart(at(art, x, y), DARK) < 0.15 && at(art, x, y)[3] > 0;
      // Along each row and column the first and the last opaque pixel must be dark.
      let open = 0;
      for (let i = 0; i < 16; i++) {
        const row = [...Array(16).keys()].filter((x) => at(art, x, i)[3] > 0);
        if (row.length > 0) open += Number(!isDark(row[0], i)) + Number(!isDark(row[row.length - 1], i));
      }
      return open;
    };
    expect(await closed(outlining)).toBe(0);
    expect(await closed(mean)).toBeGreaterThan(4);
  });

  it('refuses a picture of which nothing is to be seen', async () => {
    const nothing = picture(9, 9, () => [255, 0, 0, 0]);
    await expect(pixelize(analyticNetworks(), nothing, options({ size: '4x4' }))).rejects.toThrow(
      'Nothing of the picture is opaque enough',
    );
    // Faint beside what is opaque, and less than half of any cell.
    const faint = picture(60, 60, (x, y) => [255, 0, 0, x === 0 && y === 0 ? 255 : 30]);
    await expect(pixelize(analyticNetworks(), faint, options({ size: '4x4' }))).rejects.toThrow(
      'fainter than the alpha threshold',
    );
    const { art } = await pixelize(analyticNetworks(), faint, options({ size: '4x4', alpha: 10 }));
    expect(art.palette).toEqual([[255, 0, 0, 255]]);
  });

  it.each([1, 20, 99, 128, 153, 254])(
    'takes a picture of alpha %i all over for a whole one',
    async (alpha) => {
      for (const size of ['1x1', '7x3', '24x24']) {
        const flat = picture(50, 40, () => [30, 40, 200, alpha]);
        const { art } = await pixelize(analyticNetworks(), flat, options({ size }));
        expect([art.palette, Math.max(...art.indices)]).toEqual([[[30, 40, 200, 255]], 0]);
      }
    },
  );

  it('uses a fixed palette alone, in its order, dithered or not', async () => {
    const ramp = picture(64, 64, (x) => [x * 4, x * 4, x * 4, 255]);
    for (const dither of PIXELIZE_OPTIONS.dither.choices) {
      const { art } = await pixelize(
        analyticNetworks(),
        ramp,
        options({ size: '32', palette: 'gameboy-pocket', dither }),
      );
      expect(art.palette).toEqual([0, 84, 169, 255].map((v) => [v, v, v, 255]));
      expect([at(art, 0, 9)[0], at(art, 31, 9)[0]]).toEqual([0, 255]);
      const mixed = [...Array(32).keys()].filter((x) => {
        return new Set([...Array(32).keys()].map((y) => art.indices[y * 32 + x])).size > 1;
      });
      if (dither === 'none') expect(mixed).toEqual([]);
      else expect(mixed.length).toBeGreaterThan(8);
    }
  });

  it('has no unused colours, and no more than asked beside the transparent one', async () => {
    const noise = picture(64, 64, (x, y) => [(x * 37) % 256, (y * 59) % 256, (x * y) % 256, x < 8 ? 0 : 255]);
    for (const colors of [2, 7, 256]) {
      const { art } = await pixelize(analyticNetworks(), noise, options({ size: '32', colors }));
      expect(art.palette.length).toBeLessThanOrEqual(Math.min(256, colors + 1));
      expect(new Set(art.indices).size).toBe(art.palette.length);
    }
  });

  it('shares one palette over several pictures', async () => {
    const opts = options({ size: '8', colors: 2 });
    const sources = [RED, SKY].map((c) => picture(16, 16, () => c));
    const drawn = await Promise.all(sources.map((source) => draw(analyticNetworks(), source, opts)));
    const drawings = drawn.map(({ drawing }) => drawing);
    const palette = paletteOf(drawings, opts);
    const arts = drawings.map((drawing) => colour(drawing, palette, opts, true));
    expect(arts[0].palette).toEqual(arts[1].palette);
    expect(arts.map((art) => at(art, 3, 3))).toEqual([RED, SKY]);
  });

  it('shows the network output without padding', async () => {
    const { drawing } = await pixelize(
      analyticNetworks(),
      disc(40, RED, RED, 0),
      options({ size: '5x9', scale: '3/16' }),
    );
    const raw = networkOutput(drawing);
    expect([raw.width, raw.height]).toEqual([27, 48]);
    expect(raw.data[3]).toBe(0);
    expect([...raw.data.subarray((24 * 27 + 13) * 4, (24 * 27 + 13) * 4 + 4)]).toEqual(RED);
  });
});

describe('progress and stopping', () => {
  const source = picture(8, 8, () => RED);

  it('never falls and ends at 100', async () => {
    const seen: Progress[] = [];
    await pixelize(analyticNetworks(), source, options({}), { onProgress: (p) => seen.push(p) });
    const percents = seen.map((p) => p.percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ kind: 'done', percent: 100 });
    expect(seen.map((p) => (p.kind === 'stage' ? p.stage : p.kind))).toEqual([
      'fit',
      'gridnet',
      'pixelnet',
      'palette',
      'vote',
      'done',
    ]);
  });

  it.each(['fit', 'gridnet', 'pixelnet', 'palette', 'vote'] as const)('stops after %s', async (stage) => {
    const calls: string[] = [];
    const stop = new AbortController();
    const reason = new Error('enough');
    const run = pixelize(analyticNetworks(mean, calls), source, options({}), {
      signal: stop.signal,
      onProgress: (p) => {
        if (p.kind === 'stage' && p.stage === stage) stop.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
    expect(calls).toEqual(stage === 'fit' ? [] : stage === 'gridnet' ? ['gridnet'] : ['gridnet', 'pixelnet']);
  });
});
