import type { Sides } from '../../core/image.ts';

/** How large art pixels are shown: so many CSS pixels, or as large as the whole picture fits. */
export type ViewZoom = number | 'fit';

/** The zooms that are offered. */
export const VIEW_ZOOMS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const;

/** A point or a distance in device pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Device pixels of an art pixel: always whole, so that every art pixel is shown equally large.
 * @param view the room that there is, in device pixels
 * @param picture art pixels
 * @param ratio device pixels of a CSS pixel
 */
export function devicePixels(zoom: ViewZoom, view: Sides, picture: Sides, ratio: number): number {
  if (zoom !== 'fit') return Math.max(1, Math.round(zoom * ratio));
  const most = Math.min(view.width / picture.width, view.height / picture.height);
  return Math.max(1, Math.min(Math.floor(most), Math.round(64 * ratio)));
}

/** The least and the most device pixels of an art pixel that a pinch reaches. */
const PINCH = { least: 1, most: 64 };
/** A wheel's notch is large beside the steps of a pinch. */
const MOST_TURN = 40;

/**
 * Device pixels of an art pixel after a step of a pinch, which browsers tell as a turn of the wheel with Ctrl: any
 * number, so that it follows the fingers; what comes to rest is made whole.
 * @param turn `deltaY` of the event
 */
export function pinched(unit: number, turn: number): number {
  const by = Math.max(-MOST_TURN, Math.min(MOST_TURN, turn));
  return Math.max(PINCH.least, Math.min(PINCH.most, unit * Math.exp(-by / 100)));
}

/**
 * The pan with which a point of the view stays where it is while the picture is zoomed.
 * @param shown the picture's size in device pixels before and after
 * @param at where its corner was
 */
export function panAbout(view: Sides, before: Sides, after: Sides, at: Point, point: Point): Point {
  const along = (room: number, from: number, to: number, start: number, fixed: number) =>
    fixed - ((fixed - start) * to) / from - Math.floor((room - to) / 2);
  return {
    x: along(view.width, before.width, after.width, at.x, point.x),
    y: along(view.height, before.height, after.height, at.y, point.y),
  };
}

/** The zoom that is offered next above or below what is shown. */
export function nextZoom(shown: number, direction: 1 | -1): number {
  const above = VIEW_ZOOMS.find((zoom) => zoom > shown + 1e-6);
  const below = VIEW_ZOOMS.filter((zoom) => zoom < shown - 1e-6).at(-1);
  return (
    (direction > 0 ? above : below) ?? (direction > 0 ? VIEW_ZOOMS[VIEW_ZOOMS.length - 1] : VIEW_ZOOMS[0])
  );
}

/**
 * Where the picture's top left corner lies in the view, in whole device pixels: in the middle, moved by `pan`, but never
 * so far that there is empty room on one side and something hidden on the other.
 */
export function placed(view: Sides, shown: Sides, pan: Point): Point {
  const along = (room: number, size: number, shift: number) => {
    const middle = Math.floor((room - size) / 2);
    if (size <= room) return middle;
    return Math.round(Math.min(0, Math.max(room - size, middle + shift)));
  };
  return { x: along(view.width, shown.width, pan.x), y: along(view.height, shown.height, pan.y) };
}
