import type { Rgba } from '../../core/image.ts';
import type { VectorsResult } from '../../messages.ts';
import { cornerOf } from '../geometry.ts';
import type { Changes } from '../jobs.ts';
import { paintOf } from './paint.ts';

/** The vector layers of art, with their colours. */
export type ColourLayers = readonly (readonly [VectorNode, Rgba])[];

/** The key that the vector layers of art have in their pluginData: others in a result are its user's. */
const OURS = 'art';
/** How they are named, which tells those that were written before they were marked. */
const COLOUR_NAME = /^#[0-9a-f]{6}$/;

/** The vector layers of a result's art, the lowest first. */
export function vectorsIn(node: SceneNode): readonly VectorNode[] {
  if (!('children' in node)) return [];
  const vectors = node.children.filter((child): child is VectorNode => child.type === 'VECTOR');
  const marked = vectors.filter((vector) => vector.getPluginData(OURS) !== '');
  return marked.length > 0 ? marked : vectors.filter(({ name }) => COLOUR_NAME.test(name));
}

/** Adds one vector layer a colour to a frame, the lowest first: over the art that is there, and below all that is not ours. */
export function addVectors(
  frame: FrameNode | ComponentNode,
  { layers }: VectorsResult,
  changes: Changes,
): ColourLayers {
  const own = vectorsIn(frame);
  const top = own[own.length - 1]?.id;
  let index = frame.children.findIndex(({ id }) => id === top) + 1;
  return layers.flatMap(({ name, colour, path }) => {
    const corner = cornerOf(path);
    if (corner === null) return [];
    const node = changes.made(figma.createVector());
    frame.insertChild(index++, node);
    node.name = name;
    node.setPluginData(OURS, 'yes');
    node.vectorPaths = [{ windingRule: 'EVENODD', data: path }];
    // Figma moves a path to its node's origin: its place in the art is told by the node.
    node.x = corner.x;
    node.y = corner.y;
    node.strokes = [];
    node.fills = [paintOf(colour)];
    return [[node, colour] as const];
  });
}
