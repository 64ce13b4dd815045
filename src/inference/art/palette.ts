import { buildPaletteSync, utils } from 'image-q';
import { bytesOfOklab, nearestOklab, oklabOfBytes } from '../../core/colour.ts';
import type { Rgba } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import { withoutRepeats } from '../../core/palette.ts';
import type { Cells } from './cells.ts';
import { ColourHistogram } from './histogram.ts';
import { kmeansPalette } from './kmeans.ts';
import { cellWeights } from './mates.ts';

/** Pixels that image-q is given, in the shares of the histogram's bins; it is slow, and more change nothing. */
const SAMPLES = 1 << 15;

/** The options that a palette depends on. */
export type PaletteOptions = Pick<PixelizeOptions, 'palette' | 'colors' | 'quantizer' | 'seed'>;

/**
 * One palette for the cells of all drawings: the fixed one, or at most `colors` distinct colours, darkest first.
 * @param withTransparent whether a transparent entry will be put before it; then at most 255 colours are returned
 * @returns opaque colours; none if nothing counts and no palette is fixed
 */
export function makePalette(
  drawn: readonly Cells[],
  options: PaletteOptions,
  withTransparent: boolean,
): readonly Rgba[] {
  if (options.palette) {
    const most = withTransparent ? 255 : 256;
    return options.palette.length <= most ? options.palette : mostUsed(drawn, options.palette, most);
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
  { colors, quantizer, seed }: Omit<PaletteOptions, 'palette'>,
  withTransparent: boolean,
): readonly Rgba[] {
  const most = Math.min(colors, withTransparent ? 255 : 256);
  // Cells in their pictures' own colours are left, where those are asked for: what is common to them is k-means'.
  return quantizer === 'kmeans' || quantizer === 'source'
    ? kmeansPalette(histogram, most, seed).map(([r, g, b]): Rgba => [r, g, b, 255])
    : imageQColours(histogram, most, quantizer);
}

/**
 * The index of the nearest palette colour (OKLab) for every pixel.
 * @param rgb n × 3 sRGB bytes
 * @param palette 1..256 colours
 */
export function labelsOf(rgb: Uint8Array, palette: readonly Rgba[]): Uint8Array {
  const colours = oklabOfBytes(palette.flat(), 4);
  const known = new Map<number, number>();
  const labels = new Uint8Array(rgb.length / 3);
  for (let i = 0; i < labels.length; i++) {
    const key = (rgb[i * 3] << 16) | (rgb[i * 3 + 1] << 8) | rgb[i * 3 + 2];
    let label = known.get(key);
    if (label === undefined) {
      label = nearestOklab(colours, oklabOfBytes(rgb.subarray(i * 3, i * 3 + 3)), 0);
      known.set(key, label);
    }
    labels[i] = label;
  }
  return labels;
}

function imageQColours(
  histogram: ColourHistogram,
  most: number,
  quantizer: Exclude<PixelizeOptions['quantizer'], 'kmeans' | 'source'>,
): Rgba[] {
  const { lab, weight } = histogram.points();
  if (weight.length === 0) return [];
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
