import { hexOf } from '../core/hex.ts';
import type { PixelArt, Rgba, RgbaImage } from '../core/image.ts';

/** The art's pixels. */
export function rgbaOf({ width, height, palette, indices }: PixelArt): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  indices.forEach((index, i) => {
    data.set(palette[index], i * 4);
  });
  return { width, height, data };
}

/** Whether a pixel is not wholly opaque. */
export function isTransparent({ data }: RgbaImage): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] < 255) return true;
  return false;
}

/** The opaque colours that occur in the art, in its palette's order. */
export function coloursOf({ palette, indices }: PixelArt): Rgba[] {
  const used = new Set(indices);
  return palette.filter((colour, i) => used.has(i) && colour[3] > 0);
}

/** Of some colours, the one that most of the art's cells have; the first without art. */
export function mostUsed(art: PixelArt | null, colours: readonly Rgba[]): Rgba {
  const cells = new Map<string, number>();
  for (const index of art?.indices ?? []) {
    const hex = hexOf(art?.palette[index] ?? colours[0]);
    cells.set(hex, (cells.get(hex) ?? 0) + 1);
  }
  const of = (colour: Rgba) => cells.get(hexOf(colour)) ?? 0;
  return colours.reduce((most, colour) => (of(colour) > of(most) ? colour : most));
}
