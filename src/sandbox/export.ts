import { UserError } from '../core/errors.ts';
import type { ExportSize } from '../messages.ts';
import { lookAt } from './layers.ts';
import { isHiddenOriginal, showOriginal } from './marks.ts';
import { isReadOnly } from './mode.ts';
import { findLayer, pageOf } from './tree.ts';

/** What hides the originals again that are shown for an export. */
const hiding = new Set<() => void>();

/**
 * A layer as PNG bytes: only the layer itself, in sRGB whatever the document's colour profile is, at the size asked
 * for. Layers that a result took the place of are shown while they are exported.
 * @param stillWanted asked before the slow part; a stopped job's exports are given up there
 * Throws a UserError if the layer is gone or cannot be used.
 */
export async function exportLayer(
  id: string,
  size: ExportSize,
  stillWanted: () => boolean,
): Promise<Uint8Array> {
  const node = await findLayer(id);
  await pageOf(node).loadAsync();
  if (!stillWanted()) throw new UserError('This job was stopped.');
  const hide = isHiddenOriginal(node) && !isReadOnly() ? showOriginal(node) : () => {};
  hiding.add(hide);
  try {
    const seen = lookAt(node);
    if (typeof seen === 'string') throw new UserError(seen);
    return await node.exportAsync(asPng(size, seen.absolute));
  } finally {
    if (hiding.delete(hide)) hide();
  }
}

/** How layers are exported: nothing but the layer, and its colours as bytes of sRGB. */
export const asPng = (constraint: ExportSize, useAbsoluteBounds: boolean): ExportSettingsImage => ({
  format: 'PNG',
  constraint,
  contentsOnly: true,
  useAbsoluteBounds,
  colorProfile: 'SRGB',
});

/** Hides what is shown for running exports at once: the window closes. */
export function endExports(): void {
  for (const hide of hiding) hide();
  hiding.clear();
}
