import { mkdirSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../src/core/image.ts';
import { CELLS_IN_16, cellMap, SCALES } from '../../src/core/scale.ts';
import { composeCartoon, composePixelArt, type Square } from '../src/data/compose.ts';
import { readPack, writePack } from '../src/data/pack.ts';
import { integerUpscale, prepareFolder, reduceBy } from '../src/data/prepare.ts';
import { resample } from '../src/data/resample.ts';
import { fewColours, resizeTo } from '../src/data/targets.ts';
import { Rng } from '../src/rng.ts';
import { drawBatch, enlargeArt } from '../src/train/batch.ts';
import { makeConfig, TARGET_KINDS } from '../src/train/config.ts';
import { tinyPack } from './tiny.ts';

function noise(width: number, height: number, seed: number): RgbaImage {
  const rng = new Rng(seed);
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : rng.int(256))),
  };
}

function blowUp({ width, height, data }: RgbaImage, k: number): RgbaImage {
  const out = new Uint8Array(width * k * height * k * 4);
  for (let y = 0; y < height * k; y++)
    for (let x = 0; x < width * k; x++) {
      const from = (Math.floor(y / k) * width + Math.floor(x / k)) * 4;
      out.set(data.subarray(from, from + 4), (y * width * k + x) * 4);
    }
  return { width: width * k, height: height * k, data: out };
}

const png = ({ width, height, data }: RgbaImage): Promise<Buffer> =>
  sharp(Buffer.from(data), { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();

describe('prepare', () => {
  it.each([2, 3, 8])('finds an upscale by %i and undoes it', (k) => {
    const art = noise(7, 5, k);
    const large = blowUp(art, k);
    expect(integerUpscale(large)).toBe(k);
    expect(reduceBy(k, large)).toEqual(art);
  });

  it('leaves native art alone', () => {
    expect(integerUpscale(noise(8, 8, 1))).toBe(1);
    // One pixel off the grid is enough.
    const nearly = blowUp(noise(4, 4, 2), 2);
    nearly.data[0] = (nearly.data[0]! + 1) % 256;
    expect(integerUpscale(nearly)).toBe(1);
  });

  it('packs what it can and names what it cannot', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'prepare-'));
    mkdirSync(join(dir, 'sub'));
    writeFileSync(join(dir, 'sub', 'art.png'), await png(blowUp(noise(6, 6, 1), 4)));
    writeFileSync(join(dir, 'text.png'), 'no picture');
    writeFileSync(join(dir, 'cut.png'), (await png(noise(40, 40, 2))).subarray(0, 900));
    writeFileSync(join(dir, 'clear.png'), await png({ width: 2, height: 2, data: new Uint8Array(16) }));
    const { pictures, refused } = await prepareFolder(dir, 'pixel', 100);
    expect(pictures.map((p) => [p.name, p.width, p.height])).toEqual([[join('sub', 'art.png'), 6, 6]]);
    expect(refused.map((r) => r.name).sort()).toEqual(['clear.png', 'cut.png', 'text.png']);
    await expect(prepareFolder(join(dir, 'none'), 'pixel', 100)).rejects.toThrow(
      /expected a folder of pictures/,
    );
  });

  it('a pack comes back as it was, and a cut one is refused', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'pack-')), 'runs', 'train.pack');
    writePack(file, tinyPack.cartoons, tinyPack.pixels);
    const { cartoons, pixels, sha256 } = readPack(file);
    expect(cartoons).toEqual(tinyPack.cartoons);
    expect(pixels).toEqual(tinyPack.pixels);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    truncateSync(file, readFileSync(file).length - 5);
    expect(() => readPack(file)).toThrow(/cut short/);
  });
});

it('resampling never lets transparent pixels tint their neighbours', () => {
  const image: RgbaImage = { width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 0) };
  const { data } = resample(image, { x: 0, y: 0, w: 2, h: 1 }, 1, 1);
  expect([...data]).toEqual([0.5, 0, 0, 0.5]);
});

/** White with a vertical black line of `width` pixels at x. */
function line(size: number, x: number, width: number): Square {
  const data = new Float32Array(size * size * 3).fill(1);
  for (let y = 0; y < size; y++) data.fill(-1, (y * size + x) * 3, (y * size + x + width) * 3);
  return { size, data };
}

/** White with a slanted black line of `width` pixels. */
function slantedLine(size: number, width: number): Square {
  const data = new Float32Array(size * size * 3).fill(1);
  for (let y = 0; y < size; y++) {
    const x = Math.round(20 + 0.7 * y);
    data.fill(-1, (y * size + x) * 3, (y * size + x + width) * 3);
  }
  return { size, data };
}

/** The red of a row's pixels. */
const row = (data: Float32Array, size: number, y: number): number[] =>
  Array.from({ length: size }, (_, x) => data[(y * size + x) * 3]!);

describe('the resize of Eq. 14', () => {
  it.each(TARGET_KINDS)('%s keeps a flat picture flat, at every scale', (kind) => {
    const flat: Square = { size: 48, data: new Float32Array(48 * 48 * 3).fill(0.25) };
    for (const scale of SCALES) {
      const out = resizeTo(kind, flat, scale);
      expect(out.size).toBe((48 * CELLS_IN_16[scale]) / 16);
      for (const v of out.data) expect(v).toBeCloseTo(0.25, 5);
    }
  });

  it('outline keeps a thin line dark and unbroken where area greys it and majority drops it', () => {
    for (let x = 17; x < 30; x++) {
      const dark = (kind: 'outline' | 'area' | 'majority'): boolean[] => {
        const out = resizeTo(kind, line(48, x, 1), '3/16');
        return Array.from({ length: out.size }, (_, row) =>
          Array.from({ length: out.size }, (_c, column) => out.data[(row * out.size + column) * 3]!).some(
            (v) => v < -0.2,
          ),
        );
      };
      expect(dark('outline').every(Boolean)).toBe(true);
      expect(dark('area').some(Boolean)).toBe(false);
      expect(dark('majority').some(Boolean)).toBe(false);
    }
  });

  it('outline leaves the cells beside the line untouched', () => {
    const out = resizeTo('outline', line(48, 18, 1), '1/4');
    for (let x = 0; x < 12; x++) {
      if (x === 4) expect(out.data[x * 3]).toBeLessThan(-0.2);
      else expect(out.data[x * 3]).toBeCloseTo(1, 5);
    }
  });

  it('outline draws a line on the border of two cells once, unless both need it', () => {
    const drawn = (x: number, width: number): number[] => {
      const { data } = resizeTo('outline', line(96, x, width), '1/4', 2);
      return [...row(data, 12, 0).keys()].filter((column) => data[column * 3]! < 0.2);
    };
    // Cells are eight pixels wide: two of a line's eight pixels lie in the next one.
    expect(drawn(34, 8)).toEqual([4]);
    expect(drawn(36, 8)).toEqual([4, 5]);
    expect(drawn(38, 2)).toEqual([4]);
  });

  it('outline keeps a thin slanted line in one piece', () => {
    const { size, data } = resizeTo('outline', slantedLine(192, 3), '1/4', 2);
    const rows = Array.from({ length: size }, (_, y) =>
      [...row(data, size, y).keys()].filter((x) => data[(y * size + x) * 3]! < 0.2),
    );
    rows.forEach((row, y) => {
      expect(row.length).toBeGreaterThan(0);
      expect(row.length).toBeLessThanOrEqual(2);
      const above = rows[y - 1];
      if (above) expect(row[0]! - above[above.length - 1]!).toBeLessThanOrEqual(1);
    });
  });

  it('outline keeps a dark shape dark up to its edge, without a grey fringe', () => {
    const shape: Square = { size: 96, data: new Float32Array(96 * 96 * 3).fill(1) };
    // Cells are eight pixels wide: the shape covers five columns of its first cell and two of its last.
    for (let y = 0; y < 96; y++) shape.data.fill(-1, (y * 96 + 27) * 3, (y * 96 + 66) * 3);
    const tones = row(resizeTo('outline', shape, '1/4', 2).data, 12, 0);
    expect(tones.slice(0, 3).every((v) => v > 0.99)).toBe(true);
    expect(tones.slice(3, 8).every((v) => v < -0.99)).toBe(true);
    expect(tones.slice(8).every((v) => v > 0.99)).toBe(true);
  });

  it('outline shows a faint line where it covers most of a cell, and not where it covers less', () => {
    const faint = (width: number): number => {
      const square = line(96, 33, width);
      square.data.forEach((v, i) => {
        square.data[i] = v > 0 ? 0.4 : 0.14;
      });
      return resizeTo('outline', square, '1/4', 2).data[4 * 3]!;
    };
    expect(faint(6)).toBeCloseTo(0.14, 5);
    expect(faint(2)).toBeCloseTo(0.4, 5);
  });

  it('outline leaves some ground between lines that are closer than cells', () => {
    const hatch: Square = { size: 192, data: new Float32Array(192 * 192 * 3).fill(1) };
    for (let y = 3; y < 192; y += 8) hatch.data.fill(-1, y * 192 * 3, (y + 2) * 192 * 3);
    const { size, data } = resizeTo('outline', hatch, '1/4', 2);
    const light = Array.from({ length: size }, (_, y) => row(data, size, y).filter((v) => v > 0.9).length);
    const share = light.reduce((sum, v) => sum + v, 0) / size ** 2;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.6);
  });

  it('outline draws two thin lines in neighbouring cells as one, not as a bar of twice their weight', () => {
    const pair: Square = { size: 192, data: new Float32Array(192 * 192 * 3).fill(1) };
    for (let y = 0; y < 192; y++)
      for (const x of [88, 102]) pair.data.fill(-1, (y * 192 + x) * 3, (y * 192 + x + 2) * 3);
    const { size, data } = resizeTo('outline', pair, '1/4', 2);
    const dark = Array.from({ length: size }, (_, y) => row(data, size, y).filter((v) => v < 0.5).length);
    expect(Math.min(...dark)).toBe(1);
    expect(dark.filter((count) => count === 1).length).toBeGreaterThan(0.8 * size);
  });

  it('outline tones a thick stroke less than a thin one, and evenly', () => {
    const tones = (width: number): number[] => {
      const { size, data } = resizeTo('outline', slantedLine(192, width), '1/4', 2);
      return Array.from({ length: size }, (_, y) => Math.min(...row(data, size, y)));
    };
    const [thin, thick] = [tones(2), tones(10)];
    expect(Math.min(...thin)).toBeGreaterThan(Math.max(...thick));
    expect(Math.max(...thick) - Math.min(...thick)).toBeLessThan(0.4);
  });

  it('outline tones a dark line towards its cell, to its own hue on a coloured ground', () => {
    const red = line(48, 18, 1);
    for (let i = 0; i < red.data.length; i += 3) if (red.data[i]! > 0) red.data.set([1, -0.4, -0.4], i);
    const [r, g, b] = resizeTo('outline', red, '1/4').data.subarray(4 * 3, 5 * 3);
    expect(r).toBeGreaterThan(g! + 0.2);
    expect(g).toBeCloseTo(b!, 1);
    expect(r).toBeLessThan(0.2);
  });

  it('a finer crop shows how dark a line is that falls between two pixels of the input', () => {
    const fine = line(96, 37, 2);
    expect(resizeTo('outline', fine, '1/4', 2).data[4 * 3]).toBeLessThan(-0.2);
    const input: Square = { size: 48, data: new Float32Array(48 * 48 * 3).fill(1) };
    for (let y = 0; y < 48; y++) input.data.fill(0, (y * 48 + 18) * 3, (y * 48 + 20) * 3);
    expect(resizeTo('outline', input, '1/4').data[4 * 3]).toBeGreaterThan(-0.1);
  });
});

it('few colours: no more than asked for, stray pixels gone, the line and the fills as they were', () => {
  const rng = new Rng(2);
  const size = 16;
  const data = new Float32Array(size * size * 3);
  for (let i = 0; i < size * size; i++) {
    const base = i % size === 7 ? [-0.8, -0.8, -0.8] : i % size < 7 ? [0.9, 0.1, 0] : [0, 0.4, 0.9];
    data.set(
      base.map((v) => v + rng.range(-0.05, 0.05)),
      i * 3,
    );
  }
  const { data: out } = fewColours({ size, data }, 3);
  const colour = (i: number): string => [...out.subarray(i * 3, i * 3 + 3)].map((v) => v.toFixed(3)).join();
  expect(new Set(Array.from({ length: size * size }, (_, i) => colour(i))).size).toBe(3);
  for (let i = 0; i < size * size; i++) {
    const x = i % size;
    expect(colour(i)).toBe(colour(x < 7 ? 0 : x));
    for (let c = 0; c < 3; c++) expect(Math.abs(out[i * 3 + c]! - data[i * 3 + c]!)).toBeLessThan(0.15);
  }
});

describe('a batch', () => {
  const config = makeConfig({});

  it('puts the pixel art on the grid of its scale: every cell is one colour', () => {
    for (let seed = 0; seed < 6; seed++) {
      const batch = drawBatch(tinyPack, config, { forward: 64, backward: 48 }, new Rng(seed));
      const map = cellMap(48, batch.artScale);
      const first = new Map<string, string>();
      for (let y = 0; y < 48; y++)
        for (let x = 0; x < 48; x++) {
          const cell = `${map[y]} ${map[x]}`;
          const colour = batch.art.data.subarray((y * 48 + x) * 3, (y * 48 + x) * 3 + 3).join();
          expect(first.get(cell) ?? colour).toBe(colour);
          first.set(cell, colour);
        }
      expect(enlargeArt(batch.artTargets[batch.artScale]!, batch.artScale, 48)).toEqual(batch.art);
    }
  });

  it('holds PixelNet to few colours on the scale that it runs on', () => {
    const batch = drawBatch(
      tinyPack,
      makeConfig({ pixelColours: 3 }),
      { forward: 64, backward: 48 },
      new Rng(5),
    );
    expect(Object.keys(batch.crisp)).toEqual([batch.pixelScale]);
    const { size, data } = batch.crisp[batch.pixelScale]!;
    expect(size).toBe(batch.targets[batch.pixelScale]!.size);
    const colours = new Set(
      Array.from({ length: size * size }, (_, i) => data.subarray(i * 3, i * 3 + 3).join()),
    );
    expect(colours.size).toBeLessThanOrEqual(3);
    const none = drawBatch(
      tinyPack,
      makeConfig({ pixelColours: 0 }),
      { forward: 64, backward: 48 },
      new Rng(5),
    );
    expect(none.crisp).toEqual({});
  });

  it('never draws a crop of one colour, of which instance norms have no finite gradient', () => {
    // A small figure in the middle of a wide margin.
    const lonely = (side: number): RgbaImage => {
      const data = new Uint8Array(side * side * 4).fill(255);
      const isFigure = (x: number): boolean => Math.abs(x - side / 2) < side / 10;
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++)
          if (isFigure(x) && isFigure(y)) data.set([20, 20, 20], (y * side + x) * 4);
      return { width: side, height: side, data };
    };
    const pack = {
      cartoons: tinyPack.cartoons.map((own) => ({ ...own, ...lonely(200) })),
      pixels: tinyPack.pixels.map((own) => ({ ...own, ...lonely(60) })),
    };
    for (let seed = 0; seed < 40; seed++) {
      const { cartoon, art } = drawBatch(pack, config, { forward: 64, backward: 48 }, new Rng(seed));
      for (const { data } of [cartoon, art]) expect(new Set(data).size, `seed ${seed}`).toBeGreaterThan(1);
    }
  });

  it('names it where no crop has two colours', () => {
    const blank = { width: 80, height: 80, data: new Uint8Array(80 * 80 * 4).fill(255) };
    const pack = {
      cartoons: tinyPack.cartoons.map((own) => ({ ...own, ...blank })),
      pixels: tinyPack.pixels,
    };
    expect(() => drawBatch(pack, config, { forward: 64, backward: 48 }, new Rng(1))).toThrow('two colours');
  });

  it('is the same for the same random state, and stays in range', () => {
    const draw = () => drawBatch(tinyPack, config, { forward: 64, backward: 48 }, new Rng(4));
    expect(draw()).toEqual(draw());
    const { cartoon, art } = draw();
    for (const v of [...cartoon.data, ...art.data]) expect(Math.abs(v)).toBeLessThanOrEqual(1);
  });

  it('shows what the pictures hold: compositions differ and are not empty', () => {
    const spread = ({ data }: Square): number => Math.max(...data) - Math.min(...data);
    for (let seed = 0; seed < 5; seed++) {
      const { picture, fine } = composeCartoon(tinyPack.cartoons, 64, 2.5, new Rng(seed));
      expect(spread(picture)).toBeGreaterThan(0.2);
      expect([picture.size, fine.size]).toEqual([64, 128]);
      expect(spread(composePixelArt(tinyPack.pixels, 32, new Rng(seed)))).toBeGreaterThan(0.2);
    }
  });
});
