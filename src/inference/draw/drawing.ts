import type { RgbaImage, SourceSamples } from '../../core/image.ts';
import { bounded } from './bounds.ts';
import { flatCells } from './flat.ts';
import { heldIn } from './held.ts';
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
  readonly source: SourceSamples | null;
  /** An art pixel a byte: 1 opaque, 0 transparent. */
  readonly opaque: Uint8Array;
  /** An input pixel a byte: 1 votes. Every opaque cell has at least one voter; padding has none. */
  readonly voters: Uint8Array;
  /** The colour of each cell whose source has but one, 0xrrggbb; -1 for the others (flat.ts). */
  readonly flat: Int32Array;
  /** Whether it is a tile, whose edges are neighbours. */
  readonly wraps: boolean;
}

/** A drawing whose silhouette may still be weighed (silhouette.ts). */
export interface Drawn extends Drawing {
  /** How far each cell was drawn as the source, 1, and not as what is behind it, 0; null if nothing is transparent. */
  readonly figure: Float32Array | null;
  /** The share of each cell that the source covers, 0..1; null if nothing is transparent. */
  readonly share: Float32Array | null;
}

/**
 * A picture that another method has made, one pixel an art pixel, as if the networks had drawn it: palettes, dithering
 * and shared palettes then work for it as well, and what asks the source asks the one that the art was made from.
 * @param art pixels that are less than half opaque are transparent
 * @param wraps whether it is a tile
 */
export function drawingOf(art: RgbaImage, source: RgbaImage, wraps = false): Drawn {
  const { width, height, data } = art;
  const count = width * height;
  const held = heldIn(source, width, height);
  const drawn = new Uint8Array(count * 3);
  const opaque = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    // Where the method shows nothing, the source's own colour stands for it, if it is to be seen after all.
    const colour = data[i * 4 + 3] > 0 || held === null ? data.subarray(i * 4) : held.colour.subarray(i * 3);
    drawn.set(colour.subarray(0, 3), i * 3);
    opaque[i] = Number(data[i * 4 + 3] >= 128);
  }
  const columns = Uint16Array.from({ length: width }, (_, x) => x);
  const rows = Uint16Array.from({ length: height }, (_, y) => y);
  const lattice = { width, height, inputWidth: width, inputHeight: height, pitch: 1, columns, rows };
  const samples = samplesIn(source, width, height);
  const rgb = samples === null ? drawn : bounded(lattice, drawn, samples, wraps);
  const figure = held && Float32Array.from({ length: count }, (_, i) => data[i * 4 + 3] / 255);
  const flat = flatCells(source, width, height);
  const share = held?.share ?? null;
  return { lattice, rgb, source: samples, opaque, voters: opaque, flat, wraps, figure, share };
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
