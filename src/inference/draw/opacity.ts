import type { RgbaImage } from '../../core/image.ts';

/**
 * A picture whose most opaque pixel is fully opaque, with the threshold at half of that: all that comes after asks whether
 * half of something is covered. So a picture of 39 % all over is a picture, and the antialiasing about it stays.
 * @param threshold percent of the most opaque pixel's alpha from which a pixel counts as opaque, 1..99
 * @param most the most opaque pixel's alpha in all of a sequence, so that a fade remains one; without it, the picture's own
 * @returns the source itself where that changes nothing, as for opaque pictures at any threshold
 */
export function opened(source: RgbaImage, threshold: number, most = mostOpaque(source)): RgbaImage {
  const { data } = source;
  let least = 255;
  for (let i = 3; i < data.length; i += 4) if (data[i] < least) least = data[i];
  const even = threshold === 50 || least === most;
  if (most === 0 || (most === 255 && even)) return source;
  const at = threshold / 100;
  const bend = (alpha: number): number =>
    even ? alpha : alpha < at ? (0.5 * alpha) / at : 0.5 + (0.5 * (alpha - at)) / (1 - at);
  // Half is reached at exactly the threshold, whatever the rounding.
  const curve = Uint8Array.from({ length: most + 1 }, (_, alpha) => Math.round(255 * bend(alpha / most)));
  const out = Uint8Array.from(data);
  for (let i = 3; i < out.length; i += 4) out[i] = curve[out[i]];
  return { ...source, data: out };
}

/** The alpha of a picture's most opaque pixel, 0..255. */
export function mostOpaque({ data }: RgbaImage): number {
  let most = 0;
  for (let i = 3; i < data.length && most < 255; i += 4) if (data[i] > most) most = data[i];
  return most;
}
