import type { Box } from './render.ts';

/** What its user sees of a page: the top left corner in canvas pixels, and CSS pixels a canvas pixel; sides are CSS pixels. */
export interface HostView {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** CSS pixels around what is brought into view. */
const MARGIN = 48;
const LEAST_SCALE = 0.05;
const MOST_SCALE = 64;

/** A window of a usual size with the origin in its middle. */
export const USUAL_VIEW: HostView = { x: -640, y: -360, scale: 1, width: 1280, height: 720 };

export const allowedScale = (scale: number): number => Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));

/** The canvas that is seen. */
export const seenOf = ({ x, y, scale, width, height }: HostView): Box => ({
  x,
  y,
  width: width / scale,
  height: height / scale,
});

/** The view with a point of the canvas in its middle, at a scale. */
export function viewAt(view: HostView, middle: { x: number; y: number }, scale = view.scale): HostView {
  const { width, height } = seenOf({ ...view, scale });
  return { ...view, scale, x: middle.x - width / 2, y: middle.y - height / 2 };
}

/** The view that shows boxes, of which there is at least one: as large as it fits, but never enlarged. */
export function viewOf(view: HostView, boxes: readonly Box[]): HostView {
  const [left, top] = [Math.min(...boxes.map((b) => b.x)), Math.min(...boxes.map((b) => b.y))];
  const width = Math.max(...boxes.map((b) => b.x + b.width)) - left;
  const height = Math.max(...boxes.map((b) => b.y + b.height)) - top;
  const scale = Math.min(1, (view.width - 2 * MARGIN) / width, (view.height - 2 * MARGIN) / height);
  return viewAt(view, { x: left + width / 2, y: top + height / 2 }, allowedScale(scale));
}
