import { expect, it } from 'vitest';
import { SIDE } from '../../../src/core/scale.ts';
import { mergedColours } from '../../../src/inference/art/colours.ts';
import { evidenceOf } from '../../../src/inference/art/evidence.ts';
import { makeArt } from '../../../src/inference/art/make-art.ts';
import { TALLY } from '../../../src/inference/art/seeds.ts';
import { spaceOf } from '../../../src/inference/art/space.ts';
import { WEIGHTS } from '../../../src/inference/art/weights.ts';

const WIDTH = 40;
const HEIGHT = 10;

/** Art of a picture whose columns of cells are painted in greys. */
function artOf(grey: (x: number) => number, colors: number) {
  const across = WIDTH * SIDE;
  const data = new Uint8Array(across * HEIGHT * SIDE * 4).fill(255);
  for (let i = 0; i < data.length; i += 4) data.fill(grey(((i / 4) % across) / SIDE), i, i + 3);
  const cells = Array.from({ length: WIDTH * HEIGHT }, (_, cell) => grey((cell % WIDTH) + 0.5));
  const drawn = {
    width: WIDTH,
    height: HEIGHT,
    rgb: Uint8Array.from(cells.flatMap((value) => [value, value, value])),
    opaque: new Uint8Array(cells.length).fill(1),
  };
  const source = { width: across, height: HEIGHT * SIDE, data };
  const { palette, indices } = makeArt(evidenceOf(drawn, source, WEIGHTS), { colors, palette: null });
  return { palette, greys: [...indices].map((index) => palette[index][0]), cells };
}

it('a colour that stands for several shades is the median of all their samples, but for those that a pin stands for', () => {
  const shades = [100, 110, 120, 200];
  const colour = spaceOf(
    shades.flatMap((shade) => [shade, shade, shade]),
    WEIGHTS.hue,
  );
  const tallies = new Float64Array(shades.length * TALLY);
  shades.forEach((shade, seed) => {
    for (const channel of [0, 256, 512]) tallies[seed * TALLY + channel + shade] = 10;
  });
  const seeds = { colour, tallies };
  const all = { seeds, counts: new Float64Array(4).fill(1), excluded: new Uint8Array(4) };
  const merged = (kept: number[], pin: number[] = []) =>
    [...mergedColours({ ...all, pinned: spaceOf(pin, WEIGHTS.hue) }, kept)].filter((_, at) => at % 3 === 0);
  expect(merged([2, 3])).toEqual([110, 200]);
  expect(merged([2, 3], [104, 104, 104])).toEqual([120, 200]);
  expect(merged([0, 1, 2, 3])).toEqual(shades);
});

it('a colour that has most of its samples is not moved by those that it stands for', () => {
  // Two flat areas, and beside each a strip of a shade that two colours are too few for.
  const flat = (x: number): number => (x < 17 ? 40 : x < 20 ? 70 : x < 23 ? 180 : 210);
  expect(artOf(flat, 2).palette).toEqual([
    [40, 40, 40, 255],
    [210, 210, 210, 255],
  ]);
});
