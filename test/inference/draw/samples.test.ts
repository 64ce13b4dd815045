import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../../src/core/image.ts';
import { random } from '../../../src/core/random.ts';
import { PLAIN, resample } from '../../../src/core/resample.ts';
import { SIDE } from '../../../src/core/scale.ts';
import { samplesIn } from '../../../src/inference/draw/samples.ts';
import { picture } from '../../support/pictures.ts';

/** A picture of random pixels, a third of them transparent or half so. */
function noise(width: number, height: number, seed: number): RgbaImage {
  const next = random(seed);
  const byte = () => Math.floor(next() * 256);
  return picture(width, height, () => [byte(), byte(), byte(), next() < 0.3 ? byte() : 255]);
}

/** The same samples made in one go. */
function atOnce(source: RgbaImage, width: number, height: number): number[] {
  const { data } = resample(
    source,
    { length: source.width, pixels: width * SIDE },
    { length: source.height, pixels: height * SIDE },
    PLAIN,
  );
  return Array.from(data, (value, i) => {
    const alpha = data[i - (i % 4) + 3];
    if (alpha <= 0) return 0;
    return 255 * Math.min(1, i % 4 === 3 ? alpha : value / alpha);
  });
}

describe('samples of a source', () => {
  it('are the same in bands as in one go, for art of more rows than a band, larger and smaller than the source', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 110 }),
        fc.nat(1e6),
        (across, down, width, height, seed) => {
          const source = noise(across, down, seed);
          const whole = atOnce(source, width, height);
          const samples = samplesIn(source, width, height);
          expect([samples?.width, samples?.height]).toEqual([width * SIDE, height * SIDE]);
          expect(samples?.data).toHaveLength(whole.length);
          // A band's places are computed from its own beginning: no more than a value's rounding may differ, where
          // the colour is to be seen at all.
          let worst = 0;
          whole.forEach((value, i) => {
            const alpha = whole[i - (i % 4) + 3];
            const off = Math.abs(value - (samples?.data[i] ?? Number.NaN));
            worst = Math.max(worst, i % 4 === 3 ? off : (off * alpha) / 255);
          });
          expect(worst).toBeLessThan(0.51);
        },
      ),
      { seed: 21, numRuns: 40 },
    );
  });

  it('are the pixels themselves where there are as many', () => {
    const source = noise(3 * SIDE, 40 * SIDE, 5);
    const samples = samplesIn(source, 3, 40);
    const wanted = source.data.map((value, i) => (source.data[i - (i % 4) + 3] > 0 ? value : 0));
    expect(samples?.data).toEqual(Uint8Array.from(wanted));
  });

  it('have straight alpha: colours are neither darkened nor tinted by what is transparent', () => {
    // Half of every sample is transparent green.
    const source = picture(6 * SIDE, 4 * SIDE, (x) => (x % 2 === 0 ? [200, 40, 30, 255] : [0, 255, 0, 0]));
    const samples = samplesIn(source, 3, 2);
    for (let i = 0; i < 3 * SIDE * 2 * SIDE; i++)
      expect([...(samples?.data.subarray(i * 4, i * 4 + 4) ?? [])]).toEqual([200, 40, 30, 128]);
  });

  it('have nothing where the source has nothing, no matte', () => {
    const source = picture(32, 32, (x) => (x < 16 ? [90, 150, 220, 255] : [255, 255, 255, 0]));
    const samples = samplesIn(source, 4, 4);
    for (let i = 0; i < 32 * 32; i++)
      expect([...(samples?.data.subarray(i * 4, i * 4 + 4) ?? [])]).toEqual(
        i % 32 < 16 ? [90, 150, 220, 255] : [0, 0, 0, 0],
      );
  });

  it('are not kept for art of more than 512 by 512 cells', () => {
    const dot = picture(1, 1, () => [1, 2, 3, 255]);
    expect(samplesIn(dot, 4096, 65)).toBeNull();
    expect(samplesIn(dot, 1024, 257)).toBeNull();
    const largest = samplesIn(dot, 4096, 64);
    expect([largest?.width, largest?.height]).toEqual([4096 * SIDE, 64 * SIDE]);
  });
});
