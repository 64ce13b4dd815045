import { OUTLINE_L, oklabOfBytes } from '../../core/colour.ts';
import type { Rgba } from '../../core/image.ts';
import { COVERED } from './fit.ts';
import type { Lattice } from './lattice.ts';

/** The least covered share of a cell that can hold an outline. */
const OUTLINE_COVERED = 1 / 8;
/**
 * What the network drew is an outline where it is dark, if the matte is this light (OKLab lightness): a dark one shining
 * through looks the same.
 */
const LIGHT_MATTE_L = 0.7;

/** Which cells are opaque, and which network-output pixels vote. */
export interface Ballot {
  /** An art pixel a byte: 1 opaque, 0 transparent. */
  readonly opaque: Uint8Array;
  /** An input pixel a byte: 1 votes. Every opaque cell has at least one voter; padding has none. */
  readonly voters: Uint8Array;
}

/**
 * Alpha's vote. A cell is opaque when its source covers at least half of it; all its pixels vote. It is opaque as
 * well when at least an eighth is covered and the network drew an outline on at least half of its pixels; then
 * only those vote. So silhouettes keep their outlines and the matte never votes.
 * @param rgb the network output, inputWidth × inputHeight × 3 bytes
 * @param coverage the share covered of each art pixel, or null if all are
 */
export function ballotOf(
  lattice: Lattice,
  rgb: Uint8Array,
  coverage: Float32Array | null,
  matte: Rgba,
): Ballot {
  const { width, height, inputWidth, inputHeight, columns, rows } = lattice;
  const opaque = new Uint8Array(width * height).fill(1);
  const voters = new Uint8Array(inputWidth * inputHeight);
  const lightMatte = oklabOfBytes(matte, 4)[0] >= LIGHT_MATTE_L;
  const isDark = coverage !== null && lightMatte ? darkPixels(rgb) : null;
  const sizes = new Uint16Array(width * height);
  const dark = new Uint16Array(width * height);
  const each = (visit: (pixel: number, cell: number) => void) => {
    for (let y = 0; y < inputHeight && rows[y] < height; y++) {
      for (let x = 0; x < inputWidth && columns[x] < width; x++) {
        visit(y * inputWidth + x, rows[y] * width + columns[x]);
      }
    }
  };
  each((pixel, cell) => {
    sizes[cell]++;
    if (isDark?.[pixel]) dark[cell]++;
  });
  coverage?.forEach((share, cell) => {
    const outlined = share >= OUTLINE_COVERED && dark[cell] * 2 >= sizes[cell];
    opaque[cell] = Number(share >= COVERED || outlined);
  });
  each((pixel, cell) => {
    const covered = coverage === null || coverage[cell] >= COVERED;
    voters[pixel] = Number(covered || (opaque[cell] === 1 && isDark?.[pixel] === 1));
  });
  return { opaque, voters };
}

function darkPixels(rgb: Uint8Array): Uint8Array {
  const lab = oklabOfBytes(rgb);
  return Uint8Array.from({ length: lab.length / 3 }, (_, i) => Number(lab[i * 3] < OUTLINE_L));
}
