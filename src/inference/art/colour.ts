import type { PixelArt, Rgba, RgbaImage } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import { checkWishes, includes, type Wishes } from '../../core/wishes.ts';
import type { Drawing } from '../draw/drawing.ts';
import { type Cells, cellsOf, meansOfWinners } from './cells.ts';
import { dither } from './dither.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { withExact } from './exact.ts';
import { makeArt } from './make-art.ts';
import { labelsOf, makePalette } from './palette.ts';
import { vote } from './vote.ts';
import { WEIGHTS } from './weights.ts';

/** The options that it depends on whether evidence is asked for. */
type ColourOptions = Pick<PixelizeOptions, 'dither' | 'tidy' | 'quantizer' | 'palette'>;
/** The options that art in a drawing's own colours depends on. */
type OwnOptions = Pick<PixelizeOptions, 'colors'> & Partial<Wishes>;

const TRANSPARENT: Rgba = [0, 0, 0, 0];

/** A drawing with the evidence that was made of it, for as long as it is kept. Its source may be gone then. */
interface Weighed extends Drawing {
  readonly evidence: Evidence;
}

/** Evidence depends on no option, so it is made once a drawing. */
const known = new WeakMap<Drawing, Evidence>();
/** The last art in a drawing's own colours: a palette is asked for before the art that has it. */
const latest = new WeakMap<Drawing, { readonly by: string; readonly art: PixelArt }>();

/** A drawing that the energy can weigh. */
type Weighable = Weighed | (Drawing & { readonly source: RgbaImage });

const isWeighed = (drawing: Drawing): drawing is Weighed => 'evidence' in drawing;
const isWeighable = (drawing: Drawing): drawing is Weighable => isWeighed(drawing) || drawing.source !== null;

/** Whether art by these options asks for evidence. */
const isWeighing = ({ dither, tidy, quantizer, palette }: ColourOptions): boolean =>
  (dither === 'none' && tidy === 'on') || (palette === null && quantizer === 'source');

/**
 * The drawing as it is best kept while its colours change: with its evidence in its source's place, where the options ask
 * for evidence and the drawing is not too large for that; else as it is.
 */
export function weigh(drawing: Drawing, options: ColourOptions): Drawing {
  if (isWeighed(drawing) || !isWeighable(drawing) || !isWeighing(options)) return drawing;
  const weighed: Weighed = { ...drawing, source: null, evidence: evidenceOn(drawing) };
  return weighed;
}

function evidenceOn(drawing: Weighable): Evidence {
  if (isWeighed(drawing)) return drawing.evidence;
  const found = known.get(drawing);
  if (found !== undefined) return found;
  const evidence = evidenceOf(cellsOf(drawing), drawing.source, WEIGHTS);
  known.set(drawing, evidence);
  return evidence;
}

/** Art in colours of its own source, as many as asked for at most, and beside a transparent one if it has that. */
function ownArt(drawing: Weighable, { colors, pin = [], exclude = [] }: OwnOptions): PixelArt {
  const most = Math.min(colors, drawing.opaque.includes(0) ? 255 : 256);
  checkWishes({ palette: null, colors: most, pin, exclude });
  const by = JSON.stringify([most, pin, exclude]);
  const found = latest.get(drawing);
  if (found?.by === by) return found.art;
  const art = makeArt(evidenceOn(drawing), { colors: most, palette: null, pin, exclude });
  latest.set(drawing, { by, art });
  return art;
}

/** The cells of art in a drawing's own colours: what a palette for several of them is made of. */
function ownCells(drawing: Weighable, options: PixelizeOptions): Cells {
  const { width, height, palette, indices } = ownArt(drawing, options);
  const rgb = new Uint8Array(width * height * 3);
  indices.forEach((index, cell) => {
    rgb.set(palette[index].slice(0, 3), cell * 3);
  });
  return { width, height, rgb, opaque: drawing.opaque };
}

/**
 * One palette for all the drawings, for `colour`: the transparent entry first if one of them has transparent cells,
 * then the fixed colours or at most `colors` made ones, 256 entries in all.
 * Throws a UserError if pins and exclusions cannot be met.
 */
export function paletteOf(drawings: readonly Drawing[], options: PixelizeOptions): readonly Rgba[] {
  checkWishes(options);
  const [only] = drawings;
  if (drawings.length === 1 && isBySource(options) && isWeighable(only)) return ownArt(only, options).palette;
  return sharedPalette(
    drawings.map((drawing) => partOf(drawing, options)),
    options,
  );
}

const isBySource = ({ palette, quantizer }: PixelizeOptions): boolean =>
  palette === null && quantizer === 'source';

/** A drawing's part in a palette that it shares: its cells, in its own colours where palettes are made by the source. */
export function partOf(drawing: Drawing, options: PixelizeOptions): Cells {
  return isBySource(options) && isWeighable(drawing) ? ownCells(drawing, options) : cellsOf(drawing);
}

/** The palette that `paletteOf` makes of several drawings, by their parts: the drawings need not be there all at once. */
export function sharedPalette(parts: readonly Cells[], options: PixelizeOptions): readonly Rgba[] {
  const transparent = parts.some(({ opaque }) => opaque.includes(0));
  const colours = makePalette(parts, options, transparent);
  return transparent ? [TRANSPARENT, ...colours] : colours;
}

/**
 * Art of a drawing in a palette: by the one energy, or dithered, or by the paper's plain vote where tidying is off.
 * @param palette from `paletteOf`, with this drawing among its drawings
 * @param keep whether the palette stays as it is (shared and fixed palettes); else colours that end up unused are left out, but for pins
 */
export function colour(
  drawing: Drawing,
  palette: readonly Rgba[],
  options: Pick<PixelizeOptions, 'dither' | 'tidy' | 'quantizer'> & OwnOptions,
  keep: boolean,
): PixelArt {
  const { lattice, rgb, opaque } = drawing;
  const { width, height } = lattice;
  const weighed = options.dither === 'none' && options.tidy === 'on' && isWeighable(drawing) ? drawing : null;
  if (weighed && !keep && options.quantizer === 'source')
    return withExact(drawing, ownArt(weighed, options), keep, options.pin ?? []);
  const first = palette[0]?.[3] === 0 ? 1 : 0;
  const colours = palette.slice(first);
  let chosen: Uint8Array = new Uint8Array(width * height);
  if (colours.length > 0 && weighed) {
    const { indices, palette: entries } = makeArt(evidenceOn(weighed), {
      colors: colours.length,
      palette: colours,
    });
    const before = entries.length - colours.length;
    chosen = indices.map((index) => Math.max(0, index - before));
  } else if (colours.length > 0) {
    const labels = labelsOf(rgb, colours);
    chosen = vote(labels, drawing);
    if (options.dither !== 'none') {
      const linear = meansOfWinners(drawing, labels, chosen);
      chosen = dither({ width, height, linear, opaque }, colours, options.dither);
    }
  }
  const indices = chosen.map((index, cell) => (opaque[cell] ? index + first : 0));
  const entries = [...palette.slice(0, first), ...colours];
  const art = withExact(drawing, { width, height, palette: entries, indices }, keep, options.pin ?? []);
  return keep ? art : withoutUnused(art, options.pin ?? []);
}

function withoutUnused(art: PixelArt, pins: readonly Rgba[]): PixelArt {
  const used = new Set(art.indices);
  const kept = [...art.palette.keys()].filter((i) => used.has(i) || includes(pins, art.palette[i]));
  const place = new Uint8Array(256);
  kept.forEach((from, to) => {
    place[from] = to;
  });
  return { ...art, palette: kept.map((i) => art.palette[i]), indices: art.indices.map((i) => place[i]) };
}
