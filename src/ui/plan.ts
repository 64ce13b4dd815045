import { messageOf, UserError } from '../core/errors.ts';
import type { Sides } from '../core/image.ts';
import { MOST_ART_PIXELS } from '../core/options.ts';
import type { Settings } from '../core/settings.ts';
import { artSize, latticeOf } from '../inference/draw/lattice.ts';
import type { ExportSize, LayerInfo, WriteItem } from '../messages.ts';

/** Figma's images end here, in pixels a side. */
export const MOST_IMAGE_SIDE = 4096;
/** Layers up to this side are exported as they are: Figma shrinks by other filters than the fit, which the networks know. */
const USUAL_EXPORT_SIDE = 2048;

/**
 * At what size a layer is exported, so that the picture has at least the pixels that are needed, and at most 4096 a
 * side. Whole factors (2, 3, ... and 1/2, 1/3, ...) keep the layer's own pixels on the picture's; only where none fits
 * is the longest side exported at 4096 pixels.
 * @param layer the layer's size in canvas pixels
 * @param need the pixels that the job wants
 */
export function exportSize(layer: Sides, need: Sides): ExportSize {
  const longest = Math.max(layer.width, layer.height);
  const factor = Math.max(need.width / layer.width, need.height / layer.height);
  const scale = factor > 1 ? Math.ceil(factor - 1e-6) : 1 / divisor(longest, factor);
  if (longest * scale <= MOST_IMAGE_SIDE) return { type: 'SCALE', value: scale };
  return { type: layer.width >= layer.height ? 'WIDTH' : 'HEIGHT', value: MOST_IMAGE_SIDE };
}

function divisor(longest: number, factor: number): number {
  const wanted = Math.ceil(longest / USUAL_EXPORT_SIDE);
  return Math.max(1, Math.min(wanted, Math.floor(1 / factor + 1e-6)));
}

/** What a layer's picture is drawn with: sizes told, so that they do not depend on the export's rounding. */
export interface DrawPlan {
  /** Art pixels. */
  readonly art: Sides;
  readonly export: ExportSize;
  readonly options: Settings['pixelize'];
}

/**
 * The size of a layer's art by some settings. Without a size or a cell, its longest side is what was set for all layers.
 * @returns null for art that is larger than art can be
 */
export function artOf(layer: Sides, { size, cell, longest }: ArtSettings): Sides | null {
  const wide = layer.width >= layer.height;
  const ofLongest = { width: wide ? longest : null, height: wide ? null : longest };
  try {
    return artSize(layer, { cell, size: size ?? (cell === null ? ofLongest : null) });
  } catch {
    return null;
  }
}

type ArtSettings = Pick<Settings['pixelize'], 'size' | 'cell' | 'longest'>;
type GridSettings = Pick<Settings['pixelize'], 'scale' | 'voting'>;

/** Whether the networks have room for art of a size. */
function fits(art: Sides, { scale, voting }: GridSettings): boolean {
  if (Math.max(art.width, art.height) > MOST_ART_PIXELS) return false;
  try {
    latticeOf(art, scale, voting);
    return true;
  } catch {
    return false;
  }
}

/** The largest art of a shape that can be drawn. */
function largestArt(art: Sides, settings: GridSettings): Sides {
  const longest = Math.max(art.width, art.height);
  const ofSide = (side: number): Sides => ({
    width: Math.max(1, Math.floor((art.width * side) / longest)),
    height: Math.max(1, Math.floor((art.height * side) / longest)),
  });
  let [least, most] = [1, MOST_ART_PIXELS + 1];
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (fits(ofSide(middle), settings)) least = middle;
    else most = middle;
  }
  return ofSide(least);
}

/**
 * How a layer of a size is drawn by some settings.
 * Throws a UserError that says how large the art can be, if it would be larger than the networks take.
 */
export function drawPlan(layer: Sides, settings: Settings['pixelize']): DrawPlan {
  const art = artOf(layer, settings);
  if (art === null || !fits(art, settings)) {
    const { size } = settings;
    const shape = size?.width && size.height ? { width: size.width, height: size.height } : layer;
    const most = largestArt(shape, settings);
    throw new UserError(
      `This is more than can be drawn. In this shape and at this detail, the art can be ${most.width} × ${most.height} pixels.`,
    );
  }
  const { width, height } = art;
  const { pitch } = latticeOf({ width, height }, settings.scale, settings.voting);
  return {
    art: { width, height },
    export: exportSize(layer, { width: width * pitch, height: height * pitch }),
    options: { ...settings, size: { width, height }, cell: null },
  };
}

/**
 * Canvas pixels of an art pixel: what was set, or the whole number that brings the art nearest to the layer's longest
 * side. Throws a UserError if an image of that size cannot be put on the canvas.
 * @param vectors whether there could be vectors instead, which can be larger
 */
export function zoomOf(
  layer: Sides,
  art: Sides,
  { zoom, output }: Pick<Settings['pixelize'], 'zoom' | 'output'>,
  vectors = true,
): number {
  const most =
    output === 'image'
      ? Math.max(1, Math.floor(MOST_IMAGE_SIDE / Math.max(art.width, art.height)))
      : Number.POSITIVE_INFINITY;
  if (zoom === null) {
    const near = layer.width >= layer.height ? layer.width / art.width : layer.height / art.height;
    return Math.min(most, Math.max(1, Math.round(near)));
  }
  if (zoom > most) {
    const ends = `Figma’s images end at ${MOST_IMAGE_SIDE} pixels a side.`;
    throw new UserError(
      `Art of ${art.width} × ${art.height} pixels can be enlarged ${most} times: ${ends}${vectors ? ' Vectors can be larger.' : ''}`,
    );
  }
  return zoom;
}

/** A field whose value no layer can be done with, and why, as a sentence. */
export interface UnusableField {
  readonly field: 'size' | 'zoom';
  readonly reason: string;
}

/**
 * Why none of the layers can have the art that the settings ask for; null if one can, and without layers.
 * @param shown the size of the layer that is shown, which the reason is about
 * @param vectors whether there could be vectors instead of images
 */
export function unusableField(
  shown: Sides | null,
  others: readonly Sides[],
  settings: Settings['pixelize'],
  vectors = true,
): UnusableField | null {
  const problem = shown && problemOf(shown, settings, vectors);
  const all = problem !== null && others.every((layer) => problemOf(layer, settings, vectors) !== null);
  return all ? problem : null;
}

function problemOf(layer: Sides, settings: Settings['pixelize'], vectors: boolean): UnusableField | null {
  let field: UnusableField['field'] = 'size';
  try {
    const { art } = drawPlan(layer, settings);
    field = 'zoom';
    zoomOf(layer, art, settings, vectors);
    return null;
  } catch (error) {
    return { field, reason: messageOf(error) };
  }
}

/** The layer that a job starts from: for a result of the same kind of job, what that was made from. */
export function sourceOf(layer: LayerInfo, kind: 'pixelize' | 'depixelize'): string {
  const { madeBy } = layer;
  return typeof madeBy === 'object' && madeBy !== null && kind in madeBy ? layer.source : layer.id;
}

/** What is written for a layer: into a result of the same kind of job whose original there still is, or a new one. */
export function targetOf(
  layer: LayerInfo,
  kind: 'pixelize' | 'depixelize',
): Pick<WriteItem, 'layer' | 'updates'> {
  const source = sourceOf(layer, kind);
  return { layer: source, updates: source === layer.id ? null : layer.id };
}

/** The size of a PNG picture, from its header; null if the bytes are no PNG. */
export function pngSize(png: Uint8Array): Sides | null {
  const begins = [0x89, 0x50, 0x4e, 0x47].every((byte, i) => png[i] === byte);
  if (!begins || png.length < 24) return null;
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
