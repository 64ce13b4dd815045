import { describe, expect, it } from 'vitest';
import { FREE, guideOf, guideOver, KEEP, LESS, MORE, marksOf } from '../../src/core/guide.ts';
import { type GuideLayer, guideOfLayers, markNamed } from '../../src/core/guide-layers.ts';
import type { RgbaImage } from '../../src/core/image.ts';

/** A picture of one alpha, wherever `covers` says so. */
function shape(width: number, height: number, alpha = 255, covers = (_x: number, _y: number) => true) {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++)
    if (covers(i % width, Math.floor(i / width))) data[i * 4 + 3] = alpha;
  return { width, height, data } satisfies RgbaImage;
}
const WHOLE = { x: 0, y: 0, width: 1, height: 1 };
const layer = (picture: RgbaImage, box = WHOLE, mark = KEEP): GuideLayer => ({ mark, picture, box });
const marksBy = (layers: readonly GuideLayer[], art: { width: number; height: number }) => {
  const { guide } = guideOfLayers(layers, art);
  return guide && [...marksOf(guide)];
};

describe('names of layers', () => {
  it('ask for a mark or a colour after “pixel:”, whatever their case and blanks', () => {
    expect(
      ['pixel: keep', ' Pixel:KEEP ', 'pixel: keep as it is', 'pixel: more', 'pixel: Less  detail'].map(
        markNamed,
      ),
    ).toEqual([KEEP, KEEP, KEEP, MORE, LESS]);
    expect(['pixel: #FF0000', 'pixel:0f0', 'pixel: #1f294a'].map(markNamed)).toEqual([
      0xff0000, 0x00ff00, 0x1f294a,
    ]);
  });

  it('that say something else after it are told from those of all other layers', () => {
    expect(['pixel:', 'pixel: kep', 'pixel: #12345', 'pixel: constructor'].map(markNamed)).toEqual(
      Array(4).fill('unknown'),
    );
    expect(['Pixels: keep', 'keep', '', 'my pixel: keep'].map(markNamed)).toEqual(Array(4).fill(null));
  });
});

describe('layers as a guide', () => {
  it('mark what they cover half of, wherever they lie, and the higher one wins', () => {
    const left = layer(shape(3, 3), { x: 0, y: 0, width: 0.5, height: 1 });
    // From 0.4 of the second cell on, and beyond the picture.
    const right = layer(shape(7, 2), { x: 0.35, y: -1, width: 3, height: 1.5 }, 0x123456);
    expect(marksBy([left, right], { width: 4, height: 2 })).toEqual([
      ...[KEEP, 0x123456, 0x123456, 0x123456],
      ...[KEEP, KEEP, FREE, FREE],
    ]);
    expect(marksBy([right, left], { width: 4, height: 2 })?.slice(0, 2)).toEqual([KEEP, KEEP]);
  });

  it('may be seen through, and their faint parts count for nothing', () => {
    const faint = shape(4, 1, 60, (x) => x < 2);
    faint.data[2 * 4 + 3] = 20;
    expect(marksBy([layer(faint)], { width: 4, height: 1 })).toEqual([KEEP, KEEP, FREE, FREE]);
  });

  it('that are thinner than art pixels mark those that they lie in', () => {
    const line = layer(shape(40, 1), { x: 0, y: 0.3, width: 1, height: 0.02 }, LESS);
    expect(marksBy([line], { width: 4, height: 4 })).toEqual([
      ...Array(4).fill(FREE),
      ...Array(4).fill(LESS),
      ...Array(8).fill(FREE),
    ]);
  });

  it('that cover nothing of the picture are told of', () => {
    const nothing = layer(shape(4, 4, 0));
    const outside = layer(shape(4, 4), { x: 1, y: 0, width: 1, height: 1 });
    const { guide, empty } = guideOfLayers([nothing, outside], { width: 3, height: 3 });
    expect([guide, [...empty]]).toEqual([null, [nothing, outside]]);
  });

  it('lie below what was painted, also where that was painted at another size', () => {
    const art = { width: 4, height: 1 };
    const painted = guideOf({ width: 2, height: 1 }, [MORE, FREE]);
    const below = guideOf(art, [KEEP, KEEP, KEEP, FREE]);
    const all = guideOver(painted, below, art);
    expect(all && [...marksOf(all)]).toEqual([MORE, MORE, KEEP, FREE]);
    expect([guideOver(painted, null, art), guideOver(null, below, art)]).toEqual([painted, below]);
  });
});
