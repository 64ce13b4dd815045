import { oklabOfBytes, squaredDistance } from './colour.ts';
import { byLightness, familiesOf } from './families.ts';
import type { PixelArt, Rgba } from './image.ts';
import { MOST_COLOURS, withoutRepeats } from './palette.ts';
import { includes } from './wishes.ts';

/** What a shade costs that becomes the same colour as the one before: more than any distance, so that shades stay apart while a ramp has enough. */
const MERGED = 1e3;
/** Lightness counts so much in the choice of a ramp: hue says which ramp it is, lightness which shade of it. */
const LIGHTNESS = 0.25;
/** What a ramp costs in which all shades of a family become one: as much as between a grey and a vivid colour. */
const FLAT = 0.06;
/** What a ramp costs for each family that has it already: as much as between a red and a yellow. */
const TAKEN = 0.1;
/** What a ramp costs that has none of the family's colours that stay: more than any hue. */
const FOREIGN = 1;

/**
 * A palette swap by families of shades: for each colour one of another palette, so that shades that belong together move together.
 * The colours of one family (families.ts) go to one ramp of the new palette, of a hue as near as may be, and not another family's if
 * others do nearly as well. Within a family the order of lightness is kept, and shades stay apart while the ramp has enough of them. A
 * colour that both palettes have stays itself.
 * @param colours opaque; what each becomes does not depend on their order
 * @param palette at least one opaque colour
 * @returns a colour of the palette for each of the colours
 * Throws a RangeError if the palette is empty.
 */
export function swappedColours(colours: readonly Rgba[], palette: readonly Rgba[]): Rgba[] {
  if (palette.length === 0) throw new RangeError('at least one colour to swap to, received none');
  const swapped = new Map<string, Rgba>();
  const targets = withoutRepeats(palette);
  const ramps = familiesOf(targets).map((shades) => ({ shades, taken: 0 }));
  // Large families choose first; the sort is stable, and families come in an order of their own.
  for (const family of familiesOf(colours).sort((p, q) => q.length - p.length)) {
    const stays = family.filter((colour) => includes(targets, colour));
    const ways = ramps.map((ramp) => {
      const to = aligned(family, byLightness(withoutRepeats([...ramp.shades, ...stays])), stays);
      return { ramp, to, cost: costOf(family, to, ramp.shades, stays) + TAKEN * ramp.taken };
    });
    const best = ways.reduce((least, way) => (way.cost < least.cost ? way : least));
    best.ramp.taken++;
    for (const [i, colour] of family.entries()) swapped.set(colour.join(), best.to[i]);
  }
  return colours.map((colour) => swapped.get(colour.join()) as Rgba);
}

/**
 * A family's colours among a ramp's, both dark first: never a lighter one for a darker one, as far apart as may be, and then as near
 * as may be.
 * @param stays colours of both, which stay themselves
 */
function aligned(family: readonly Rgba[], ramp: readonly Rgba[], stays: readonly Rgba[]): Rgba[] {
  const [from, to] = [oklabOfBytes(family.flat(), 4), oklabOfBytes(ramp.flat(), 4)];
  /** The least cost of the shades so far if the last one becomes each colour of the ramp, and what the one before became then. */
  let costs: number[] = ramp.map(() => 0);
  const before: number[][] = [];
  for (const [i, colour] of family.entries()) {
    const isHeld = includes(stays, colour);
    let least = i === 0 ? 0 : Number.POSITIVE_INFINITY;
    let place = -1;
    const next: number[] = [];
    const places: number[] = [];
    for (let j = 0; j < ramp.length; j++) {
      const again = i === 0 ? Number.POSITIVE_INFINITY : costs[j] + MERGED;
      const isAllowed = !isHeld || includes([colour], ramp[j]);
      const own = isAllowed ? squaredDistance(from, i, to, j) : Number.POSITIVE_INFINITY;
      next.push(own + Math.min(least, again));
      places.push(again < least ? j : place);
      if (i > 0 && costs[j] < least) [least, place] = [costs[j], j];
    }
    costs = next;
    before.push(places);
  }
  let at = costs.indexOf(Math.min(...costs));
  const way: Rgba[] = [];
  for (let i = family.length - 1; i >= 0; i--) {
    way.unshift(ramp[at]);
    at = before[i][at];
  }
  return way;
}

/** How badly a ramp stands for a family. */
function costOf(
  family: readonly Rgba[],
  to: readonly Rgba[],
  ramp: readonly Rgba[],
  stays: readonly Rgba[],
): number {
  const [p, q] = [family, to].map((colours) => oklabOfBytes(colours.flat(), 4));
  let cost = 0;
  for (let i = 0; i < family.length; i++) {
    const dL = p[i * 3] - q[i * 3];
    cost += squaredDistance(p, i, q, i) - (1 - LIGHTNESS) * dL * dL;
  }
  const lost = family.length - withoutRepeats(to).length;
  const foreign = stays.filter((colour) => !includes(ramp, colour)).length;
  return (cost + FLAT * lost + FOREIGN * foreign) / family.length;
}

/**
 * Art in the colours of another palette, by `swappedColours`. Transparent cells stay transparent.
 * @param palette opaque colours; the art has all of them in their order, or, where there is no room beside the transparent one, those
 *   that its own become
 */
export function swappedArt(art: PixelArt, palette: readonly Rgba[]): PixelArt {
  const opaque = art.palette.filter(([, , , alpha]) => alpha > 0);
  const become = swappedColours(opaque, palette);
  const transparent = art.palette.slice(0, art.palette.length - opaque.length);
  const targets = withoutRepeats(palette);
  const hasRoom = targets.length + transparent.length <= MOST_COLOURS;
  const kept = [
    ...transparent,
    ...(hasRoom ? targets : targets.filter((colour) => includes(become, colour))),
  ];
  const places = [...transparent, ...become].map((colour) =>
    kept.findIndex((other) => includes([other], colour)),
  );
  return { ...art, palette: kept, indices: art.indices.map((index) => places[index]) };
}
