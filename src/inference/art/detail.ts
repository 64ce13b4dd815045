import { OUTLINE_L, oklabOfBytes, squaredDistance } from '../../core/colour.ts';
import { circleOf, isEdgeCell, neighboursOf } from '../../core/neighbours.ts';
import { partsAmong, partsOf } from '../../core/parts.ts';
import type { Painting } from '../draw/painting.ts';
import { areMates } from './mates.ts';
import type { Field } from './tidy.ts';

/** What the source shows inside the cells. */
export interface Detail {
  /** Every cell's pixels. */
  readonly pixels: readonly (readonly number[])[];
  /** The pixels' colours, n × 3 OKLab numbers. */
  readonly lab: Float32Array;
  /** The least and the most lightness in every cell. */
  readonly ranges: readonly (readonly [number, number])[];
  /** The source's sides. */
  readonly size: { readonly width: number; readonly height: number };
}

/** What a painting's source shows inside its cells. */
export function detailOf({ lattice, source }: Painting): Detail {
  const { width, height, inputWidth, inputHeight, columns, rows } = lattice;
  const pixels = Array.from({ length: width * height }, (): number[] => []);
  for (let y = 0; y < inputHeight && rows[y] < height; y++)
    for (let x = 0; x < inputWidth && columns[x] < width; x++)
      pixels[rows[y] * width + columns[x]].push(y * inputWidth + x);
  const lab = oklabOfBytes(source);
  const size = { width: inputWidth, height: inputHeight };
  return { pixels, lab, ranges: pixels.map((own) => rangeOf(lab, own)), size };
}

/** A cell that dark pixels cover by this share or more stays dark, whatever it touches. */
const MOST_SHARE = 0.42;
/** The least difference of OKLab lightness between a line and what is around it. */
const LEAST_CONTRAST = 0.25;

/** What a dark cell and those around it show. */
interface Crossing {
  readonly cell: number;
  /** How much of the cell is dark, 0..1. */
  readonly share: number;
  readonly light: readonly number[];
  /** The part to which the dark pixels of the cell, and of the eight in a circle around it, belong; -1 for none. */
  readonly parts: readonly number[];
}

/**
 * Finds the gaps that drawn lines have closed: the networks make every cell dark that a line touches, so lines that pass
 * close to each other stick together, a pupil to its spectacles. In the source's 3×3 cells around a dark cell the dark
 * pixels form parts; a cell that touches a cell of another part, and whose own part is as whole without it, opens.
 * Faintest go first.
 * @param field the cells as they were drawn
 * @returns for the cells that open the mean of their light pixels, three OKLab numbers each
 */
export function openGaps(detail: Detail, { width, height, lab, opaque }: Field): Map<number, number[]> {
  const dark = opaque.map((own, i) => Number(own === 1 && lab[i * 3] < OUTLINE_L));
  const opened = new Map<number, number[]>();
  const crossings = [...dark.keys()].flatMap((cell) => {
    const found = dark[cell] === 1 ? crossingAt(detail, cell, circleOf({ width, height }, cell)) : null;
    return found === null ? [] : [found];
  });
  for (const { cell, light, parts } of crossings.sort((a, b) => a.share - b.share || a.cell - b.cell)) {
    const [own, ...others] = parts;
    const isDark = circleOf({ width, height }, cell).map((j) => j >= 0 && dark[j] === 1);
    const beside = [0, 2, 4, 6].map((k) => (isDark[k] ? others[k] : -1));
    const touched = new Set(beside.filter((part) => part >= 0 && part !== own));
    const isWhole = own < 0 || isEdgeCell(isDark.map((is, k) => is && others[k] === own));
    if (!isWhole || touched.size < (own < 0 ? 2 : 1)) continue;
    dark[cell] = 0;
    opened.set(cell, meanOf(detail.lab, light));
  }
  return opened;
}

/** The crossing at a dark cell; null where there is no contrast or the cell is too dark to open. */
function crossingAt(
  { pixels, lab, ranges, size }: Detail,
  cell: number,
  circle: readonly number[],
): Crossing | null {
  const window = [cell, ...circle].filter((j) => j >= 0);
  const least = Math.min(...window.map((j) => ranges[j][0]));
  const most = Math.max(...window.map((j) => ranges[j][1]));
  const isDark = (pixel: number): boolean => lab[pixel * 3] < (least + most) / 2;
  const light = pixels[cell].filter((pixel) => !isDark(pixel));
  const share = 1 - light.length / pixels[cell].length;
  if (most - least < LEAST_CONTRAST || share >= MOST_SHARE) return null;
  const part = partsAmong(
    window.flatMap((j) => pixels[j].filter(isDark)),
    size,
    8,
  );
  const parts = [cell, ...circle].map((j) => (j < 0 ? -1 : commonest(pixels[j], part)));
  return { cell, share, light, parts };
}

/** The part of most of a cell's pixels; -1 where none has any. */
function commonest(pixels: readonly number[], part: ReadonlyMap<number, number>): number {
  return mostOf(counted(pixels.flatMap((pixel) => part.get(pixel) ?? [])))[0];
}

/** How often each value occurs. */
function counted(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The value that occurs most, the first one if several do, and how often; -1 and 0 where there is none. */
function mostOf(counts: ReadonlyMap<number, number>): [number, number] {
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [-1, 0]);
}

function meanOf(lab: Float32Array, pixels: readonly number[]): number[] {
  return [0, 1, 2].map((c) => pixels.reduce((sum, pixel) => sum + lab[pixel * 3 + c], 0) / pixels.length);
}

/** A cell's colour is a mixture where fewer of its source's pixels than this share are as near to it (OKLab). */
const MIXED = { share: 0.3, near: 0.08 };

/**
 * The cells, a byte each, whose source has next to nothing of their colour.
 * @param lab the cells' colours, n × 3 OKLab numbers
 */
export function mixedCells({ pixels, lab: source }: Detail, lab: Float32Array): Uint8Array {
  return Uint8Array.from(pixels, (own, cell) => {
    const near = own.filter((pixel) => squaredDistance(source, pixel, lab, cell) < MIXED.near ** 2);
    return Number(near.length < MIXED.share * own.length);
  });
}

/**
 * Mixtures darker than L (OKLab lightness) may be lines, unless so many of the four beside them are a stroke's: dark by
 * more than `above`, and no mixture. All have so much contrast inside their cell.
 */
const MIXTURE = { L: 0.55, contrast: 0.25, beside: 2, above: 0.12 };

/**
 * Finds the mixtures that no cell around them is like: drawn half-tones at the edge of something, which a palette sends to
 * any colour of their lightness; and those in a thick stroke, which is of one colour.
 * @param field with `mixed`
 * @returns for those cells the mean of their source's lighter or darker pixels, whichever are more; three OKLab numbers each
 */
export function loneMixtures(
  { pixels, lab: source, ranges }: Detail,
  { width, height, lab, opaque, mixed }: Field,
): Map<number, number[]> {
  const found = new Map<number, number[]>();
  pixels.forEach((own, cell) => {
    if (opaque[cell] === 0 || mixed?.[cell] !== 1) return;
    const [least, most] = ranges[cell];
    if (most - least < MIXTURE.contrast) return;
    if (lab[cell * 3] < MIXTURE.L ? !isInStroke(cell) : hasCompany(cell)) return;
    const isLight = (pixel: number): boolean => source[pixel * 3] >= (least + most) / 2;
    const light = own.filter(isLight);
    const isMostlyLight = 2 * light.length >= own.length;
    found.set(cell, meanOf(source, isMostlyLight ? light : own.filter((pixel) => !isLight(pixel))));
  });
  return found;

  function hasCompany(cell: number): boolean {
    const around = neighboursOf({ width, height }, cell);
    return around.some((j) => opaque[j] === 1 && areMates(lab, cell, j));
  }

  function isInStroke(cell: number): boolean {
    const beside = circleOf({ width, height }, cell).filter(
      (j, k) => k % 2 === 0 && j >= 0 && opaque[j] === 1,
    );
    const isStroke = (j: number): boolean =>
      mixed?.[j] === 0 && lab[j * 3] < Math.min(OUTLINE_L, lab[cell * 3] - MIXTURE.above);
    return beside.filter(isStroke).length >= MIXTURE.beside;
  }
}

/**
 * A feature of the source: connected pixels of one palette colour, within these areas in cells, with a pixel that has them on
 * all four sides (what antialiasing leaves has none), and as near to that colour as `off` (OKLab).
 */
const FEATURE = { least: 0.4, most: 6, off: 0.1 };
/** It is lost if no cell that it touches is as near to its colour, and the one that it covers most differs by so much. */
const LOST = { near: 0.15, contrast: 0.3 };
/** So much of that cell, or more, the feature covers. */
const FEATURE_SHARE = 0.3;

/**
 * Finds the light features of the source, the white of an eye, that were drawn nowhere, because the lines around them have
 * taken all their cells.
 * @param labels the palette index of every pixel of the source
 * @param colours the palette, n × 3 OKLab numbers
 * @returns for each such feature the cell that it covers most, with its mean colour, three OKLab numbers
 */
export function lostFeatures(
  detail: Detail,
  { lab, opaque }: Field,
  labels: Uint8Array,
  colours: Float32Array,
): Map<number, number[]> {
  const { pixels, lab: source, size } = detail;
  const found = new Map<number, number[]>();
  const cellOf = new Int32Array(labels.length).fill(-1);
  pixels.forEach((own, cell) => {
    if (opaque[cell] === 1) for (const pixel of own) cellOf[pixel] = cell;
  });
  const area = pixels[0].length;
  const seen = Int16Array.from(labels, (label, pixel) => (cellOf[pixel] < 0 ? -1 : label));
  for (const part of partsOf(seen, size, 4)) {
    const label = labels[part[0]];
    if (part.length < FEATURE.least * area || part.length > FEATURE.most * area) continue;
    if (colours[label * 3] < OUTLINE_L) continue;
    if (!part.some((pixel) => circleOf(size, pixel).every((j, k) => k % 2 === 1 || labels[j] === label)))
      continue;
    const mean = meanOf(source, part);
    if (squaredDistance(mean, 0, colours, label) > FEATURE.off ** 2) continue;
    const covered = counted(part.map((pixel) => cellOf[pixel]));
    const [cell, most] = mostOf(covered);
    const isShown = [...covered.keys()].some((j) => squaredDistance(lab, j, colours, label) < LOST.near ** 2);
    if (isShown || most < FEATURE_SHARE * area) continue;
    if (squaredDistance(lab, cell, colours, label) >= LOST.contrast ** 2) found.set(cell, mean);
  }
  return found;
}

/** The least and the most lightness of some pixels. */
function rangeOf(lab: Float32Array, pixels: readonly number[]): [number, number] {
  let [least, most] = [1, 0];
  for (const pixel of pixels) {
    least = Math.min(least, lab[pixel * 3]);
    most = Math.max(most, lab[pixel * 3]);
  }
  return [least, most];
}
