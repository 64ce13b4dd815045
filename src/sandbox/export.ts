import { UserError } from '../core/errors.ts';
import type { ExportSize, GuideShape } from '../messages.ts';
import { guidesIn, hideGuides } from './guide-layers.ts';
import { lookAt } from './layers.ts';
import { isHiddenOriginal, showOriginal } from './marks.ts';
import { isReadOnly } from './mode.ts';
import { quoted } from './names.ts';
import { findLayer, pageOf } from './tree.ts';
import { keepCause } from './trouble.ts';

/** What puts back what was shown or hidden for exports that are under way. */
const restoring = new Set<() => void>();

/** Exports follow one another: what one shows or hides for a moment would be in the other's picture. */
let lastExport: Promise<unknown> = Promise.resolve();

/** A layer's picture, and the size on the canvas of what it shows. */
interface Exported {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * A layer as PNG bytes: only the layer itself, in sRGB whatever the document's colour profile is, at the size asked
 * for. Layers that a result took the place of are shown while they are exported, and layers in it that ask for something by
 * area are hidden.
 * @param stillWanted asked before the slow part; a stopped job's exports are given up there
 * Throws a UserError if the layer is gone or cannot be used.
 */
export function exportLayer(id: string, size: ExportSize, stillWanted: () => boolean): Promise<Exported> {
  return withLayer(id, stillWanted, async (node, { box: { width, height }, absolute }) => {
    const { guides } = guidesIn(node);
    return forAMoment(guides.length === 0 ? null : hideGuides(guides), async () => {
      if (guides.length > 0 && !hasBounds(node))
        throw new UserError(`${quoted(node.name)} shows nothing but layers that ask for something.`);
      return { png: await node.exportAsync(asPng(size, absolute)), width, height };
    });
  });
}

/** The pixels that the longer side of a layer has where the shapes of its guides are looked at. */
const SHAPE_SIDE = 1024;
/** Figma's images end here, in pixels a side. */
const MOST_SIDE = 4096;

/**
 * The layers in a layer that ask for something by area, the lowest first, each alone; and what is to be told of them, as sentences.
 * @param stillWanted as for `exportLayer`
 * Throws as `exportLayer` does.
 */
export function guideShapes(
  id: string,
  stillWanted: () => boolean,
): Promise<{ readonly guides: readonly GuideShape[]; readonly notes: readonly string[] }> {
  return withLayer(id, stillWanted, async (layer, { box }) => {
    const found = guidesIn(layer);
    const notes = [...found.notes];
    const guides: GuideShape[] = [];
    for (const { node, mark } of found.guides) {
      const { name } = node;
      const own = hasBounds(node) ? node.absoluteRenderBounds : null;
      if (own === null || own.width <= 0 || own.height <= 0) {
        notes.push(`${quoted(name)} shows nothing, so it asks for nothing.`);
        continue;
      }
      const longest = (of: { width: number; height: number }) => Math.max(of.width, of.height);
      const value = Math.min(SHAPE_SIDE / longest(box), MOST_SIDE / longest(own));
      try {
        const png = await node.exportAsync(asPng({ type: 'SCALE', value }, false));
        const place = {
          x: (own.x - box.x) / box.width,
          y: (own.y - box.y) / box.height,
          width: own.width / box.width,
          height: own.height / box.height,
        };
        guides.push({ name, mark, png, box: place });
      } catch (error) {
        keepCause(error, 'draw a layer that asks for something');
        notes.push(`${quoted(name)} could not be drawn, so it asks for nothing.`);
      }
    }
    return { guides, notes };
  });
}

type Bounded = SceneNode & { readonly absoluteRenderBounds: Rect };

const hasBounds = (node: SceneNode): node is Bounded =>
  'absoluteRenderBounds' in node && node.absoluteRenderBounds !== null;

/** Does something with a layer that can be used, in its turn, while the layer can be seen. */
function withLayer<T>(
  id: string,
  stillWanted: () => boolean,
  use: (node: SceneNode, seen: Exclude<ReturnType<typeof lookAt>, string>) => Promise<T>,
): Promise<T> {
  const turn = lastExport.then(async () => {
    const node = await findLayer(id);
    await pageOf(node).loadAsync();
    if (!stillWanted()) throw new UserError('This job was stopped.');
    return forAMoment(isHiddenOriginal(node) && !isReadOnly() ? showOriginal(node) : null, async () => {
      const seen = lookAt(node);
      if (typeof seen === 'string') throw new UserError(seen);
      return use(node, seen);
    });
  });
  lastExport = turn.catch(() => undefined);
  return turn;
}

/** Does something, and then puts back what was changed for it; that is done at once where the window closes. */
async function forAMoment<T>(restore: (() => void) | null, work: () => Promise<T>): Promise<T> {
  if (restore === null) return work();
  restoring.add(restore);
  try {
    return await work();
  } finally {
    if (restoring.delete(restore)) restore();
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

/** Puts back at once what was shown or hidden for running exports: the window closes. */
export function endExports(): void {
  // What was changed last first: a guide lies in a layer that is shown for it.
  for (const restore of [...restoring].reverse()) restore();
  restoring.clear();
}
