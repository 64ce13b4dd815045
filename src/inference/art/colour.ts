import { FREE, marksOn } from '../../core/guide.ts';
import type { PixelArt, Rgba, SourceSamples } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import { outlined } from '../../core/outline.ts';
import { withoutRepeats } from '../../core/palette.ts';
import { SIDE } from '../../core/scale.ts';
import { type Asking, checkWishes, includes, pinsOf } from '../../core/wishes.ts';
import type { Drawing } from '../draw/drawing.ts';
import { type Cells, cellsOf, meansOfWinners } from './cells.ts';
import { dither } from './dither.ts';
import { type Evidence, evidenceOf, type Looked, sourceSeen } from './evidence.ts';
import { finishedArt, withExact } from './exact.ts';
import { keptIn, withDetail } from './guided.ts';
import { fix, makeArt } from './make-art.ts';
import { labelsOf, makePalette } from './palette.ts';
import { spaceOf } from './space.ts';
import { vote } from './vote.ts';
import { WEIGHTS } from './weights.ts';

/** The options that it depends on whether evidence is asked for. */
type ColourOptions = Pick<PixelizeOptions, 'dither' | 'tidy' | 'quantizer' | 'palette'> &
  Partial<Pick<PixelizeOptions, 'guide'>>;
/** The options that say how cells come to their colours in a palette. */
type LabelOptions = Pick<PixelizeOptions, 'dither' | 'tidy'> &
  Partial<Pick<PixelizeOptions, 'ditherStrength' | 'ditherWhere' | 'tidyWhere'>>;
/** The options that art in a drawing's own colours depends on. */
type OwnOptions = Pick<PixelizeOptions, 'colors'> & Partial<Omit<Asking, 'colors' | 'palette'>>;

const TRANSPARENT: Rgba = [0, 0, 0, 0];
const BLACK: Rgba = [0, 0, 0, 255];

/** A drawing with the evidence that was made of it, for as long as it is kept. Its source may be gone then. */
interface Weighed extends Drawing {
  readonly evidence: Evidence;
}

/** Evidence depends on no option, so it is made once a drawing. */
const known = new WeakMap<Drawing, Evidence>();
/** The last art in a drawing's own colours: a palette is asked for before the art that has it. */
const latest = new WeakMap<Drawing, { readonly by: string; readonly art: PixelArt }>();

/** A drawing that the energy can weigh. */
type Weighable = Weighed | (Drawing & { readonly source: SourceSamples });

const isWeighed = (drawing: Drawing): drawing is Weighed => 'evidence' in drawing;
const isWeighable = (drawing: Drawing): drawing is Weighable => isWeighed(drawing) || drawing.source !== null;

/** Whether art by these options asks for evidence. */
const isWeighing = ({ dither, tidy, quantizer, palette, guide }: ColourOptions): boolean =>
  (guide ?? null) !== null ||
  (dither === 'none' && tidy === 'on') ||
  (palette === null && quantizer === 'source');

/**
 * The drawing as it is best kept while its colours change: with its evidence in its source's place, where the options ask
 * for evidence and the drawing is not too large for that; else as it is.
 * @param looked what `lookAhead` gave for its source
 */
export function weigh(drawing: Drawing, options: ColourOptions, looked?: Looked | null): Drawing {
  if (isWeighed(drawing) || !isWeighable(drawing) || !isWeighing(options)) return drawing;
  const weighed: Weighed = { ...drawing, source: null, evidence: evidenceOn(drawing, looked) };
  return weighed;
}

/**
 * Looks at a source while it is drawn: most of what `weigh` does needs no drawing.
 * @param source as the drawing will have it
 * @returns null where the options ask for no evidence
 */
export function lookAhead(
  source: SourceSamples,
  options: ColourOptions & Pick<PixelizeOptions, 'tile'>,
): Looked | null {
  if (!isWeighing(options)) return null;
  const layout = { width: source.width / SIDE, height: source.height / SIDE, wraps: options.tile };
  return sourceSeen(layout, source, WEIGHTS);
}

function evidenceOn(drawing: Weighable, looked?: Looked | null): Evidence {
  if (isWeighed(drawing)) return drawing.evidence;
  const found = known.get(drawing);
  if (found !== undefined) return found;
  const evidence = evidenceOf(cellsOf(drawing), drawing.source, WEIGHTS, looked ?? undefined);
  known.set(drawing, evidence);
  return evidence;
}

/** All that is asked of a drawing, with its defaults. */
const askingOf = (
  {
    pin = [],
    exclude = [],
    guide = null,
    outline = 'none',
    outlineColor = BLACK,
    gamut = 'any',
    colors,
  }: OwnOptions,
  palette: readonly Rgba[] | null,
): Asking => ({ palette, colors, gamut, pin, exclude, guide, outline, outlineColor });

/** What a guide asks of a drawing. */
interface Asked {
  /** The pins, with the colours after them that the guide needs, and the outline. */
  readonly pin: readonly Rgba[];
  /** A mark a cell. */
  readonly marks: Int32Array;
  /** The colour that each cell has to have, 0xrrggbb; -1 where it is free. */
  readonly fixed: Int32Array;
}

/** The last that was asked of a drawing: a palette is asked for before the art that has it. */
const asked = new WeakMap<Drawing, { readonly by: string; readonly asked: Asked }>();

/**
 * What is asked of a drawing by a guide.
 * @param palette the palette if it is given; else the guide has colours of its own
 * @returns null where there is no guide
 */
function askedOf(drawing: Drawing, options: OwnOptions, palette: readonly Rgba[] | null): Asked | null {
  const asking = askingOf(options, palette);
  const { exclude, guide, gamut } = asking;
  if (guide === null) return null;
  const by = JSON.stringify(asking);
  const found = asked.get(drawing);
  if (found?.by === by) return found.asked;
  const pins = pinsOf(asking, isTransparent(drawing));
  const marks = marksOn(guide, drawing.lattice);
  const kept = isWeighable(drawing)
    ? keptIn(
        evidenceOn(drawing),
        marks,
        drawing.flat,
        { palette, most: mostColours(drawing, asking) - pins.length, exclude, gamut },
        WEIGHTS,
      )
    : null;
  const fixed = marks.map((mark, cell) => (mark >= 0 ? mark : (kept?.fixed[cell] ?? FREE)));
  const made = { pin: withoutRepeats([...pins, ...(kept?.colours ?? [])]), marks, fixed };
  asked.set(drawing, { by, asked: made });
  return made;
}

/** The most opaque colours of a palette made by us. */
const mostColours = (drawing: Drawing, { colors }: Pick<OwnOptions, 'colors'>): number =>
  Math.min(colors, isTransparent(drawing) ? 255 : 256);

const isTransparent = ({ opaque }: Pick<Drawing, 'opaque'>): boolean => opaque.includes(0);

/** Art in colours of its own source, as many as asked for at most, and beside a transparent one if it has that. */
function ownArt(drawing: Weighable, options: OwnOptions): PixelArt {
  const most = mostColours(drawing, options);
  const asking = askingOf({ ...options, colors: most }, null);
  checkWishes(asking);
  const by = JSON.stringify(asking);
  const found = latest.get(drawing);
  if (found?.by === by) return found.art;
  const art = ownArtBy(drawing, asking);
  latest.set(drawing, { by, art });
  return art;
}

function ownArtBy(drawing: Weighable, asking: Asking): PixelArt {
  const { colors, pin, exclude, gamut } = asking;
  const wanted = askedOf(drawing, asking, null);
  const pins = wanted?.pin ?? pinsOf(asking, isTransparent(drawing));
  const isFree = wanted === null && exclude.length === 0 && gamut === 'any';
  const finished = isFree ? finishedArt(drawing, colors, pins) : null;
  if (finished !== null) return finished;
  const evidence = evidenceOn(drawing);
  const all = { colors, palette: null, pin: pins, exclude, gamut };
  if (wanted === null) return makeArt(evidence, all);
  const art = makeArt(withDetail(evidence, wanted.marks), { ...all, fixed: wanted.fixed });
  // The outline's colour is used later.
  return withoutUnused(art, [...pin, asking.outlineColor]);
}

/** The cells of art in a drawing's own colours: what a palette for several of them is made of. */
function ownCells(drawing: Weighable, options: PixelizeOptions): Cells {
  const { width, height, palette, indices } = ownArt(drawing, options);
  const rgb = new Uint8Array(width * height * 3);
  indices.forEach((index, cell) => {
    rgb.set(palette[index].slice(0, 3), cell * 3);
  });
  return { width, height, rgb, opaque: drawing.opaque, wraps: drawing.wraps };
}

/**
 * One palette for all the drawings, for `colour`: the transparent entry first if one of them has transparent cells,
 * then the fixed colours or at most `colors` made ones, 256 entries in all. It has the guide's colours as well, as far as there
 * is room, and for a single drawing those of the cells that are kept.
 * Throws a UserError if pins and exclusions cannot be met.
 */
export function paletteOf(drawings: readonly Drawing[], options: PixelizeOptions): readonly Rgba[] {
  checkWishes(options);
  const [only] = drawings;
  const isOne = drawings.length === 1;
  if (isOne && isBySource(options) && isWeighable(only)) return ownArt(only, options).palette;
  const pin = (isOne && options.palette === null ? askedOf(only, options, null) : null)?.pin ?? options.pin;
  return sharedPalette(
    drawings.map((drawing) => partOf(drawing, options)),
    { ...options, pin },
  );
}

const isBySource = ({ palette, quantizer }: PixelizeOptions): boolean =>
  palette === null && quantizer === 'source';

/** A drawing's part in a palette that it shares: its cells, in its own colours where palettes are made by the source. */
export function partOf(drawing: Drawing, options: PixelizeOptions): Cells {
  return isBySource(options) && isWeighable(drawing) ? ownCells(drawing, options) : cellsOf(drawing);
}

/**
 * The palette that `paletteOf` makes of several drawings, by their parts: the drawings need not be there all at once.
 * @param options where each drawing has a guide of its own, with all of them `together`: parts are by their own, drawn colours are
 *   those of all
 */
export function sharedPalette(parts: readonly Cells[], options: PixelizeOptions): readonly Rgba[] {
  const transparent = parts.some(({ opaque }) => opaque.includes(0));
  const colours = makePalette(parts, { ...options, pin: pinsOf(options, transparent) }, transparent);
  return transparent ? [TRANSPARENT, ...colours] : colours;
}

/**
 * Art of a drawing in a palette: by the one energy, or dithered, or by the paper's plain vote where tidying is off; cells that a guide
 * keeps or has drawn are what it asks for in any case.
 * @param palette from `paletteOf`, with this drawing among its drawings
 * @param keep whether the palette stays as it is (shared and fixed palettes); else colours that end up unused are left out, but for pins
 */
export function colour(
  drawing: Drawing,
  palette: readonly Rgba[],
  options: LabelOptions & Pick<PixelizeOptions, 'quantizer'> & OwnOptions,
  keep: boolean,
): PixelArt {
  const first = palette[0]?.[3] === 0 ? 1 : 0;
  const colours = palette.slice(first);
  const wanted = askedOf(drawing, options, keep ? colours : null);
  const asking = askingOf(options, keep ? colours : null);
  const pins = wanted?.pin ?? pinsOf(asking, isTransparent(drawing));
  const isWeighed =
    options.dither === 'none' && options.tidy === 'on' && (wanted === null || isAll(options.tidyWhere));
  let art: PixelArt;
  if (isWeighed && isWeighable(drawing) && !keep && options.quantizer === 'source')
    art = ownArt(drawing, options);
  else {
    const chosen = labelsAmong(drawing, colours, options, wanted);
    const indices = chosen.map((index, cell) => (drawing.opaque[cell] ? index + first : 0));
    const { width, height } = drawing.lattice;
    art = { width, height, palette, indices };
  }
  const exact = exactly(drawing, art, wanted, keep, pins);
  const { outline, outlineColor, pin } = asking;
  const done =
    outline === 'none' ? exact : outlined(exact, { side: outline, colour: outlineColor }, drawing.wraps);
  return keep ? done : withoutUnused(done, pin);
}

/** The art with its exact cells, but for those that the guide has drawn in a colour. */
function exactly(
  drawing: Drawing,
  art: PixelArt,
  wanted: Asked | null,
  keep: boolean,
  pins: readonly Rgba[],
): PixelArt {
  const exact = withExact(drawing, art, keep, pins);
  if (wanted === null) return exact;
  const { marks } = wanted;
  return {
    ...exact,
    indices: exact.indices.map((index, cell) => (marks[cell] >= 0 ? art.indices[cell] : index)),
  };
}

type Where = PixelizeOptions['ditherWhere'];

const isAll = (where: Where = 'everywhere'): boolean => where === 'everywhere';

/** Where a guide lets something be done, a byte a cell; everywhere without a guide. */
const areaOf = (wanted: Asked | null, where: Where | undefined, count: number): Uint8Array =>
  wanted === null || isAll(where)
    ? new Uint8Array(count).fill(1)
    : Uint8Array.from(wanted.marks, (mark) => Number((mark === FREE) === (where === 'unmarked')));

/** The cells' labels among a palette's opaque colours: weighed or voted, and dithered over that. */
function labelsAmong(
  drawing: Drawing,
  colours: readonly Rgba[],
  options: LabelOptions,
  wanted: Asked | null,
): Uint8Array {
  const count = drawing.opaque.length;
  if (colours.length === 0) return new Uint8Array(count);
  const area = areaOf(wanted, options.ditherWhere, count);
  const isDithered = options.dither !== 'none';
  if (options.tidy === 'on' && isWeighable(drawing) && !(isDithered && area.every((own) => own === 1))) {
    const weighed = weighedAmong(drawing, colours, options, wanted);
    return isDithered ? ditheredOver(weighed, drawing, colours, options, wanted, area) : weighed;
  }
  const voted = vote(labelsOf(drawing.rgb, colours), drawing);
  const chosen = isDithered ? ditheredOver(voted, drawing, colours, options, wanted, area) : voted;
  if (wanted !== null) fix(chosen, wanted.fixed, spaceOf(colours.flat(), WEIGHTS.hue, 4), WEIGHTS);
  return chosen;
}

function weighedAmong(
  drawing: Weighable,
  colours: readonly Rgba[],
  { tidyWhere }: LabelOptions,
  wanted: Asked | null,
): Uint8Array {
  const evidence = evidenceOn(drawing);
  const all = { colors: colours.length, palette: colours };
  const labels = ({ indices, palette }: PixelArt): Uint8Array => {
    const before = palette.length - colours.length;
    return indices.map((index) => Math.max(0, index - before));
  };
  if (wanted === null) return labels(makeArt(evidence, all));
  let { fixed } = wanted;
  if (!isAll(tidyWhere)) {
    const area = areaOf(wanted, tidyWhere, fixed.length);
    const voted = vote(labelsOf(drawing.rgb, colours), drawing);
    fixed = fixed.map((colour, cell) =>
      colour >= 0 || area[cell] === 1 ? colour : numberOf(colours[voted[cell]]),
    );
  }
  return labels(makeArt(withDetail(evidence, wanted.marks), { ...all, fixed }));
}

const numberOf = ([r, g, b]: Rgba): number => (r << 16) | (g << 8) | b;

/** Labels of which those in an area are dithered; no error leaves it. */
function ditheredOver(
  labels: Uint8Array,
  drawing: Drawing,
  colours: readonly Rgba[],
  { dither: kind, ditherStrength = 100 }: LabelOptions,
  wanted: Asked | null,
  area: Uint8Array,
): Uint8Array {
  if (kind === 'none') return labels;
  const { lattice, rgb, wraps } = drawing;
  const { width, height } = lattice;
  const votes = labelsOf(rgb, colours);
  const linear = meansOfWinners(drawing, votes, vote(votes, drawing));
  const opaque = drawing.opaque.map(
    (own, cell) => own & area[cell] & Number((wanted?.fixed[cell] ?? FREE) < 0),
  );
  const dithered = dither({ width, height, linear, opaque, wraps }, colours, kind, ditherStrength / 100);
  return labels.map((label, cell) => (opaque[cell] === 1 ? dithered[cell] : label));
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
