import type { Sides } from '../core/image.ts';
import type { Settings } from '../core/settings.ts';
import { artOf, MOST_IMAGE_SIDE, unusableField, zoomOf } from './plan.ts';
import { sidesText } from './texts.ts';

type FitSettings = Pick<Settings['pixelize'], 'zoom' | 'output' | 'fit'>;

/** Sizes that differ by less, in canvas pixels, are the same. */
const SAME = 0.01;
/** Art pixels of unequal sides are told of from this ratio on. */
const UNEQUAL = 1.05;

/** Whether art is enlarged by fractions, so that it gets exactly its layer's size. */
const isExact = ({ zoom, output, fit }: FitSettings): boolean =>
  output === 'vectors' && fit === 'exact' && zoom === null;

/**
 * The size that art gets on the canvas: its layer's own, or a whole multiple of the art's.
 * Throws a UserError if an image of that size cannot be put on the canvas.
 */
export function resultSides(layer: Sides, art: Sides, settings: FitSettings): Sides {
  if (isExact(settings)) return { width: layer.width, height: layer.height };
  const zoom = zoomOf(layer, art, settings);
  return { width: art.width * zoom, height: art.height * zoom };
}

/** Whether two sizes on the canvas are the same. */
export const isSameSize = (a: Sides, b: Sides): boolean =>
  Math.abs(a.width - b.width) < SAME && Math.abs(a.height - b.height) < SAME;

/** Whether a layer's art gets the layer's own size; false where there is no such art. */
export function fitsLayer(layer: Sides, settings: Settings['pixelize']): boolean {
  const art = artOf(layer, settings);
  try {
    return art !== null && isSameSize(resultSides(layer, art, settings), layer);
  } catch {
    return false;
  }
}

/**
 * The art size nearest to one, at most twice or half as large, whose art pixels are whole squares of the layer: enlarged
 * by a whole number it has exactly the layer's size. Null if there is none.
 */
export function sizeThatFits(layer: Sides, art: Sides): Sides | null {
  const [width, height] = [Math.round(layer.width), Math.round(layer.height)];
  if (!isSameSize(layer, { width, height }) || Math.max(width, height) > MOST_IMAGE_SIDE) return null;
  const wanted = Math.max(art.width, art.height);
  const distance = (cell: number) => Math.abs(Math.log2(Math.max(width, height) / cell / wanted));
  const cells = Array.from({ length: Math.min(width, height) }, (_, i) => i + 1)
    .filter((cell) => width % cell === 0 && height % cell === 0 && distance(cell) <= 1)
    .sort((a, b) => distance(a) - distance(b));
  return cells.length === 0 ? null : { width: width / cells[0], height: height / cells[0] };
}

/** What is said of the size that art gets, before it is written. */
export interface Fit {
  /** As a sentence. */
  readonly text: string;
  /** The art has its layer's size. */
  readonly exact: boolean;
  /** Changes of the settings by which it would, each with what it does in words. */
  readonly offers: readonly { readonly label: string; readonly changes: Partial<Settings['pixelize']> }[];
}

/** How a layer's art fits; null where there is none of this size. */
export function fitOf(layer: Sides, settings: Settings['pixelize']): Fit | null {
  const art = artOf(layer, settings);
  if (art === null) return null;
  let result: Sides;
  try {
    result = resultSides(layer, art, settings);
  } catch {
    return null;
  }
  if (isSameSize(result, layer)) return { text: fittingText(result, art), exact: true, offers: [] };
  const whole = sizeThatFits(layer, art);
  const offers: Fit['offers'] = [
    ...(whole === null
      ? []
      : [
          {
            label: `Fit by ${sidesText(whole)} art pixels`,
            changes: { size: null, cell: null, longest: Math.max(whole.width, whole.height), zoom: null },
          },
        ]),
    {
      label: settings.output === 'vectors' ? 'Fit by fractions' : 'Fit by vectors',
      changes: { output: 'vectors', fit: 'exact', zoom: null },
    },
  ];
  const possible = offers.filter(
    ({ changes }) => unusableField(layer, [layer], { ...settings, ...changes }) === null,
  );
  return { text: differingText(result, layer, art, settings), exact: false, offers: possible };
}

/** A layer's size and its art's in a list: "304 × 304 → 48 × 48" art pixels, or "304 × 304 → 288 × 288 px" on the canvas. */
export function sizesText(layer: Sides, settings: Settings['pixelize'], onCanvas: boolean): string {
  const art = artOf(layer, settings);
  const own = sidesText({ width: Math.round(layer.width), height: Math.round(layer.height) });
  if (art === null) return own;
  if (!onCanvas) return `${own} → ${sidesText(art)}`;
  try {
    return `${own} → ${pixels(resultSides(layer, art, settings))} px`;
  } catch {
    return own;
  }
}

function fittingText(result: Sides, art: Sides): string {
  const [width, height] = [result.width / art.width, result.height / art.height];
  const text = `Fits the layer exactly: ${pixels(result)} px.`;
  if (Math.max(width / height, height / width) < UNEQUAL) return text;
  return `${text} An art pixel is ${pixels({ width, height })} px.`;
}

function differingText(result: Sides, layer: Sides, art: Sides, settings: FitSettings): string {
  const larger = Math.round(layer.width / art.width) * Math.max(art.width, art.height);
  const ends = settings.output === 'image' && settings.zoom === null && larger > MOST_IMAGE_SIDE;
  const why = ends ? `, as Figma’s images end at ${MOST_IMAGE_SIDE} px` : '';
  return `The art gets ${pixels(result)} px${why}. The layer has ${pixels(layer)}.`;
}

/** Sides with a digit behind the point at most. */
const pixels = ({ width, height }: Sides): string =>
  sidesText({ width: Math.round(width * 10) / 10, height: Math.round(height * 10) / 10 });
