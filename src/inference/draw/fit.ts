import type { Rgba, RgbaImage } from '../../core/image.ts';
import { FIT, type Resampled, resample } from '../../core/resample.ts';
import type { Lattice } from './lattice.ts';
import { mirrored, type Planar } from './planar.ts';

/**
 * Resamples a source to the lattice's art area and pads it by reflection to the networks' input. Transparent parts
 * show the matte: a silhouette and its outline look as they do on a ground, which is what the networks have learnt to
 * draw. What of the matte they then draw is taken out again (alpha.ts).
 * @returns image: the networks' input, inputWidth × inputHeight;
 *   held: what of the source each art pixel holds, width × height × 4: its mean colour (sRGB, straight, 0..1) and the share
 *   that it covers, 0..1; null if the source is opaque everywhere
 */
export function fitInto(
  source: RgbaImage,
  lattice: Lattice,
  matte: Rgba,
): { image: Planar; held: Float32Array | null } {
  const art = resample(
    source,
    { length: source.width, pixels: lattice.width * lattice.pitch },
    { length: source.height, pixels: lattice.height * lattice.pitch },
    FIT,
  );
  const held = isOpaque(source) ? null : cellMeans(art, lattice);
  const behind = matte.slice(0, 3).map((c) => c / 255);
  const { inputWidth, inputHeight } = lattice;
  const plane = inputWidth * inputHeight;
  const data = new Float32Array(plane * 3);
  for (let y = 0; y < inputHeight; y++) {
    const v = mirrored(y, art.height);
    for (let x = 0; x < inputWidth; x++) {
      const u = mirrored(x, art.width);
      const at = (v * art.width + u) * 4;
      const rest = 1 - art.data[at + 3];
      for (let c = 0; c < 3; c++)
        data[c * plane + y * inputWidth + x] = (art.data[at + c] + rest * behind[c]) * 2 - 1;
    }
  }
  return { image: { width: inputWidth, height: inputHeight, data }, held };
}

/** Whether every pixel is opaque. */
export function isOpaque({ data }: RgbaImage): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}

/** Every art pixel's mean colour (sRGB, straight) and alpha: width × height × 4. */
function cellMeans(art: Resampled, { width, height, columns, rows }: Lattice): Float32Array {
  const means = new Float32Array(width * height * 4);
  const counts = new Uint16Array(width * height);
  for (let y = 0; y < art.height; y++) {
    for (let x = 0; x < art.width; x++) {
      const cell = rows[y] * width + columns[x];
      counts[cell]++;
      for (let c = 0; c < 4; c++) means[cell * 4 + c] += art.data[(y * art.width + x) * 4 + c];
    }
  }
  counts.forEach((count, cell) => {
    const alpha = means[cell * 4 + 3];
    for (let c = 0; c < 3; c++) means[cell * 4 + c] = alpha > 0 ? means[cell * 4 + c] / alpha : 0;
    means[cell * 4 + 3] = alpha / count;
  });
  return means;
}
