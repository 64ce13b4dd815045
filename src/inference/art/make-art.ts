import { bytesIn, type Gamut } from '../../core/gamut.ts';
import type { PixelArt, Rgba } from '../../core/image.ts';
import { withoutRepeats } from '../../core/palette.ts';
import { includes, nothingLeft, type Wishes } from '../../core/wishes.ts';
import { chooseColours, mergedColours, wantedBy } from './colours.ts';
import { Energy } from './energy.ts';
import type { Evidence } from './evidence.ts';
import { excludedAmong } from './excluded.ts';
import { seedsIn } from './seeds.ts';
import { solve } from './solve.ts';
import { nearest, spaceOf } from './space.ts';
import { cheapest, Votes } from './votes.ts';
import { WEIGHTS, type Weights } from './weights.ts';

/** What art may be asked for; pins and exclusions are for a palette made by us. */
export interface ArtOptions extends Partial<Wishes> {
  /** The most colours of a palette made by us, 1..255. */
  readonly colors: number;
  /** The palette if it is given, 1..256 opaque colours; it is kept as it is. */
  readonly palette: readonly Rgba[] | null;
  /** What colours a palette made by us may have; any without it. */
  readonly gamut?: Gamut;
  /** The colour that each cell has to have, 0xrrggbb, or the nearest that there is; -1 where it is free. */
  readonly fixed?: Int32Array | undefined;
}

const TRANSPARENT: Rgba = [0, 0, 0, 0];

/**
 * Makes art of a drawing's evidence by one energy: chooses colours among the source's own, or takes those given, and labels
 * the cells so that no change of one cell would lower the energy.
 * @returns art with a transparent entry first if a cell is transparent; a made palette is darkest first and has no unused
 *   colour but pins
 * Throws a RangeError if no colour is allowed, a UserError if all of the source's are excluded.
 */
export function makeArt(evidence: Evidence, options: ArtOptions, weights: Weights = WEIGHTS): PixelArt {
  const { width, height, opaque } = evidence;
  const { palette, colors } = options;
  if (palette === null ? colors < 1 : palette.length < 1)
    throw new RangeError(`at least one colour, received ${palette === null ? colors : 'an empty palette'}`);
  const first = opaque.includes(0) ? 1 : 0;
  if (!opaque.includes(1))
    return { width, height, palette: [TRANSPARENT], indices: new Uint8Array(opaque.length) };
  const { colours, labels } =
    palette === null ? ownColours(evidence, options, weights) : given(evidence, palette, options, weights);
  const indices = labels.map((label, cell) => (opaque[cell] === 1 ? label + first : 0));
  return { width, height, palette: first === 1 ? [TRANSPARENT, ...colours] : colours, indices };
}

interface Labelled {
  readonly colours: readonly Rgba[];
  readonly labels: Uint8Array;
}

function given(
  evidence: Evidence,
  palette: readonly Rgba[],
  { fixed }: Pick<ArtOptions, 'fixed'>,
  weights: Weights,
): Labelled {
  const colours = spaceOf(palette.flat(), weights.hue, 4);
  return { colours: palette, labels: labelled(evidence, colours, weights, fixed) };
}

/** A colour that a palette is made of. */
interface Choice {
  readonly colour: Rgba;
  readonly at: readonly [number, number, number];
  readonly isPin: boolean;
}

/**
 * The source's colours that serve it, or all frames of a sequence, best, each merged with those that it stands for, and those
 * pinned; darkest first, so that a tie of labels is one of colours.
 */
function chosen(
  { colors, pin = [], exclude = [], gamut = 'any' }: ArtOptions,
  frames: readonly Evidence[],
  weights: Weights,
): Choice[] {
  const seeds = seedsIn(gamut, frames[0].seeds, weights);
  const pinned = spaceOf(pin.flat(), weights.hue, 4);
  const excluded = excludedAmong(seeds.colour, exclude, weights);
  const wanted = { ...wantedBy(frames), colours: seeds.colour };
  const kept = chooseColours(wanted, colors, weights, pinned, excluded);
  const { tallies } = frames[0].seeds;
  const { counts } = wanted;
  const merged = mergedColours({ seeds: { colour: seeds.colour, tallies }, counts, excluded, pinned }, kept);
  const made = bytesIn(gamut, merged);
  const isOut = excludedAmong(spaceOf(made, weights.hue), exclude, weights);
  // A mean of allowed colours may look like an excluded one; then the seed stays by itself.
  const colours = kept.map((seed, k): Rgba => {
    const [bytes, at] = isOut[k] === 1 ? [seeds.bytes, seed * 3] : [made, k * 3];
    return [bytes[at], bytes[at + 1], bytes[at + 2], 255];
  });
  const choices = [
    ...withoutRepeats(colours.filter((colour) => !includes(pin, colour))).map((colour) => ({
      colour,
      isPin: false,
    })),
    ...pin.map((colour) => ({ colour, isPin: true })),
  ];
  const places = spaceOf(
    choices.flatMap(({ colour }) => colour),
    weights.hue,
    4,
  );
  return choices
    .map((choice, c): Choice => ({ ...choice, at: [places[c * 3], places[c * 3 + 1], places[c * 3 + 2]] }))
    .sort((p, q) => p.at[0] - q.at[0]);
}

function ownColours(evidence: Evidence, options: ArtOptions, weights: Weights): Labelled {
  const { opaque } = evidence;
  const choices = chosen(options, [evidence], weights);
  if (choices.length === 0) throw nothingLeft();
  const colours = Float32Array.from(choices.flatMap(({ at }) => at));
  const labels = labelled(evidence, colours, weights, options.fixed);
  const isUsed = Uint8Array.from(choices, ({ isPin }) => Number(isPin));
  labels.forEach((label, cell) => {
    if (opaque[cell] === 1) isUsed[label] = 1;
  });
  const used = [...choices.keys()].filter((label) => isUsed[label] === 1);
  const place = new Uint8Array(choices.length);
  used.forEach((from, to) => {
    place[from] = to;
  });
  return { colours: used.map((label) => choices[label].colour), labels: labels.map((label) => place[label]) };
}

/**
 * The palette for a sequence in its own colours, pins among them, darkest first; none if all is transparent.
 * @param frames their evidence, of the same seeds
 * Throws a UserError if all of the source's colours are excluded.
 */
export function coloursOf(
  frames: readonly Evidence[],
  options: Omit<ArtOptions, 'palette'>,
  weights: Weights = WEIGHTS,
): Rgba[] {
  const seen = frames.filter(({ opaque }) => opaque.includes(1));
  if (seen.length === 0) return [];
  const choices = chosen({ ...options, palette: null }, seen, weights);
  if (choices.length === 0) throw nothingLeft();
  return choices.map(({ colour }) => colour);
}

/**
 * The cells' labels among colours, n × 3 numbers of art's colour space, at the energy's end.
 * @param fixed as in ArtOptions
 */
export function labelled(
  evidence: Evidence,
  colours: Float32Array,
  weights: Weights,
  fixed?: Int32Array,
): Uint8Array {
  const votes = new Votes(evidence, colours, weights);
  const start = cheapest(votes, evidence.opaque);
  const held = fixed === undefined ? null : Uint8Array.from(fixed, (colour) => Number(colour >= 0));
  if (fixed !== undefined) fix(start, fixed, colours, weights);
  const energy = new Energy(evidence, votes.cost, colours, start, weights, held);
  solve(energy);
  return energy.labels;
}

/**
 * Gives fixed cells the label that is nearest to their colour.
 * @param fixed as in ArtOptions
 */
export function fix(labels: Uint8Array, fixed: Int32Array, colours: Float32Array, { hue }: Weights): void {
  const known = new Map<number, number>();
  fixed.forEach((colour, cell) => {
    if (colour < 0) return;
    const label =
      known.get(colour) ??
      nearest(colours, spaceOf([colour >> 16, (colour >> 8) & 255, colour & 255], hue), 0);
    known.set(colour, label);
    labels[cell] = label;
  });
}
