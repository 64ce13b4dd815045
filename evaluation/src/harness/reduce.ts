import type { Rgba, RgbaImage } from '../../../src/core/image.ts';
import { labelsOf, makePalette } from '../../../src/inference/art/palette.ts';
import { colourCount } from '../measures/index.ts';

/**
 * Brings an art to a palette size with the cascade's own k-means in OKLab, so that methods are compared on equal
 * terms. One that keeps to the size already is returned as it is.
 * @param colors the most visible colours, 2..256
 * @param seed of the k-means
 * @returns at most `colors` opaque colours; pixels that are less than half opaque become transparent
 */
export function reduceColours(art: RgbaImage, colors: number, seed: number): RgbaImage {
  const n = art.width * art.height;
  const rgb = new Uint8Array(n * 3);
  const opaque = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    rgb.set(art.data.subarray(i * 4, i * 4 + 3), i * 3);
    opaque[i] = art.data[i * 4 + 3] >= 128 ? 1 : 0;
  }
  const solid = art.data.every((v, i) => i % 4 !== 3 || v === 255);
  if (solid && colourCount(art) <= colors) return art;
  const options = { palette: null, colors, quantizer: 'kmeans', seed } as const;
  const palette: readonly Rgba[] = makePalette(
    [{ width: art.width, height: art.height, rgb, opaque }],
    options,
    false,
  );
  const labels = palette.length > 0 ? labelsOf(rgb, palette) : new Uint8Array(n);
  const data = new Uint8ClampedArray(n * 4);
  for (let i = 0; i < n; i++) if (opaque[i]) data.set(palette[labels[i]], i * 4);
  return { width: art.width, height: art.height, data };
}
