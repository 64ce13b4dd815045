import type { RgbaImage } from '../../../src/core/image.ts';
import { type SourceCells, sourceCells } from './cells.ts';
import { type Backdrop, WHITE } from './colour.ts';
import { doubledCorners, jaggies } from './contours.ts';
import { colourError, fillError } from './fidelity.ts';
import { outlinePieces, outlineRecall } from './outlines.ts';
import { colourCount } from './palette.ts';
import { orphans, softSteps } from './steps.ts';

/** The figures by which a picture's pixelization is judged. NaN where the source has nothing to measure it on. */
export interface ArtMeasures {
  /** Blurry steps, %. */
  readonly soft: number;
  /** Stray pixels, %. */
  readonly orphan: number;
  /** Outline recall, 0..1. */
  readonly line: number;
  /** Fragments that an unbroken outline falls into. */
  readonly pieces: number;
  /** Mean CIEDE2000 to the cell mean. */
  readonly colour: number;
  /** The same over plain cells. */
  readonly fill: number;
  /** Uneven steps of outlines, 0..1 of all steps. */
  readonly jaggies: number;
  /** Pixels that only thicken a turn, 0..1 of all dark pixels. */
  readonly doubled: number;
  readonly colours: number;
}

/**
 * All figures of one art against its source: a pure function, for training scripts too.
 * @param source the picture it was made from, or its cells at the art's size where many arts share one source
 * @param art at its own grid, one pixel an art pixel
 * @throws RangeError if cells are given for another size than the art's
 */
export function measureArt(
  source: RgbaImage | SourceCells,
  art: RgbaImage,
  backdrop: Backdrop = WHITE,
): ArtMeasures {
  const cells = 'data' in source ? sourceCells(source, art.width, art.height, backdrop) : source;
  return {
    soft: softSteps(art, backdrop),
    orphan: orphans(art, backdrop),
    line: outlineRecall(cells, art, backdrop),
    pieces: outlinePieces(cells, art, backdrop),
    colour: colourError(cells, art, backdrop),
    fill: fillError(cells, art, backdrop),
    jaggies: jaggies(art, backdrop),
    doubled: doubledCorners(art, backdrop),
    colours: colourCount(art),
  };
}
