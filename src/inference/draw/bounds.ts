import type { RgbaImage } from '../../core/image.ts';
import { neighboursOf } from '../../core/neighbours.ts';
import { SIDE } from '../../core/scale.ts';
import { eachPixel, type Lattice } from './lattice.ts';

/** Alpha bytes from which a sample tells its colour: of fainter ones rounding leaves little. */
const TELLING = 32;

/**
 * What was drawn, within what the source has there: no channel of a pixel beyond the least and the most that the samples
 * of its cell and of those around it have. Networks shift flat colours a little, and what was drawn about a silhouette may
 * have some of the matte in it; so flat parts keep their colour to the byte.
 * @param rgb inputWidth × inputHeight × 3 bytes; it is left as it is
 * @param samples the source, SIDE × SIDE samples a cell (samples.ts)
 * @param wraps whether it is a tile
 */
export function bounded(lattice: Lattice, rgb: Uint8Array, samples: RgbaImage, wraps = false): Uint8Array {
  const { width, height } = lattice;
  const own = rangesOf(samples, width, height);
  const around = { least: own.least.slice(), most: own.most.slice() };
  for (let cell = 0; cell < width * height; cell++) {
    for (const other of neighboursOf({ width, height, wraps }, cell)) {
      for (let c = 0; c < 3; c++) {
        const [to, from] = [cell * 3 + c, other * 3 + c];
        if (own.least[from] < around.least[to]) around.least[to] = own.least[from];
        if (own.most[from] > around.most[to]) around.most[to] = own.most[from];
      }
    }
  }
  const out = rgb.slice();
  eachPixel(lattice, (pixel, cell) => {
    for (let c = 0; c < 3; c++) {
      const [least, most] = [around.least[cell * 3 + c], around.most[cell * 3 + c]];
      // Nothing is known of a cell without samples.
      if (least <= most) out[pixel * 3 + c] = Math.min(most, Math.max(least, out[pixel * 3 + c]));
    }
  });
  return out;
}

interface Ranges {
  /** width × height × 3 bytes; 255 and 0 in a cell without samples. */
  readonly least: Uint8Array;
  readonly most: Uint8Array;
}

function rangesOf({ width: across, height: down, data }: RgbaImage, width: number, height: number): Ranges {
  const least = new Uint8Array(width * height * 3).fill(255);
  const most = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < down; y++) {
    for (let x = 0; x < across; x++, i += 4) {
      if (data[i + 3] < TELLING) continue;
      const to = (Math.floor(y / SIDE) * width + Math.floor(x / SIDE)) * 3;
      for (let c = 0; c < 3; c++) {
        if (data[i + c] < least[to + c]) least[to + c] = data[i + c];
        if (data[i + c] > most[to + c]) most[to + c] = data[i + c];
      }
    }
  }
  return { least, most };
}
