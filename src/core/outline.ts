import type { PixelArt, Rgba } from './image.ts';
import type { PixelizeOptions } from './options.ts';
import { wrapped } from './repeated.ts';

/** Over the sides, so that lines are one pixel thin and go round corners by a step. */
const STEPS = [
  [0, -1],
  [-1, 0],
  [1, 0],
  [0, 1],
] as const;

/** An outline about what is opaque. */
export interface Outline {
  readonly side: 'outside' | 'inside';
  readonly colour: Rgba;
}

/**
 * Art with an outline, one art pixel thin: transparent pixels beside an opaque one, or opaque ones beside a transparent one. The
 * art keeps its size: what would lie beyond its edge is cut off.
 * @param wraps whether it is a tile, whose edges are neighbours
 * @returns the art itself if nothing of it is transparent, or its palette has not the colour
 */
export function outlined(art: PixelArt, { side, colour }: Outline, wraps: boolean): PixelArt {
  const { width, height, palette, indices } = art;
  const entry = palette.findIndex((own) => own.every((value, c) => value === colour[c]));
  if (entry < 0) return art;
  const isClear = (cell: number): boolean => palette[indices[cell]][3] === 0;
  const changed = indices.slice();
  indices.forEach((_, cell) => {
    const clear = isClear(cell);
    if (clear !== (side === 'outside')) return;
    const [x, y] = [cell % width, Math.floor(cell / width)];
    const isBeside = STEPS.some(([dx, dy]) => {
      const [u, v] = [x + dx, y + dy];
      if (wraps) return isClear(wrapped(v, height) * width + wrapped(u, width)) !== clear;
      return u >= 0 && v >= 0 && u < width && v < height && isClear(v * width + u) !== clear;
    });
    if (isBeside) changed[cell] = entry;
  });
  return { ...art, indices: changed };
}

/**
 * What is to be told of the outline that art was asked for: where there is none, or not all of it.
 * @param art the art with its outline
 */
export function outlineNotes(
  { width, height, palette, indices }: PixelArt,
  { outline, outlineColor, tile }: Pick<PixelizeOptions, 'outline' | 'outlineColor' | 'tile'>,
): string[] {
  if (outline === 'none') return [];
  if (!indices.some((index) => palette[index][3] === 0))
    return ['nothing of the art is transparent: it gets no outline'];
  const entry = palette.findIndex((own) => own.every((value, c) => value === outlineColor[c]));
  if (entry < 0)
    return ["the outline's colour is excluded or has no room in the palette: there is no outline"];
  // The outline itself may lie at the edge: all of it is there then.
  const touches = indices.some((index, cell) => {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    return (
      palette[index][3] > 0 && index !== entry && (x === 0 || y === 0 || x === width - 1 || y === height - 1)
    );
  });
  return outline === 'outside' && touches && !tile
    ? ["the art goes up to its edge: its outline is cut off there, as the art's size stays"]
    : [];
}
