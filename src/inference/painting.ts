import type { Rgba, RgbaImage } from '../core/image.ts';
import { LINEAR_OF_BYTE } from '../core/oklab.ts';
import { fitInto } from './fit.ts';
import { type Lattice, plainLatticeOf } from './lattice.ts';
import type { Sample } from './palette.ts';
import { bytesOfPlanar } from './planar.ts';
import type { Ballot } from './vote.ts';

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

/** The picture's cells for a palette: each shows the mean of its voters. */
export function sampleOf({ lattice, rgb, ballot }: Painting): Sample {
  const means = meansOver(
    lattice,
    (pixel) => ballot.voters[pixel] === 1,
    (pixel, c) => rgb[pixel * 3 + c],
  );
  const { width, height } = lattice;
  return { width, height, rgb: Uint8Array.from(means, Math.round), opaque: ballot.opaque };
}

/** What each cell's part of the source shows on average, width × height × 3 sRGB bytes. */
export function cellMeans({ lattice, source }: Painting): Uint8Array {
  const means = meansOver(
    lattice,
    () => true,
    (pixel, c) => source[pixel * 3 + c],
  );
  return Uint8Array.from(means, Math.round);
}

/**
 * The mean of the pixels that voted for each cell's winner: what dithering and tidying start from.
 * @param labels every input pixel's vote
 * @param winners every cell's label
 * @returns width × height × 3 numbers of linear light, 0..1
 */
export function meansOfWinners(
  { lattice, rgb, ballot }: Painting,
  labels: Uint8Array,
  winners: Uint8Array,
): Float32Array {
  return meansOver(
    lattice,
    (pixel, cell) => ballot.voters[pixel] === 1 && labels[pixel] === winners[cell],
    (pixel, c) => LINEAR_OF_BYTE[rgb[pixel * 3 + c]],
  );
}

/** For every cell the mean of three values of its pixels that count; 0 where none does. */
function meansOver(
  { width, height, inputWidth, inputHeight, columns, rows }: Lattice,
  doesCount: (pixel: number, cell: number) => boolean,
  value: (pixel: number, c: number) => number,
): Float32Array {
  const sums = new Float32Array(width * height * 3);
  const counts = new Uint16Array(width * height);
  for (let y = 0; y < inputHeight && rows[y] < height; y++) {
    for (let x = 0; x < inputWidth && columns[x] < width; x++) {
      const pixel = y * inputWidth + x;
      const cell = rows[y] * width + columns[x];
      if (!doesCount(pixel, cell)) continue;
      counts[cell]++;
      for (let c = 0; c < 3; c++) sums[cell * 3 + c] += value(pixel, c);
    }
  }
  return sums.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / 3)]));
}
