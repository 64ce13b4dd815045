import type { Rgba } from '../../core/image.ts';

/** A colour as Figma's paint. */
export function paintOf([r, g, b, a]: Rgba): SolidPaint {
  return { type: 'SOLID', color: { r: r / 255, g: g / 255, b: b / 255 }, opacity: a / 255 };
}
