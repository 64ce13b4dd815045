import { describe, expect, it } from 'vitest';
import { gridnetGflop, pixelnetGflop } from '../flops.ts';
import { runJob, secondsOf } from '../job.ts';
import type { Job, Measured, Runner } from '../jobs.ts';
import { measure } from '../measure.ts';
import { report, withFigures } from '../report.ts';
import { scene } from '../scene.ts';

const MODELS = 'test/fixtures/tiny';
const MARKERS = '<!-- npm run bench: figures -->\nold\n<!-- npm run bench: end -->';

/** Costs that grow with the pixels, ten times as much at width 64; no WebGPU. */
const imagined: Runner = async (job: Job): Promise<Measured> => {
  const measured = { seconds: 1, processor: 1, first: 2, stages: {}, peakBytes: 50e6 };
  if (job.kind === 'matmul') return { ...measured, gflops: 30 * job.threads };
  if (job.kind === 'colour') return { ...measured, seconds: 0.03, processor: 0.02 };
  if (job.kind === 'baseline') return { ...measured, seconds: 0.5 };
  if (job.provider === 'webgpu') throw new Error('no adapter');
  const seconds = ((job.side / 256) ** 2 * (job.models === 'wide' ? 10 : 1)) / job.threads;
  const stages = { fit: 0.1, gridnet: 0.3, pixelnet: 0.5, palette: 0.05, vote: 0.05 };
  const shares = Object.entries(stages).map(([stage, share]) => [stage, share * seconds]);
  return {
    seconds,
    processor: seconds,
    first: 2 * seconds,
    stages: Object.fromEntries(shares),
    peakBytes: 100e6,
  };
};
const plan = { models: 'ours', wide: { folder: 'wide', width: 64 }, threads: [1, 2], max: 1024, limit: 20 };
const setting = {
  machine: 'A processor',
  coreGflops: 100,
  width: 64,
  shapes: { gridnet: { width: 16, residualBlocks: 6 }, pixelnet: { width: 16, residualBlocks: 9 } },
};

describe('arithmetic', () => {
  // Counted by hand for another implementation of the same layers, nine residual blocks at 256×256.
  it.each([
    [16, 6.7],
    [32, 25.4],
    [64, 99.1],
  ])('PixelNet of width %i takes %f GFLOP', (width, gflop) => {
    expect(pixelnetGflop({ width, residualBlocks: 9 }, 256 ** 2)).toBeCloseTo(gflop, 0);
  });

  it('of kernel heads is counted layer by layer', () => {
    // By hand, of the nodes of the shipped models: multiply-adds of each cell.
    const gridnet = 19200 + 18432 + 18432 + 36864 + 12288 + 12 * 36864 + 64 * 67;
    const pixelnet = 9 * 3 * 40 + 8 * 14400 + 75 * 75 + 40 * 25;
    const cells = 64 ** 2;
    expect(gridnetGflop({ width: 16, residualBlocks: 6, head: 'kernel' }, 256 ** 2)).toBeCloseTo(
      (2 * gridnet * cells) / 1e9,
      6,
    );
    expect(pixelnetGflop({ width: 10, residualBlocks: 4, head: 'kernel' }, 256 ** 2)).toBeCloseTo(
      (2 * pixelnet * cells) / 1e9,
      6,
    );
  });

  it('grows with the pixels, and with the square of the width where it is wide', () => {
    const shape = { width: 16, residualBlocks: 6 };
    expect(gridnetGflop(shape, 400)).toBeCloseTo(4 * gridnetGflop(shape, 100), 12);
    const ratio =
      gridnetGflop({ width: 64, residualBlocks: 6 }, 1) / gridnetGflop({ width: 32, residualBlocks: 6 }, 1);
    expect(ratio).toBeGreaterThan(3.6);
    expect(ratio).toBeLessThan(4);
  });
});

describe('measure', () => {
  it('grows until the limit, and says what it leaves out and why', async () => {
    const lines: string[] = [];
    const results = await measure(plan, imagined, (line) => lines.push(line));
    expect(results.sizes.map(({ side, threads }) => [side, threads])).toEqual(
      [1, 2].flatMap((threads) => [64, 128, 256, 512, 1024].map((side) => [side, threads])),
    );
    expect(results.wide.map(({ side }) => side)).toEqual([64, 128, 256]);
    expect(results.leftOut).toEqual([
      'ours, webgpu, 1 thread, 64×64: no adapter',
      'width 64, wasm, 1 thread, 512×512: about 40 s a run, above the limit of 20 s',
    ]);
    expect(results.wasmGflops).toEqual({ 1: 30, 2: 60 });
    expect(results.down).toHaveLength(10);
    expect(results.up).toHaveLength(4);
    expect(lines.length).toBeGreaterThan(20);
  });

  it('goes on without the training side', async () => {
    const results = await measure({ ...plan, wide: null }, imagined, () => {});
    expect(results.wide).toEqual([]);
    expect(report(results, { ...setting, coreGflops: null })).toContain("cores' peak was not measured");
  });
});

describe('report', () => {
  it('puts ratios first, then sizes with growth, shares of the peaks and stages', async () => {
    const text = report(await measure(plan, imagined, () => {}), setting);
    expect(text.indexOf('### Ratios')).toBeLessThan(text.indexOf('### Sizes'));
    expect(text).toContain('| the same cascade at width 64 | 10× | 1.0× | 10.0 | 100 |');
    expect(text).toContain('| bicubic | 0.50× | 0.50× | 0.500 | 50 |');
    expect(text).toContain('| ours, wasm, 2 threads | 0.50× |');
    const line = text.split('\n').find((l) => l.startsWith('| 512×512 | wasm | 2 |'));
    const rate =
      (gridnetGflop(setting.shapes.gridnet, 512 ** 2) + pixelnetGflop(setting.shapes.pixelnet, 512 ** 2)) /
      1.6;
    expect(line).toBe(
      `| 512×512 | wasm | 2 | 2.0 | 2.0 | 4.0 | 100 | 4.0× | 7.6 | ${rate.toFixed(0)} | ${((100 * rate) / 200).toFixed(0)} % | ${((100 * rate) / 60).toFixed(0)} % | 10 % | 30 % | 50 % | 5 % | 5 % |`,
    );
    expect(text).toContain('- ours, webgpu, 1 thread, 64×64: no adapter');
    expect(text).toContain('A change of colours takes 30 ms (20 ms of the processor)');
  });

  it('refuses to report nothing', async () => {
    const nothing: Runner = () => Promise.reject(new Error('broken'));
    const results = await measure(plan, nothing, () => {});
    expect(() => report(results, setting)).toThrow(/one size that can be measured, received .*broken/);
  });

  it('replaces what stands between the markers, and only that', () => {
    const document = `# Title\n${MARKERS}\nafter\n`;
    const once = withFigures(document, 'doc', 'new\n');
    expect(once).toContain('new');
    expect(once).not.toContain('old');
    expect(once.endsWith('after\n')).toBe(true);
    expect(withFigures(once, 'doc', 'new\n')).toBe(once);
    expect(() => withFigures('# Title', 'doc', '')).toThrow('doc: expected the lines');
  });
});

describe('a job', () => {
  it('runs the whole way of a picture and tells its stages', async () => {
    const job = {
      kind: 'ours',
      way: 'down',
      models: MODELS,
      provider: 'wasm',
      threads: 1,
      side: 64,
    } as const;
    const { seconds, first, stages, peakBytes } = await runJob(job);
    for (const value of [seconds, first, peakBytes]) expect(value).toBeGreaterThan(0);
    expect(Object.keys(stages)).toEqual(['fit', 'gridnet', 'pixelnet', 'palette', 'vote']);
  });

  it('adds up a stage that is drawn in parts', () => {
    const marks = [
      ['fit', 0],
      ['gridnet', 1000],
      ['gridnet', 3000],
      ['gridnet', 4500],
      ['pixelnet', 5000],
      ['done', 5250],
    ] as const;
    expect(secondsOf(marks)).toEqual({ fit: 1, gridnet: 4, pixelnet: 0.25 });
  });

  it('gives colours to a drawing that is there', async () => {
    for (const step of ['evidence', 'colours'] as const) {
      const { seconds, stages } = await runJob({ kind: 'colour', step, models: MODELS, side: 12 });
      expect(seconds).toBeGreaterThan(0);
      expect(Object.keys(stages)).toEqual(['palette']);
    }
  });

  it('runs baselines and the way back', async () => {
    for (const job of [
      { kind: 'baseline', way: 'down', method: 'vote', side: 64 },
      { kind: 'baseline', way: 'up', method: 'epx', side: 64 },
      { kind: 'ours', way: 'up', models: MODELS, provider: 'wasm', threads: 1, side: 64 },
    ] as const)
      expect((await runJob(job)).seconds).toBeGreaterThan(0);
  });

  it('gives the reason where there is no WebGPU', async () => {
    const job = {
      kind: 'ours',
      way: 'down',
      models: MODELS,
      provider: 'webgpu',
      threads: 1,
      side: 64,
    } as const;
    await expect(runJob(job)).rejects.toThrow(/WebGPU/);
  });

  it('draws the same scene at every size', () => {
    const [small, large] = [scene(64), scene(256)];
    const at = (image: typeof small, x: number, y: number) =>
      image.data
        .slice((Math.floor(y * image.height) * image.width + Math.floor(x * image.width)) * 4)
        .slice(0, 3);
    let equal = 0;
    for (let i = 0; i < 400; i++) {
      const [x, y] = [((i % 20) + 0.5) / 20, (Math.floor(i / 20) + 0.5) / 20];
      if (at(small, x, y).join() === at(large, x, y).join()) equal++;
    }
    expect(equal).toBeGreaterThan(340);
  });
});
