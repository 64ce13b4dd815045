import type { RgbaImage } from '../../../src/core/image.ts';
import { type SourceCells, sourceCells } from './cells.ts';
import { type Backdrop, toLab, WHITE } from './colour.ts';
import { detailKept, type SourceFeatures, sourceFeatures } from './features.ts';
import { exactFlats, type SourceFlats, sourceFlats, toneError } from './flat.ts';
import { clogged, inkError, type SourceInk, sourceInk } from './ink.ts';
import { ragged, type SourceEdges, sourceEdges } from './ragged.ts';
import { type SourceStrokes, sourceStrokes, strokeFigures } from './strokes.ts';
import { crumbs, type SourceSupport, sourceSupport, stray } from './support.ts';

/** The figures that follow what judges say. NaN where the source has nothing to measure one on. */
export interface EyeMeasures {
  /** Share of the source's small features that survive, 0..1. */
  readonly detail: number;
  /** CIEDE2000 between drawn outlines and the source's own ink. */
  readonly ink: number;
  /** Blocks of dark pixels that the source does not have, per 100 outline cells. */
  readonly clog: number;
  /** Share of the source's dark strokes that is drawn, 0..1. */
  readonly stroke: number;
  /** Parts that an unbroken stroke falls into. */
  readonly parts: number;
  /** Width of thin strokes in art pixels. */
  readonly width: number;
  /** Share of flat cells that have just their colour, 0..1. */
  readonly exact: number;
  /** ΔE76 to the source, both blurred. */
  readonly tone: number;
  /** Half-tone pixels, %. */
  readonly crumbs: number;
  /** Lone pixels of a colour that the source does not have there, %. */
  readonly stray: number;
  /** Steps of their own per 100 cells of straight edges and borders. */
  readonly ragged: number;
}

/** A source read once for all arts of width × height pixels that are made from it. */
export interface SourceReading {
  readonly cells: SourceCells;
  readonly features: SourceFeatures;
  readonly ink: SourceInk;
  readonly strokes: SourceStrokes;
  readonly flats: SourceFlats;
  readonly support: SourceSupport;
  readonly edges: SourceEdges;
}

/**
 * Reads a source for the measures of arts of one size.
 * @param source any size, also smaller than the art
 * @param width art pixels across, at least 1
 * @param height art pixels down, at least 1
 * @throws RangeError if a side of the art is no positive integer
 */
export function readSource(
  source: RgbaImage,
  width: number,
  height: number,
  backdrop: Backdrop = WHITE,
): SourceReading {
  const cells = sourceCells(source, width, height, backdrop);
  const lab = toLab(source, backdrop);
  const flats = sourceFlats(lab, width, height);
  return {
    cells,
    features: sourceFeatures(lab, width, height),
    ink: sourceInk(lab, cells),
    strokes: sourceStrokes(lab, width, height),
    flats,
    support: sourceSupport(lab, width, height),
    edges: sourceEdges(lab, flats),
  };
}

/**
 * All figures that follow eyes, of one art against its source.
 * @param source the picture it was made from, or its reading at the art's size where many arts share one source
 * @param art at its own grid, one pixel an art pixel
 * @throws RangeError if the reading is one for another size than the art's
 */
export function measureForEyes(
  source: RgbaImage | SourceReading,
  art: RgbaImage,
  backdrop: Backdrop = WHITE,
): EyeMeasures {
  const read = 'data' in source ? readSource(source, art.width, art.height, backdrop) : source;
  return {
    detail: detailKept(read.features, art, backdrop),
    ink: inkError(read.ink, art, backdrop),
    clog: clogged(read.ink, art, backdrop),
    ...strokeFigures(read.strokes, art, backdrop),
    exact: exactFlats(read.flats, art, backdrop),
    tone: toneError(read.cells, art, backdrop),
    crumbs: crumbs(read.support, art, backdrop),
    stray: stray(read.support, art, backdrop),
    ragged: ragged(read.edges, art, backdrop),
  };
}
