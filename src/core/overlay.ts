import { nearestOklab, oklabOfBytes } from './colour.ts';
import { hexOf, parseHex } from './hex.ts';
import type { PixelArt, Rgba, RgbaImage, Sides } from './image.ts';
import { MOST_ART_PIXELS } from './options.ts';

/** Cells that were painted by hand. They lie over art of just this size, whatever its colours are. */
export interface Overlay {
  /** Art pixels. */
  readonly width: number;
  readonly height: number;
  /** Colours by cell, numbered row by row: opaque ones, or [0, 0, 0, 0] for cells that were made transparent. */
  readonly cells: ReadonlyMap<number, Rgba>;
}

/** The alpha byte from which a pixel of a picture is painted. */
const PAINTED = 128;

/** The most entries of an art's palette. */
const MOST_ENTRIES = 256;
const TRANSPARENT: Rgba = [0, 0, 0, 0];

/** An overlay for art of a size, in which nothing is painted yet. */
export const blankOverlay = ({ width, height }: Sides): Overlay => ({ width, height, cells: new Map() });

/** The overlay that a picture of the art's size is: its opaque pixels are painted, in their own colours. */
export function overlayOfPicture({ width, height, data }: RgbaImage): Overlay {
  const cells = new Map<number, Rgba>();
  for (let cell = 0; cell < width * height; cell++) {
    const [r, g, b, alpha] = data.subarray(cell * 4, cell * 4 + 4);
    if (alpha >= PAINTED) cells.set(cell, [r, g, b, 255]);
  }
  return { width, height, cells };
}

/** Whether an overlay is for art of this size. */
export const fitsArt = (overlay: Sides, art: Sides): boolean =>
  overlay.width === art.width && overlay.height === art.height;

/** The overlay with other cells painted as well; painted ones that are given null are as they were drawn again. */
export function painted(overlay: Overlay, changes: Iterable<readonly [number, Rgba | null]>): Overlay {
  const cells = new Map(overlay.cells);
  for (const [cell, colour] of changes) {
    if (colour === null) cells.delete(cell);
    else cells.set(cell, colour[3] === 0 ? TRANSPARENT : colour);
  }
  return { ...overlay, cells };
}

/**
 * Art with an overlay on it; the art itself if that is for another size. Colours that the art's palette lacks come after
 * its own, as far as 256 entries go: beyond that the nearest ones stand for them.
 */
export function overlaid(art: PixelArt, overlay: Overlay | null): PixelArt {
  if (overlay === null || overlay.cells.size === 0 || !fitsArt(overlay, art)) return art;
  const erases = [...overlay.cells.values()].some(([, , , alpha]) => alpha === 0);
  const first = erases && art.palette[0]?.[3] !== 0 && art.palette.length < MOST_ENTRIES ? 1 : 0;
  const palette = first === 1 ? [TRANSPARENT, ...art.palette] : [...art.palette];
  const places = new Map(palette.map((colour, place) => [colour.join(), place]));
  const placeOf = (colour: Rgba): number => {
    const known = places.get(colour.join());
    if (known !== undefined) return known;
    const place = palette.length < MOST_ENTRIES ? palette.push(colour) - 1 : nearestIn(palette, colour);
    places.set(colour.join(), place);
    return place;
  };
  const indices = art.indices.map((index) => index + first);
  for (const [cell, colour] of overlay.cells) indices[cell] = placeOf(colour);
  return { ...art, palette, indices };
}

function nearestIn(palette: readonly Rgba[], colour: Rgba): number {
  const first = palette[0][3] === 0 ? 1 : 0;
  const opaque = oklabOfBytes(palette.slice(first).flat(), 4);
  return nearestOklab(opaque, oklabOfBytes(colour, 4), 0) + first;
}

/** An overlay as plain JSON, small enough to be carried by a layer: a few numbers for each run of cells of one colour. */
export interface StoredOverlay {
  readonly width: number;
  readonly height: number;
  /** "rrggbb", or "" for transparent. */
  readonly colours: readonly string[];
  /** For each run: the cells between it and the one before, its length, and its colour's place. */
  readonly runs: readonly number[];
}

/** An overlay to be stored. */
export function storedOverlay({ width, height, cells }: Overlay): StoredOverlay {
  const names = [...new Set([...cells.values()].map(nameOf))];
  const runs: number[] = [];
  let end = 0;
  for (const [cell, colour] of [...cells].sort(([p], [q]) => p - q)) {
    const place = names.indexOf(nameOf(colour));
    const goesOn = runs.length > 0 && cell === end && runs[runs.length - 1] === place;
    if (goesOn) runs[runs.length - 2]++;
    else runs.push(cell - end, 1, place);
    end = cell + 1;
  }
  return { width, height, colours: names, runs };
}

const nameOf = (colour: Rgba): string => (colour[3] === 0 ? '' : hexOf(colour));

/**
 * An overlay as it was stored, by this version or another.
 * @param stored anything, such as what a layer's plugin data holds
 * @returns null for what is none, or is broken
 */
export function overlayFrom(stored: unknown): Overlay | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { width, height, colours, runs } = stored as Record<keyof StoredOverlay, unknown>;
  if (!isSide(width) || !isSide(height) || !Array.isArray(colours) || !Array.isArray(runs)) return null;
  const parsed = colours.map((name) => (name === '' ? TRANSPARENT : parseHex(String(name))));
  if (!parsed.every((colour) => colour !== null) || !runs.every(isCount) || runs.length % 3 !== 0)
    return null;
  const cells = new Map<number, Rgba>();
  let at = 0;
  for (let run = 0; run < runs.length; run += 3) {
    const [gap, length, place] = runs.slice(run, run + 3);
    const start = at + gap;
    if (start + length > width * height || place >= parsed.length) return null;
    for (at = start; at < start + length; at++) cells.set(at, parsed[place]);
  }
  return { width, height, cells };
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const isSide = (value: unknown): value is number => isCount(value) && value >= 1 && value <= MOST_ART_PIXELS;
