import { coloursInGamut, type Gamut } from '../../core/gamut.ts';
import { FREE, KEEP, LESS, MORE } from '../../core/guide.ts';
import type { Rgba } from '../../core/image.ts';
import { neighboursOf } from '../../core/neighbours.ts';
import { withoutRepeats } from '../../core/palette.ts';
import { chooseColours, wantedBy } from './colours.ts';
import type { Evidence } from './evidence.ts';
import { excludedAmong } from './excluded.ts';
import type { Feature } from './features.ts';
import { labelled } from './make-art.ts';
import type { Shares } from './shares.ts';
import { spaceOf } from './space.ts';
import { cheapest, Votes } from './votes.ts';
import { DETAIL, MOST_KEPT, type Weights } from './weights.ts';

/**
 * Evidence by which more or less detail is drawn where a guide's marks ask for it: features, strokes, windows and the
 * drawing's thin structure weigh more there, and smoothness less (energy.ts). Where less is asked for it is the other way
 * round, and each cell's source is that of three by three cells, whose majority decides. What is kept counts as more detail
 * for what is beside it.
 */
export function withDetail(evidence: Evidence, marks: Int32Array): Evidence {
  const levels = Int8Array.from(marks, (mark) =>
    mark === MORE || mark === KEEP ? 1 : mark === LESS ? -1 : 0,
  );
  if (!levels.some((level) => level !== 0)) return evidence;
  const factor = (cells: readonly number[]): number =>
    DETAIL ** (cells.reduce((sum, cell) => sum + levels[cell], 0) / cells.length);
  const scaled = (feature: Feature): Feature => ({
    ...feature,
    weight: feature.weight * factor(feature.cells),
  });
  const thin = (own: number, cell: number): number => {
    if (levels[cell] > 0) return Math.min(1, own * DETAIL);
    return levels[cell] < 0 && hasSource(evidence, cell) ? 0 : own;
  };
  return {
    ...evidence,
    detail: levels,
    own: pooled(evidence.own, evidence, levels),
    around: pooled(evidence.around, evidence, levels),
    thin: evidence.thin.map(thin),
    features: evidence.features.map(scaled),
    strokes: evidence.strokes.map(scaled),
    windows: evidence.windows.map((window) => ({
      ...window,
      weight: window.weight * factor([window.cells[4]]),
    })),
  };
}

const hasSource = ({ own: { start } }: Evidence, cell: number): boolean => start[cell] < start[cell + 1];

/** Shares in which cells of less detail have the mean of themselves and their neighbours. */
function pooled(shares: Shares, size: Evidence, levels: Int8Array): Shares {
  if (!levels.includes(-1)) return shares;
  const start = new Uint32Array(levels.length + 1);
  const seed: number[] = [];
  const share: number[] = [];
  levels.forEach((level, cell) => {
    const sums = new Map<number, number>();
    for (const other of level < 0 ? [cell, ...neighboursOf(size, cell)] : [cell])
      for (let at = shares.start[other]; at < shares.start[other + 1]; at++)
        sums.set(shares.seed[at], (sums.get(shares.seed[at]) ?? 0) + shares.share[at]);
    const all = [...sums.values()].reduce((sum, value) => sum + value, 0);
    for (const [own, sum] of [...sums].sort(([p], [q]) => p - q)) {
      seed.push(own);
      share.push(sum / all);
    }
    start[cell + 1] = seed.length;
  });
  return { start, seed: Uint8Array.from(seed), share: Float32Array.from(share) };
}

/** The cells that a guide keeps as their source is. */
export interface Kept {
  /** Their colours, which the palette needs for it. */
  readonly colours: readonly Rgba[];
  /** The colour of each kept cell, 0xrrggbb; -1 for all others. */
  readonly fixed: Int32Array;
}

/** What kept cells may have. */
interface Allowed {
  /** The palette if it is given; else colours of the source are chosen. */
  readonly palette: readonly Rgba[] | null;
  /** The most colours that are chosen. */
  readonly most: number;
  readonly exclude: readonly Rgba[];
  readonly gamut: Gamut;
}

/**
 * Labels the kept cells by themselves, by what the source has there alone: its majority and its lines, whatever was drawn.
 * Nothing else of the picture and no other option has a part in it, so that they stay as they are when other settings change;
 * but for the number of colours, where there are too few.
 * @param flat the colour of each cell whose source has but one (flat.ts), which is kept to the byte
 */
export function keptIn(
  evidence: Evidence,
  marks: Int32Array,
  flat: Int32Array,
  allowed: Allowed,
  weights: Weights,
): Kept {
  const isKept = Uint8Array.from(marks, (mark, cell) => Number(mark === KEEP) & evidence.opaque[cell]);
  const kept = isKept.reduce((sum, own) => sum + own, 0);
  const none = { colours: [], fixed: new Int32Array(marks.length).fill(FREE) };
  if (kept === 0) return none;
  const own = evidenceIn(evidence, isKept, marks);
  const palette = allowed.palette ?? chosenFor(own, evidence.opaque, flat, allowed, weights);
  if (palette.length === 0) return none;
  const labels = labelled(own, spaceOf(palette.flat(), weights.hue, 4), weights);
  const bytes = palette.map(([r, g, b]) => (r << 16) | (g << 8) | b);
  return {
    colours: allowed.palette === null ? palette : [],
    fixed: none.fixed.map((free, cell) => (isKept[cell] === 1 ? bytes[labels[cell]] : free)),
  };
}

/** The colours of the source that kept cells need most. */
function chosenFor(
  evidence: Evidence,
  opaque: Uint8Array,
  flat: Int32Array,
  { most, exclude, gamut }: Allowed,
  weights: Weights,
): Rgba[] {
  if (most < 1) return [];
  const { seeds, opaque: inside } = evidence;
  const count = (cells: Uint8Array): number => cells.reduce((sum, own) => sum + own, 0);
  const room = Math.max(1, Math.floor(most * Math.max(MOST_KEPT, count(inside) / count(opaque))));
  const cells = cheapest(new Votes(evidence, seeds.colour, weights), inside);
  const excluded = excludedAmong(seeds.colour, exclude, weights);
  const chosen = chooseColours(wantedBy([{ ...evidence, cells }]), room, weights, undefined, excluded);
  // A seed stands for all colours within a shade; where some cells have just one of them, it is that.
  const flats = new Map(chosen.map((seed) => [seed, new Map<number, number>()]));
  flat.forEach((colour, cell) => {
    if (colour < 0 || inside[cell] === 0) return;
    const found = flats.get(cells[cell]);
    found?.set(colour, (found.get(colour) ?? 0) + 1);
  });
  const colours = chosen.map((seed): Rgba => {
    const [first] = [...(flats.get(seed) ?? [])].sort((p, q) => q[1] - p[1] || p[0] - q[0]);
    if (first !== undefined) return [first[0] >> 16, (first[0] >> 8) & 255, first[0] & 255, 255];
    const [r, g, b] = seeds.bytes.subarray(seed * 3, seed * 3 + 3);
    return [r, g, b, 255];
  });
  return withoutRepeats(coloursInGamut(gamut, colours));
}

/** The evidence of some of the cells, where the source decides by itself; nothing around them is seen. */
function evidenceIn(evidence: Evidence, inside: Uint8Array, marks: Int32Array): Evidence {
  const within = ({ cells, ...rest }: Feature): Feature[] => {
    const own = cells.filter((cell) => inside[cell] === 1);
    return own.length === 0 ? [] : [{ ...rest, cells: own }];
  };
  const part = {
    ...evidence,
    opaque: inside,
    thin: evidence.thin.map((thin, cell) => (hasSource(evidence, cell) ? 0 : thin)),
    features: evidence.features.flatMap(within),
    strokes: evidence.strokes.flatMap(within),
    windows: evidence.windows.filter(({ cells }) => cells.every((cell) => cell < 0 || inside[cell] === 1)),
  };
  return withDetail(part, marks);
}
