import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { SCALES } from '../../src/core/scale.ts';
import { colour, paletteOf } from '../../src/inference/art/colour.ts';
import { drawBy } from '../../src/inference/pixelize.ts';
import { analyticNetworks, mean } from '../support/networks.ts';
import { picture } from '../support/pictures.ts';

const SPECS = { ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS };

describe('a picture of one colour', () => {
  it('is that very colour, whatever it is, however large, faint, and made', async () => {
    let turn = 0;
    /** Networks that shift each cell's colour otherwise, as trained ones do. */
    const restless = analyticNetworks((values) => mean(values) + 0.05 * Math.sin(turn++));
    const byte = fc.integer({ min: 0, max: 255 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(byte, byte, byte),
        fc.integer({ min: 1, max: 255 }),
        fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })),
        fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 })),
        fc.record({
          scale: fc.constantFrom(...SCALES),
          voting: fc.constantFrom(...PIXELIZE_OPTIONS.voting.choices),
          quantizer: fc.constantFrom(...PIXELIZE_OPTIONS.quantizer.choices),
          tidy: fc.constantFrom(...PIXELIZE_OPTIONS.tidy.choices),
          dither: fc.constantFrom(...PIXELIZE_OPTIONS.dither.choices),
          method: fc.constantFrom(...METHOD_OPTIONS.method.choices),
          colors: fc.constantFrom(2, 16, 256),
        }),
        async ([r, g, b], alpha, [width, height], [w, h], way) => {
          const own: Rgba = [r, g, b, 255];
          const source = picture(width, height, () => [r, g, b, alpha]);
          const options = parseOptions(SPECS, { size: `${w}x${h}`, ...way });
          const drawing = await drawBy(restless, source, options);
          const art = colour(drawing, paletteOf([drawing], options), options, false);
          expect([...new Set(art.indices)].map((index) => art.palette[index])).toEqual([own]);
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });
});
