import { invalid, Words } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';
import { artSize, latticeOf } from '../inference/draw/lattice.ts';
import type { ExportSize, LayerInfo } from '../messages.ts';

/** A width and a height; of what, the name says. */
export interface Sides {
  readonly width: number;
  readonly height: number;
}

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
 * How a layer of a size is drawn by some settings.
 * Throws a UserError if the art would be larger than the networks take.
 */
export function drawPlan(layer: Sides, settings: Settings['pixelize']): DrawPlan {
  const { width, height } = artSize(layer, settings);
  const { pitch } = latticeOf({ width, height }, settings.scale, settings.voting);
  return {
    art: { width, height },
    export: exportSize(layer, { width: width * pitch, height: height * pitch }),
    options: { ...settings, size: { width, height }, cell: null },
  };
}

/**
 * Canvas pixels of an art pixel: what was set, or the whole number that brings the art nearest to the layer's width.
 * Throws a UserError if an image of that size cannot be put on the canvas.
 */
export function zoomOf(
  layer: Sides,
  art: Sides,
  settings: Pick<Settings['pixelize'], 'zoom' | 'output'>,
): number {
  const most = Math.max(1, Math.floor(MOST_IMAGE_SIDE / Math.max(art.width, art.height)));
  if (settings.zoom === null) return Math.min(most, Math.max(1, Math.round(layer.width / art.width)));
  if (settings.output === 'image' && settings.zoom > most) {
    throw invalid(
      'zoom',
      `at most ${most} for art of ${art.width} × ${art.height} pixels (Figma’s images end at ${MOST_IMAGE_SIDE} pixels a side)`,
      new Words(String(settings.zoom)),
    );
  }
  return settings.zoom;
}

/** The layer that a job starts from: for a result of the same kind of job, what that was made from. */
export function sourceOf(layer: LayerInfo, kind: 'pixelize' | 'depixelize'): string {
  const { madeBy } = layer;
  return typeof madeBy === 'object' && madeBy !== null && kind in madeBy ? layer.source : layer.id;
}

/** The size of a PNG picture, from its header; null if the bytes are no PNG. */
export function pngSize(png: Uint8Array): Sides | null {
  const begins = [0x89, 0x50, 0x4e, 0x47].every((byte, i) => png[i] === byte);
  if (!begins || png.length < 24) return null;
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
