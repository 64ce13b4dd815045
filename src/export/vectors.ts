import { hexOf } from '../core/hex.ts';
import type { PixelArt, Rgba } from '../core/image.ts';
import { type Mask, outlinesOf } from './outlines.ts';

/** The cells of one colour as a shape, and what of it lies under the shapes of later layers. */
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

/** Art as shapes that, drawn one over the other, show every cell in its colour. */
interface Vectors {
  readonly width: number;
  readonly height: number;
  /** One a colour, the lowest first. */
  readonly layers: readonly VectorLayer[];
}

/** A colour that is used, and its cells, numbered row by row. */
interface Group {
  readonly colour: Rgba;
  readonly cells: number[];
}

/** What is not covered, in place of a group. */
const NOTHING = -1;
/** Coordinates are told to this part of a unit. */
const PRECISION = 1e4;

/**
 * The art as one shape a colour that is used and not fully transparent, the largest colours lowest.
 *
 * Shapes that only met would let the ground shine through wherever a border falls between two screen pixels: each of the
 * two covers a part of it, and a part of the rest stays free. So a shape goes on under the shapes above it, for half a
 * cell around its own cells, and the lowest opaque one goes on under all of them but for half a cell along what is
 * transparent. There all shapes end together, and so nothing shows outside. Where a shape is on top it is exactly its
 * own cells.
 * @param size width and height of the whole, above 0; multiples of the art's keep every border on whole pixels
 */
export function vectorsOf(art: PixelArt, size: Pick<Vectors, 'width' | 'height'>): Vectors {
  const groups = groupsOf(art);
  const shapes = new Shapes(art, groups);
  const across = placesOf(art.width, size.width);
  const down = placesOf(art.height, size.height);
  const layers = groups.map(({ colour }, group) => {
    const paths = shapes.outlines(group).map((corners) => {
      const points = corners.map(({ x, y }) => `${across[x]} ${down[y]}`);
      return `M ${points.join(' L ')} Z`;
    });
    return { name: `#${hexOf(colour)}`, colour, path: paths.join(' ') };
  });
  return { width: size.width, height: size.height, layers };
}

/**
 * The colours that are used and not fully transparent, the lowest first: partly transparent ones, which nothing may lie
 * under, then by their cells. A palette may hold a colour twice.
 */
function groupsOf({ palette, indices }: PixelArt): Group[] {
  const groups = new Map<string, Group>();
  const byIndex = palette.map((colour) => {
    const key = colour.join();
    const group = groups.get(key) ?? { colour, cells: [] };
    groups.set(key, group);
    return group;
  });
  for (const [cell, index] of indices.entries()) byIndex[index].cells.push(cell);
  return [...groups.values()]
    .filter(({ colour, cells }) => colour[3] > 0 && cells.length > 0)
    .sort((a, b) => Number(isOpaque(a)) - Number(isOpaque(b)) || b.cells.length - a.cells.length);
}

const isOpaque = ({ colour }: Group): boolean => colour[3] === 255;

/** Where the borders and the middles of cells are: whole for cells of whole sides, but for those of side 1. */
function placesOf(cells: number, length: number): number[] {
  const side = length / cells;
  const half = Number.isInteger(side) && side > 1 ? Math.floor(side / 2) : side / 2;
  return Array.from(
    { length: 2 * cells + 1 },
    (_, i) => Math.round(((i >> 1) * side + (i % 2) * half) * PRECISION) / PRECISION,
  );
}

/** The shapes of the art's colours, on a grid of quarter cells with a border around it. */
class Shapes {
  private readonly stride: number;
  private readonly mask: Mask;
  /** The group of each cell, by its place among the groups; with a border of one cell. */
  private readonly groupAt: Int16Array;
  private readonly around: number;
  /** Groups that others may lie under start here. */
  private readonly opaque: number;

  constructor(
    private readonly art: PixelArt,
    private readonly groups: readonly Group[],
  ) {
    const { width, height } = art;
    this.around = width + 2;
    this.groupAt = new Int16Array(this.around * (height + 2)).fill(NOTHING);
    groups.forEach(({ cells }, group) => {
      for (const cell of cells) this.groupAt[this.placeOf(cell)] = group;
    });
    this.opaque = groups.filter((group) => !isOpaque(group)).length;
    this.stride = 2 * width + 2;
    this.mask = { cells: new Uint8Array(this.stride * (2 * height + 2)), stride: this.stride };
  }

  /** The outlines of a group's shape: corners in half cells. */
  outlines(group: number): { x: number; y: number }[][] {
    const rows = this.draw(group);
    const outlines = outlinesOf(this.mask, rows);
    this.mask.cells.fill(0, rows[0] * this.stride, rows[1] * this.stride);
    return outlines.map((corners) =>
      corners.map((at) => ({ x: (at % this.stride) - 1, y: Math.floor(at / this.stride) - 1 })),
    );
  }

  /** Draws a group's shape into the mask; returns the rows that it is in, and the one after. */
  private draw(group: number): [number, number] {
    const { cells } = this.groups[group];
    const { width, height } = this.art;
    for (const cell of cells) {
      const [x, y] = [cell % width, Math.floor(cell / width)];
      for (let dy = -1; dy <= 2; dy++) {
        for (let dx = -1; dx <= 2; dx++) {
          // The four quarters of the cell itself, and the twelve that touch it.
          const own = dx >= 0 && dx < 2 && dy >= 0 && dy < 2;
          if (own || this.isAbove(group, 2 * x + dx, 2 * y + dy)) this.fill(2 * x + dx, 2 * y + dy);
        }
      }
    }
    if (group === this.opaque) {
      this.drawUnderAll(group);
      return [1, 2 * height + 1];
    }
    const rowOf = (cell: number) => 2 * Math.floor(cell / width) + 1;
    return [Math.max(1, rowOf(cells[0]) - 1), Math.min(2 * height + 1, rowOf(cells[cells.length - 1]) + 3)];
  }

  /** Draws what lies under any opaque colour, away from what is transparent. */
  private drawUnderAll(group: number): void {
    const { width, height } = this.art;
    for (let y = 0; y < 2 * height; y++) {
      for (let x = 0; x < 2 * width; x++) {
        const at = this.cellOf(x, y);
        if (this.groupAt[at] <= group) continue;
        const [beside, above] = [x % 2 === 0 ? -1 : 1, y % 2 === 0 ? -this.around : this.around];
        const near = [at + beside, at + above, at + beside + above];
        if (near.every((other) => this.groupAt[other] >= this.opaque)) this.fill(x, y);
      }
    }
  }

  private isAbove(group: number, x: number, y: number): boolean {
    const other = this.groupAt[this.cellOf(x, y)];
    return other > group && other >= this.opaque;
  }

  private fill(x: number, y: number): void {
    this.mask.cells[(y + 1) * this.stride + x + 1] = 1;
  }

  /** Where the cell of a quarter is in `groupAt`. */
  private cellOf(x: number, y: number): number {
    return ((y >> 1) + 1) * this.around + (x >> 1) + 1;
  }

  private placeOf(cell: number): number {
    const { width } = this.art;
    return (Math.floor(cell / width) + 1) * this.around + (cell % width) + 1;
  }
}
