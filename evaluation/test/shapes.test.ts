import { describe, expect, it } from 'vitest';
import {
  doubledCorners,
  edgeRoughness,
  jaggies,
  PATCH_DEFAULTS,
  patchesOf,
  psnr,
  slicedWasserstein,
  ssim,
} from '../src/measures/index.ts';
import { draw, enlarge, paint } from './pictures.ts';

const grey = (v: number) => [v, v, v, 255] as const;
const ink = (dark: boolean) => grey(dark ? 0 : 255);

describe('doubledCorners', () => {
  it('is 0 for a clean diagonal and for solid shapes', () => {
    expect(doubledCorners(draw('#...', '.#..', '..#.', '...#'))).toBe(0);
    expect(doubledCorners(draw('....', '.##.', '.##.', '....'))).toBe(0);
  });

  it('finds every pixel that thickens a staircase', () => {
    // Two pixels could go: the line would still hold together by its diagonals.
    expect(doubledCorners(draw('##..', '.##.', '..#.'))).toBe(3 / 5);
    expect(doubledCorners(draw('#...', '##..', '.#..'))).toBe(2 / 4);
  });

  it('has no figure without dark pixels', () => {
    expect(doubledCorners(draw('..'))).toBeNaN();
  });
});

describe('jaggies', () => {
  const below = (width: number, height: number, edge: (x: number) => number) =>
    paint(width, height, (x, y) => ink(y >= edge(x)));

  it('is 0 along digital lines of any slope', () => {
    for (const slope of [0.13, 0.25, 0.37, 0.5, 0.71, 1]) {
      expect(jaggies(below(48, 50, (x) => Math.floor(x * slope) + 1))).toBe(0);
    }
  });

  it('is 0 along a circle', () => {
    expect(jaggies(paint(41, 41, (x, y) => ink((x - 20) ** 2 + (y - 20) ** 2 <= 16.5 ** 2)))).toBe(0);
  });

  it('finds steps of 5, 1, 5, 1 pixels', () => {
    const stairs = [0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 3, 4, 4, 4, 4, 4, 5];
    expect(jaggies(below(stairs.length, 9, (x) => stairs[x] + 2))).toBeGreaterThan(0.2);
  });

  it('has no figure without a staircase', () => {
    expect(jaggies(draw('....', '.##.', '....'))).toBeNaN();
  });
});

describe('slicedWasserstein', () => {
  const checker = paint(12, 12, (x, y) => ink((x + y) % 2 === 0));
  const stripes = paint(12, 12, (_, y) => ink(y % 2 === 0));
  const noise = paint(12, 12, (x, y) => grey(((x * 73) ^ (y * 151)) % 256));

  it('is 0 between a set and itself, and the same both ways', () => {
    const a = patchesOf([checker, stripes]);
    const b = patchesOf([noise]);
    expect(slicedWasserstein(a, a)).toBe(0);
    expect(slicedWasserstein(a, b)).toBeCloseTo(slicedWasserstein(b, a), 12);
    expect(slicedWasserstein(a, b)).toBeGreaterThan(1);
  });

  it('gives one value for one seed', () => {
    const options = { ...PATCH_DEFAULTS, perPicture: 20, seed: 7 };
    const run = () => slicedWasserstein(patchesOf([checker], options), patchesOf([noise], options), options);
    expect(run()).toBe(run());
  });

  it('is the shift of the sorted values where that is known', () => {
    // Patches of two pixels, the step is 0→v: after the mean is off, every patch is ±v/2, whatever the count.
    const options = { ...PATCH_DEFAULTS, side: 2 };
    const step = (v: number) => paint(2, 2, (x) => grey(x === 0 ? 0 : v));
    const near = slicedWasserstein(patchesOf([step(60)], options), patchesOf([step(80)], options), options);
    const far = slicedWasserstein(patchesOf([step(60)], options), patchesOf([step(200)], options), options);
    expect(far).toBeGreaterThan(near * 3);
  });

  it('names pictures without a step', () => {
    expect(() => patchesOf([draw('....', '....', '....', '....')])).toThrow('no 4x4 patch with a step');
  });

  it('refuses sets of different patches', () => {
    const small = patchesOf([checker], { ...PATCH_DEFAULTS, side: 3 });
    expect(() => slicedWasserstein(small, patchesOf([checker]))).toThrow('got 3 and 4');
  });
});

describe('psnr and ssim', () => {
  const ramp = paint(16, 16, (x, y) => grey(x * 10 + y * 5));

  it('call equal pictures equal', () => {
    expect(psnr(ramp, ramp)).toBe(Number.POSITIVE_INFINITY);
    expect(ssim(ramp, ramp)).toBeCloseTo(1, 12);
  });

  it('give the known value of a constant error', () => {
    const shifted = paint(16, 16, (x, y) => grey(x * 10 + y * 5 + 5));
    expect(psnr(ramp, shifted)).toBeCloseTo(20 * Math.log10(255 / 5), 9);
    // Flat pictures have no structure term: SSIM is that of the means.
    const c1 = 2.55 ** 2;
    const flat = (v: number) => paint(9, 9, () => grey(v));
    expect(ssim(flat(100), flat(150))).toBeCloseTo((2 * 100 * 150 + c1) / (100 ** 2 + 150 ** 2 + c1), 9);
  });

  it('refuse pictures of two sizes', () => {
    expect(() => psnr(ramp, draw('.'))).toThrow('got 16x16 and 1x1');
    expect(() => ssim(ramp, draw('.'))).toThrow(RangeError);
  });
});

describe('edgeRoughness', () => {
  it('is near 0 for straight edges of any slope', () => {
    for (const [a, b] of [
      [1, 0],
      [1, 1],
      [2, -1],
    ]) {
      const edge = paint(64, 64, (x, y) =>
        grey(Math.min(255, Math.max(0, (a * (x - 32) + b * (y - 32)) * 60))),
      );
      expect(edgeRoughness(edge, 8)).toBeLessThan(0.06);
    }
  });

  it('is high for a staircase', () => {
    const stairs = enlarge(
      paint(8, 8, (x, y) => ink(x > y)),
      8,
    );
    expect(edgeRoughness(stairs, 8)).toBeGreaterThan(0.6);
  });

  it('has no figure for a flat picture', () => {
    expect(edgeRoughness(draw('...', '...', '...'), 1)).toBeNaN();
  });
});
