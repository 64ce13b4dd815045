import { mkdirSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PackedPicture } from '../src/data/pack.ts';
import { makePairsConfig } from '../src/data/pairs/config.ts';
import { makeScenes } from '../src/data/pairs/make.ts';
import { makeScene, SAMPLES, type Scene, type SceneDetails, undo } from '../src/data/pairs/scene.ts';
import { loadSprites, type Sprite, spritesOf } from '../src/data/pairs/sprites.ts';
import { readPairs, writePairs } from '../src/data/pairs/store.ts';
import { Rng } from '../src/rng.ts';

const N = 32;

function picture(
  name: string,
  width: number,
  height: number,
  colourAt: (x: number, y: number) => number[],
): PackedPicture {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set(colourAt(x, y), (y * width + x) * 4);
  return { name, width, height, data };
}

/** A ball with an outline, eyes and a tile of noise; an icon; letters. */
function someArt(): Sprite[] {
  const ball = picture('ball.png', 20, 20, (x, y) => {
    const d = Math.hypot(x - 9.5, y - 9.5);
    if (d > 9.5) return [0, 0, 0, 0];
    if (d > 8.4) return [20, 10, 10, 255];
    if (y === 7 && (x === 6 || x === 12)) return [0, 0, 60, 255];
    return y < 9 ? [230, 120, 90, 255] : [180, 70, 60, 255];
  });
  const rng = new Rng(5);
  const tile = picture('tile.png', 40, 40, (x, y) => [rng.int(256), (x * 6) & 255, (y * 6) & 255, 255]);
  const icon = picture('icon.png', 12, 12, (x, y) => [
    0,
    0,
    0,
    x === 0 || y === 0 || x === 11 || x === y ? 255 : 0,
  ]);
  const font = picture('a-font/5x7-0.png', 11, 7, (x, y) => [
    0,
    0,
    0,
    x % 6 === 0 || (y === 3 && x !== 5) ? 255 : 0,
  ]);
  return spritesOf([ball, tile, icon, font]).sprites;
}

/** Nothing but the drawing itself: no extras, shifts or warps. */
const EXACT = {
  thin: { lines: 1 },
  contour: { offsetChance: 0, sharp: 1, designSharp: 1 },
  line: { vary: 0, own: 0, tonedChance: 0, designShift: 0 },
  extra: {
    soft: 0,
    light: 0,
    grain: 0,
    hatch: 0,
    marks: 0,
    detail: 0,
    designDetail: 0,
    blur: 0,
    jpeg: 0,
    shift: 0,
    warp: 0,
    designWarp: 0,
    letterWarp: 0,
  },
};

/** Dark where `inside` is true, else white. */
function drawn(
  inside: (x: number, y: number) => boolean,
  changes: object = EXACT,
  design = true,
): SceneDetails {
  const rgb = new Uint8Array(N * N * 3).fill(255);
  for (let y = 0; y < N; y++)
    for (let x = 0; x < N; x++) if (inside(x, y)) rgb.fill(20, (y * N + x) * 3, (y * N + x) * 3 + 3);
  return undo({ rgb, design, letters: false, contrast: 0.3 }, makePairsConfig(changes), new Rng(1));
}

/** How dark a sample is, 0..1. */
const ink = (scene: Scene, x: number, y: number): number =>
  (255 - scene.picture[(y * N * SAMPLES + x) * 3]!) / 235;

describe('the configuration', () => {
  it('refuses unknown keys and values of the wrong kind', () => {
    expect(() => makePairsConfig({ line: { widht: [0.1, 1] } })).toThrow(/got line\.widht/);
    expect(() => makePairsConfig({ line: { width: 1 } })).toThrow(/line\.width to be two numbers/);
    expect(() => makePairsConfig({ line: { width: [0, 1] } })).toThrow(/line\.width to be above 0/);
    expect(() => makePairsConfig({ compose: { design: 2 } })).toThrow(/compose\.design to be in 0\.\.1/);
    expect(() => makePairsConfig({ cells: 4 })).toThrow(/cells/);
    expect(makePairsConfig({ extra: { jpeg: 0 } }).extra.jpeg).toBe(0);
  });
});

describe('scenes', () => {
  it('are the same for the same seed, and differ for others', () => {
    const sprites = someArt();
    const config = makePairsConfig();
    const [a, b, c] = [3, 3, 4].map((seed) => makeScene(sprites, seed, config));
    expect(a!.art).toEqual(b!.art);
    expect(a!.picture).toEqual(b!.picture);
    expect(a!.picture).not.toEqual(c!.picture);
    expect(a!.art.length).toBe(N * N * 3);
    expect(a!.picture.length).toBe((N * SAMPLES) ** 2 * 3);
  });

  it('keep the majority of each cell outside lines and spots', () => {
    const sprites = someArt();
    const config = makePairsConfig({ extra: { ...EXACT.extra, shift: 0.04, warp: 0.05 } });
    let [cells, own, near] = [0, 0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const scene = makeScene(sprites, seed, config);
      for (let i = 0; i < N * N; i++) {
        if (scene.thin[i]) continue;
        cells++;
        if (scene.shares[i]! >= 0.5) own++;
        // The mean of the cell's samples is nearer to its colour than to that of any neighbour.
        const mean = [0, 0, 0];
        const [x, y] = [i % N, Math.floor(i / N)];
        for (let j = 0; j < SAMPLES; j++)
          for (let k = 0; k < SAMPLES; k++)
            for (let c = 0; c < 3; c++)
              mean[c]! +=
                scene.picture[((y * SAMPLES + j) * N * SAMPLES + x * SAMPLES + k) * 3 + c]! / SAMPLES ** 2;
        const far = (cell: number): number => Math.hypot(...mean.map((v, c) => v - scene.art[cell * 3 + c]!));
        const around = [x > 0 ? i - 1 : i, x < N - 1 ? i + 1 : i, y > 0 ? i - N : i, y < N - 1 ? i + N : i];
        if (around.every((cell) => far(i) <= far(cell) + 1e-9)) near++;
      }
    }
    expect(own / cells).toBeGreaterThan(0.995);
    expect(near / cells).toBeGreaterThan(0.93);
  });

  it('draw a staircase of slope 1/4 as a straight line', () => {
    const scene = drawn((x, y) => y + 0.5 > 8.2 + (x + 0.5) / 4);
    let worst = 0;
    for (let x = 2 * SAMPLES; x < (N - 2) * SAMPLES; x++) {
      let white = 0;
      for (let y = 0; y < N * SAMPLES; y++) white += 1 - ink(scene, x, y);
      worst = Math.max(worst, Math.abs(white / SAMPLES - 8.2 - (x + 0.5) / SAMPLES / 4));
    }
    expect(worst).toBeLessThan(0.15);
  });

  it('keep the corners of a square', () => {
    const scene = drawn((x, y) => x >= 8 && x < 20 && y >= 8 && y < 20);
    const at = (v: number): number => v * SAMPLES;
    for (const [x, y] of [
      [at(8), at(8)],
      [at(20) - 1, at(8)],
      [at(8), at(20) - 1],
      [at(20) - 1, at(20) - 1],
    ] as const)
      expect(ink(scene, x, y)).toBeGreaterThan(0.9);
    let area = 0;
    for (let y = 0; y < N * SAMPLES; y++) for (let x = 0; x < N * SAMPLES; x++) area += ink(scene, x, y);
    expect(area / SAMPLES ** 2).toBeCloseTo(144, 0);
  });

  it('draw an outline unbroken and as wide as drawn', () => {
    const width = 0.4;
    const scene = drawn(
      (x, y) => {
        const d = Math.hypot(x - 15.5, y - 15.5);
        return (
          d <= 11 &&
          (Math.hypot(x - 16.5, y - 15.5) > 11 ||
            Math.hypot(x - 14.5, y - 15.5) > 11 ||
            Math.hypot(x - 15.5, y - 16.5) > 11 ||
            Math.hypot(x - 15.5, y - 14.5) > 11)
        );
      },
      { ...EXACT, line: { ...EXACT.line, width: [width, width], designWidth: [width, width] } },
    );
    expect(scene.widths).toEqual([width]);
    const middle = (N * SAMPLES) / 2;
    for (let k = 0; k < 72; k++) {
      const angle = (k * Math.PI) / 36;
      let sum = 0;
      for (let r = 8 * SAMPLES; r < 13 * SAMPLES; r += 0.25)
        sum +=
          0.25 *
          ink(scene, Math.floor(middle + r * Math.cos(angle)), Math.floor(middle + r * Math.sin(angle)));
      expect(sum / SAMPLES).toBeGreaterThan(width * 0.7);
      expect(sum / SAMPLES).toBeLessThan(width * 1.5);
    }
  });

  it('of exact figures show each cell mostly in its own colour, and have strokes in every width', () => {
    const config = makePairsConfig({ compose: { design: 1, figures: 1 }, extra: EXACT.extra });
    const sprites = someArt();
    let [cells, own, thin] = [0, 0, 0];
    for (let seed = 1; seed <= 40; seed++) {
      const scene = makeScene(sprites, seed, config);
      if (seed < 4) expect(Buffer.compare(makeScene(sprites, seed, config).picture, scene.picture)).toBe(0);
      for (let i = 0; i < N * N; i++) {
        if (scene.thin[i]) thin++;
        else {
          cells++;
          if (scene.shares[i]! >= 0.5) own++;
        }
      }
    }
    expect(own / cells).toBeGreaterThan(0.98);
    expect(thin).toBeGreaterThan(1000);
    // The picture is no enlargement of the art: edges lie between cells.
    const { picture: made, art } = makeScene(sprites, 3, config);
    let differ = 0;
    for (let y = 0; y < N * SAMPLES; y++)
      for (let x = 0; x < N * SAMPLES; x++)
        if (
          made[(y * N * SAMPLES + x) * 3] !== art[(Math.floor(y / SAMPLES) * N + Math.floor(x / SAMPLES)) * 3]
        )
          differ++;
    expect(differ).toBeGreaterThan(N * SAMPLES);
  });

  it('of sprites have marks beside their lines that the art leaves out', () => {
    // A line across the scene.
    const line = (marks: number): SceneDetails =>
      drawn((_, y) => y === 16, { ...EXACT, extra: { ...EXACT.extra, marks } }, false);
    const inkOf = (scene: SceneDetails, rows: readonly number[]): number => {
      let sum = 0;
      for (const y of rows)
        for (let k = 0; k < N * SAMPLES * SAMPLES; k++)
          sum += ink(scene, k % (N * SAMPLES), y * SAMPLES + Math.floor(k / (N * SAMPLES)));
      return sum;
    };
    const [without, withMarks] = [line(0), line(1)];
    expect(withMarks.art).toEqual(without.art);
    expect(inkOf(without, [14, 15, 17, 18])).toBeLessThan(40);
    expect(inkOf(withMarks, [14, 15, 17, 18])).toBeGreaterThan(100);
    expect(inkOf(withMarks, [10, 11, 21, 22])).toBe(0);
  });

  it('of letters keep stems straight wherever they stand', () => {
    // Three stems of two cells.
    const rgb = new Uint8Array(N * N * 3).fill(255);
    for (let y = 8; y < 24; y++)
      for (const x of [8, 9, 14, 15, 20, 21]) rgb.fill(20, (y * N + x) * 3, (y * N + x) * 3 + 3);
    const changes = { ...EXACT, extra: { ...EXACT.extra, letterWarp: 0.6 } };
    const starts = new Set<number>();
    for (let seed = 1; seed <= 6; seed++) {
      const composed = { rgb, design: true, letters: true, contrast: 0.3 };
      const scene = undo(composed, makePairsConfig(changes), new Rng(seed));
      const edge = (y: number): number => {
        let x = 0;
        while (x < N * SAMPLES && ink(scene, x, y) < 0.5) x++;
        return x;
      };
      const [top, bottom] = [edge(11 * SAMPLES), edge(21 * SAMPLES)];
      expect(top).toBe(bottom);
      expect(Math.abs(top - 8 * SAMPLES)).toBeLessThanOrEqual(0.6 * SAMPLES);
      starts.add(top);
    }
    expect(starts.size).toBeGreaterThan(2);
  });

  it('stand art of one colour, noise, and nothing but letters', () => {
    const plain = spritesOf([picture('plain.png', 50, 50, () => [90, 90, 90, 255])]).sprites;
    const config = makePairsConfig();
    const [, tile, icon, letters] = someArt();
    for (const sprites of [plain, [tile!], [icon!], [letters!]])
      for (let seed = 1; seed <= 4; seed++) {
        const { picture: made, shares } = makeScene(sprites, seed, config);
        expect(made.length).toBe((N * SAMPLES) ** 2 * 3);
        expect(shares.every((v) => v >= 0 && v < 1.001)).toBe(true);
      }
    expect(() => makeScene([], 1, config)).toThrow(/at least one sprite/);
  });
});

describe('sprites', () => {
  it('are read from a folder; what cannot be used is named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pairs-'));
    await expect(loadSprites(folder)).rejects.toThrow(/expected PNG, JPEG, WebP or GIF/);
    await expect(loadSprites(join(folder, 'none'))).rejects.toThrow(/cannot be read/);
    writeFileSync(join(folder, 'broken.png'), 'not a picture');
    await expect(loadSprites(folder)).rejects.toThrow(/expected pixel art with opaque pixels/);
    mkdirSync(join(folder, 'sub'));
    // Twice as large as drawn: it is reduced.
    const ball = Buffer.alloc(40 * 40 * 4);
    for (let p = 0; p < 1600; p++)
      ball.set([((p % 40) >> 1) * 10, (Math.floor(p / 40) >> 1) * 10, 0, 255], p * 4);
    await sharp(ball, { raw: { width: 40, height: 40, channels: 4 } })
      .png()
      .toFile(join(folder, 'sub', 'ball.png'));
    const { sprites, refused } = await loadSprites(folder);
    expect(sprites.map((s) => [s.width, s.height, s.kind])).toEqual([[20, 20, 'art']]);
    expect(refused.map((r) => r.name)).toEqual(['broken.png']);
  });
});

describe('a file of pairs', () => {
  it('gives back what was written, whoever made it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'pairs-')), 'some.pairs');
    const sprites = someArt();
    const config = makePairsConfig({ cells: 16 });
    const made: Scene[] = [];
    await makeScenes(sprites, config, 7, 5, 0, (i, scene) => {
      made[i] = scene;
    });
    expect(await writePairs(file, config, 7, made)).toBe(5);
    const pairs = readPairs(file);
    expect([pairs.count, pairs.cells, pairs.samples, pairs.seed]).toEqual([5, 16, 8, 7]);
    expect(pairs.config).toEqual(config);
    for (const k of [4, 0, 2]) {
      expect(pairs.scene(k).art).toEqual(made[k]!.art);
      expect(pairs.scene(k).picture).toEqual(made[k]!.picture);
    }
    expect(pairs.scene(1).picture).toEqual(makeScene(sprites, 8, config).picture);
    expect(() => pairs.scene(5)).toThrow(/0\.\.4/);
    pairs.close();
    truncateSync(file, readFileSync(file).length - 1);
    expect(() => readPairs(file)).toThrow(/cut short/);
    writeFileSync(file, 'something else');
    expect(() => readPairs(file)).toThrow(/another kind of file/);
  });
});
