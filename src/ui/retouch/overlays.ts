import { fitsArt, type Overlay, overlayFrom, type StoredOverlay, storedOverlay } from '../../core/overlay.ts';
import type { LayerInfo } from '../../messages.ts';
import type { Sides } from '../plan.ts';

/** What was painted in this window, by layer and size of its art. */
export type Retouches = ReadonlyMap<string, Overlay>;

/** A layer's data ends at 100 kB, and its settings need room as well; in UTF-16 units. */
const MOST_STORED = 80_000;

/** By what a layer's retouched cells are found for art of a size. */
export const retouchKey = ({ id }: Pick<LayerInfo, 'id'>, { width, height }: Sides): string =>
  `${id} ${width}×${height}`;

/** The retouched cells of a layer's art: as they were painted here, or as the layer carries them; null for none. */
export function overlayOf(retouches: Retouches, layer: LayerInfo, art: Sides): Overlay | null {
  const own = retouches.get(retouchKey(layer, art));
  if (own !== undefined) return own;
  const carried = carriedBy(layer);
  return carried !== null && fitsArt(carried, art) ? carried : null;
}

/** The retouched cells that a layer carries, if it is art of ours. */
function carriedBy({ madeBy }: LayerInfo): Overlay | null {
  return typeof madeBy === 'object' && madeBy !== null && 'retouch' in madeBy
    ? overlayFrom(madeBy.retouch)
    : null;
}

/** A layer's retouched cells that wait for art of another size than this one. */
export function waitingOverlay(retouches: Retouches, layer: LayerInfo, art: Sides): Overlay | null {
  const own = [...retouches].filter(([key]) => key.startsWith(`${layer.id} `)).map(([, overlay]) => overlay);
  const carried = carriedBy(layer);
  const all = carried === null || retouches.has(retouchKey(layer, carried)) ? own : [...own, carried];
  return all.filter((overlay) => overlay.cells.size > 0 && !fitsArt(overlay, art)).at(-1) ?? null;
}

/** Retouched cells for a layer to carry; null for none, and where they are too many for one. */
export function carriable(overlay: Overlay | null): StoredOverlay | null {
  if (overlay === null || overlay.cells.size === 0) return null;
  const stored = storedOverlay(overlay);
  return JSON.stringify(stored).length <= MOST_STORED ? stored : null;
}
