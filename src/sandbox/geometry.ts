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

/** A side of what something is put beside, and where that is. */
interface Side {
  /** The place at a gap from what it is beside. */
  readonly first: Box;
  /** The place at a gap behind an obstacle. */
  readonly behind: (obstacle: Box) => Box;
  /** How far a place is from what it is beside. */
  readonly distance: (place: Box) => number;
}

/** The sides in the order in which they are tried: right, below, left, above. */
function sidesOf({ width, height }: Size, layer: Box, outer: Box): Side[] {
  const [x, y] = [Math.round(layer.x), Math.round(layer.y)];
  const box = (at: { x: number; y: number }): Box => ({ ...at, width, height });
  const right = (of: Box) => box({ x: Math.ceil(of.x + of.width + GAP), y });
  const below = (of: Box) => box({ x, y: Math.ceil(of.y + of.height + GAP) });
  const left = (of: Box) => box({ x: Math.floor(of.x - GAP - width), y });
  const above = (of: Box) => box({ x, y: Math.floor(of.y - GAP - height) });
  return [
    { first: right(outer), behind: right, distance: (place) => place.x - outer.x - outer.width },
    { first: below(outer), behind: below, distance: (place) => place.y - outer.y - outer.height },
    { first: left(outer), behind: left, distance: (place) => outer.x - place.x - width },
    { first: above(outer), behind: above, distance: (place) => outer.y - place.y - height },
  ];
}

/**
 * A free place beside a layer, at whole coordinates and in line with its top or its left: to the right of it, below it,
 * to the left or above, at a gap. If something lies at all four, it is the nearest place in one of these directions, a
 * gap behind whatever is in the way.
 * @param layer what the result belongs to
 * @param part what the layer is part of where the result is put, such as a frame; the layer itself if that is none
 * @param obstacles whatever else is there
 * @param within what the place has to be in; null for anywhere
 * @returns null if there is no such place
 */
export function beside(
  size: Size,
  layer: Box,
  part: Box,
  obstacles: readonly Box[],
  within: Box | null,
): Box | null {
  const isIn = (place: Box) => within === null || contains(within, place);
  const isFree = (place: Box) => !obstacles.some((obstacle) => touch(place, obstacle));
  const sides = sidesOf(size, layer, around([layer, part]));
  const side = sides.find(({ first }) => isIn(first) && isFree(first));
  if (side !== undefined) return side.first;
  const places = sides.flatMap(({ first, behind, distance }) => {
    let place = first;
    // What is behind an obstacle is farther away than before, so this ends.
    while (isIn(place)) {
      const inTheWay = obstacles.find((obstacle) => touch(place, obstacle));
      if (inTheWay === undefined) return [{ place, distance: distance(place) }];
      place = behind(inTheWay);
    }
    return [];
  });
  places.sort((a, b) => a.distance - b.distance);
  return places[0]?.place ?? null;
}

const touch = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Whether a box lies wholly in another one. */
export const contains = (outer: Box, inner: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** The box around boxes, of which there is at least one. */
export function around(boxes: readonly Box[]): Box {
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
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
