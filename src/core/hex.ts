import type { Rgba } from './image.ts';

/** "#rrggbb" or "rrggbb" as an opaque colour, or null. */
export function parseHex(text: string): Rgba | null {
  const digits = /^#?([0-9a-f]{6})$/i.exec(text)?.[1];
  if (digits === undefined) return null;
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255, 255];
}

/** A colour as people type it: as `parseHex`, or "#rgb" for "#rrggbb"; or null. */
export function parseColour(text: string): Rgba | null {
  return parseHex(text.trim().replace(/^#?([0-9a-f])([0-9a-f])([0-9a-f])$/i, '$1$1$2$2$3$3'));
}

/** The colour as "rrggbb", without its alpha. */
export const hexOf = (colour: Rgba): string =>
  colour
    .slice(0, 3)
    .map((c) => c.toString(16).padStart(2, '0'))
    .join('');

/** Colours as a list that people type or paste, such as "#1f294a, fff": null if something in it is no colour. */
export function parseColourList(text: string): readonly Rgba[] | null {
  const colours = text
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
    .map(parseColour);
  return colours.every((colour) => colour !== null) ? colours : null;
}

/** Colours as a list that reads back: "#1f294a, #ffffff". */
export const colourList = (colours: readonly Rgba[], between = ', '): string =>
  colours.map((colour) => `#${hexOf(colour)}`).join(between);
