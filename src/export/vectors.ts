import { hexOf } from '../core/hex.ts';
import type { PixelArt, Rgba } from '../core/image.ts';

/** The cells of one colour as a shape. */
interface VectorLayer {
  /** "#rrggbb". */
  readonly name: string;
  readonly colour: Rgba;
  /**
   * Closed outlines, "M x y L x y … Z" with single blanks and absolute coordinates. Every subpath is a simple polygon
   * with a point at each corner: outlines clockwise, holes the other way round, so even-odd and non-zero filling agree.
   */
  readonly path: string;
}

/** Art as shapes that together cover every opaque cell once. */
interface Vectors {
  readonly width: number;
  readonly height: number;
  /** One a colour, in the palette's order. */
  readonly layers: readonly VectorLayer[];
}

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

/**
 * The art as one shape a colour that is used and not fully transparent. Cells that share a side share an outline; cells
 * that only touch at a corner have outlines of their own, which meet there without crossing.
 * @param zoom the side of an art pixel in the shapes' units, above 0; whole numbers keep every border on whole pixels
 */
export function vectorsOf(art: PixelArt, zoom: number): Vectors {
  const { width, height, palette, indices } = art;
  const groups = coloursUsed(art);
  const groupOfIndex = new Int16Array(256).fill(-1);
  groups.forEach(({ members }, group) => {
    for (const index of members) groupOfIndex[index] = group;
  });
  // With a border around it, so that every cell has four neighbours.
  const stride = width + 2;
  const cells = new Int16Array(stride * (height + 2)).fill(-1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) cells[(y + 1) * stride + x + 1] = groupOfIndex[indices[y * width + x]];
  }
  const places = Array.from({ length: Math.max(width, height) + 1 }, (_, i) => String(i * zoom));
  const paths: string[][] = groups.map(() => []);
  const walked = new Uint8Array(cells.length);
  for (let cell = stride + 1; cell < cells.length - stride; cell++) {
    const group = cells[cell];
    // Every outline has a top side, and the first one that is met row by row begins at a corner.
    if (group < 0 || walked[cell] || cells[cell - stride] === group) continue;
    for (const corners of outlinesFrom(cell, cells, stride, walked)) {
      const points = corners.map((at) => {
        const x = at % stride;
        return `${places[x - 1]} ${places[(at - x) / stride - 1]}`;
      });
      paths[group].push(`M ${points.join(' L ')} Z`);
    }
  }
  const layers = groups.map(({ members }, group) => {
    const colour = palette[members[0]];
    return { name: `#${hexOf(colour)}`, colour, path: paths[group].join(' ') };
  });
  return { width: width * zoom, height: height * zoom, layers };
}

/** The palette entries of each colour that is used and not fully transparent; a palette may hold a colour twice. */
function coloursUsed({ palette, indices }: PixelArt): { members: number[] }[] {
  const groups = new Map<string, { members: number[] }>();
  for (const index of [...new Set(indices)].sort((i, j) => i - j)) {
    const colour = palette[index];
    if (colour[3] === 0) continue;
    const group = groups.get(colour.join());
    if (group === undefined) groups.set(colour.join(), { members: [index] });
    else group.members.push(index);
  }
  return [...groups.values()];
}

/**
 * Walks along the border that begins with a cell's top side, once around, and marks the top sides on its way. Where it
 * comes back to a corner that it has been at, the way since then is an outline of its own.
 * @returns corners, numbered like the cells that they are the top left corner of
 */
function outlinesFrom(start: number, cells: Int16Array, stride: number, walked: Uint8Array): number[][] {
  const across = (side: number) => STEPS[side][0] + STEPS[side][1] * stride;
  const outlines: number[][] = [];
  let corners = [start];
  /** Places in `corners` of those that may be met again. */
  let places: Map<number, number> | null = null;
  let cell = start;
  let side = 0;
  do {
    if (side === 0) walked[cell] = 1;
    const end = cell + ENDS[side][0] + ENDS[side][1] * stride;
    const ahead = cell + across(side);
    const left = ahead + across((side + 3) % 4);
    const leftIsOwn = cells[left] === cells[start];
    if (cells[ahead] === cells[start] && !leftIsOwn) {
      cell = ahead;
      continue;
    }
    if (cells[ahead] === cells[start]) {
      cell = left;
      side = (side + 3) % 4;
      corners.push(end);
      continue;
    }
    side = (side + 1) % 4;
    // Where two cells of the colour touch at this corner only, the way comes here twice, or another way does.
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
