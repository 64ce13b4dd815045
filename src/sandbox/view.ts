import { around, type Box, contains, GAP } from './geometry.ts';
import { boundsOf } from './layers.ts';

/**
 * Brings layers of the page that is shown into view: by scrolling as little as shows them with a gap around, or, where
 * they do not fit, by zooming out. What is seen already stays where it is.
 */
export function bringIntoView(nodes: readonly SceneNode[]): void {
  if (nodes.length === 0) return;
  const { bounds } = figma.viewport;
  const wanted = around(nodes.map(boundsOf));
  if (contains(bounds, wanted)) return;
  const roomy: Box = {
    x: wanted.x - GAP,
    y: wanted.y - GAP,
    width: wanted.width + 2 * GAP,
    height: wanted.height + 2 * GAP,
  };
  if (roomy.width > bounds.width || roomy.height > bounds.height) {
    figma.viewport.scrollAndZoomIntoView(nodes);
    return;
  }
  const shift = (from: number, length: number, to: number, needed: number) =>
    Math.min(0, to - from) + Math.max(0, to + needed - from - length);
  const { center } = figma.viewport;
  figma.viewport.center = {
    x: center.x + shift(bounds.x, bounds.width, roomy.x, roomy.width),
    y: center.y + shift(bounds.y, bounds.height, roomy.y, roomy.height),
  };
}
