/**
 * The resize of Eq. 14: a crop brought to the resolution of a scale, as the reference of the L1 and gradient losses.
 * All take and give sRGB in [-1, 1]; a cell is the pixels that core's cellMap gives to an art pixel. The crop may be
 * finer than what the networks see: a line too thin for their four pixels a cell is still found, and they learn to.
 */

import { bytesOfOklab, nearestOklab, oklabOfBytes } from '../../../src/core/colour.ts';
import { circleOf, isEdgeCell, neighboursOf } from '../../../src/core/neighbours.ts';
import { CELLS_IN_16, cellMap, type Scale } from '../../../src/core/scale.ts';
import { ColourHistogram } from '../../../src/inference/art/histogram.ts';
import { kmeansPalette, type PaletteWeights } from '../../../src/inference/art/kmeans.ts';
import { cellWeights } from '../../../src/inference/art/mates.ts';
import type { TargetKind } from '../train/config.ts';
import type { Square } from './compose.ts';
import { tidy } from './tidy.ts';

/** The weights of palettes in targets: the trainer's own, so that tuning the product does not change what networks learn. */
const PALETTE: PaletteWeights = { hue: 3, shade: 0.045, few: 0.5 };

/** First pixel of every cell along one side, and the end, of a crop `detail` times as fine as the networks' input. */
function cellStarts(size: number, scale: Scale, detail: number): number[] {
  const map = cellMap(size / detail, scale);
  const starts = [0];
  for (let i = 1; i < map.length; i++) if (map[i] !== map[i - 1]) starts.push(i * detail);
  starts.push(size);
  return starts;
}

/** Luma of every pixel, 0..1. */
function luma({ size, data }: Square): Float32Array {
  const out = new Float32Array(size * size);
  for (let i = 0; i < out.length; i++)
    out[i] = (0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]! + 1) / 2;
  return out;
}

/** Calls `visit` with each cell's pixel indices, row by row; the list is reused. */
function eachCell(
  size: number,
  starts: readonly number[],
  visit: (pixels: readonly number[], cell: number) => void,
): void {
  const n = starts.length - 1;
  const pixels: number[] = [];
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++) {
      pixels.length = 0;
      for (let j = starts[y]!; j < starts[y + 1]!; j++)
        for (let i = starts[x]!; i < starts[x + 1]!; i++) pixels.push(j * size + i);
      visit(pixels, y * n + x);
    }
}

/** Calls `choose` with each cell's pixel indices and writes the colour that it puts into `out`. */
function perCell(
  square: Square,
  scale: Scale,
  detail: number,
  choose: (pixels: readonly number[], out: Float32Array, at: number) => void,
): Square {
  const starts = cellStarts(square.size, scale, detail);
  const n = starts.length - 1;
  const data = new Float32Array(n * n * 3);
  eachCell(square.size, starts, (pixels, cell) => choose(pixels, data, 3 * cell));
  return { size: n, data };
}

/** Each cell's mean. */
function area(square: Square, scale: Scale, detail: number): Square {
  return perCell(square, scale, detail, (pixels, out, at) => {
    for (const p of pixels)
      for (let c = 0; c < 3; c++) out[at + c]! += square.data[3 * p + c]! / pixels.length;
  });
}

/** Each cell's middle pixel. */
function nearest(square: Square, scale: Scale, detail: number): Square {
  return perCell(square, scale, detail, (pixels, out, at) => {
    const side = Math.round(Math.sqrt(pixels.length));
    const p = pixels[Math.min(pixels.length - 1, (side >> 1) * side + (side >> 1))]!;
    out.set(square.data.subarray(3 * p, 3 * p + 3), at);
  });
}

/** What counts as an outline pixel: this much darker than its surroundings' median, in luma. */
const OUTLINE_CONTRAST = 0.18;
/** Which of a cell's outline pixels, darkest first, gives the colour: the darkest overshoot, the lighter ones are antialiasing. */
const OUTLINE_RANK = 0.35;
/** Luma below which a line is an outline proper; lines above it are coloured detail. */
const OUTLINE_LUMA = 0.4;
/** Share of a cell that an outline must cover to become its colour: thin ones count, else they break. */
const OUTLINE_SHARE = 0.12;
/** The same for coloured lines, which may thin out before they crowd the fill. */
const DETAIL_SHARE = 0.5;
/** A cell of a smaller dark share is a line's mere edge where one of the four beside it has EDGE_GAP more. */
const EDGE_SHARE = 0.3;
const EDGE_GAP = 0.3;
/** A cell below this share is fill if so many of the eight around it are lines: dense detail clogs otherwise. */
const CLUMP_SHARE = 0.4;
const CLUMP_CELLS = 6;
/**
 * Where a cell's 3×3 is drawn darker than it is by this share, cells below RELIEF_SHARE go, faintest first, if no line
 * hangs on them or so many of the eight are lines: so an eye between its lines stays white.
 */
const RELIEF_EXCESS = 0.35;
const RELIEF_SHARE = 0.5;
const RELIEF_CELLS = 7;
/** Luma below which a pixel counts as dark even inside a dark shape, where nothing around it is lighter. */
const BLACK_LUMA = 0.2;
/** A cell of this much black is inside a shape; one beside it of SHAPE_SHARE is the shape's and keeps its colour. */
const SOLID_SHARE = 0.9;
const SHAPE_SHARE = 0.5;
/**
 * OKLab lightness to which a thin dark line is toned towards its cell's mean, and the most of the mean that it takes. A
 * thin black line drawn a whole cell wide is heavier than it was; toned it keeps its weight and takes the hue of what
 * it bounds, as pixel artists colour their outlines.
 */
const TONE = 0.45;
const MOST_TONE = 0.8;
/**
 * A stroke's width in cells is a third of the dark shares in a cell's 3×3, however it lies on the grid, averaged along
 * the stroke. Up to the first width it is toned in full, and less from there to the second, where it keeps its black.
 * Judged cell by cell a stroke would be black and grey by turns.
 */
const THIN_STROKE = 0.65;
const BOLD_STROKE = 1.15;
const ALONG = 4;
/** A fill is the mean of the pixels whose luma lies between these shares: near the median, without a texture's noise. */
const FILL_FROM = 0.35;
const FILL_TO = 0.65;

/** Distance, in the networks' pixels, of the points at which the surroundings are taken; they change slowly. */
const SPACING = 4;

/** Luma that 60 % of a window of about three cells stay below, around points `spacing` pixels apart. */
function surroundings(l: Float32Array, size: number, cell: number, spacing: number): Float32Array {
  const points = size / spacing;
  const out = new Float32Array(points * points);
  const reach = Math.round(1.5 * cell);
  const step = Math.max(1, Math.round(cell / 2));
  const side = 2 * Math.floor(reach / step) + 1;
  const values = new Float32Array(side * side);
  const clamp = (v: number): number => (v < 0 ? 0 : v >= size ? size - 1 : v);
  for (let y = 0; y < points; y++)
    for (let x = 0; x < points; x++) {
      const [cy, cx] = [spacing * (y + 0.5), spacing * (x + 0.5)];
      let i = 0;
      for (let dy = -(side >> 1); dy <= side >> 1; dy++)
        for (let dx = -(side >> 1); dx <= side >> 1; dx++)
          values[i++] = l[clamp(cy + dy * step) * size + clamp(cx + dx * step)]!;
      values.sort();
      // Above the median: beside a wide dark region the surroundings are still the light side.
      out[y * points + x] = values[Math.floor(values.length * 0.6)]!;
    }
  return out;
}

/** A line's colour, toned towards its cell's mean up to a lightness; both colours sRGB in [-1, 1]. */
function toned(line: ArrayLike<number>, mean: readonly number[], tone: number): number[] {
  const lab = oklabOfBytes([line[0]!, line[1]!, line[2]!, ...mean].map(toByte));
  const gap = lab[3]! - lab[0]!;
  const t = gap > 0 ? Math.min(MOST_TONE, Math.max(0, (tone - lab[0]!) / gap)) : 0;
  const mix = (c: number): number => lab[c]! + t * (lab[3 + c]! - lab[c]!);
  return bytesOfOklab(mix(0), mix(1), mix(2)).map((v) => v / 127.5 - 1);
}

/** How much darker every pixel is than its surroundings, in luma. */
function contrasts(l: Float32Array, size: number, cell: number, spacing: number): Float32Array {
  const around = surroundings(l, size, cell, spacing);
  const points = size / spacing;
  const out = new Float32Array(l.length);
  for (let y = 0; y < size; y++) {
    const row = Math.floor(y / spacing) * points;
    for (let x = 0; x < size; x++)
      out[y * size + x] = around[row + Math.floor(x / spacing)]! - l[y * size + x]!;
  }
  return out;
}

/** Pixels of a cell in the order of their luma: sorted as numbers, luma above and the pixel's place below. */
class ByLuma {
  private readonly keys = new Uint32Array(1 << 12);
  count = 0;

  add(place: number, luma: number): void {
    this.keys[this.count++] = (Math.round(Math.min(1, Math.max(0, luma)) * 0xfffff) << 12) | place;
  }

  sort(): void {
    this.keys.subarray(0, this.count).sort();
  }

  /** The place of the pixel at a rank, from 0. */
  at(rank: number): number {
    return this.keys[rank]! & 0xfff;
  }
}

/** A picture's lines by its cells, row by row. */
interface Lines {
  /** Cells along a side. */
  readonly n: number;
  /** The pixel whose colour a cell's line has, or -1 where there is no line. */
  readonly pixel: Int32Array;
  /** Share of each cell that is dark. */
  readonly dark: Float32Array;
}

/** Finds the cells that a dark line crosses, however thin it is. */
function linesOf(square: Square, l: Float32Array, contrast: Float32Array, starts: readonly number[]): Lines {
  const n = starts.length - 1;
  const lines = { n, pixel: new Int32Array(n * n).fill(-1), dark: new Float32Array(n * n) };
  const ink = new ByLuma();
  eachCell(square.size, starts, (pixels, cell) => {
    ink.count = 0;
    let black = 0;
    for (let k = 0; k < pixels.length; k++) {
      const p = pixels[k]!;
      if (contrast[p]! > OUTLINE_CONTRAST) ink.add(k, l[p]!);
      if (l[p]! < BLACK_LUMA) black++;
    }
    lines.dark[cell] = Math.max(ink.count, black) / pixels.length;
    if (ink.count === 0) return;
    ink.sort();
    const p = pixels[ink.at(Math.floor(ink.count * OUTLINE_RANK))]!;
    const least = l[p]! < OUTLINE_LUMA ? OUTLINE_SHARE : DETAIL_SHARE;
    if (ink.count >= least * pixels.length) lines.pixel[cell] = p;
  });
  return lines;
}

/** What a cell's four nearest have at most; outside the picture there is nothing. */
function mostBeside({ n, dark }: Lines, cell: number): number {
  const x = cell % n;
  return Math.max(
    x > 0 ? dark[cell - 1]! : 0,
    x < n - 1 ? dark[cell + 1]! : 0,
    dark[cell - n] ?? 0,
    dark[cell + n] ?? 0,
  );
}

/** The lightness to which each cell's line is toned, by how wide the stroke is there and ALONG cells to either side. */
function tonesOf({ n, pixel, dark }: Lines): Float32Array {
  const around = (cell: number): number[] => neighboursOf({ width: n, height: n }, cell);
  let width = dark.map((own, cell) => {
    const beside = around(cell);
    return (3 * beside.reduce((sum, i) => sum + dark[i]!, own)) / (beside.length + 1);
  });
  for (let step = 0; step < ALONG; step++) {
    const before = width;
    width = before.map((own, cell) => {
      if (pixel[cell]! < 0) return own;
      const line = around(cell).filter((i) => pixel[i]! >= 0);
      return line.reduce((sum, i) => sum + before[i]!, own) / (line.length + 1);
    });
  }
  const lightness = (w: number): number =>
    TONE * Math.min(1, Math.max(0, (BOLD_STROKE - w) / (BOLD_STROKE - THIN_STROKE)));
  return width.map(lightness);
}

/**
 * Takes cells from the lines, faintest first: their edges, which a line only touches on its way through a neighbour,
 * unless they hold it together or end it (by their crossing number), and then faint ones in the middle and at the edge of
 * clumps.
 */
function thin(lines: Lines): void {
  const { n, pixel, dark } = lines;
  const inked = (cell: number): boolean => cell >= 0 && (pixel[cell]! >= 0 || dark[cell]! >= SHAPE_SHARE);
  const circle = (cell: number): boolean[] => circleOf({ width: n, height: n }, cell).map(inked);
  const excess = (cell: number): number => {
    const all = [cell, ...neighboursOf({ width: n, height: n }, cell)];
    return all.reduce((sum, i) => sum + Number(inked(i)) - dark[i]!, 0) / all.length;
  };
  const faint = (share: number): number[] =>
    [...pixel.keys()]
      .filter((cell) => pixel[cell]! >= 0 && dark[cell]! < share)
      .sort((a, b) => dark[a]! - dark[b]! || a - b);
  for (const cell of faint(EDGE_SHARE)) {
    if (mostBeside(lines, cell) < dark[cell]! + EDGE_GAP) continue;
    if (isEdgeCell(circle(cell))) pixel[cell] = -1;
  }
  for (const cell of faint(CLUMP_SHARE))
    if (circle(cell).filter(Boolean).length >= CLUMP_CELLS) pixel[cell] = -1;
  for (const cell of faint(RELIEF_SHARE)) {
    const around = circle(cell);
    const isLoose = isEdgeCell(around) || around.filter(Boolean).length >= RELIEF_CELLS;
    if (isLoose && excess(cell) >= RELIEF_EXCESS) pixel[cell] = -1;
  }
}

/**
 * Outline expansion and cell median: a cell that a line darker than its surroundings crosses takes the line's colour,
 * toned where the line is thin, unless it is the line's mere edge or clogs a clump of lines; every other cell takes the
 * mean of its pixels about the median luma, faint lines left out where they are the lesser part. Outlines come out
 * unbroken and mostly one cell wide, dark shapes keep their colour up to their edge, fills stay true.
 */
function outline(square: Square, scale: Scale, detail: number): Square {
  const { size } = square;
  const l = luma(square);
  const contrast = contrasts(l, size, (detail * 16) / CELLS_IN_16[scale], SPACING * detail);
  const lines = linesOf(square, l, contrast, cellStarts(size, scale, detail));
  thin(lines);
  const tones = tonesOf(lines);
  const at = (p: number): Float32Array => square.data.subarray(3 * p, 3 * p + 3);
  const [fill, all] = [new ByLuma(), new ByLuma()];
  return perCell(square, scale, detail, (pixels, out, cell) => {
    const line = lines.pixel[cell / 3]!;
    if (line >= 0) {
      const ofShape = lines.dark[cell / 3]! >= SHAPE_SHARE && mostBeside(lines, cell / 3) >= SOLID_SHARE;
      const mean = [0, 1, 2].map((c) => pixels.reduce((sum, p) => sum + at(p)[c]!, 0) / pixels.length);
      out.set(ofShape ? at(line) : toned(at(line), mean, tones[cell / 3]!), cell);
      return;
    }
    fill.count = all.count = 0;
    for (let k = 0; k < pixels.length; k++) {
      const p = pixels[k]!;
      if (contrast[p]! <= OUTLINE_CONTRAST / 2) fill.add(k, l[p]!);
      all.add(k, l[p]!);
    }
    // Where most of a cell is a little darker than around it, that is what it shows: a faint line, a small feature.
    const rest = 2 * fill.count >= all.count ? fill : all;
    rest.sort();
    const from = Math.floor(rest.count * FILL_FROM);
    const to = Math.max(from + 1, Math.ceil(rest.count * FILL_TO));
    for (let k = from; k < to; k++) {
      const colour = at(pixels[rest.at(k)]!);
      for (let c = 0; c < 3; c++) out[cell + c]! += colour[c]! / (to - from);
    }
  });
}

/** Each cell's most frequent colour, of 5 bits a channel: what plain voting gives. */
function majority(square: Square, scale: Scale, detail: number): Square {
  const key = (p: number): number => {
    const q = (c: number): number =>
      Math.min(31, Math.max(0, Math.floor((square.data[3 * p + c]! + 1) * 16)));
    return (q(0) << 10) | (q(1) << 5) | q(2);
  };
  return perCell(square, scale, detail, (pixels, out, at) => {
    const votes = new Map<number, number>();
    for (const p of pixels) votes.set(key(p), (votes.get(key(p)) ?? 0) + 1);
    const most = Math.max(...votes.values());
    const p = pixels.find((q) => votes.get(key(q)) === most)!;
    out.set(square.data.subarray(3 * p, 3 * p + 3), at);
  });
}

const TARGETS: Record<TargetKind, (square: Square, scale: Scale, detail: number) => Square> = {
  outline,
  area,
  nearest,
  majority,
};

/**
 * Brings a crop to a scale's resolution.
 * @param square side a multiple of 16 · detail
 * @param detail how many times finer than the networks' input the crop is, 1 or more
 * @returns side · cells / (16 · detail)
 */
export function resizeTo(kind: TargetKind, square: Square, scale: Scale, detail = 1): Square {
  return TARGETS[kind](square, scale, detail);
}

const toByte = (v: number): number => Math.min(255, Math.max(0, Math.round((v + 1) * 127.5)));

/**
 * A picture of art pixels in few colours without stray ones, by the palette and the tidying that finished art goes
 * through: what PixelNet is to make of GridNet's picture.
 * @param colours the most colours
 */
export function fewColours({ size, data }: Square, colours: number): Square {
  const rgb = Uint8Array.from(data, toByte);
  const all = new Uint8Array(size * size).fill(1);
  const histogram = new ColourHistogram();
  histogram.add(rgb, cellWeights({ width: size, height: size }, rgb, all, PALETTE));
  const palette = oklabOfBytes(kmeansPalette(histogram, colours, 1, [], PALETTE).flat());
  const lab = oklabOfBytes(rgb);
  const labels = Uint8Array.from(all, (_, i) => nearestOklab(palette, lab, i));
  const art = tidy({ width: size, height: size, lab, opaque: all }, { labels, colours: palette }, true);
  const out = new Float32Array(data.length);
  art.labels.forEach((label, i) => {
    const [L, a, b] = art.colours.subarray(label * 3, label * 3 + 3);
    out.set(
      bytesOfOklab(L!, a!, b!).map((v) => v / 127.5 - 1),
      i * 3,
    );
  });
  return { size, data: out };
}
