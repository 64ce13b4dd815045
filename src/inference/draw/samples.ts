import type { RgbaImage, SourceSamples } from '../../core/image.ts';
import { PLAIN, resample } from '../../core/resample.ts';
import { SIDE } from '../../core/scale.ts';

/** Rows of art pixels that are resampled at once: numbers take four times the memory of bytes. */
const BAND = 32;

/** The most art pixels whose source is kept: 64 MiB of samples. */
const MOST_CELLS = 2 ** 18;

/**
 * The source as its cells show it, SIDE × SIDE samples to an art pixel.
 * @returns width · SIDE × height · SIDE, straight alpha, without a matte; null where the art is so large that it would be
 *   too much
 */
export function samplesIn(source: RgbaImage, width: number, height: number): SourceSamples | null {
  if (width * height > MOST_CELLS) return null;
  const [across, down] = [width * SIDE, height * SIDE];
  if (source.width < across && source.height < down) {
    const [columns, rows] = [pixelsAt(source.width, across), pixelsAt(source.height, down)];
    const isWhole = (shown: number): boolean => shown % 2 === 0;
    if (columns.every(isWhole) && rows.every(isWhole))
      return { width: across, height: down, data: enlarged(source, columns, rows), columns, rows };
  }
  const data = new Uint8Array(across * down * 4);
  for (let row = 0; row < height; row += BAND) {
    const rows = Math.min(BAND, height - row);
    const part = resample(
      source,
      { length: source.width, pixels: across },
      { start: (row * source.height) / height, length: (rows * source.height) / height, pixels: rows * SIDE },
      PLAIN,
    );
    const from = row * SIDE * across * 4;
    for (let i = 0; i < part.data.length; i += 4) {
      const alpha = part.data[i + 3];
      if (alpha <= 0) continue;
      for (let c = 0; c < 3; c++)
        data[from + i + c] = Math.round(255 * Math.min(1, part.data[i + c] / alpha));
      data[from + i + 3] = Math.round(255 * Math.min(1, alpha));
    }
  }
  const samples = { width: across, height: down, data };
  if (source.width >= across && source.height >= down) return samples;
  return { ...samples, columns: pixelsAt(source.width, across), rows: pixelsAt(source.height, down) };
}

/** A picture of whose pixels each sample shows one: what resampling would give, to the byte. */
function enlarged({ width, data }: RgbaImage, columns: Int32Array, rows: Int32Array): Uint8Array {
  const out = new Uint8Array(columns.length * rows.length * 4);
  for (let y = 0, to = 0; y < rows.length; y++) {
    if (y > 0 && rows[y] === rows[y - 1]) {
      out.copyWithin(to, to - columns.length * 4, to);
      to += columns.length * 4;
      continue;
    }
    const row = (rows[y] / 2) * width;
    for (let x = 0; x < columns.length; x++, to += 4) {
      const at = (row + columns[x] / 2) * 4;
      if (data[at + 3] === 0) continue;
      out[to] = data[at];
      out[to + 1] = data[at + 1];
      out[to + 2] = data[at + 2];
      out[to + 3] = data[at + 3];
    }
  }
  return out;
}

/** Which of so many pixels each of so many samples shows, as `SourceSamples` has it: samples lie on the middle of pixels or between two. */
function pixelsAt(pixels: number, samples: number): Int32Array {
  return Int32Array.from({ length: samples }, (_, i) => {
    if (pixels >= samples) return 2 * i;
    // Whole numbers, so that what lies on the border of two is known exactly.
    const [at, whole] = [(2 * i + 1) * pixels, 2 * samples];
    return 2 * Math.floor(at / whole) - Number(at % whole === 0);
  });
}
