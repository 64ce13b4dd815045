import { describe, expect, it } from 'vitest';
import type { FrameSource } from '../../../src/core/frames.ts';
import type { Rgba, RgbaImage } from '../../../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../../src/core/options.ts';
import { animate } from '../../../src/inference/sequence/animate.ts';
import { analyticNetworks, mean } from '../../support/networks.ts';
import { picture } from '../../support/pictures.ts';

const SIDE = 48;
const OPTIONS = parseOptions(
  { ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS },
  { size: '12', colors: 4, method: 'bilinear' },
);

const source = (images: readonly RgbaImage[]): FrameSource => ({
  loops: false,
  async *read() {
    for (const [i, image] of images.entries()) yield { name: `${i + 1}`, image, duration: 100 };
  },
});

async function artOf(images: readonly RgbaImage[], options = OPTIONS, calls: string[] = []) {
  const networks = analyticNetworks(mean, calls);
  const arts = [];
  for await (const { art } of animate(networks, source(images), options)) arts.push(art);
  return arts;
}

/** A square of some alpha on nothing, at a place. */
const square = (alpha: number, left = 12): RgbaImage =>
  picture(SIDE, SIDE, (x, y): Rgba => {
    const inside = x >= left && x < left + 24 && y >= 12 && y < 36;
    return inside ? [220, 60, 40, alpha] : [0, 0, 0, 0];
  });

const opaqueIn = ({ palette, indices }: { palette: readonly Rgba[]; indices: Uint8Array }) =>
  indices.filter((index) => palette[index][3] > 0).length;

describe('an animation', () => {
  it('that fades out goes, by the alpha of the whole and not of each frame', async () => {
    const arts = await artOf([255, 200, 150, 100, 50, 0].map((alpha) => square(alpha)));
    expect(arts.map(opaqueIn)).toEqual([36, 36, 36, 0, 0, 0]);
  });

  it('that is faint all the time is seen', async () => {
    const arts = await artOf([90, 100, 90].map((alpha) => square(alpha)));
    expect(arts.map(opaqueIn)).toEqual([36, 36, 36]);
  });

  it('draws a frame that stands for a while once', async () => {
    const calls: string[] = [];
    const options = { ...OPTIONS, method: 'cascade' } as const;
    const [one, other] = [square(255), square(255, 16)];
    const held = await artOf([...Array(40).fill(one), ...Array(40).fill(other)], options, calls);
    // Those for the palette, and each again at most.
    expect(calls.filter((call) => call === 'gridnet').length).toBeLessThanOrEqual(8);
    expect(held).toHaveLength(80);
    expect(held[79].indices).not.toEqual(held[0].indices);
  });
});
