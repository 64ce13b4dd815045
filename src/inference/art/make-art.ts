import type { PixelArt, Rgba } from '../../core/image.ts';
import { chooseColours } from './colours.ts';
import { Energy } from './energy.ts';
import type { Evidence } from './evidence.ts';
import { solve } from './solve.ts';
import { spaceOf } from './space.ts';
import { Votes } from './votes.ts';
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
  if (!opaque.includes(1)) return { width, height, palette: [TRANSPARENT], indices: new Uint8Array(opaque.length) };
  const { colours, labels } = palette === null ? ownColours(evidence, colors, weights) : given(evidence, palette, weights);
  const indices = labels.map((label, cell) => (opaque[cell] === 1 ? label + first : 0));
  return { width, height, palette: first === 1 ? [TRANSPARENT, ...colours] : colours, indices };
}

interface Labelled {
  readonly colours: readonly Rgba[];
  readonly labels: Uint8Array;
}

function given(evidence: Evidence, palette: readonly Rgba[], weights: Weights): Labelled {
  const colours = spaceOf(palette.flat(), 4);
  const { cost } = new Votes(evidence, colours, weights);
  const n = palette.length;
  const start = evidence.opaque.map((is, cell) => {
    let best = 0;
    if (is === 1) for (let c = 1; c < n; c++) if (cost[cell * n + c] < cost[cell * n + best]) best = c;
    return best;
  });
  const energy = new Energy(evidence, cost, colours, start, weights);
  solve(energy);
  return { colours: palette, labels: energy.labels };
}

function ownColours(evidence: Evidence, most: number, weights: Weights): Labelled {
  const { seeds, opaque } = evidence;
  const all = seeds.colour;
  const n = all.length / 3;
  const votes = new Votes(evidence, all, weights);
  const { kept, labels } = chooseColours(evidence, votes, most, weights);
  const place = new Uint8Array(n);
  // Darkest first, so that a tie between labels is one between colours.
  const order = kept.sort((p, q) => all[p * 3] - all[q * 3] || p - q);
  order.forEach((seed, to) => {
    place[seed] = to;
  });
  const colours = Float32Array.from(order.flatMap((seed) => [...all.subarray(seed * 3, seed * 3 + 3)]));
  const cost = new Int32Array(opaque.length * order.length);
  for (let cell = 0; cell < opaque.length; cell++)
    order.forEach((seed, to) => {
      cost[cell * order.length + to] = votes.cost[cell * n + seed];
    });
  const energy = new Energy(evidence, cost, colours, labels.map((seed) => place[seed]), weights);
  solve(energy);
  const used = [...order.keys()].filter((to) => energy.labels.some((label, cell) => opaque[cell] === 1 && label === to));
  const final = new Uint8Array(order.length);
  used.forEach((from, to) => {
    final[from] = to;
  });
  return {
    colours: used.map((to): Rgba => {
      const [r, g, b] = seeds.bytes.subarray(order[to] * 3, order[to] * 3 + 3);
      return [r, g, b, 255];
    }),
    labels: energy.labels.map((label) => final[label]),
  };
}
