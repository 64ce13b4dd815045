import type { Rgba } from '../../core/image.ts';

/** A colour as Figma's paint. */
export function paintOf([r, g, b, a]: Rgba): SolidPaint {
  return { type: 'SOLID', color: { r: r / 255, g: g / 255, b: b / 255 }, opacity: a / 255 };
}

/** A colour as six hexadecimal digits: names of variables may not hold much else. */
export const hexOf = ([r, g, b]: Rgba): string =>
  [r, g, b].map((channel) => channel.toString(16).padStart(2, '0')).join('');
