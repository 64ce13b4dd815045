import { UserError } from '../core/errors.ts';
import type { LayerInfo } from '../messages.ts';
import type { Box } from './geometry.ts';
import { readMark } from './marks.ts';
import { quoted } from './names.ts';

/** Layers are taken up to this side, in canvas pixels: more than Figma's images and the networks can show of them. */
export const MOST_LAYER_SIDE = 16384;

/** Layers whose frame is what they show; everything else is as large as what is rendered of it. */
const FRAMES: readonly string[] = ['FRAME', 'COMPONENT', 'INSTANCE'];

/** What is exported of a layer. */
export interface Extent {
  readonly box: Box;
  /** Figma's `useAbsoluteBounds`. */
  readonly absolute: boolean;
}

/**
 * What is exported of a layer; null if nothing of it is rendered.
 *
 * Frames that cut off their contents are exported by their own bounds, so that frames of one size become art of one
 * size, whatever their shadows. Everything else is exported by what is rendered of it: the bounds of a vector leave out
 * half of its outlines, those of a text have room for letters that are not there, and those of a frame that does not
 * cut leave out what hangs over.
 */
export function extentOf(node: SceneNode): Extent | null {
  if (!('absoluteRenderBounds' in node)) return null;
  const rendered = node.absoluteRenderBounds;
  if (rendered === null) return null;
  const own = node.absoluteBoundingBox;
  const absolute = FRAMES.includes(node.type) && 'clipsContent' in node && node.clipsContent && own !== null;
  return absolute ? { box: own, absolute } : { box: rendered, absolute };
}

/** A layer of the file by its id. Throws a UserError if there is none (any more). */
export async function findLayer(id: string): Promise<SceneNode> {
  const node = await figma.getNodeByIdAsync(id);
  if (node === null || node.removed) {
    throw new UserError('This layer was deleted before its turn. Select another one and try again.');
  }
  if (node.type === 'PAGE' || node.type === 'DOCUMENT') {
    throw new UserError('This is a page. Select layers on it.');
  }
  return node;
}

/** The layers around a node, from its parent up to what is directly on the page. */
export function ancestorsOf(node: BaseNode): SceneNode[] {
  const ancestors: SceneNode[] = [];
  for (let up = node.parent; up !== null && up.type !== 'PAGE' && up.type !== 'DOCUMENT'; up = up.parent) {
    ancestors.push(up as SceneNode);
  }
  return ancestors;
}

/** The page that a layer is on. Throws a UserError if it is on none: it was deleted. */
export function pageOf(node: BaseNode): PageNode {
  let up: BaseNode | null = node;
  while (up !== null && up.type !== 'PAGE') up = up.parent;
  if (up === null)
    throw new UserError('This layer was deleted before its turn. Select another one and try again.');
  return up;
}

/** Whether a layer, or one around it, is locked. */
export const isLocked = (node: SceneNode): boolean =>
  node.locked || ancestorsOf(node).some((ancestor) => ancestor.locked);

/** Why a layer cannot be used, as a sentence for its user; null if it can. Reads nothing that is slow. */
export function problemOf(node: SceneNode): string | null {
  if (node.removed) return 'This layer was deleted.';
  const name = quoted(node.name);
  if (node.type === 'SECTION') return `${name} is a section. Select the layers in it.`;
  if (!('exportAsync' in node) || !('absoluteRenderBounds' in node) || node.type === 'SLICE') {
    return `${name} is not a layer with a picture. Select a frame, a shape, a text or an image.`;
  }
  if (!node.visible) return `${name} is hidden. Show it first.`;
  if ('opacity' in node && node.opacity === 0)
    return `${name} is fully transparent. Give it some opacity first.`;
  const extent = extentOf(node);
  if (extent === null || extent.box.width <= 0 || extent.box.height <= 0) return whyNothing(node, name);
  if (isBlank(node)) return `${name} is empty: it has no fill and no layers in it.`;
  const { width, height } = extent.box;
  if (Math.max(width, height) > MOST_LAYER_SIDE) {
    const size = `${Math.round(width)} × ${Math.round(height)} pixels`;
    return `${name} is ${size}. Layers may have up to ${MOST_LAYER_SIDE} pixels a side.`;
  }
  return null;
}

function whyNothing(node: SceneNode, name: string): string {
  const hidden = ancestorsOf(node).find((ancestor) => !ancestor.visible);
  if (hidden !== undefined) return `${name} is in ${quoted(hidden.name)}, which is hidden. Show that first.`;
  if (node.type === 'TEXT' && node.characters.trim() === '') return `${name} is a text without letters.`;
  if (node.width <= 0 || node.height <= 0) return `${name} has no size.`;
  return `${name} shows nothing: it is empty, or cut off by the frame around it.`;
}

/** Whether nothing at all can be seen of a layer: no layers in it, no fill, no stroke. */
function isBlank(node: SceneNode): boolean {
  if ('children' in node && node.children.length > 0) return false;
  return 'fills' in node && 'strokes' in node && !paints(node.fills) && !paints(node.strokes);
}

/** Whether paints, or the many of a text (mixed), can be seen. */
const paints = (list: readonly Paint[] | PluginAPI['mixed']): boolean =>
  typeof list === 'symbol' || list.some(({ visible = true, opacity = 1 }) => visible && opacity > 0);

/** What the UI needs to know of the selected layers, in the selection's order. */
export async function selectedLayers(): Promise<LayerInfo[]> {
  return Promise.all(figma.currentPage.selection.map(infoOf));
}

async function infoOf(node: SceneNode): Promise<LayerInfo> {
  const problem = problemOf(node);
  const box = problem === null ? extentOf(node)?.box : undefined;
  const mark = readMark(node);
  return {
    id: node.id,
    name: node.name,
    type: node.type,
    width: box?.width ?? 0,
    height: box?.height ?? 0,
    problem,
    madeBy: mark?.settings ?? null,
    source: mark !== null && (await exists(mark.source)) ? mark.source : node.id,
  };
}

async function exists(id: string): Promise<boolean> {
  const node = await figma.getNodeByIdAsync(id);
  return node !== null && !node.removed;
}
