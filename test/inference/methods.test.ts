import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { cellsOf } from '../../src/inference/art/cells.ts';
import { colour, paletteOf } from '../../src/inference/art/colour.ts';
import { drawBy } from '../../src/inference/pixelize.ts';
import { analyticNetworks } from '../support/networks.ts';
import { picture } from '../support/pictures.ts';

const GROUND: Rgba = [230, 220, 200, 255];
const INK: Rgba = [20, 20, 30, 255];
const options = (input: Record<string, unknown>) =>
  parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, input);

describe('a method without the networks', () => {
  // Every cell is half ground and half ink, in columns of a pixel: subsampling sees one of the two.
  const striped = picture(64, 32, (x) => (x % 2 === 0 ? GROUND : INK));

  it('is painted with the source that it was given, not with what it made of it', async () => {
    const drawing = await drawBy(
      analyticNetworks(),
      striped,
      options({ size: '8x4', method: 'subsampling', tidy: 'off' }),
    );
    const art = cellsOf(drawing);
    expect(new Set(art.rgb.slice(0, 3))).toEqual(new Set(art.rgb.slice(-3)));
    // Eight samples to eight pixels: the source itself.
    expect(drawing.source).toEqual({ ...striped, data: Uint8Array.from(striped.data) });
  });

  it('gives the art as the method made it, transparent parts too', async () => {
    const clear: Rgba = [0, 0, 0, 0];
    const quarters = picture(64, 32, (x, y) => (x < 32 ? (y < 16 ? INK : GROUND) : clear));
    const asked = options({ size: '8x4', method: 'subsampling', tidy: 'off', colors: 2 });
    const drawing = await drawBy(analyticNetworks(), quarters, asked);
    const art = colour(drawing, paletteOf([drawing], asked), asked, false);
    expect([art.width, art.height]).toEqual([8, 4]);
    const shown = (x: number, y: number) => art.palette[art.indices[y * 8 + x]];
    expect([shown(0, 0), shown(3, 3), shown(4, 0), shown(7, 3)]).toEqual([INK, GROUND, clear, clear]);
  });

  it('keeps no source of art that is so large that it would be too much', async () => {
    const drawing = await drawBy(
      analyticNetworks(),
      striped,
      options({ size: '600x600', method: 'subsampling' }),
    );
    expect(drawing.source).toBeNull();
    const asked = options({ colors: 4 });
    const art = colour(drawing, paletteOf([drawing], asked), asked, false);
    expect(art.palette.length).toBeLessThanOrEqual(4);
  });
});
