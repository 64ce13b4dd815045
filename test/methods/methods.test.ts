import { describe, expect, it } from 'vitest';
import { colourCount, orphans, softSteps, toLab } from '../../evaluation/src/measures/index.ts';
import { draw, enlarge, paint } from '../../evaluation/test/pictures.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { bicubic, bilinear, lanczos, subsample } from '../../src/core/resample.ts';
import { imageAbstraction } from '../../src/methods/abstraction.ts';
import { contentAdaptive } from '../../src/methods/content-adaptive.ts';
import { dpid } from '../../src/methods/dpid.ts';
import { DOWNSCALERS } from '../../src/methods/index.ts';
import { perceptual } from '../../src/methods/perceptual.ts';
import { majorityVote } from '../../src/methods/vote.ts';

const grey = (v: number) => [v, v, v, 255] as const;

/** A scene as the papers show them: flat colours, slanted edges, a thin dark outline, some noise-free texture. */
const scene = paint(96, 96, (x, y) => {
  const r = Math.hypot(x - 50, y - 44);
  if (Math.abs(r - 30) < 1) return [20, 15, 25, 255];
  if (r < 30) return x + y > 100 ? [220, 150, 60, 255] : [240, 190, 90, 255];
  return y > 70 + x / 8 ? [60, 120, 60, 255] : [150, 200, 235, 255];
});

/** The standard deviation of L. */
function contrast(image: RgbaImage): number {
  const { lab, width, height } = toLab(image);
  const light = Array.from({ length: width * height }, (_, i) => lab[i * 3]);
  const mean = light.reduce((a, b) => a + b, 0) / light.length;
  return Math.sqrt(light.reduce((sum, l) => sum + (l - mean) ** 2, 0) / light.length);
}

describe.each(Object.entries(DOWNSCALERS))('%s', (_, { run }) => {
  it.each([
    [12, 9],
    [7, 7],
    [1, 1],
    [5, 1],
    [1, 5],
    [40, 30],
  ])('meets %ix%i exactly, at sizes that do not divide and larger than the source', (width, height) => {
    const source = paint(31, 23, (x, y) => [x * 8, y * 11, 128, 255]);
    const art = run(source, width, height, 8);
    expect([art.width, art.height, art.data.length]).toEqual([width, height, width * height * 4]);
    expect(art.data.every((v, i) => i % 4 !== 3 || v === 255)).toBe(true);
  });

  it('keeps a flat colour', () => {
    const art = run(
      paint(24, 24, () => [120, 60, 60, 255]),
      5,
      7,
      4,
    );
    // The abstraction saturates its palette by a tenth; everything else must give the colour back.
    const most = run === DOWNSCALERS.abstraction.run ? 6 : 1;
    for (let i = 0; i < art.data.length; i += 4) {
      expect(Math.abs(art.data[i] - 120)).toBeLessThanOrEqual(most);
      expect(Math.abs(art.data[i + 1] - 60)).toBeLessThanOrEqual(most);
    }
  });

  it('lets nothing hidden under transparency tint what is visible', () => {
    const source = paint(24, 24, (x) => (x < 12 ? [0, 255, 0, 0] : [200, 30, 30, 255]));
    const art = run(source, 6, 6, 4);
    const at = (x: number) => [...art.data.slice((12 + x) * 4, (12 + x) * 4 + 4)];
    // Lanczos rings by a level.
    expect(at(0)[3]).toBeLessThanOrEqual(1);
    const [r, g, , a] = at(4);
    expect(a).toBe(255);
    expect(r).toBeGreaterThan(190);
    expect(g).toBeLessThan(40);
  });

  it('gives the same picture twice', () => {
    expect(run(scene, 16, 16, 8)).toEqual(run(scene, 16, 16, 8));
  });

  it('names a size that is none', () => {
    expect(() => run(scene, 0, 5, 8)).toThrow('size: expected two positive integers, received "0x5"');
    expect(() => run(scene, 5, 2.5, 8)).toThrow('size');
  });
});

describe('resampling', () => {
  it('subsamples the pixel at the centre', () => {
    expect(subsample(draw('rgb', 'y#.', 'brg'), 1, 1)).toEqual(draw('#'));
  });

  it('gives a picture back at its own size', () => {
    for (const method of [subsample, bilinear, bicubic, lanczos]) {
      expect([...method(scene, 96, 96).data]).toEqual([...scene.data]);
    }
  });

  it('averages when it shrinks', () => {
    const checker = paint(32, 32, (x, y) => grey((x + y) % 2 === 0 ? 0 : 255));
    for (const method of [bilinear, bicubic, lanczos])
      expect(contrast(method(checker, 4, 4))).toBeLessThan(1);
  });
});

describe('perceptual downscaling', () => {
  it("keeps a checker's contrast where a box filter loses it (paper, figure 1 and section 3)", () => {
    // Checks of 5 pixels at cells of 4: the box mean blurs most of them.
    const checker = paint(80, 80, (x, y) =>
      grey((Math.floor(x / 5) + Math.floor(y / 5)) % 2 === 0 ? 60 : 200),
    );
    const kept = contrast(perceptual(checker, 20, 20));
    expect(kept).toBeGreaterThan(contrast(bicubic(checker, 20, 20)) * 1.05);
    expect(kept / contrast(checker)).toBeGreaterThan(0.85);
    expect(kept / contrast(checker)).toBeLessThan(1.15);
  });
});

describe('DPID', () => {
  it('keeps a thin line that averaging washes out, and is a box filter for λ = 0', () => {
    const line = paint(64, 64, (x) => grey(x === 33 ? 0 : 230));
    const darkest = (image: RgbaImage) => Math.min(...image.data.filter((_, i) => i % 4 === 0));
    expect(darkest(dpid(line, 8, 8))).toBeLessThan(darkest(dpid(line, 8, 8, 0)) - 40);
    expect(darkest(dpid(line, 8, 8, 0))).toBe(Math.round((7 * 230) / 8));
  });
});

describe('content-adaptive downscaling', () => {
  const blurry = softSteps(bicubic(scene, 24, 24));

  it('is crisper than bicubic (paper, figure 1)', () => {
    expect(softSteps(contentAdaptive(scene, 24, 24))).toBeLessThan(blurry * 0.6);
  });

  it('is crisper than bicubic in its pixel-art mode, and leaves fewer stray pixels', () => {
    const art = contentAdaptive(scene, 24, 24, { pixelArt: true });
    expect(softSteps(art)).toBeLessThan(blurry * 0.6);
    expect(orphans(art)).toBeLessThan(orphans(contentAdaptive(scene, 24, 24)));
  });
});

describe('image abstraction', () => {
  it.each([1, 2, 5, 16])('holds %i colours', (colors) => {
    expect(colourCount(imageAbstraction(scene, 24, 24, colors))).toBeLessThanOrEqual(colors);
  });

  it('finds the colours of a picture that has as many', () => {
    const flags = enlarge(draw('rrgg', 'rrgg', 'bbyy', 'bbyy'), 8);
    const art = imageAbstraction(flags, 8, 8, 4);
    expect(colourCount(art)).toBe(4);
  });

  it('follows edges between cells better than a bicubic picture does', () => {
    expect(softSteps(imageAbstraction(scene, 24, 24, 8))).toBeLessThan(
      softSteps(bicubic(scene, 24, 24)) * 0.5,
    );
  });

  it('names a number of colours that is none', () => {
    expect(() => imageAbstraction(scene, 8, 8, 0)).toThrow('colors: expected an integer 1..256, received 0');
  });
});

describe('plain majority vote', () => {
  it('takes the most frequent colour, not the mean', () => {
    expect(majorityVote(draw('rrg', 'rbg', 'rg.'), 1, 1)).toEqual(draw('r'));
  });

  it('erases an outline thinner than half a cell, as the paper says', () => {
    const line = paint(32, 32, (x) => grey(x === 17 ? 0 : 230));
    expect(colourCount(majorityVote(line, 8, 8))).toBe(1);
  });

  it('lets noise of a few levels vote as one', () => {
    const noisy = paint(4, 4, (x, y) =>
      x < 2 || y === 0 ? grey(128 + ((x + y * 2) % 6)) : [255, 0, 0, 255],
    );
    const [r, g, b] = majorityVote(noisy, 1, 1).data;
    expect([r, g, b].every((v) => v >= 128 && v <= 134)).toBe(true);
  });
});
