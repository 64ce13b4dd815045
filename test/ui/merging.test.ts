import { expect, it } from 'vitest';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { colour, paletteOf } from '../../src/inference/art/colour.ts';
import { drawingOf } from '../../src/inference/draw/drawing.ts';
import { DOWNSCALERS } from '../../src/methods/index.ts';
import { merge } from '../../src/ui/palette/edits.ts';

const CELLS = 16;
const [BLUE, NAVY, RED, SAND]: Rgba[] = [
  [60, 90, 190, 255],
  [50, 70, 160, 255],
  [200, 50, 40, 255],
  [230, 210, 160, 255],
];
const SIDE = CELLS * 4;
const colourAt = (x: number, y: number): Rgba => {
  if (x < 20 && y > 40) return RED;
  if (y < 24) return x < 40 ? BLUE : NAVY;
  return SAND;
};
const pixels = Array.from({ length: SIDE * SIDE }, (_, i) => colourAt(i % SIDE, Math.floor(i / SIDE)));
const source = { width: SIDE, height: SIDE, data: Uint8Array.from(pixels.flat()) };
const drawing = drawingOf(DOWNSCALERS.subsampling.run(source, CELLS, CELLS), source);
const shown = ({ palette, indices }: PixelArt) => [...indices].map((index) => palette[index].join());

function art(changes: Record<string, unknown>): string[] {
  const options = parseOptions(PIXELIZE_OPTIONS, changes);
  return shown(colour(drawing, paletteOf([drawing], options), options, options.palette !== null));
}

it('merged colours are drawn anew: pixels become the one they are merged into where that is the nearest, others stay', () => {
  const before = art({});
  const used = [BLUE, NAVY, RED, SAND];
  expect(new Set(before)).toEqual(new Set(used.map((each) => each.join())));
  const settings = { palette: null, pin: [], exclude: [], colors: 16 };
  const merged = (colours: readonly Rgba[], into: Rgba) =>
    art({ palette: merge(settings, used, colours, into)?.palette });
  const navyAs = (other: Rgba) => before.map((each) => (each === NAVY.join() ? other.join() : each));
  expect(merged([BLUE, NAVY], BLUE)).toEqual(navyAs(BLUE));
  // Of unlike colours the other pixels take what is nearest of all that is left.
  expect(merged([RED, NAVY], RED)).toEqual(navyAs(BLUE));
});
