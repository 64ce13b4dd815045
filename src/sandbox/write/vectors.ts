import type { Rgba } from '../../core/image.ts';
import type { VectorsResult } from '../../messages.ts';
import { cornerOf } from '../geometry.ts';
import type { Changes } from '../jobs.ts';
import { paintOf } from './paint.ts';

/** The vector layers of art, with their colours. */
export type ColourLayers = readonly (readonly [VectorNode, Rgba])[];

/** Adds one vector layer a colour to a frame, the lowest first. */
export function addVectors(frame: FrameNode, { layers }: VectorsResult, changes: Changes): ColourLayers {
  return layers.flatMap(({ name, colour, path }) => {
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
}
