import type { RgbaImage } from '../../../src/core/image.ts';
import { bicubic, subsample } from '../../../src/core/resample.ts';
import { Sheet } from './contact-sheet.ts';

/** Pixels that the longer side of an art is about enlarged to. */
const SIDE = 256;
const GAP = 12;
/** Pixels a dot of a letter, of titles and of row numbers. */
const SMALL = 2;
const LARGE = 5;

/** A row of a sheet for blind judging. */
export interface PairRow {
  readonly source: RgbaImage;
  readonly left: RgbaImage;
  readonly right: RgbaImage;
}

/**
 * A sheet for blind judging: numbered rows of the input and two arts, without any names. Arts are enlarged without
 * smoothing by a whole number, to about 256 pixels.
 * @param number the sheet's own, from 1
 */
export function pairSheet(number: number, rows: readonly PairRow[]): RgbaImage {
  const sizes = rows.map(({ left: { width, height } }) => {
    const zoom = Math.max(1, Math.round(SIDE / Math.max(width, height)));
    return { width: width * zoom, height: height * zoom };
  });
  const column = Math.max(...sizes.map(({ width }) => width)) + GAP;
  const margin = 4 * LARGE + 2 * GAP;
  const head = 5 * SMALL + 2 * GAP;
  const height = head + sizes.reduce((sum, size) => sum + size.height + GAP, 0);
  const sheet = new Sheet(margin + 3 * column, height);
  ['input', 'left', 'right'].forEach((title, i) => {
    sheet.words(title, margin + i * column, GAP, column, SMALL);
  });
  sheet.words(String(number), GAP, GAP, margin, SMALL);
  let top = head;
  rows.forEach(({ source, left, right }, i) => {
    const { width, height: tall } = sizes[i];
    sheet.words(String(i + 1), GAP, top, margin, LARGE);
    const fitted = width > source.width ? subsample : bicubic;
    sheet.picture(fitted(source, width, tall), margin, top);
    sheet.picture(subsample(left, width, tall), margin + column, top);
    sheet.picture(subsample(right, width, tall), margin + 2 * column, top);
    top += tall + GAP;
  });
  return sheet;
}
