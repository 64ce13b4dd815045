import type { PixelArt, Rgba } from '../../core/image.ts';
import { includes } from '../../core/wishes.ts';
import type { Drawing } from '../draw/drawing.ts';
import { spaceOf } from './space.ts';
import { WEIGHTS } from './weights.ts';

const keyOf = ([r, g, b]: Rgba): number => (r << 16) | (g << 8) | b;

/** The palette's index of each cell whose source is of one colour that the palette has; -1 for the others. */
function exactOf({ flat, opaque }: Drawing, palette: readonly Rgba[]): Int16Array {
  const index = new Map(palette.flatMap((c, i) => (c[3] === 255 ? [[keyOf(c), i] as const] : [])));
  return Int16Array.from(flat, (colour, cell) => (opaque[cell] === 1 ? (index.get(colour) ?? -1) : -1));
}

/**
 * The art with exact cells in just their colour, for there is nothing to decide: all such cells in a palette that was
 * given; in one made of the picture those that are pinned, and all if the whole picture is on it, since
 * its colours are otherwise chosen for all of it, and lines may go through cells of one colour.
 * @param given whether the palette was given
 */
export function withExact(drawing: Drawing, art: PixelArt, given: boolean, pins: readonly Rgba[]): PixelArt {
  const exact = exactOf(drawing, art.palette);
  const isWhole = exact.every((index, cell) => index >= 0 || drawing.opaque[cell] === 0);
  const isKept = art.palette.map((colour) => given || isWhole || includes(pins, colour));
  return {
    ...art,
    indices: art.indices.map((index, cell) =>
      exact[cell] >= 0 && isKept[exact[cell]] ? exact[cell] : index,
    ),
  };
}

/**
 * A picture that is pixel art already, as it is: every cell of its source has one colour, and those and the pinned ones are
 * no more than asked for. So art that is finished again stays what it is.
 * @param most opaque colours at most
 * @returns null if there is something to decide; else the art, darkest colours first
 */
export function finishedArt(drawing: Drawing, most: number, pins: readonly Rgba[]): PixelArt | null {
  const { flat, opaque, lattice } = drawing;
  const shown = new Map(pins.map((colour) => [keyOf(colour), colour]));
  for (const [cell, key] of flat.entries()) {
    if (opaque[cell] === 0) continue;
    if (key < 0) return null;
    if (!shown.has(key)) shown.set(key, [key >> 16, (key >> 8) & 255, key & 255, 255]);
    if (shown.size > most) return null;
  }
  if (!opaque.includes(1)) return null;
  const colours = [...shown.values()];
  const lightness = spaceOf(colours.flat(), WEIGHTS.hue, 4);
  const order = [...colours.keys()].sort((p, q) => lightness[p * 3] - lightness[q * 3]);
  const transparent: Rgba[] = opaque.includes(0) ? [[0, 0, 0, 0]] : [];
  const palette = [...transparent, ...order.map((i) => colours[i])];
  const index = new Map(palette.map((colour, i) => [keyOf(colour), i]));
  const indices = Uint8Array.from(flat, (key, cell) => (opaque[cell] === 1 ? index.get(key)! : 0));
  return { width: lattice.width, height: lattice.height, palette, indices };
}

/** How far art is its source as it was, in opaque cells. */
export interface Exactness {
  readonly cells: number;
  /** Those whose source has one colour. */
  readonly flat: number;
  /** Those of them that have just that colour. */
  readonly exact: number;
}

/** How many of the art's opaque cells have the one colour that their source has. */
export function exactnessOf(drawing: Drawing, { palette, indices }: PixelArt): Exactness {
  const { flat, opaque } = drawing;
  const own = exactOf(drawing, palette);
  let [cells, plain, exact] = [0, 0, 0];
  opaque.forEach((isOpaque, cell) => {
    cells += isOpaque;
    plain += Number(isOpaque === 1 && flat[cell] >= 0);
    exact += Number(own[cell] >= 0 && own[cell] === indices[cell]);
  });
  return { cells, flat: plain, exact };
}

/** The same in words: "900 of 1024 cells". */
export function exactCells(drawing: Drawing, art: PixelArt): string {
  const { cells, exact } = exactnessOf(drawing, art);
  return `${exact} of ${cells} cells`;
}
