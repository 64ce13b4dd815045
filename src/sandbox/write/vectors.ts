import type { Rgba } from '../../core/image.ts';
import type { VectorsResult } from '../../messages.ts';
import { cornerOf } from '../geometry.ts';
import type { Changes } from '../jobs.ts';
import { paintOf } from './paint.ts';

/** The art as a frame, with the vector layer of each colour. */
interface Vectors {
  readonly frame: FrameNode;
  readonly layers: readonly (readonly [VectorNode, Rgba])[];
}

/** A frame of exactly the art's size, without a fill of its own, with one vector layer a colour in it. */
export function makeVectors({ width, height, layers }: VectorsResult, changes: Changes): Vectors {
  const frame = changes.made(figma.createFrame());
  frame.resize(width, height);
  frame.fills = [];
  frame.clipsContent = true;
  const made = layers.flatMap(({ name, colour, path }) => {
    const corner = cornerOf(path);
    if (corner === null) return [];
    const node = changes.made(figma.createVector());
    frame.appendChild(node);
    node.name = name;
    node.vectorPaths = [{ windingRule: 'EVENODD', data: path }];
    // Figma moves a path to its node's origin: its place in the art is told by the node.
    node.x = corner.x;
    node.y = corner.y;
    node.strokes = [];
    node.fills = [paintOf(colour)];
    return [[node, colour] as const];
  });
  return { frame, layers: made };
}
