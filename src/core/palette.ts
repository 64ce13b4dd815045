import type { PixelArt, Rgba } from './image.ts';

/** The most colours that a palette may have beside the transparent entry. */
export const MOST_COLOURS = 256;

/** The colours in their order, each once. */
export function withoutRepeats(colours: readonly Rgba[]): Rgba[] {
  return [...new Map(colours.map((c) => [c.join(), c])).values()];
}

/** How many of the art's colours occur in it, the transparent entry left out. */
export const usedColours = ({ indices, palette }: PixelArt): number =>
  [...new Set(indices)].filter((i) => palette[i][3] > 0).length;
