import type { WriteItem } from '../../messages.ts';
import type { Changes } from '../jobs.ts';
import { imagePaint } from './image.ts';
import { addVectors, type ColourLayers } from './vectors.ts';

/** What shows art: an image as a fill, or vectors in a frame, which its user may have made a component of. */
export type Result = RectangleNode | FrameNode | ComponentNode;

/** A layer for a kind of art, without fills or strokes of its own. */
export function newResult({ kind }: WriteItem['result'], changes: Changes): RectangleNode | FrameNode {
  if (kind === 'image') {
    const rectangle = changes.made(figma.createRectangle());
    rectangle.strokes = [];
    return rectangle;
  }
  const frame = changes.made(figma.createFrame());
  frame.clipsContent = true;
  return frame;
}

/**
 * Puts art into a layer, which gets exactly its size: an image into any, vectors into a frame.
 * @returns the layers of vectors; none for an image
 */
export function drawInto(node: Result, result: WriteItem['result'], changes: Changes): ColourLayers {
  node.resizeWithoutConstraints(result.width, result.height);
  node.fills = result.kind === 'image' ? [imagePaint(result)] : [];
  return result.kind === 'vectors' ? addVectors(node as FrameNode | ComponentNode, result, changes) : [];
}
