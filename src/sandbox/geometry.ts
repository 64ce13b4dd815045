/** A rectangle, in canvas pixels of the page. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Size = Pick<Box, 'width' | 'height'>;

/** Canvas pixels between a layer and what is put beside it. */
export const GAP = 40;

/**
 * The first free place to the right of a layer, its top at the layer's: at whole coordinates and a gap away from
 * everything that it would otherwise touch.
 * @param layer what the result belongs to
 * @param outer what the layer is part of on its page, such as a frame; the layer itself where it is part of nothing
 * @param obstacles whatever else is there
 */
export function beside(size: Size, layer: Box, outer: Box, obstacles: readonly Box[]): Box {
  const y = Math.round(layer.y);
  let x = Math.ceil(Math.max(layer.x + layer.width, outer.x + outer.width) + GAP);
  const inTheWay = obstacles
    .filter((box) => box.y < y + size.height && box.y + box.height > y && box.x + box.width > x)
    .sort((a, b) => a.x - b.x);
  for (const box of inTheWay) {
    if (box.x >= x + size.width) break;
    x = Math.max(x, Math.ceil(box.x + box.width + GAP));
  }
  return { x, y, width: size.width, height: size.height };
}

/** The place over a layer: centred on it, at whole coordinates. */
export function over(size: Size, layer: Box): Box {
  return {
    x: Math.round(layer.x + (layer.width - size.width) / 2),
    y: Math.round(layer.y + (layer.height - size.height) / 2),
    width: size.width,
    height: size.height,
  };
}

/** The top left corner of a path of absolute M, L and Z, in its own coordinates; null for a path without points. */
export function cornerOf(path: string): { readonly x: number; readonly y: number } | null {
  const point = /[ML] (\S+) (\S+)/g;
  let x = Number.POSITIVE_INFINITY;
  let y = Number.POSITIVE_INFINITY;
  for (let found = point.exec(path); found !== null; found = point.exec(path)) {
    x = Math.min(x, Number(found[1]));
    y = Math.min(y, Number(found[2]));
  }
  return x === Number.POSITIVE_INFINITY ? null : { x, y };
}
