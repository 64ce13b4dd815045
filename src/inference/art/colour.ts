import { bytesOfOklab, nearestOklab, oklabOfBytes, srgbOf } from '../../core/colour.ts';
import type { PixelArt, Rgba } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import { withoutRepeats } from '../../core/palette.ts';
import type { Painting } from '../draw/painting.ts';
import { cellMeans, meansOfWinners, sampleOf } from './cells.ts';
import { detailOf, loneMixtures, lostFeatures, mixedCells, openGaps } from './detail.ts';
import { dither } from './dither.ts';
import { darkestFirst, labelsOf, makePalette } from './palette.ts';
import { dropSpecks, thinLines } from './thin.ts';
import { matchColours, tidy, toneLines } from './tidy.ts';
import { vote } from './vote.ts';

const TRANSPARENT: Rgba = [0, 0, 0, 0];

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

function withoutUnused(art: PixelArt): PixelArt {
  const used = new Set(art.indices);
  const kept = [...art.palette.keys()].filter((i) => used.has(i));
  const place = new Uint8Array(256);
  kept.forEach((from, to) => {
    place[from] = to;
  });
  return { ...art, palette: kept.map((i) => art.palette[i]), indices: art.indices.map((i) => place[i]) };
}
