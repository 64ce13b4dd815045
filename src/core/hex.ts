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
