import type { RgbaImage } from '../../core/image.ts';
import { AREA, resample } from '../../core/resample.ts';

/** What of a source with transparent parts each art pixel holds. */
export interface Held {
  /** The mean colour of what covers it, width × height × 3 sRGB bytes; black where nothing does. */
  readonly colour: Uint8Array;
  /** The share of it that is covered, 0..1. */
  readonly share: Float32Array;
}

/** What of a source each of width × height art pixels holds; null if the source is opaque everywhere. */
export function heldIn(source: RgbaImage, width: number, height: number): Held | null {
  if (isOpaque(source)) return null;
  const { data } = resample(
    source,
    { length: source.width, pixels: width },
    { length: source.height, pixels: height },
    AREA,
  );
  const share = Float32Array.from({ length: width * height }, (_, cell) => Math.min(1, data[cell * 4 + 3]));
  const colour = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const cell = Math.floor(at / 3);
    const alpha = data[cell * 4 + 3];
    return alpha > 0 ? Math.round(255 * Math.min(1, data[cell * 4 + (at % 3)] / alpha)) : 0;
  });
  return { colour, share };
}

/** Whether every pixel is opaque. */
export function isOpaque({ data }: RgbaImage): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}
