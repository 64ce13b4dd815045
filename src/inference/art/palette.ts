import { buildPaletteSync, utils } from 'image-q';
import { bytesOfOklab, oklabOfBytes } from '../../core/colour.ts';
import { coloursInGamut } from '../../core/gamut.ts';
import type { Rgba } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import { withoutRepeats } from '../../core/palette.ts';
import { checkWishes, fixedColours, nothingLeft, type Wishes } from '../../core/wishes.ts';
import type { Cells } from './cells.ts';
import { excludedAmong } from './excluded.ts';
import { ColourHistogram, type Points } from './histogram.ts';
import { kmeansPalette } from './kmeans.ts';
import { cellWeights } from './mates.ts';
import { nearest, spaceOf } from './space.ts';
import { WEIGHTS } from './weights.ts';

/** Pixels that image-q is given, in the shares of the histogram's bins; it is slow, and more change nothing. */
const SAMPLES = 1 << 15;

/** The options that a palette depends on. */
export type PaletteOptions = Pick<PixelizeOptions, 'palette' | 'colors' | 'quantizer' | 'seed'> &
  Partial<Wishes & Pick<PixelizeOptions, 'gamut'>>;

/**
 * One palette for the cells of all drawings: the fixed one with what is pinned and without what is excluded, or at most
 * `colors` distinct colours with those pinned, darkest first.
 * @param withTransparent whether a transparent entry will be put before it; then at most 255 colours are returned
 * @returns opaque colours; none but pins if nothing counts and no palette is fixed
 * Throws a UserError if pins and exclusions cannot be met.
 */
export function makePalette(
  drawn: readonly Cells[],
  options: PaletteOptions,
  withTransparent: boolean,
): readonly Rgba[] {
  const wishes = { pin: [], exclude: [], ...options };
  checkWishes(wishes);
  const fixed = fixedColours(wishes);
  if (fixed) {
    const most = withTransparent ? 255 : 256;
    return fixed.length <= most ? fixed : mostUsed(drawn, fixed, most);
  }
  const histogram = new ColourHistogram();
  for (const cells of drawn) addCells(histogram, cells);
  return histogramPalette(histogram, options, withTransparent);
}

/** Adds a drawing's cells to what a palette is made of. */
export function addCells(histogram: ColourHistogram, cells: Cells): void {
  histogram.add(cells.rgb, cellWeights(cells, cells.rgb, cells.opaque));
}

/**
 * `makePalette` of what was added to a histogram: at most `colors` distinct colours, darkest first.
 * @param withTransparent as for `makePalette`
 */
export function histogramPalette(
  histogram: ColourHistogram,
  { colors, quantizer, seed, pin = [], exclude = [], gamut = 'any' }: Omit<PaletteOptions, 'palette'>,
  withTransparent: boolean,
): readonly Rgba[] {
  const most = Math.min(colors, withTransparent ? 255 : 256);
  checkWishes({ palette: null, colors: most, pin, exclude });
  const { allowed, free } = allowedOf(histogram.points(), pin, exclude);
  const points = () => allowed;
  if (!free) throw nothingLeft();
  // Cells in their pictures' own colours are left, where those are asked for: what is common to them is k-means'.
  const made =
    quantizer === 'kmeans' || quantizer === 'source'
      ? kmeansPalette({ points }, most, seed, pin.flat()).map(([r, g, b]): Rgba => [r, g, b, 255])
      : imageQColours({ points }, most - pin.length, quantizer);
  if (pin.length === 0 && exclude.length === 0 && gamut === 'any') return made;
  const own = coloursInGamut(gamut, moved(made, allowed, exclude));
  const isOut = excludedAmong(spaceOf(own.flat(), WEIGHTS.hue, 4), exclude, WEIGHTS);
  const all = withoutRepeats([...pin, ...own.filter((_, c) => isOut[c] === 0)]);
  if (all.length === 0 && made.length > 0) throw nothingLeft();
  return darkestFirst(all.slice(0, most));
}

/**
 * What a palette may be made of: points that do not look like an excluded colour.
 * @returns whether there is something left to draw with as well
 */
function allowedOf(
  { lab, weight }: Points,
  pin: readonly Rgba[],
  exclude: readonly Rgba[],
): { allowed: Points; free: boolean } {
  if (exclude.length === 0) return { allowed: { lab, weight }, free: true };
  const excluded = excludedAmong(spaceOf(bytesOfPoints(lab), WEIGHTS.hue), exclude, WEIGHTS);
  const kept = (i: number): boolean => excluded[i] === 0;
  const allowed = {
    lab: lab.filter((_, at) => kept(Math.floor(at / 3))),
    weight: weight.filter((_, i) => kept(i)),
  };
  return { allowed, free: weight.length === 0 || allowed.weight.length + pin.length > 0 };
}

const bytesOfPoints = (lab: Float64Array): number[] =>
  Array.from({ length: lab.length / 3 }, (_, i) =>
    bytesOfOklab(lab[i * 3], lab[i * 3 + 1], lab[i * 3 + 2]),
  ).flat();

/** Made colours, those that came to look like an excluded one (a mean may) as the nearest that may be taken. */
function moved(made: readonly Rgba[], { lab }: Points, exclude: readonly Rgba[]): Rgba[] {
  const { hue } = WEIGHTS;
  const bytes = bytesOfPoints(lab);
  const points = spaceOf(bytes, hue);
  const colours = spaceOf(made.flat(), hue, 4);
  const excluded = excludedAmong(colours, exclude, WEIGHTS);
  return made.map((colour, c): Rgba => {
    if (excluded[c] === 0) return colour;
    const at = nearest(points, colours, c) * 3;
    return [bytes[at], bytes[at + 1], bytes[at + 2], 255];
  });
}

/**
 * The index of the nearest palette colour (space.ts) for every pixel.
 * @param rgb n × 3 sRGB bytes
 * @param palette 1..256 colours
 */
export function labelsOf(rgb: Uint8Array, palette: readonly Rgba[]): Uint8Array {
  const colours = spaceOf(palette.flat(), WEIGHTS.hue, 4);
  const known = new Map<number, number>();
  const labels = new Uint8Array(rgb.length / 3);
  for (let i = 0; i < labels.length; i++) {
    const key = (rgb[i * 3] << 16) | (rgb[i * 3 + 1] << 8) | rgb[i * 3 + 2];
    let label = known.get(key);
    if (label === undefined) {
      label = nearest(colours, spaceOf(rgb.subarray(i * 3, i * 3 + 3), WEIGHTS.hue), 0);
      known.set(key, label);
    }
    labels[i] = label;
  }
  return labels;
}

function imageQColours(
  histogram: Pick<ColourHistogram, 'points'>,
  most: number,
  quantizer: Exclude<PixelizeOptions['quantizer'], 'kmeans' | 'source'>,
): Rgba[] {
  const { lab, weight } = histogram.points();
  if (weight.length === 0 || most < 1) return [];
  const scale = SAMPLES / weight.reduce((sum, w) => sum + w, 0);
  const pixels: number[] = [];
  weight.forEach((w, i) => {
    const colour = bytesOfOklab(lab[i * 3], lab[i * 3 + 1], lab[i * 3 + 2]);
    // RGBQuant leaves out colours that it meets once.
    for (let copies = Math.max(2, Math.round(w * scale)); copies > 0; copies--) pixels.push(...colour, 255);
  });
  const container = utils.PointContainer.fromUint8Array(pixels, pixels.length / 4, 1);
  const built = buildPaletteSync([container], {
    paletteQuantization: quantizer,
    colors: most,
    colorDistanceFormula: 'euclidean-bt709-noalpha',
  });
  const points = built.getPointContainer().getPointArray();
  return darkestFirst(withoutRepeats(points.map(({ r, g, b }): Rgba => [r, g, b, 255])));
}

/** Colours in the order of their lightness. */
function darkestFirst(colours: Rgba[]): Rgba[] {
  const lightness = (colour: Rgba) => oklabOfBytes(colour, 4)[0];
  return colours.sort((p, q) => lightness(p) - lightness(q));
}

/** The colours that most pixels are nearest to, in the palette's order. */
function mostUsed(drawn: readonly Cells[], palette: readonly Rgba[], most: number): Rgba[] {
  const uses = new Float64Array(palette.length);
  for (const { rgb, opaque } of drawn) {
    labelsOf(rgb, palette).forEach((label, i) => {
      uses[label] += opaque[i];
    });
  }
  const kept = new Set([...uses.keys()].sort((i, j) => uses[j] - uses[i] || i - j).slice(0, most));
  return palette.filter((_, i) => kept.has(i));
}
