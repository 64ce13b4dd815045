import type { PixelArt, Rgba } from '../../core/image.ts';
import { chooseColours } from './colours.ts';
import { Energy } from './energy.ts';
import type { Evidence } from './evidence.ts';
import { solve } from './solve.ts';
import { spaceOf } from './space.ts';
import { cheapest, Votes } from './votes.ts';
import { WEIGHTS, type Weights } from './weights.ts';

/** What art may be asked for. */
export interface ArtOptions {
  /** The most colours of a palette made by us, 1..255. */
  readonly colors: number;
  /** The palette if it is given, 1..256 opaque colours; it is kept as it is. */
  readonly palette: readonly Rgba[] | null;
}

const TRANSPARENT: Rgba = [0, 0, 0, 0];

/**
 * Makes art of a drawing's evidence by one energy: chooses colours among the source's own, or takes those given, and labels
 * the cells so that no change of one cell would lower the energy.
 * @returns art with a transparent entry first if a cell is transparent; a made palette is darkest first and has no unused colour
 * Throws a RangeError if no colour is allowed.
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
    palette === null ? ownColours(evidence, colors, weights) : given(evidence, palette, weights);
  const indices = labels.map((label, cell) => (opaque[cell] === 1 ? label + first : 0));
  return { width, height, palette: first === 1 ? [TRANSPARENT, ...colours] : colours, indices };
}

interface Labelled {
  readonly colours: readonly Rgba[];
  readonly labels: Uint8Array;
}

function given(evidence: Evidence, palette: readonly Rgba[], weights: Weights): Labelled {
  return { colours: palette, labels: labelled(evidence, spaceOf(palette.flat(), weights.hue, 4), weights) };
}

function ownColours(evidence: Evidence, most: number, weights: Weights): Labelled {
  const { seeds, opaque } = evidence;
  // Darkest first, so that a tie between labels is one between colours.
  const lightness = (seed: number): number => seeds.colour[seed * 3];
  const kept = chooseColours(evidence, most, weights).sort((p, q) => lightness(p) - lightness(q) || p - q);
  const of = <T>(values: ArrayLike<T>, seed: number): [T, T, T] => [
    values[seed * 3],
    values[seed * 3 + 1],
    values[seed * 3 + 2],
  ];
  const labels = labelled(
    evidence,
    Float32Array.from(kept.flatMap((seed) => of(seeds.colour, seed))),
    weights,
  );
  const isUsed = new Uint8Array(kept.length);
  labels.forEach((label, cell) => {
    if (opaque[cell] === 1) isUsed[label] = 1;
  });
  const used = [...kept.keys()].filter((label) => isUsed[label] === 1);
  const place = new Uint8Array(kept.length);
  used.forEach((from, to) => {
    place[from] = to;
  });
  return {
    colours: used.map((label): Rgba => [...of(seeds.bytes, kept[label]), 255]),
    labels: labels.map((label) => place[label]),
  };
}

/** The cells' labels among colours, n × 3 numbers of art's colour space, at the energy's end. */
function labelled(evidence: Evidence, colours: Float32Array, weights: Weights): Uint8Array {
  const votes = new Votes(evidence, colours, weights);
  const energy = new Energy(evidence, votes.cost, colours, cheapest(votes, evidence.opaque), weights);
  solve(energy);
  return energy.labels;
}
