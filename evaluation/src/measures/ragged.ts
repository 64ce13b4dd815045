import type { RgbaImage } from '../../../src/core/image.ts';
import { type Backdrop, deltaE76, type LabImage, toLab, WHITE } from './colour.ts';
import type { SourceFlats } from './flat.ts';

/** ΔE76 within which pixels belong to one flat run. */
const RUN = 5;
/** Cells that a run is deep at least on either side of an edge, and that may lie between the two. */
const DEPTH = 1.25;
const BLEND = 0.35;
/** ΔE76 between the sides of an edge. */
const CONTRAST = 15;
/** ΔE76 within which a side is the same in the next column of cells. */
const SAME = 6;
/** Cells that an edge's points may lie off its line, and columns of cells it is long at least. */
const STRAIGHT = 0.1;
const LENGTH = 6;
/** Cells between an edge and a cell's centre under which the cell may be of either side. */
const TIE = 0.12;
/** Cells of edge and border from which there is something to measure. */
const LEAST = 12;

/** Where an edge crosses the middle of a column of cells. */
interface Crossing {
  /** In cells from the top. */
  readonly y: number;
  readonly above: Float64Array;
  readonly below: Float64Array;
}

/** A straight edge between two flat areas: one crossing for each column of cells from `first` on. */
interface Edge {
  readonly first: number;
  readonly crossings: readonly Crossing[];
}

/** The straight edges of a source for an art of width × height pixels. */
export interface SourceEdges {
  readonly width: number;
  readonly height: number;
  /** Those flatter than 45°, and those steeper, with x and y changed places. */
  readonly level: readonly Edge[];
  readonly upright: readonly Edge[];
  /** Cells at the border that are flat and go on so in the next cell inwards: both cells' indices. */
  readonly border: readonly (readonly [number, number])[];
}

/**
 * The straight edges of a source: those between two areas that are flat for 1.25 cells on either side, on one line to
 * a tenth of a cell for six cells or more; and its flat borders.
 * @param source in CIELAB, any size
 * @param flats its cells of one colour
 */
export function sourceEdges(source: LabImage, flats: SourceFlats): SourceEdges {
  const { width, height, colours } = flats;
  const border: [number, number][] = [];
  const pair = (cell: number, inwards: number) => {
    const [one, two] = [colours[cell], colours[inwards]];
    if (one && two && deltaE76(one, 0, two, 0) < RUN) border.push([cell, inwards]);
  };
  for (let x = 0; height > 1 && x < width; x++) {
    pair(x, x + width);
    pair((height - 1) * width + x, (height - 2) * width + x);
  }
  for (let y = 0; width > 1 && y < height; y++) {
    pair(y * width, y * width + 1);
    pair(y * width + width - 1, y * width + width - 2);
  }
  return {
    width,
    height,
    level: edgesOf(source, width, height),
    upright: edgesOf(transposed(source), height, width),
    border,
  };
}

function transposed({ width, height, lab }: LabImage): LabImage {
  const turned = new Float64Array(lab.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      turned.set(lab.subarray((y * width + x) * 3, (y * width + x) * 3 + 3), (x * height + y) * 3);
    }
  }
  return { width: height, height: width, lab: turned };
}

function edgesOf(source: LabImage, width: number, height: number): Edge[] {
  const edges: Edge[] = [];
  let open: { first: number; crossings: Crossing[] }[] = [];
  for (let column = 0; column <= width; column++) {
    const found = column < width ? crossingsOf(source, column, width, height) : [];
    const going = found.map((crossing) => {
      const chain = open.find(({ crossings }) => {
        const last = crossings[crossings.length - 1];
        return (
          Math.abs(last.y - crossing.y) <= 1 + STRAIGHT &&
          deltaE76(last.above, 0, crossing.above, 0) < SAME &&
          deltaE76(last.below, 0, crossing.below, 0) < SAME
        );
      });
      if (!chain) return { first: column, crossings: [crossing] };
      open = open.filter((other) => other !== chain);
      chain.crossings.push(crossing);
      return chain;
    });
    for (const { first, crossings } of open) edges.push(...straightPieces(first, crossings));
    open = going;
  }
  return edges;
}

/** Where flat runs meet along the middle of a column of cells. */
function crossingsOf(source: LabImage, column: number, width: number, height: number): Crossing[] {
  const x = Math.floor(((column + 0.5) * source.width) / width);
  const cell = source.height / height;
  const at = (y: number) => y * source.width + x;
  const runs: { from: number; to: number; colour: Float64Array }[] = [];
  for (let y = 0; y < source.height; ) {
    const from = y;
    const colour = source.lab.slice(at(y) * 3, at(y) * 3 + 3);
    for (y++; y < source.height && deltaE76(source.lab, at(y), colour, 0) < RUN; y++) {
      for (let c = 0; c < 3; c++) colour[c] += (source.lab[at(y) * 3 + c] - colour[c]) / (y - from + 1);
    }
    if (y - from >= DEPTH * cell) runs.push({ from, to: y, colour });
  }
  const found: Crossing[] = [];
  for (let i = 1; i < runs.length; i++) {
    const [a, b] = [runs[i - 1], runs[i]];
    const contrast = deltaE76(a.colour, 0, b.colour, 0);
    if (b.from - a.to > Math.max(2, BLEND * cell) || contrast < CONTRAST) continue;
    // Each pixel between the two counts for the upper side by how near it is to it.
    let y = a.to;
    for (let p = a.to; p < b.from; p++) {
      const [one, two] = [a, b].map(({ colour }) => deltaE76(source.lab, at(p), colour, 0));
      y += two / (one + two);
    }
    found.push({ y: y / cell, above: a.colour, below: b.colour });
  }
  return found;
}

/** The line through crossings by least squares: y at the first, and its slope. */
function lineThrough(crossings: readonly Crossing[]): { start: number; slope: number } {
  const n = crossings.length;
  const middle = (n - 1) / 2;
  const mean = crossings.reduce((sum, { y }) => sum + y, 0) / n;
  let [xy, xx] = [0, 0];
  crossings.forEach(({ y }, i) => {
    xy += (i - middle) * (y - mean);
    xx += (i - middle) ** 2;
  });
  const slope = xx > 0 ? xy / xx : 0;
  return { start: mean - slope * middle, slope };
}

/** The longest straight stretches of a chain, from its start on, put on their lines. */
function straightPieces(first: number, crossings: readonly Crossing[]): Edge[] {
  const edges: Edge[] = [];
  const isStraight = (piece: readonly Crossing[]) => {
    const { start, slope } = lineThrough(piece);
    return Math.abs(slope) <= 1 && piece.every(({ y }, i) => Math.abs(start + slope * i - y) <= STRAIGHT);
  };
  for (let from = 0; from + LENGTH <= crossings.length; ) {
    let to = from + LENGTH;
    if (!isStraight(crossings.slice(from, to))) {
      from++;
      continue;
    }
    while (to < crossings.length && isStraight(crossings.slice(from, to + 1))) to++;
    const { start, slope } = lineThrough(crossings.slice(from, to));
    edges.push({
      first: first + from,
      crossings: crossings.slice(from, to).map((crossing, i) => ({ ...crossing, y: start + slope * i })),
    });
    from = to;
  }
  return edges;
}

/**
 * ragged: straight edges of the source that the art draws with steps of its own. Along each the offset (none, one cell
 * up, one down, or not to be seen) between the art's edge and the ideal one, which puts a cell on the side where its
 * centre lies, should stay the same: every change is a step. At flat borders of the picture every art pixel that
 * differs (ΔE76 > 6) from the next one inwards is one.
 * @returns steps per 100 cells of edge and border, 0 or more; NaN if the source has fewer than 12 of them
 * @throws RangeError if the art is not of the size that the edges were read for
 */
export function ragged(source: SourceEdges, art: RgbaImage, backdrop: Backdrop = WHITE): number {
  const { width, height, level, upright, border } = source;
  if (art.width !== width || art.height !== height) {
    throw new RangeError(`art must be ${width}x${height} like the edges, got ${art.width}x${art.height}`);
  }
  const { lab } = toLab(art, backdrop);
  let steps = border.filter(([cell, inwards]) => deltaE76(lab, cell, lab, inwards) > SAME).length;
  let cells = border.length;
  const count = (edges: readonly Edge[], rows: number, at: (column: number, row: number) => number) => {
    for (const { first, crossings } of edges) {
      const offsets = crossings.map((crossing, i) => {
        const column = first + i;
        return offsetOf(crossing, rows, (row, side) => deltaE76(lab, at(column, row), side, 0));
      });
      for (let i = 1; i < offsets.length; i++) if (offsets[i] !== offsets[i - 1]) steps++;
      cells += offsets.length;
    }
  };
  count(level, height, (column, row) => row * width + column);
  count(upright, width, (column, row) => column * width + row);
  return cells < LEAST ? Number.NaN : (100 * steps) / cells;
}

/**
 * How many cells lower than it should the art's edge lies: -1, 0 or 1; NaN would not equal itself, so null stands for
 * an edge that is not to be seen.
 * @param distance ΔE76 between the art pixel in a row and a colour
 */
function offsetOf(
  { y, above, below }: Crossing,
  rows: number,
  distance: (row: number, side: Float64Array) => number,
): number | null {
  const contrast = deltaE76(above, 0, below, 0);
  const isOf = (row: number, side: Float64Array, other: Float64Array) => {
    const d = distance(row, side);
    return d < contrast / 2 && d < distance(row, other);
  };
  const ideal = Math.ceil(y - 0.5);
  const isAt = (boundary: number) =>
    boundary > 0 && boundary < rows && isOf(boundary - 1, above, below) && isOf(boundary, below, above);
  const offset = [0, -1, 1].find((d) => isAt(ideal + d));
  if (offset === undefined) return null;
  // The centre of the cell that would have to be of the other side lies all but on the edge.
  const between = offset === -1 ? ideal - 0.5 : ideal + 0.5;
  return offset !== 0 && Math.abs(between - y) < TIE ? 0 : offset;
}
