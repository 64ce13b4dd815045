import type { RgbaImage } from '../../core/image.ts';
import type { Lattice } from './lattice.ts';
import { samplesIn } from './samples.ts';

/**
 * What the networks, or a method, made of a picture, with the source beside it: all that colours and labels need, so they
 * can change without drawing again.
 */
export interface Drawing {
  readonly lattice: Lattice;
  /** What was drawn, inputWidth × inputHeight × 3 sRGB bytes, padding included. */
  readonly rgb: Uint8Array;
  /** The source as the cells show it (samples.ts); null for very large art, which is then voted, not weighed. */
  readonly source: RgbaImage | null;
  /** An art pixel a byte: 1 opaque, 0 transparent. */
  readonly opaque: Uint8Array;
  /** An input pixel a byte: 1 votes. Every opaque cell has at least one voter; padding has none. */
  readonly voters: Uint8Array;
}

/**
 * A picture that another method has made, one pixel an art pixel, as if the networks had drawn it: palettes, dithering
 * and shared palettes then work for it as well, and what asks the source asks the one that the art was made from.
 * @param art pixels that are less than half opaque are transparent
 */
export function drawingOf(art: RgbaImage, source: RgbaImage): Drawing {
  const { width, height, data } = art;
  const count = width * height;
  const rgb = new Uint8Array(count * 3);
  const opaque = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    rgb.set(data.subarray(i * 4, i * 4 + 3), i * 3);
    opaque[i] = Number(data[i * 4 + 3] >= 128);
  }
  const columns = Uint16Array.from({ length: width }, (_, x) => x);
  const rows = Uint16Array.from({ length: height }, (_, y) => y);
  const lattice = { width, height, inputWidth: width, inputHeight: height, pitch: 1, columns, rows };
  return { lattice, rgb, source: samplesIn(source, width, height), opaque, voters: opaque };
}

/** The paper's "network output" without the padding, transparent where the art is. */
export function networkOutput({ lattice, rgb, opaque }: Drawing): RgbaImage {
  const width = Math.ceil(lattice.width * lattice.pitch);
  const height = Math.ceil(lattice.height * lattice.pitch);
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * lattice.inputWidth + x) * 3;
      if (opaque[lattice.rows[y] * lattice.width + lattice.columns[x]] === 1)
        data.set([rgb[from], rgb[from + 1], rgb[from + 2], 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}
