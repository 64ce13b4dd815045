/** The way to go along a cell's top, right, bottom and left side with the cell on the right hand. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;
/** Where each side of a cell ends when it is walked so, from the cell's top left corner. */
const ENDS = [
  [1, 0],
  [1, 1],
  [0, 1],
  [0, 0],
] as const;

/** Cells of a shape: 1 for those in it, 0 for others, which all cells of the rows and columns at the border are. */
export interface Mask {
  readonly cells: Uint8Array;
  /** Cells of a row, border included. */
  readonly stride: number;
}

/**
 * The outlines of a shape of cells: its corners in turn, numbered like the cells that they are the top left corner of.
 * Cells that share a side share an outline; cells that only touch at a corner have outlines of their own, which meet
 * there without crossing. Outlines run clockwise, holes the other way round.
 * @param rows the first row that may hold a cell of the shape, and the one after the last
 */
export function outlinesOf(mask: Mask, [first, end]: readonly [number, number]): number[][] {
  const { cells, stride } = mask;
  const offset = first * stride;
  const walked = new Uint8Array((end - first) * stride);
  const outlines: number[][] = [];
  for (let cell = offset; cell < end * stride; cell++) {
    // Every outline has a top side, and the first one that is met row by row begins at a corner.
    if (cells[cell] === 0 || walked[cell - offset] === 1 || cells[cell - stride] === 1) continue;
    outlines.push(
      ...outlinesFrom(cell, mask, (top) => {
        walked[top - offset] = 1;
      }),
    );
  }
  return outlines;
}

/**
 * Walks along the border that begins with a cell's top side, once around, and tells of the cells whose top sides are on
 * its way. Where it comes back to a corner that it has been at, the way since then is an outline of its own.
 */
function outlinesFrom(start: number, { cells, stride }: Mask, passTop: (cell: number) => void): number[][] {
  const across = (side: number) => STEPS[side][0] + STEPS[side][1] * stride;
  const outlines: number[][] = [];
  let corners = [start];
  /** Places in `corners` of those that may be met again. */
  let places: Map<number, number> | null = null;
  let cell = start;
  let side = 0;
  do {
    if (side === 0) passTop(cell);
    const end = cell + ENDS[side][0] + ENDS[side][1] * stride;
    const ahead = cell + across(side);
    const left = ahead + across((side + 3) % 4);
    const leftIsOwn = cells[left] === 1;
    if (cells[ahead] === 1 && !leftIsOwn) {
      cell = ahead;
      continue;
    }
    if (cells[ahead] === 1) {
      cell = left;
      side = (side + 3) % 4;
      corners.push(end);
      continue;
    }
    side = (side + 1) % 4;
    // Where two cells of the shape touch at this corner only, the way comes here twice, or another way does.
    if (leftIsOwn) {
      places ??= new Map([[start, 0]]);
      const before = places.get(end);
      if (before !== undefined) {
        const outline = corners.slice(before);
        corners = corners.slice(0, before);
        for (const corner of outline) places.delete(corner);
        outlines.push(outline);
      }
      places.set(end, corners.length);
    }
    corners.push(end);
  } while (cell !== start || side !== 0);
  // The last corner is the first one again.
  corners.pop();
  if (corners.length > 0) outlines.push(corners);
  return outlines;
}
