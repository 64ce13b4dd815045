import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { renderArt } from '../../src/core/grid.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { type DrawOptions, METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { encodeIndexedPng } from '../../src/core/png.ts';
import { labOfCells, Steadiness, type SteadyFigures } from '../../src/core/steadiness.ts';
import { drawingOf } from '../../src/inference/draw/drawing.ts';
import { DOWNSCALERS } from '../../src/methods/index.ts';
import { evaluateCommand } from '../src/harness/command.ts';
import { orphans } from '../src/measures/index.ts';
import { coloured, type Way } from '../src/sequence/rivals.ts';
import { scenesOf } from '../src/sequence/scenes.ts';
import { paint } from './pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'sequence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OPTIONS = parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, { colors: 8 });

/** How steady frames are that are coloured each way, drawn without networks, and their stray pixels in percent. */
function figuresOf(
  frames: readonly RgbaImage[],
  options: DrawOptions,
): Record<Way, SteadyFigures & { readonly orphan: number }> {
  const drawings = frames.map((frame) => drawingOf(DOWNSCALERS.bilinear.run(frame, 32, 32), frame));
  const figures = Object.entries(coloured(drawings, frames, options, true)).map(([way, arts]) => {
    const steadiness = new Steadiness();
    for (const [i, art] of arts.entries()) steadiness.add(art, labOfCells(frames[i], art.width, art.height));
    const orphan = arts.reduce((sum, art) => sum + orphans(renderArt(art)), 0) / arts.length;
    return [way, { ...steadiness.figures(), orphan }] as const;
  });
  return Object.fromEntries(figures) as ReturnType<typeof figuresOf>;
}

/** A ball of fur on white, whose light turns and whose hairs move by parts of a cell. */
const ball = (t: number): RgbaImage =>
  paint(128, 128, (px, py) => {
    const [x, y] = [(px - 63.5) / 56, (py - 63.5) / 56];
    const z = 1 - x * x - y * y;
    if (z < 0) return [255, 255, 255, 255];
    const lit = Math.max(0, 0.8 * (x * Math.cos(t / 9) + y * Math.sin(t / 9)) + 0.6 * Math.sqrt(z));
    const hair = Math.sin(1.9 * px + 0.7 * py + 0.8 * t) * Math.sin(0.9 * py - 0.6 * px + 0.5 * t);
    const light = 0.35 + 0.5 * lit + 0.1 * hair;
    return [Math.round(250 * light), Math.round(170 * light), Math.round(80 + 50 * light), 255];
  });

describe('scenes', () => {
  const [scenes, others] = [1, 2].map(scenesOf);

  it('are the same for one seed and others for another', () => {
    const still = ([first]: typeof scenes) => Buffer.from(first.frames[3].data).toString('base64');
    expect(still(scenesOf(1))).toBe(still(scenes));
    expect(still(others)).not.toBe(still(scenes));
  });

  it('are what they are called', () => {
    const named = (name: string) => scenes.find((scene) => scene.name === name)!;
    const { frames } = named('pan by whole cells');
    const pixel = (t: number, x: number, y: number) =>
      [...frames[t].data.subarray((y * frames[t].width + x) * 4, (y * frames[t].width + x) * 4 + 4)].join();
    // A cell is six pixels.
    for (const [x, y] of [
      [20, 30],
      [100, 140],
      [150, 100],
    ])
      expect(pixel(1, x, y)).toBe(pixel(0, x + 6, y));
    const dark = named('fade to black').frames[15].data;
    expect(Math.max(...dark.filter((_, i) => i % 4 < 3))).toBe(0);
    expect(named('rotating logo').frames[0].data.some((value, i) => i % 4 === 3 && value === 0)).toBe(true);
  });

  it('are coloured each way, and ours flickers least on a still', () => {
    const { alone, palette, ours } = figuresOf(scenes[0].frames.slice(0, 9), OPTIONS);
    expect(ours.flicker).toBeLessThanOrEqual(0.5);
    expect(ours.flicker).toBeLessThan(palette.flicker);
    expect(palette.flicker).toBeLessThan(alone.flicker);
    expect(ours.flips).toBeLessThanOrEqual(palette.flips / 10);
  });

  it('that move by parts of cells are not held back by ours, and hardly flip', () => {
    const { frames } = others.find(({ name }) => name === 'pan by part cells')!;
    const { alone, palette, ours } = figuresOf(frames, { ...OPTIONS, colors: 16 });
    expect(ours.flips).toBeLessThanOrEqual(alone.flips / 10);
    expect(ours.dirty).toBeLessThanOrEqual(palette.dirty + 1);
  });

  it('whose shades move are followed as soon as their own frame does, without flicker', () => {
    const balls = Array.from({ length: 16 }, (_, t) => ball(t));
    const { alone, palette, ours } = figuresOf(balls, { ...OPTIONS, colors: 16 });
    expect(ours.flips).toBeLessThanOrEqual(alone.flips / 10);
    expect(ours.flicker).toBeLessThan(palette.flicker);
    expect(ours.dirty).toBeLessThanOrEqual(palette.dirty + 1);
    expect(ours.stale).toBeLessThanOrEqual(palette.stale + 0.5);
    expect(ours.orphan).toBeLessThanOrEqual(palette.orphan + 0.03);
  });
});

describe('evaluate --sequence', () => {
  it('needs a folder of animations', async () => {
    const at = { out: folder };
    await expect(evaluateCommand({ ...at, sequence: join(folder, 'none') }, () => undefined)).rejects.toThrow(
      /--sequence: expected a folder of animations, or made/,
    );
    await expect(evaluateCommand({ ...at, sequence: folder }, () => undefined)).rejects.toThrow(/--sequence/);
    await expect(evaluateCommand({ sequence: folder }, () => undefined)).rejects.toThrow(/--out/);
  });

  it('compares the animations of a folder', async () => {
    const walk = join(folder, 'in', 'walk');
    mkdirSync(walk, { recursive: true });
    for (let t = 0; t < 3; t++) {
      const indices = Uint8Array.from({ length: 256 }, (_, i) => Number(i % 16 > 4 + t && i % 16 < 9 + t));
      const palette = [
        [200, 220, 240, 255],
        [200, 40, 40, 255],
      ] as const;
      writeFileSync(join(walk, `${t}.png`), encodeIndexedPng({ width: 16, height: 16, palette, indices }, 4));
    }
    const code = await evaluateCommand(
      {
        sequence: join(folder, 'in'),
        out: join(folder, 'out'),
        size: '16x16',
        models: 'test/fixtures/tiny',
        methods: 'vote',
      },
      () => undefined,
    );
    expect(code).toBe(0);
    const { rows } = JSON.parse(readFileSync(join(folder, 'out/figures.json'), 'utf8'));
    expect(rows.map(({ way }: { way: string }) => way)).toEqual([
      'alone',
      'palette',
      'hysteresis',
      'ours',
      'vote, one palette',
    ]);
    expect(readFileSync(join(folder, 'out/table.md'), 'utf8')).toMatch(/\| walk \| one energy/);
  });
});
