import type { Rgba, RgbaImage } from '../../../src/core/image.ts';

/** One number a colour; all fully transparent pixels are the same colour, whatever hides under them. */
function key(r: number, g: number, b: number, a: number): number {
  return a === 0 ? 0 : ((r << 24) | (g << 16) | (b << 8) | a) >>> 0;
}

function keys(image: RgbaImage): Uint32Array {
  const { data } = image;
  return Uint32Array.from({ length: data.length / 4 }, (_, i) =>
    key(data[i * 4], data[i * 4 + 1], data[i * 4 + 2], data[i * 4 + 3]),
  );
}

/** The number of different colours; transparent counts as one. */
export function colourCount(art: RgbaImage): number {
  return new Set(keys(art)).size;
}

/**
 * Palette adherence by size: whether the art keeps to `colours` visible colours (a transparent entry is free).
 * @param colours the palette size that was asked for
 */
export function adheres(art: RgbaImage, colours: number): boolean {
  const found = new Set(keys(art));
  found.delete(0);
  return found.size <= colours;
}

/**
 * Palette adherence by colour: the share of pixels that are exactly a colour of the palette, 0..1.
 * @param palette the colours that were asked for
 */
export function paletteAdherence(art: RgbaImage, palette: readonly Rgba[]): number {
  const allowed = new Set(palette.map(([r, g, b, a]) => key(r, g, b, a)));
  const found = keys(art);
  return found.reduce((n, k) => n + (allowed.has(k) ? 1 : 0), 0) / found.length;
}

/**
 * Cell purity of a network's output: the mean over cells of (pixels that equal the cell's most frequent colour /
 * pixels of the cell). 1 means that voting has nothing left to decide.
 * @param output at the network's resolution; as it comes, or mapped to its palette, which is what votes
 * @param columns the cell of each pixel column, as `cellMap` of src/core/scale gives it
 * @param rows the cell of each pixel row
 * @returns above 0, up to 1
 * @throws RangeError if the maps are not as long as the picture's sides
 */
export function cellPurity(output: RgbaImage, columns: ArrayLike<number>, rows: ArrayLike<number>): number {
  if (columns.length !== output.width || rows.length !== output.height) {
    throw new RangeError(
      `cell maps must be ${output.width} and ${output.height} long, got ${columns.length} and ${rows.length}`,
    );
  }
  const colours = keys(output);
  const cells = new Map<string, Map<number, number>>();
  for (let y = 0; y < output.height; y++) {
    for (let x = 0; x < output.width; x++) {
      const id = `${columns[x]},${rows[y]}`;
      let votes = cells.get(id);
      if (!votes) {
        votes = new Map();
        cells.set(id, votes);
      }
      const colour = colours[y * output.width + x];
      votes.set(colour, (votes.get(colour) ?? 0) + 1);
    }
  }
  let sum = 0;
  for (const votes of cells.values()) {
    let most = 0;
    let area = 0;
    for (const n of votes.values()) {
      most = Math.max(most, n);
      area += n;
    }
    sum += most / area;
  }
  return sum / cells.size;
}
