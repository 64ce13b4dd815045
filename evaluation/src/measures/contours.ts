import type { RgbaImage } from '../../../src/core/image.ts';
import { type Backdrop, WHITE } from './colour.ts';
import { darkMask } from './outlines.ts';

/** Pixel reader that is 0 outside the mask. */
function reader(mask: Uint8Array, width: number): (x: number, y: number) => number {
  const height = mask.length / width;
  return (x, y) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : mask[y * width + x]);
}

/**
 * doubled corners: the share of dark pixels (L < 45) that only thicken a turn of a line. Such a pixel has two dark
 * 4-neighbours at a right angle, which touch each other at the corner anyway, while the other two 4-neighbours and
 * the pixel between the two are not dark: without it the line would still hold together, one pixel wide.
 * @returns 0..1; NaN if nothing in the art is dark
 */
export function doubledCorners(art: RgbaImage, backdrop: Backdrop = WHITE): number {
  const mask = darkMask(art, backdrop);
  const at = reader(mask, art.width);
  let dark = 0;
  let doubled = 0;
  for (let y = 0; y < art.height; y++) {
    for (let x = 0; x < art.width; x++) {
      if (!at(x, y)) continue;
      dark++;
      const [n, e, s, w] = [at(x, y - 1), at(x + 1, y), at(x, y + 1), at(x - 1, y)];
      // n + s = 1 and e + w = 1: exactly one neighbour upright, exactly one across.
      if (n + s === 1 && e + w === 1 && !at(x + e - w, y + s - n)) doubled++;
    }
  }
  return doubled / dark;
}

/** A straight stretch of a contour, in pixels, and the turn that ends it: 1 right, -1 left. */
interface Run {
  readonly length: number;
  readonly turn: number;
}

/** East, south, west, north: a quarter turn right each. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** The closed contours of a mask along pixel edges, the dark side on the right, as runs between turns. */
function contours(mask: Uint8Array, width: number): Run[][] {
  const height = mask.length / width;
  const at = reader(mask, width);
  // Every contour has an eastward edge above a dark pixel; those walked are ticked off.
  const walked = new Uint8Array(mask.length);
  const found: Run[][] = [];
  for (let y0 = 0; y0 < height; y0++) {
    for (let x0 = 0; x0 < width; x0++) {
      if (!at(x0, y0) || at(x0, y0 - 1) || walked[y0 * width + x0]) continue;
      const turns: number[] = [];
      let [x, y, heading] = [x0, y0, 0];
      do {
        // (x, y) is the dark pixel to the right of the edge that is walked.
        if (heading === 0) walked[y * width + x] = 1;
        const [dx, dy] = STEPS[heading];
        const [lx, ly] = STEPS[(heading + 3) % 4];
        if (at(x + dx + lx, y + dy + ly)) {
          // Dark ahead on the left: the contour turns left, so that 8-connected pixels share one contour.
          [x, y] = [x + dx + lx, y + dy + ly];
          heading = (heading + 3) % 4;
          turns.push(-1);
        } else if (at(x + dx, y + dy)) {
          [x, y] = [x + dx, y + dy];
          turns.push(0);
        } else {
          heading = (heading + 1) % 4;
          turns.push(1);
        }
      } while (x !== x0 || y !== y0 || heading !== 0);
      // Start behind a turn, so that no run is cut in two.
      const start = turns.findIndex((turn) => turn !== 0) + 1;
      const runs: Run[] = [];
      let length = 0;
      for (let i = 0; i < turns.length; i++) {
        const turn = turns[(start + i) % turns.length];
        length++;
        if (turn !== 0) {
          runs.push({ length, turn });
          length = 0;
        }
      }
      found.push(runs);
    }
  }
  return found;
}

/**
 * jaggies: the share of uneven steps along the contours of dark pixels (L < 45). On a staircase (turns right, left,
 * right, left) the runs of a digital straight line differ by at most one pixel and those of an arc grow or shrink
 * steadily. A run that is at least two pixels longer, or shorter, than both the run before and the run after it
 * makes neither: it is a dent or a bump.
 * @returns 0..1 of all runs in the middle of a staircase; NaN if there is none
 */
export function jaggies(art: RgbaImage, backdrop: Backdrop = WHITE): number {
  let stairs = 0;
  let uneven = 0;
  for (const runs of contours(darkMask(art, backdrop), art.width)) {
    const n = runs.length;
    for (let i = 0; i < n; i++) {
      const run = (d: number) => runs[(i + d + n) % n];
      // The five runs i-2 .. i+2 climb one staircase if the four turns between them alternate.
      const alternate = [-2, -1, 0].every((d) => run(d).turn === -run(d + 1).turn);
      if (n < 5 || !alternate) continue;
      stairs++;
      const before = run(0).length - run(-2).length;
      const after = run(0).length - run(2).length;
      if ((before >= 2 && after >= 2) || (before <= -2 && after <= -2)) uneven++;
    }
  }
  return uneven / stairs;
}
