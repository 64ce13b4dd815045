import type { PixelArt, Rgba } from './image.ts';
import { neighboursOf } from './neighbours.ts';

/** A cell by its column and row; it may lie outside of the art. */
export interface Cell {
  readonly x: number;
  readonly y: number;
}

type Sides = Pick<PixelArt, 'width' | 'height'>;

/** The number of a cell, row by row; null outside of the art. */
export const cellAt = ({ width, height }: Sides, { x, y }: Cell): number | null =>
  x >= 0 && y >= 0 && x < width && y < height ? y * width + x : null;

/** The art's cells on the straight way from one cell to another, both included (Bresenham's line). */
export function cellsBetween(art: Sides, from: Cell, to: Cell): number[] {
  const cells: number[] = [];
  const [width, height] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  let { x, y } = from;
  let error = width - height;
  for (let step = 0; step <= Math.max(width, height); step++) {
    const cell = cellAt(art, { x, y });
    if (cell !== null) cells.push(cell);
    const twice = 2 * error;
    if (twice > -height) {
      error -= height;
      x += Math.sign(to.x - from.x);
    }
    if (twice < width) {
      error += width;
      y += Math.sign(to.y - from.y);
    }
  }
  return cells;
}

/** The art's cells in a disc about each of some cells. @param size cells across, from 1 */
export function inDiscs(art: Sides, cells: readonly number[], size: number): number[] {
  const reach = Math.floor(size / 2);
  const found = new Set<number>();
  for (const cell of cells)
    for (let v = -reach; v <= reach; v++)
      for (let u = -reach; u <= reach; u++) {
        const at = cellAt(art, { x: (cell % art.width) + u, y: Math.floor(cell / art.width) + v });
        if (at !== null && u * u + v * v <= (size * size) / 4) found.add(at);
      }
  return [...found];
}

/** The cells of one colour that are connected with a cell: by their sides, as fills go, or by their corners as well, as lines go. */
export function connected(art: PixelArt, start: number, by: 'sides' | 'corners'): number[] {
  const { width, indices } = art;
  const seen = new Set([start]);
  for (const cell of seen)
    for (const next of neighboursOf(art, cell)) {
      const isSide = Math.abs(next - cell) === 1 || Math.abs(next - cell) === width;
      if (indices[next] === indices[start] && (isSide || by === 'corners')) seen.add(next);
    }
  return [...seen];
}

/** All cells of the colour that a cell has. */
export function alike({ indices }: PixelArt, cell: number): number[] {
  return [...indices.keys()].filter((each) => indices[each] === indices[cell]);
}

/**
 * What paints cells somewhere else: they take their colours along, and what they leave is filled with the colour that most
 * of the cells about it have, from the outside in. What would come to lie outside of the art is gone.
 * @param by columns and rows
 */
export function moved(art: PixelArt, cells: readonly number[], by: Cell): Map<number, Rgba> {
  const { width, palette, indices } = art;
  const targets = new Map<number, number>();
  for (const cell of cells) {
    const target = cellAt(art, { x: (cell % width) + by.x, y: Math.floor(cell / width) + by.y });
    if (target !== null) targets.set(target, indices[cell]);
  }
  const fills = filled(art, new Set(cells));
  return new Map([...fills, ...targets].map(([cell, index]): [number, Rgba] => [cell, palette[index]]));
}

/** Indices for cells that are left, each from most of the cells about it that are not, or are filled already. */
function filled(art: PixelArt, left: ReadonlySet<number>): Map<number, number> {
  const fills = new Map<number, number>();
  let open = [...left];
  while (open.length > 0) {
    const ring = open.flatMap((cell): [number, number][] => {
      const about = neighboursOf(art, cell).flatMap((next) =>
        left.has(next) ? (fills.get(next) ?? []) : art.indices[next],
      );
      return about.length === 0 ? [] : [[cell, mostOf(about)]];
    });
    // All of the art is moved: nothing is known of what is behind.
    if (ring.length === 0) return fills;
    for (const [cell, index] of ring) fills.set(cell, index);
    open = open.filter((cell) => !fills.has(cell));
  }
  return fills;
}

/** The value that occurs most often; the first of those where several do. */
function mostOf(values: readonly number[]): number {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}
