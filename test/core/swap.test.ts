import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oklabOfBytes } from '../../src/core/colour.ts';
import { familiesOf } from '../../src/core/families.ts';
import { parseColourList } from '../../src/core/hex.ts';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { PRESETS } from '../../src/core/presets.ts';
import { swappedArt, swappedColours } from '../../src/core/swap.ts';

const of = (text: string) => parseColourList(text) as readonly Rgba[];
const lightness = (colour: Rgba) => oklabOfBytes(colour, 4)[0];
const names = (colours: readonly Rgba[]) => colours.map((colour) => colour.join());

const colour = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map(([r, g, b]): Rgba => [r, g, b, 255]);
const palette = fc.uniqueArray(colour, { minLength: 1, maxLength: 24, selector: (each) => each.join() });
/** Two palettes that may have colours in common. */
const both = fc
  .tuple(palette, palette, fc.nat(8))
  .map(([p, q, shared]): [Rgba[], Rgba[]] => [p, [...q, ...p.slice(0, shared)]]);

const REDS = of('#3b0a0a #7a1a1a #c23030 #f08080');
const BLUES = of('#0a1440 #1c3a8a #3f74d6 #a8c8f8');
const GREENS = of('#0c2a10 #1f6a2c #46b45a #b6ecb8');
const YELLOWS = of('#4a4408 #a89818 #f0e070');
const GREYS = of('#000000 #777777 #ffffff');

describe('families of shades', () => {
  it('are the ramps of a palette and its greys, each dark first', () => {
    const families = familiesOf([...REDS, ...BLUES, ...GREENS, ...GREYS].reverse());
    expect(families.map(names).sort()).toEqual([REDS, BLUES, GREENS, GREYS].map(names).sort());
  });

  it('have every colour once, whatever the order of the colours', () => {
    fc.assert(
      fc.property(palette, (colours) => {
        const families = familiesOf([...colours, ...colours]);
        expect(names(families.flat()).sort()).toEqual(names(colours).sort());
        expect(familiesOf([...colours].reverse())).toEqual(families);
      }),
    );
  });
});

describe('a palette swap', () => {
  it('keeps the order of lightness within each family', () => {
    fc.assert(
      fc.property(both, ([from, to]) => {
        for (const family of familiesOf(from)) {
          const light = swappedColours(from, to)
            .map((target, i) => ({ target, at: names(family).indexOf(from[i].join()) }))
            .filter(({ at }) => at >= 0)
            .sort((p, q) => p.at - q.at)
            .map(({ target }) => lightness(target));
          expect(light).toEqual([...light].sort((p, q) => p - q));
        }
      }),
    );
  });

  it('leaves a colour what it is that both palettes have', () => {
    fc.assert(
      fc.property(both, ([from, to]) => {
        const become = swappedColours(from, to);
        from.forEach((each, i) => {
          if (names(to).includes(each.join())) expect(become[i]).toEqual(each);
        });
      }),
    );
    for (const colours of Object.values(PRESETS)) expect(swappedColours(colours, colours)).toEqual(colours);
  });

  it('takes the colours of a family to one ramp, but for those that stay, whatever their order', () => {
    fc.assert(
      fc.property(both, ([from, to]) => {
        const become = new Map(swappedColours(from, to).map((target, i) => [from[i].join(), target.join()]));
        const ramps = familiesOf(to).map(names);
        for (const family of familiesOf(from)) {
          const moved = names(family).filter((each) => !names(to).includes(each));
          const stays = names(family).filter((each) => names(to).includes(each));
          const targets = moved.map((each) => become.get(each) as string);
          const isOne = ramps.some((ramp) =>
            targets.every((target) => ramp.includes(target) || stays.includes(target)),
          );
          expect(isOne).toBe(true);
        }
        const reversed = swappedColours([...from].reverse(), to).reverse();
        expect(reversed).toEqual(swappedColours(from, [...to].reverse()));
      }),
    );
  });

  it('keeps shades apart while the ramp has enough of them', () => {
    fc.assert(
      fc.property(
        palette,
        fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 24, maxLength: 64 }),
        (from, greys) => {
          // One ramp of greys, of other greys than there are.
          const ramp = greys.map((value): Rgba => [value, value, value, 255]);
          fc.pre(ramp.every((grey) => !names(from).includes(grey.join())));
          const become = names(swappedColours(from, ramp));
          for (const family of familiesOf(from)) {
            const own = family.map((each) => become[names(from).indexOf(each.join())]);
            expect(new Set(own).size).toBe(family.length);
          }
        },
      ),
    );
  });

  it('goes to ramps of like hues, each to its own where others do nearly as well', () => {
    const shifted = of('#401010 #902020 #d84848 #ffa0a0 #101c50 #2848a0 #5088e8 #c0d8ff');
    expect(swappedColours([...REDS, ...BLUES], shifted)).toEqual(shifted);
    const [pinks, oranges] = [of('#501030 #b03070 #f0a0c8'), of('#502808 #b06018 #f0b070')];
    const become = swappedColours([...pinks, ...oranges], [...REDS.slice(0, 3), ...YELLOWS]);
    expect(new Set(names(become)).size).toBe(6);
  });

  it('takes all families to the one ramp that a palette has', () => {
    const gameboy = PRESETS.gameboy;
    const become = swappedColours([...REDS, ...BLUES], gameboy);
    expect(become).toEqual([...gameboy, ...gameboy].map((_, i) => become[i]));
    for (const own of [become.slice(0, 4), become.slice(4)])
      expect(own.map(lightness)).toEqual([...own.map(lightness)].sort((p, q) => p - q));
    expect(new Set(names(become.slice(0, 4))).size).toBe(4);
  });

  it('needs a palette', () => {
    expect(() => swappedColours(REDS, [])).toThrow(RangeError);
  });
});

describe('swapped art', () => {
  const NONE: Rgba = [0, 0, 0, 0];
  const art: PixelArt = {
    width: 3,
    height: 1,
    palette: [NONE, ...REDS],
    indices: Uint8Array.from([0, 1, 4]),
  };

  it('has the new palette in its order, and stays transparent where it was', () => {
    const swapped = swappedArt(art, [...BLUES].reverse());
    expect(swapped.palette).toEqual([NONE, ...[...BLUES].reverse()]);
    expect([...swapped.indices].map((index) => swapped.palette[index])).toEqual([NONE, BLUES[0], BLUES[3]]);
  });

  it('has no more than 256 entries', () => {
    const many = Array.from({ length: 256 }, (_, i): Rgba => [i, i, 255 - i, 255]);
    const swapped = swappedArt(art, many);
    expect(swapped.palette.length).toBeLessThanOrEqual(1 + REDS.length);
    expect(swapped.palette[swapped.indices[0]]).toEqual(NONE);
  });
});
