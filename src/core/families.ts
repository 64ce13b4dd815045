import { oklabOfBytes } from './colour.ts';
import { hexOf } from './hex.ts';
import type { Rgba } from './image.ts';
import { withoutRepeats } from './palette.ts';

/** What is less colourful than this, as OKLab chroma, is a grey among hues. */
const GREY = 0.04;
/** The widest that the hues of a family lie apart, in radians: a ramp may go from purple shades to red lights. */
const WIDEST = Math.PI / 4;

const CIRCLE = 2 * Math.PI;

/** A colour's hue as an angle of OKLab, 0..2π; null for greys. */
export function hueOf(colour: Rgba): number | null {
  const [, a, b] = oklabOfBytes(colour.slice(0, 3));
  return Math.hypot(a, b) < GREY ? null : (Math.atan2(b, a) + CIRCLE) % CIRCLE;
}

/** Colours in the order of their OKLab lightness, dark first; it never depends on the order that they come in. */
export function byLightness(colours: readonly Rgba[]): Rgba[] {
  return colours
    .map((colour) => ({ colour, L: oklabOfBytes(colour.slice(0, 3))[0], hex: hexOf(colour) }))
    .sort((p, q) => p.L - q.L || (p.hex < q.hex ? -1 : 1))
    .map(({ colour }) => colour);
}

/** Neighbouring hues on the circle. */
interface Arc {
  /** Radians; the end may be beyond the circle's. */
  readonly from: number;
  readonly to: number;
  readonly colours: readonly Rgba[];
}

/**
 * A palette's families of shades: the greys, and ramps of colours whose hues lie at most an eighth of the circle apart, each dark
 * first. The nearest hues come together first, so a gap between two ramps stays one (clustering by complete linkage).
 * @param colours opaque; repeats count once
 * @returns every colour in one family; the same families whatever the order of the colours
 */
export function familiesOf(colours: readonly Rgba[]): Rgba[][] {
  const greys: Rgba[] = [];
  let arcs: Arc[] = [];
  for (const colour of byLightness(withoutRepeats(colours))) {
    const hue = hueOf(colour);
    if (hue === null) greys.push(colour);
    else arcs.push({ from: hue, to: hue, colours: [colour] });
  }
  arcs.sort((p, q) => p.from - q.from);
  for (;;) {
    const joined = arcs.map((arc, i) => joinedTo(arc, arcs[(i + 1) % arcs.length]));
    const spans = joined.map(({ from, to }) => to - from);
    const least = spans.indexOf(Math.min(...spans));
    if (arcs.length < 2 || spans[least] > WIDEST) break;
    const next = (least + 1) % arcs.length;
    arcs = arcs.flatMap((arc, i) => (i === least ? joined[least] : i === next ? [] : arc));
  }
  const ramps = arcs.map((arc) => byLightness(arc.colours));
  return greys.length > 0 ? [greys, ...ramps] : ramps;
}

/** Two arcs as one, from the first's start on round to the second's end. */
function joinedTo(first: Arc, second: Arc): Arc {
  const turn = second.from < first.from || first === second ? CIRCLE : 0;
  return { from: first.from, to: second.to + turn, colours: [...first.colours, ...second.colours] };
}
