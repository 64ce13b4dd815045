import { type Overlay, type StoredOverlay, storedOverlay } from '../../core/overlay.ts';
import type { Settings } from '../../core/settings.ts';

/** A layer's data ends at 100 kB, and its original's name and id need room as well; in UTF-16 units. */
const MOST_STORED = 90_000;

/** What art carries with it for being made again. */
interface Stored {
  readonly pixelize: Settings['pixelize'];
  readonly retouch?: StoredOverlay;
  /** Retouched cells of art of other sizes, the newest first. */
  readonly waiting?: readonly StoredOverlay[];
}

/** What art can be too detailed to carry. */
export type Uncarried = 'retouch' | 'guide' | 'waiting';

/**
 * What art carries, as far as there is room: its retouched cells before its guide, and last those of other sizes.
 * @param waiting retouched cells of art of other sizes, the newest first
 */
export function carriedOf(
  pixelize: Settings['pixelize'],
  retouch: Overlay | null,
  waiting: readonly Overlay[],
): { readonly stored: Stored; readonly lost: ReadonlySet<Uncarried> } {
  const lost = new Set<Uncarried>();
  let stored: Stored = { pixelize: { ...pixelize, guide: null } };
  const add = (what: Uncarried, more: Partial<Stored>) => {
    const all = { ...stored, ...more };
    if (JSON.stringify(all).length <= MOST_STORED) stored = all;
    else lost.add(what);
  };
  if (retouch !== null && retouch.cells.size > 0) add('retouch', { retouch: storedOverlay(retouch) });
  if (pixelize.guide !== null) add('guide', { pixelize });
  for (const other of waiting) add('waiting', { waiting: [...(stored.waiting ?? []), storedOverlay(other)] });
  return { stored, lost };
}
