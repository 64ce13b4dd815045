import type { Rgba, RgbaImage } from '../../core/image.ts';
import type { Ballot } from './ballot.ts';
import { fitInto } from './fit.ts';
import { type Lattice, plainLatticeOf } from './lattice.ts';
import { bytesOfPlanar } from './planar.ts';

/** What was drawn for a picture: all that palettes and voting need, so colours can change without drawing again. */
export interface Painting {
  readonly lattice: Lattice;
  /** The network output, inputWidth × inputHeight × 3 sRGB bytes, padding included. */
  readonly rgb: Uint8Array;
  /** The source in the same place and size, likewise. */
  readonly source: Uint8Array;
  readonly ballot: Ballot;
}

/**
 * A picture that another method has made, one pixel an art pixel, as if the networks had drawn it: palettes, dithering
 * and shared palettes then work for it as well, and what asks the source asks the one that the art was made from.
 * @param art pixels that are less than half opaque are transparent
 * @param matte what the source's transparent parts show, as for the networks
 */
export function paintingOf(art: RgbaImage, source: RgbaImage, matte: Rgba): Painting {
  const lattice = plainLatticeOf(art);
  const { inputWidth, inputHeight, columns, rows } = lattice;
  const rgb = new Uint8Array(inputWidth * inputHeight * 3);
  const voters = new Uint8Array(inputWidth * inputHeight);
  const opaque = Uint8Array.from({ length: art.width * art.height }, (_, cell) =>
    Number(art.data[cell * 4 + 3] >= 128),
  );
  for (let i = 0; i < voters.length; i++) {
    const cell = rows[Math.floor(i / inputWidth)] * art.width + columns[i % inputWidth];
    rgb.set(art.data.subarray(cell * 4, cell * 4 + 3), i * 3);
    voters[i] = opaque[cell];
  }
  const { image } = fitInto(source, lattice, matte);
  return { lattice, rgb, source: bytesOfPlanar(image), ballot: { opaque, voters } };
}

/** The paper's "network output" without the padding, transparent where the art is. */
export function networkOutput({ lattice, rgb, ballot }: Painting): RgbaImage {
  const width = Math.ceil(lattice.width * lattice.pitch);
  const height = Math.ceil(lattice.height * lattice.pitch);
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * lattice.inputWidth + x) * 3;
      const opaque = ballot.opaque[lattice.rows[y] * lattice.width + lattice.columns[x]];
      if (opaque) data.set([rgb[from], rgb[from + 1], rgb[from + 2], 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}
