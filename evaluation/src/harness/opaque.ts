import type { RgbaImage } from '../../../src/core/image.ts';
import { bytesOfPlanar, type Planar } from '../../../src/inference/draw/planar.ts';

/** The upper left width × height pixels of a network's picture in [-1, 1], as opaque bytes. */
export function opaquePicture(planar: Planar, width: number, height: number): RgbaImage {
  const rgb = bytesOfPlanar(planar);
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * planar.width + x) * 3;
      data.set(rgb.subarray(from, from + 3), (y * width + x) * 4);
    }
  }
  return { width, height, data };
}
