import type { RgbaImage } from '../../core/image.ts';
import { wrapped } from '../../core/repeated.ts';
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
  const { least, most } = widened(rangesOf(samples, width, height), width, height, wraps);
  const out = rgb.slice();
  eachPixel(lattice, (pixel, cell) => {
    const [from, to] = [cell * 3, pixel * 3];
    for (let c = 0; c < 3; c++) {
      // Nothing is known of a cell without samples.
      if (least[from + c] > most[from + c]) continue;
      if (out[to + c] < least[from + c]) out[to + c] = least[from + c];
      else if (out[to + c] > most[from + c]) out[to + c] = most[from + c];
    }
  });
  return out;
}

interface Ranges {
  /** width × height × 3 bytes; 255 and 0 in a cell without samples. */
  readonly least: Uint8Array;
  readonly most: Uint8Array;
}

/** The ranges of each cell and those around it: along the rows first, then down. */
function widened(own: Ranges, width: number, height: number, wraps: boolean): Ranges {
  const along = joined(own, width, height, 1, wraps);
  return joined(along, height, width, width, wraps);
}

/** The ranges of each cell, the one before and the one after. @param step cells from one to the next; lines lie across that */
function joined(
  { least, most }: Ranges,
  length: number,
  lines: number,
  step: number,
  wraps: boolean,
): Ranges {
  const out = { least: least.slice(), most: most.slice() };
  const next = step === 1 ? length : 1;
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      const to = (line * next + i * step) * 3;
      for (let side = i - 1; side <= i + 1; side += 2) {
        if (!wraps && (side < 0 || side >= length)) continue;
        const from = (line * next + wrapped(side, length) * step) * 3;
        for (let c = 0; c < 3; c++) {
          if (least[from + c] < out.least[to + c]) out.least[to + c] = least[from + c];
          if (most[from + c] > out.most[to + c]) out.most[to + c] = most[from + c];
        }
      }
    }
  }
  return out;
}

function rangesOf({ width: across, height: down, data }: RgbaImage, width: number, height: number): Ranges {
  const least = new Uint8Array(width * height * 3).fill(255);
  const most = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < down; y++) {
    const row = Math.floor(y / SIDE) * width;
    let last = -1;
    for (let x = 0; x < across; x++, i += 4) {
      if (x % SIDE === 0) last = -1;
      if (data[i + 3] < TELLING) continue;
      // What repeats an earlier sample of the cell's row changes nothing.
      const key = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
      if (key === last) continue;
      last = key;
      const to = (row + Math.floor(x / SIDE)) * 3;
      for (let c = 0; c < 3; c++) {
        const value = data[i + c];
        if (value < least[to + c]) least[to + c] = value;
        if (value > most[to + c]) most[to + c] = value;
      }
    }
  }
  return { least, most };
}
