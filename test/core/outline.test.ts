import { describe, expect, it } from 'vitest';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { outlined, outlineNotes } from '../../src/core/outline.ts';
import { colour, paletteOf } from '../../src/inference/art/colour.ts';
import { drawBy } from '../../src/inference/pixelize.ts';
import { analyticNetworks } from '../support/networks.ts';
import { disc, picture } from '../support/pictures.ts';

const RED: Rgba = [255, 0, 0, 255];
const PALETTE: Rgba[] = [[0, 0, 0, 0], [9, 9, 9, 255], RED];
const art = (...rows: string[]): PixelArt => ({
  width: rows[0].length,
  height: rows.length,
  palette: PALETTE,
  indices: Uint8Array.from(rows.join(''), (mark) => '.#o'.indexOf(mark)),
});
const rowsOf = ({ width, indices }: PixelArt): string[] =>
  Array.from({ length: indices.length / width }, (_, y) =>
    [...indices.subarray(y * width, (y + 1) * width)].map((index) => '.#o'[index]).join(''),
  );
const FIGURE = ['.....', '..##.', '.###.', '.###.', '....#'];

describe('an outline', () => {
  it('goes outside over the sides, and ends at the edge', () => {
    const made = outlined(art(...FIGURE), { side: 'outside', colour: RED }, false);
    expect(rowsOf(made)).toEqual(['..oo.', '.o##o', 'o###o', 'o###o', '.ooo#']);
  });

  it('goes inside, and leaves the silhouette as it is', () => {
    const made = outlined(art(...FIGURE), { side: 'inside', colour: RED }, false);
    expect(rowsOf(made)).toEqual(['.....', '..oo.', '.o#o.', '.ooo.', '....o']);
  });

  it('goes round the edges of a tile', () => {
    const made = outlined(art('#..', '...', '...', '...'), { side: 'outside', colour: RED }, true);
    expect(rowsOf(made)).toEqual(['#oo', 'o..', '...', 'o..']);
  });
});

const options = (input: Record<string, unknown>) =>
  parseOptions(
    { ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS },
    { size: '20x20', outlineColor: '#ff0000', ...input },
  );
const artOf = async (
  input: Record<string, unknown>,
  source = disc(160, [40, 90, 200, 255], [20, 20, 60, 255], 9),
) => {
  const opts = options(input);
  const drawing = await drawBy(analyticNetworks(), source, opts);
  return colour(drawing, paletteOf([drawing], opts), opts, opts.palette !== null);
};
const shown = ({ palette, indices }: PixelArt): string[] =>
  [...indices].map((index) => palette[index].join());

describe.each([
  { colors: 4 },
  { colors: 2 },
  { colors: 4, quantizer: 'kmeans' },
  { palette: 'gameboy', dither: 'bayer4' },
  { colors: 5, tidy: 'off' },
])('the outline of art by %o', (way) => {
  it('is of its colour, within the palette’s size, about the same figure', async () => {
    const plain = shown(await artOf({ ...way, pin: '#ff0000' }));
    for (const outline of ['outside', 'inside'] as const) {
      const made = await artOf({ ...way, outline });
      const colours = shown(made);
      expect(colours).toContain('255,0,0,255');
      const opaque = made.palette.filter(([, , , a]) => a > 0).length;
      if ('colors' in way) expect(opaque).toBeLessThanOrEqual(Number(way.colors));
      else expect(opaque).toBe(5);
      colours.forEach((own, cell) => {
        if (outline === 'inside' || own !== '255,0,0,255')
          expect(own === '0,0,0,0').toBe(plain[cell] === '0,0,0,0');
      });
      expect(outlineNotes(made, options({ ...way, outline }))).toEqual([]);
    }
  });
});

it('that cannot be drawn is told, and the art is as without it', async () => {
  const opaque = picture(160, 160, (x, y) => [x, y, 90, 255]);
  const told = async (input: Record<string, unknown>, source = opaque) =>
    outlineNotes(await artOf(input, source), options(input));
  expect(await told({ outline: 'outside' })).toEqual([
    'nothing of the art is transparent: it gets no outline',
  ]);
  expect(await artOf({ outline: 'inside' }, opaque)).toEqual(await artOf({}, opaque));
  const inset = picture(160, 160, (x, y) => [200, 90, 30, Math.min(x, y, 159 - x, 159 - y) >= 10 ? 255 : 0]);
  const fits = await artOf({ outline: 'outside' }, inset);
  expect(shown(fits)[fits.width * 5]).toBe('255,0,0,255');
  expect(await told({ outline: 'outside' }, inset)).toEqual([]);
  const half = picture(160, 160, (x) => [200, 90, 30, x < 80 ? 255 : 0]);
  expect(await told({ outline: 'outside' }, half)).toEqual([
    "the art goes up to its edge: its outline is cut off there, as the art's size stays",
  ]);
  expect(await told({ outline: 'outside', exclude: '#ff0000' }, half)).toEqual([
    "the outline's colour is excluded or has no room in the palette: there is no outline",
  ]);
});
