import type { Rgba, RgbaImage } from '../../core/image.ts';
import { FIT, resample } from '../../core/resample.ts';
import type { Lattice } from './lattice.ts';
import { mirrored, type Planar } from './planar.ts';

/**
 * Resamples a source to the lattice's art area and pads it by reflection to the networks' input. Transparent parts
 * show the matte: a silhouette and its outline look as they do on a ground, which is what the networks have learnt to
 * draw. What of the matte they then draw is taken out again (alpha.ts).
 * @returns the networks' input, inputWidth × inputHeight
 */
export function fitInto(source: RgbaImage, lattice: Lattice, matte: Rgba): Planar {
  const art = resample(
    source,
    { length: source.width, pixels: lattice.width * lattice.pitch },
    { length: source.height, pixels: lattice.height * lattice.pitch },
    FIT,
  );
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
  return { width: inputWidth, height: inputHeight, data };
}
