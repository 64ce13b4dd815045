import type { Rgba, RgbaImage } from '../../core/image.ts';
import type { Drawn } from '../draw/drawing.ts';
import { evidenceOf } from './evidence.ts';
import { makeArt } from './make-art.ts';
import { spaceOf } from './space.ts';
import { WEIGHTS } from './weights.ts';

const BLACK: Rgba = [0, 0, 0, 255];
const WHITE: Rgba = [255, 255, 255, 255];

/**
 * Decides which cells of a drawing are opaque, by the one energy: what covers is weighed as black, what does not as white,
 * as if the silhouette were drawn on a sheet of paper. So lines, small things, holes and gaps are kept as they are kept
 * in any picture, whatever share of a cell they cover. What was drawn as the source's, an outline's outer half, stays as
 * well. A cell that the source does not touch stays transparent.
 * @returns an art pixel a byte: 1 opaque
 */
export function silhouetteOf({ figure, share, opaque, lattice, source, wraps }: Drawn): Uint8Array {
  const { width, height } = lattice;
  if (figure === null || share === null || source === null) return opaque;
  const cells = {
    width,
    height,
    rgb: greys(
      Uint8Array.from(figure, (part) => Math.round(255 * part)),
      3,
    ),
    opaque: new Uint8Array(width * height).fill(1),
    wraps,
  };
  const alpha = Uint8Array.from({ length: source.data.length / 4 }, (_, i) => source.data[i * 4 + 3]);
  const sheet: RgbaImage = { width: source.width, height: source.height, data: greys(alpha, 4) };
  const { indices } = makeArt(evidenceOf(cells, sheet, WEIGHTS), { colors: 2, palette: [BLACK, WHITE] });
  return Uint8Array.from(indices, (index, cell) =>
    Number(share[cell] > 0 && (index === 0 || opaque[cell] === 1)),
  );
}

/** Greys that are as far from white, 0, to black, 255, as the bytes say. */
function greys(bytes: Uint8Array, stride: 3 | 4): Uint8Array {
  const out = new Uint8Array(bytes.length * stride).fill(255);
  bytes.forEach((byte, i) => {
    out.fill(GREY[byte], i * stride, i * stride + 3);
  });
  return out;
}

/** The sRGB bytes that art's colour space has so far from white. */
const GREY: Uint8Array = (() => {
  const lightness = Uint8Array.from({ length: 256 * 3 }, (_, at) => Math.floor(at / 3));
  const space = spaceOf(lightness, 1);
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    let grey = 0;
    while (grey < 255 && space[(grey + 1) * 3] <= 1 - byte / 255) grey++;
    return grey;
  });
})();
