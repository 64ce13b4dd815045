import type { PixelArt, Rgba, RgbaImage } from '../core/image.ts';
import { bytesOfOklab, nearestOklab, oklabOfBytes, srgbOf } from '../core/oklab.ts';
import type { PixelizeOptions } from '../core/options.ts';
import { withoutRepeats } from '../core/palette/colours.ts';
import { dropSpecks, thinLines } from '../core/thin.ts';
import { matchColours, tidy, toneLines } from '../core/tidy.ts';
import { cascade } from './cascade.ts';
import { detailOf, loneMixtures, lostFeatures, mixedCells, openGaps } from './detail.ts';
import { dither } from './dither.ts';
import { fitInto } from './fit.ts';
import { artSize, latticeOf } from './lattice.ts';
import type { GridPictures, Networks } from './networks.ts';
import { cellMeans, meansOfWinners, type Painting, sampleOf } from './painting.ts';
import { darkestFirst, labelsOf, makePalette } from './palette.ts';
import { bytesOfPlanar } from './planar.ts';
import { enter, finish, type Hooks } from './progress.ts';
import { ballotOf, vote } from './vote.ts';

/** What the networks drew. */
export interface Drawing extends Painting {
  readonly pictures: GridPictures;
}

const TRANSPARENT: Rgba = [0, 0, 0, 0];

/**
 * Fits a picture and runs the cascade on it.
 * Throws a UserError where the size is not possible, and the signal's reason once it is aborted.
 */
export async function draw(
  networks: Networks,
  source: RgbaImage,
  options: PixelizeOptions,
  hooks: Hooks = {},
): Promise<Drawing> {
  enter('fit', hooks);
  const lattice = latticeOf(artSize(source, options), options.scale, options.voting);
  const { image, coverage } = fitInto(source, lattice, options.matte);
  const { pictures, output } = await cascade(networks, image, options.scale, hooks);
  const rgb = bytesOfPlanar(output);
  const ballot = ballotOf(lattice, rgb, coverage, options.matte);
  return { lattice, rgb, source: bytesOfPlanar(image), pictures, ballot };
}

/**
 * One palette for all the drawings, for `colour`: the transparent entry first if one of them has transparent cells,
 * then the fixed colours or at most `colors` made ones, 256 entries in all.
 */
export function paletteOf(drawings: readonly Painting[], options: PixelizeOptions): readonly Rgba[] {
  const samples = drawings.map(sampleOf);
  const transparent = drawings.some(({ ballot }) => ballot.opaque.includes(0));
  const colours = makePalette(samples, options, transparent);
  return transparent ? [TRANSPARENT, ...colours] : colours;
}

/**
 * Votes for every cell's colour, then tidies the art, or dithers it if asked.
 * @param palette from `paletteOf`, with this drawing among its drawings
 * @param keep whether the palette stays as it is (shared and fixed palettes); else tidying may move its colours, and
 *   those that end up unused are left out
 */
export function colour(
  drawing: Painting,
  palette: readonly Rgba[],
  options: Pick<PixelizeOptions, 'dither' | 'tidy'>,
  keep: boolean,
): PixelArt {
  const { lattice, rgb, ballot } = drawing;
  const first = palette[0]?.[3] === 0 ? 1 : 0;
  let colours: readonly Rgba[] = palette.slice(first);
  let chosen: Uint8Array = new Uint8Array(lattice.width * lattice.height);
  if (colours.length > 0) {
    const labels = labelsOf(rgb, colours);
    chosen = vote(labels, lattice, ballot);
    if (options.dither !== 'none') {
      const linear = meansOfWinners(drawing, labels, chosen);
      const field = { width: lattice.width, height: lattice.height, linear, opaque: ballot.opaque };
      chosen = dither(field, colours, options.dither);
    } else if (options.tidy === 'on') {
      ({ chosen, colours } = tidied(drawing, colours, labels, chosen, !keep));
    }
  }
  const indices = chosen.map((index, cell) => (ballot.opaque[cell] ? index + first : 0));
  const art: PixelArt = {
    width: lattice.width,
    height: lattice.height,
    palette: [...palette.slice(0, first), ...colours],
    indices,
  };
  return keep ? art : withoutUnused(art);
}

/** The art tidied; a palette that may move comes back darkest first, each colour once. */
function tidied(
  drawing: Painting,
  colours: readonly Rgba[],
  labels: Uint8Array,
  winners: Uint8Array,
  refit: boolean,
): { chosen: Uint8Array; colours: readonly Rgba[] } {
  const { lattice, ballot } = drawing;
  const bytes = Uint8Array.from(meansOfWinners(drawing, labels, winners), (v) => Math.round(255 * srgbOf(v)));
  const means = cellMeans(drawing);
  const source = oklabOfBytes(means);
  const { width, height } = lattice;
  const drawn = { width, height, lab: oklabOfBytes(bytes), opaque: ballot.opaque };
  const specks = dropSpecks(drawn, source);
  const from = thinLines(drawn, bytes, means).map((other, cell) => (other === cell ? specks[cell] : other));
  const thinned = drawn.lab.map((_, at) => drawn.lab[from[Math.floor(at / 3)] * 3 + (at % 3)]);
  const detail = detailOf(drawing);
  const lab = refit ? toneLines(thinned, source) : thinned.slice();
  const start = {
    labels: winners.map((_, cell) => winners[from[cell]]),
    colours: oklabOfBytes(colours.flat(), 4),
  };
  const recolour = (cells: ReadonlyMap<number, readonly number[]>): void =>
    cells.forEach((to, cell) => {
      lab.set(to, cell * 3);
      start.labels[cell] = nearestOklab(start.colours, lab, cell);
    });
  recolour(openGaps(detail, { ...drawn, lab: thinned }));
  const mixed = mixedCells(detail, lab);
  const field = { ...drawn, lab, mixed };
  recolour(loneMixtures(detail, field));
  recolour(lostFeatures(detail, field, labelsOf(drawing.source, colours), start.colours));
  const art = tidy(field, start, refit);
  if (!refit) return { chosen: art.labels, colours };
  const matched = matchColours({ ...field, lab: source }, art);
  const moved = colours.map((_, i): Rgba => {
    const [L, a, b] = matched.subarray(i * 3, i * 3 + 3);
    return [...bytesOfOklab(L, a, b), 255];
  });
  const ordered = darkestFirst(withoutRepeats(moved));
  const place = moved.map((colour) => ordered.findIndex((other) => other.join() === colour.join()));
  return { chosen: art.labels.map((label) => place[label]), colours: ordered };
}

/**
 * The whole way of a picture: fit, GridNet, PixelNet, palette, vote.
 * @returns the art of exactly the size asked for, and the drawing it was made from
 * Throws as `draw` does.
 */
export async function pixelize(
  networks: Networks,
  source: RgbaImage,
  options: PixelizeOptions,
  hooks: Hooks = {},
): Promise<{ art: PixelArt; drawing: Drawing }> {
  const drawing = await draw(networks, source, options, hooks);
  enter('palette', hooks);
  const palette = paletteOf([drawing], options);
  enter('vote', hooks);
  const art = colour(drawing, palette, options, options.palette !== null);
  finish(hooks);
  return { art, drawing };
}

/** The paper's "network output" without the padding, transparent where the art is. */
export function networkOutput({ lattice, rgb, ballot }: Painting): RgbaImage {
  const width = Math.ceil(lattice.width * lattice.pitch);
  const height = Math.ceil(lattice.height * lattice.pitch);
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * lattice.inputWidth + x) * 3;
      const opaque = ballot.opaque[lattice.rows[y] * lattice.width + lattice.columns[x]];
      if (opaque) data.set([rgb[from], rgb[from + 1], rgb[from + 2], 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

function withoutUnused(art: PixelArt): PixelArt {
  const used = new Set(art.indices);
  const kept = [...art.palette.keys()].filter((i) => used.has(i));
  const place = new Uint8Array(256);
  kept.forEach((from, to) => {
    place[from] = to;
  });
  return { ...art, palette: kept.map((i) => art.palette[i]), indices: art.indices.map((i) => place[i]) };
}
