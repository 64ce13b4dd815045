import type { Sides } from '../../core/image.ts';
import { fitsArt, type Overlay, overlayFrom } from '../../core/overlay.ts';
import type { LayerInfo } from '../../messages.ts';

/** What was painted in this window, by layer and size of its art, the oldest first. */
export type Retouches = ReadonlyMap<string, Overlay>;

/** By what a layer's retouched cells are found for art of a size. */
export const retouchKey = ({ id }: Pick<LayerInfo, 'id'>, { width, height }: Sides): string =>
  `${id} ${width}×${height}`;

/** The retouched cells of a layer's art: as they were painted here, or as the layer carries them; null for none. */
export function overlayOf(retouches: Retouches, layer: LayerInfo, art: Sides): Overlay | null {
  const own = retouches.get(retouchKey(layer, art));
  return own ?? carriedBy(layer).find((overlay) => fitsArt(overlay, art)) ?? null;
}

/** The retouched cells that a layer carries, if it is art of ours: those of its own size first, then the newest. */
function carriedBy({ madeBy }: LayerInfo): readonly Overlay[] {
  if (typeof madeBy !== 'object' || madeBy === null) return [];
  const { retouch, waiting } = madeBy as { readonly retouch?: unknown; readonly waiting?: unknown };
  const stored: readonly unknown[] = [retouch, ...(Array.isArray(waiting) ? waiting : [])];
  return stored.map(overlayFrom).filter((overlay) => overlay !== null);
}

/** A layer's retouched cells that wait for art of other sizes than this one, the newest first. */
export function waitingOverlays(retouches: Retouches, layer: LayerInfo, art: Sides): readonly Overlay[] {
  const own = [...retouches].filter(([key]) => key.startsWith(`${layer.id} `)).map(([, overlay]) => overlay);
  const carried = carriedBy(layer).filter((overlay) => !retouches.has(retouchKey(layer, overlay)));
  return [...own.reverse(), ...carried].filter((overlay) => overlay.cells.size > 0 && !fitsArt(overlay, art));
}
