import { OUTLINE_L, squaredDistance } from '../../core/colour.ts';
import { circleOf, isEdgeCell, neighboursOf } from '../../core/neighbours.ts';
import { areMates } from './mates.ts';
import type { Field } from './tidy.ts';

/** A dark cell that the source covers by a smaller share with the line's colour can be a mere edge of the line. */
const EDGE_SHARE = 0.28;
/** The same for bumps, of whose four nearest only one is dark: along a straight edge a faint cell is not seen, as a spur is. */
const BUMP_SHARE = 0.45;
/** A mere edge lies beside a cell that the line covers by this share, and by so much more than the edge. */
const CORE_SHARE = 0.8;
const GAP = 0.3;
/** A line this little darker (luma, 0..255) than what lies around it cannot be told from it by shares. */
const LEAST_CONTRAST = 20;

const luma = (rgb: Uint8Array, i: number): number =>
  0.299 * rgb[i * 3] + 0.587 * rgb[i * 3 + 1] + 0.114 * rgb[i * 3 + 2];

/**
 * Takes the edges from strokes that are a cell wide or wider: the networks make every cell dark that a line touches, which
 * saves thin lines and makes thick ones clumsy. A dark cell goes if the source shows little of the line in it, one
 * beside it is covered by the line, and neither the line's hold nor its end hangs on it (its crossing number). It takes
 * the colour of the neighbour that is most like what the source shows of it besides the line. Faintest go first.
 * @param field the cells as they were drawn
 * @param drawn their colours, n × 3 sRGB bytes
 * @param means what each cell's source shows on average, likewise
 * @returns for every cell the cell whose colour it is to have: mostly its own index
 */
export function thinLines(
  { width, height, lab, opaque }: Field,
  drawn: Uint8Array,
  means: Uint8Array,
): Int32Array {
  const from = Int32Array.from(opaque, (_, i) => i);
  const dark = opaque.map((own, i) => Number(own === 1 && lab[i * 3] < OUTLINE_L));
  const circle = (i: number): number[] => circleOf({ width, height }, i);
  const light = (i: number): number[] => circle(i).filter((j) => j >= 0 && opaque[j] === 1 && dark[j] === 0);
  const shares = Float32Array.from(opaque, (_, i) => (dark[i] ? shareOf(circle(i), light(i), i) : 0));

  function shareOf(around: readonly number[], ground: readonly number[], i: number): number {
    const darkest = Math.min(
      luma(drawn, i),
      ...around.filter((j) => j >= 0 && dark[j]).map((j) => luma(drawn, j)),
    );
    const lightest = Math.max(0, ...ground.map((j) => luma(drawn, j)));
    if (lightest <= darkest + LEAST_CONTRAST) return 1;
    return Math.min(1, Math.max(0, (lightest - luma(means, i)) / (lightest - darkest)));
  }

  const faint = [...shares.keys()].filter((i) => dark[i] && shares[i] < BUMP_SHARE);
  for (const i of faint.sort((a, b) => shares[a] - shares[b] || a - b)) {
    const around = circle(i);
    const beside = [0, 2, 4, 6].map((k) => around[k]).filter((j) => j >= 0 && dark[j] === 1);
    const isBump = beside.length === 1 && around.filter((j) => j >= 0 && dark[j] === 1).length >= 3;
    if (shares[i] >= (isBump ? BUMP_SHARE : EDGE_SHARE)) continue;
    const most = Math.max(0, ...beside.map((j) => shares[j]));
    if (most < CORE_SHARE || most < shares[i] + GAP) continue;
    const ground = light(i);
    if (ground.length === 0 || !isEdgeCell(around.map((j) => j >= 0 && dark[j] === 1))) continue;
    from[i] = from[nearestTo(rest(i), ground)];
    dark[i] = 0;
  }
  return from;

  /** What the source shows of a cell besides the line: its mean with the line's share taken out. */
  function rest(i: number): number[] {
    const s = shares[i];
    return [0, 1, 2].map((c) => (means[i * 3 + c] - s * drawn[i * 3 + c]) / (1 - s));
  }

  function nearestTo(colour: readonly number[], cells: readonly number[]): number {
    const distance = (j: number): number =>
      Math.hypot(...colour.map((value, c) => value - drawn[from[j] * 3 + c]));
    return cells.reduce((best, j) => (distance(j) < distance(best) ? j : best));
  }
}

/** A pale cell (OKLab lightness) whose source is this near to a lighter neighbour's colour is drawn wrongly, mates or not. */
const PALE_L = 0.7;
const SURE = 0.03;

/**
 * Takes away what the networks make of lines too faint to be drawn: a cell lighter than an outline and unlike all around
 * it, whose source is more like a lighter neighbour than like it; and pale cells where the source has nothing of them.
 * Highlights are lighter than what is around and stay.
 * @param field the cells as they were drawn
 * @param source the OKLab colours of what each cell's source shows on average, n × 3 numbers
 * @returns for every cell the cell whose colour it is to have: mostly its own index
 */
export function dropSpecks(field: Field, source: Float32Array): Int32Array {
  const { lab, opaque } = field;
  return Int32Array.from(opaque, (own, i) => {
    if (own === 0 || lab[i * 3] < OUTLINE_L) return i;
    const around = neighboursOf(field, i).filter((j) => opaque[j] === 1);
    const likest = (best: number, j: number): number =>
      squaredDistance(source, i, lab, j) < squaredDistance(source, i, lab, best) ? j : best;
    const found = around.filter((j) => lab[j * 3] > lab[i * 3]).reduce(likest, i);
    const isSure = lab[i * 3] >= PALE_L && squaredDistance(source, i, lab, found) < SURE ** 2;
    return isSure || !around.some((j) => areMates(lab, i, j)) ? found : i;
  });
}
