import type { Rgba, RgbaImage } from '../../core/image.ts';
import { repeated } from '../../core/repeated.ts';
import { FIT, type Resampled, resample } from '../../core/resample.ts';
import type { Lattice } from './lattice.ts';
import { mirrored, type Planar } from './planar.ts';

/** Source pixels that resampling looks at beyond what it shows. */
const REACH = 2;

/**
 * Resamples a source to the lattice's art area and pads it by reflection to the networks' input. Transparent parts
 * show the matte: a silhouette and its outline look as they do on a ground, which is what the networks have learnt to
 * draw. What of the matte they then draw is taken out again (alpha.ts).
 * @param margin cells on each side of the lattice that show a tile's neighbours
 * @returns the networks' input, inputWidth × inputHeight
 */
export function fitInto(source: RgbaImage, lattice: Lattice, matte: Rgba, margin = 0): Planar {
  const art = margin === 0 ? fitted(source, lattice) : fittedTile(source, lattice, margin);
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

const fitted = (source: RgbaImage, { width, height, pitch }: Lattice): Resampled =>
  resample(
    source,
    { length: source.width, pixels: width * pitch },
    { length: source.height, pixels: height * pitch },
    FIT,
  );

/** A tile and its neighbours about it. */
function fittedTile(source: RgbaImage, { width, height, pitch }: Lattice, margin: number): Resampled {
  const cell = { x: source.width / (width - 2 * margin), y: source.height / (height - 2 * margin) };
  const [across, down] = [Math.ceil(margin * cell.x) + REACH, Math.ceil(margin * cell.y) + REACH];
  return resample(
    repeated(source, across, down),
    { start: across - margin * cell.x, length: width * cell.x, pixels: width * pitch },
    { start: down - margin * cell.y, length: height * cell.y, pixels: height * pitch },
    FIT,
  );
}
