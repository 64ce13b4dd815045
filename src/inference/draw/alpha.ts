import { oklabOfBytes, squaredDistance } from '../../core/colour.ts';
import type { Rgba } from '../../core/image.ts';
import type { Drawing } from './drawing.ts';
import type { Held } from './held.ts';
import { eachPixel, type Lattice } from './lattice.ts';

/** A cell is opaque when its source covers at least this share of it. */
const COVERED = 0.5;
/** The least covered share of a cell that can hold a stroke. */
const STROKE_COVERED = 1 / 8;
/** OKLab colours nearer than this the networks cannot tell from the matte, nor anyone in what they draw. */
const ALIKE = 0.25;
/** What else the networks may see behind transparent parts. */
const GROUNDS: readonly Rgba[] = [
  [255, 255, 255, 255],
  [0, 0, 0, 255],
];

/**
 * The matte, or white or black where most of a source's border would be lost on it: in cells that are covered in part the
 * networks must tell what covers them from what they see behind it.
 */
export function groundFor({ colour, share }: Held, matte: Rgba): Rgba {
  const own = oklabOfBytes(colour);
  const border = [...share.keys()].filter((cell) => share[cell] > 0 && share[cell] < 1);
  const seen = (ground: Rgba): number => {
    const lab = oklabOfBytes(ground, 4);
    return border.filter((cell) => squaredDistance(own, cell, lab, 0) >= ALIKE * ALIKE).length;
  };
  if (seen(matte) * 2 >= border.length) return matte;
  return GROUNDS.reduce((best, ground) => (seen(ground) > seen(best) ? ground : best), matte);
}

/** What was drawn, with the matte taken out of it. */
interface Unmatted extends Pick<Drawing, 'opaque' | 'voters' | 'rgb'> {
  /** How far each cell was drawn as the source's colour there, 1, and not as the matte, 0; null if all are covered. */
  readonly figure: Float32Array | null;
}

/**
 * Takes the matte out of what was drawn. In a cell that is covered in part each pixel lies somewhere between the
 * source's mean colour there and the matte: what is nearer to the matte becomes that mean, of the others the matte's part
 * is taken away. A cell is opaque when its source covers at least half of it, or an eighth and most of its pixels were
 * drawn as the source's: a stroke. Where the source can be weighed, silhouette.ts decides anew.
 * @param rgb the network output, inputWidth × inputHeight × 3 bytes; it is left as it is
 * @param held what of the source each art pixel holds, or null if all are covered
 * @param matte what the networks saw behind transparent parts
 */
export function alphaVote(lattice: Lattice, rgb: Uint8Array, held: Held | null, matte: Rgba): Unmatted {
  const { width, height } = lattice;
  if (held === null) {
    const opaque = new Uint8Array(width * height).fill(1);
    return { opaque, voters: votersIn(lattice, opaque), rgb, figure: null };
  }
  const { colour, share } = held;
  const [own, ground, drawn] = [oklabOfBytes(colour), oklabOfBytes(matte, 4), oklabOfBytes(rgb)];
  const figure = new Float32Array(width * height);
  const sizes = new Uint16Array(width * height);
  const owned = new Uint16Array(width * height);
  const clean = rgb.slice();
  eachPixel(lattice, (pixel, cell) => {
    const part = partOf(pixel, cell);
    sizes[cell]++;
    figure[cell] += part;
    if (part >= 0.5) owned[cell]++;
    if (share[cell] === 1) return;
    for (let c = 0; c < 3; c++) {
      const mean = colour[cell * 3 + c];
      const rest = (1 - part) * (mean - matte[c]);
      clean[pixel * 3 + c] =
        part < 0.5 ? mean : Math.min(255, Math.max(0, Math.round(rgb[pixel * 3 + c] + rest)));
    }
  });
  const opaque = Uint8Array.from(share, (covered, cell) => {
    const isStroke = covered >= STROKE_COVERED && owned[cell] * 2 >= sizes[cell];
    return Number(covered >= COVERED || isStroke);
  });
  return {
    opaque,
    voters: votersIn(lattice, opaque),
    rgb: clean,
    figure: figure.map((sum, cell) => sum / sizes[cell]),
  };

  /** How far a pixel was drawn as the source's own colour, 0..1: along the way there from the matte. */
  function partOf(pixel: number, cell: number): number {
    if (share[cell] === 1 || share[cell] === 0) return share[cell];
    const way = squaredDistance(own, cell, ground, 0);
    // Something else was drawn than either, or else what was drawn does not tell: a stroke is a quarter of a cell.
    if (way < ALIKE * ALIKE)
      return squaredDistance(drawn, pixel, ground, 0) >= ALIKE * ALIKE ? 1 : Math.min(1, 2 * share[cell]);
    let along = 0;
    for (let c = 0; c < 3; c++) along += (drawn[pixel * 3 + c] - ground[c]) * (own[cell * 3 + c] - ground[c]);
    return Math.min(1, Math.max(0, along / way));
  }
}

/** The pixels that vote: all of every opaque cell, an input pixel a byte. */
export function votersIn(lattice: Lattice, opaque: Uint8Array): Uint8Array {
  const voters = new Uint8Array(lattice.inputWidth * lattice.inputHeight);
  eachPixel(lattice, (pixel, cell) => {
    voters[pixel] = opaque[cell];
  });
  return voters;
}
