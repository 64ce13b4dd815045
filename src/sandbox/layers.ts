import type { LayerInfo } from '../messages.ts';
import type { Box } from './geometry.ts';
import { guidesIn } from './guide-layers.ts';
import { readMark } from './marks.ts';
import { quoted } from './names.ts';
import { ancestorsOf } from './tree.ts';

/** Layers are taken up to this side, in canvas pixels: more than Figma's images and the networks can show of them. */
const MOST_LAYER_SIDE = 16384;

/** Layers whose frame is what they show; everything else is as large as what is rendered of it. */
const FRAMES: readonly string[] = ['FRAME', 'COMPONENT', 'INSTANCE'];

/** What only some types of layers have; the others answer undefined. Asking `in` first costs as much as asking. */
interface Loose {
  readonly opacity?: number;
  readonly absoluteRenderBounds?: Rect | null;
  readonly clipsContent?: boolean;
  readonly fills?: readonly Paint[] | PluginAPI['mixed'];
  readonly strokes?: readonly Paint[];
  readonly children?: readonly SceneNode[];
}
const loose = (node: SceneNode): Loose => node as unknown as Loose;

/** What is exported of a layer. */
interface Extent {
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
 * cut leave out what hangs over. Frames and groups with guides in them are exported by their own bounds as well.
 */
function extentOf(node: SceneNode): Extent | null {
  const { absoluteRenderBounds } = loose(node);
  if (!absoluteRenderBounds) return null;
  const isFrame = FRAMES.includes(node.type);
  // A layer's guides are not drawn: where they lie has no part in its size.
  if (isFrame ? loose(node).clipsContent || hasGuides(node) : node.type === 'GROUP' && hasGuides(node)) {
    const own = node.absoluteBoundingBox;
    if (own !== null) return { box: own, absolute: true };
  }
  return { box: absoluteRenderBounds, absolute: false };
}

const hasGuides = (node: SceneNode): boolean => guidesIn(node).guides.length > 0;

/** Where a layer is on its page: what is exported of it, or its own bounds where nothing is. */
export const placeOf = (node: SceneNode): Box => extentOf(node)?.box ?? boundsOf(node);

/** A layer's own bounds. */
export function boundsOf(node: SceneNode): Box {
  const bounds = node.absoluteBoundingBox;
  if (bounds !== null) return bounds;
  const { x, y, width, height } = node;
  return { x, y, width, height };
}

/**
 * What is exported of a layer, or, as a sentence for its user, why it cannot be used. Asks little: every answer of
 * Figma's takes its time, and there may be hundreds of layers.
 */
export function lookAt(node: SceneNode): Extent | string {
  const { type } = node;
  if (type === 'SECTION') return `${quoted(node.name)} is a section. Select the layers in it.`;
  if (!node.visible) return `${quoted(node.name)} is hidden. Show it first.`;
  if (loose(node).opacity === 0) {
    return `${quoted(node.name)} is fully transparent. Give it some opacity first.`;
  }
  if (type === 'TEXT' && node.characters.trim() === '')
    return `${quoted(node.name)} is a text without letters.`;
  const extent = extentOf(node);
  if (extent === null || extent.box.width <= 0 || extent.box.height <= 0) return whyNothing(node);
  if (FRAMES.includes(type) && isBlank(loose(node))) {
    return `${quoted(node.name)} is empty: it has no fill and no layers in it.`;
  }
  const { width, height } = extent.box;
  if (Math.max(width, height) > MOST_LAYER_SIDE) {
    const size = `${Math.round(width)} × ${Math.round(height)} pixels`;
    return `${quoted(node.name)} is ${size}. Layers may have up to ${MOST_LAYER_SIDE} pixels a side.`;
  }
  return extent;
}

function whyNothing(node: SceneNode): string {
  const name = quoted(node.name);
  const hidden = ancestorsOf(node).find((ancestor) => !ancestor.visible);
  if (hidden !== undefined) return `${name} is in ${quoted(hidden.name)}, which is hidden. Show that first.`;
  if (node.width <= 0 || node.height <= 0) return `${name} has no size.`;
  return `${name} shows nothing: it is empty, or cut off by the frame around it.`;
}

/** Whether nothing can be seen of a frame: no fill, no stroke, no layers in it. */
const isBlank = (frame: Loose): boolean =>
  !paints(frame.fills) && !paints(frame.strokes) && (frame.children ?? []).length === 0;

const paints = (list: Loose['fills']): boolean =>
  typeof list !== 'object' || list.some(({ visible = true, opacity = 1 }) => visible && opacity > 0);

/** The place of what nothing is seen of. */
const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };

/** What the UI needs to know of the selected layers, in the selection's order. */
export async function selectedLayers(): Promise<LayerInfo[]> {
  return Promise.all(figma.currentPage.selection.map((node) => infoOf(node).catch(() => unreachable(node))));
}

/** What is told of a layer that Figma refuses to tell of: one that is hidden in an instance, as far as is known. */
function unreachable({ id }: SceneNode): LayerInfo {
  const problem = 'This layer cannot be reached: it is hidden in an instance. Show it first.';
  return { id, name: 'Hidden layer', type: '', ...NOWHERE, problem, madeBy: null, source: id };
}

async function infoOf(node: SceneNode): Promise<LayerInfo> {
  const seen = lookAt(node);
  const { width, height, x, y } = typeof seen === 'string' ? NOWHERE : seen.box;
  const { id } = node;
  const mark = readMark(node);
  return {
    id,
    name: node.name,
    type: node.type,
    width,
    height,
    x,
    y,
    problem: typeof seen === 'string' ? seen : null,
    madeBy: mark?.settings ?? null,
    source: (await existing(mark?.source ?? null)) ?? id,
  };
}

/** The id, if there still is a layer of it. */
async function existing(id: string | null): Promise<string | null> {
  const node = id === null ? null : await figma.getNodeByIdAsync(id);
  return node === null || node.removed ? null : id;
}
