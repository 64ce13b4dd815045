import type { RgbaImage } from '../../../src/core/image.ts';
import { neighboursOf } from '../../../src/core/neighbours.ts';
import { type Backdrop, deltaE76, type LabImage, toLab, WHITE } from './colour.ts';

/** A source for an art of width × height pixels, with the pixels that are no blend of an edge. */
export interface SourceSupport {
  readonly width: number;
  readonly height: number;
  readonly source: LabImage;
  /** 1 for pixels that all four neighbours are like (ΔE76 < 6). */
  readonly pure: Uint8Array;
}

/** How a colour counts as shown by the source about a cell. */
interface Shown {
  /** ΔE76 under which a source pixel has the colour. */
  readonly near: number;
  /** The least such pixels, as a share of a cell's area. */
  readonly share: number;
  /** Whether only pure pixels count. */
  readonly pure: boolean;
}

/** ΔE76 under which neighbours are alike. */
const ALIKE = 6;
/** A crumb differs that much (ΔE76) from either colour that it lies between ... */
const CRUMB_STEP = 8;
/** ... and the way through it is no longer than that, as a multiple of the straight way. */
const DETOUR = 1.1;
const CRUMB_SHOWN: Shown = { near: 8, share: 0.1, pure: true };
const STRAY_SHOWN: Shown = { near: 12, share: 0.05, pure: false };
/** Cells by which the box about a cell reaches beyond it. */
const REACH = 0.5;

/**
 * Reads which pixels of a source are pure.
 * @param source in CIELAB, any size
 * @param width art pixels across
 * @param height art pixels down
 */
export function sourceSupport(source: LabImage, width: number, height: number): SourceSupport {
  const { lab } = source;
  const pure = new Uint8Array(source.width * source.height);
  const alike = (p: number, q: number) => deltaE76(lab, p, lab, q) < ALIKE;
  for (let y = 0; y < source.height; y++) {
    for (let x = 0; x < source.width; x++) {
      const p = y * source.width + x;
      const isPure =
        (x === 0 || alike(p, p - 1)) &&
        (x + 1 === source.width || alike(p, p + 1)) &&
        (y === 0 || alike(p, p - source.width)) &&
        (y + 1 === source.height || alike(p, p + source.width));
      if (isPure) pure[p] = 1;
    }
  }
  return { width, height, source, pure };
}

/** Whether the source shows entry `cell` of the art's colours in that cell or half a cell around it. */
function isShown(
  { width, height, source, pure }: SourceSupport,
  lab: Float64Array,
  cell: number,
  how: Shown,
): boolean {
  const x = cell % width;
  const y = (cell - x) / width;
  const [sx, sy] = [source.width / width, source.height / height];
  const left = Math.max(0, Math.floor((x - REACH) * sx));
  const right = Math.min(source.width, Math.ceil((x + 1 + REACH) * sx));
  const bottom = Math.min(source.height, Math.ceil((y + 1 + REACH) * sy));
  const least = how.share * sx * sy;
  let found = 0;
  for (let v = Math.max(0, Math.floor((y - REACH) * sy)); v < bottom; v++) {
    for (let u = left; u < right; u++) {
      const p = v * source.width + u;
      if (how.pure && !pure[p]) continue;
      if (deltaE76(source.lab, p, lab, cell) < how.near && ++found >= least) return true;
    }
  }
  return false;
}

/** The share of an art's pixels, in %, that `isOne` picks and whose colour the source does not show there. */
function unsupported(
  support: SourceSupport,
  art: RgbaImage,
  backdrop: Backdrop,
  how: Shown,
  isOne: (lab: Float64Array, cell: number, around: readonly number[]) => boolean,
): number {
  if (art.width !== support.width || art.height !== support.height) {
    throw new RangeError(
      `art must be ${support.width}x${support.height} like the source's cells, got ${art.width}x${art.height}`,
    );
  }
  const { lab } = toLab(art, backdrop);
  let count = 0;
  for (let cell = 0; cell < art.width * art.height; cell++) {
    if (isOne(lab, cell, neighboursOf(art, cell)) && !isShown(support, lab, cell, how)) count++;
  }
  return (100 * count) / (art.width * art.height);
}

/**
 * crumbs: half-tone cells. Art pixels whose colour lies between those of two of their eight neighbours (further than
 * ΔE76 8 from either, and no more than a tenth off the straight way), while the source has no pure pixels of that
 * colour (a tenth of a cell's area within ΔE76 8) in the cell or half a cell around it: only blends at an edge, or
 * nothing.
 * @returns 0..100 % of all pixels
 * @throws RangeError if the art is not of the size that the source was read for
 */
export function crumbs(support: SourceSupport, art: RgbaImage, backdrop: Backdrop = WHITE): number {
  return unsupported(support, art, backdrop, CRUMB_SHOWN, (lab, cell, around) => {
    const far = around.map((q) => deltaE76(lab, cell, lab, q));
    for (let i = 0; i < around.length; i++) {
      if (far[i] < CRUMB_STEP) continue;
      for (let j = 0; j < i; j++) {
        if (far[j] < CRUMB_STEP) continue;
        if (far[i] + far[j] <= DETOUR * deltaE76(lab, around[i], lab, around[j])) return true;
      }
    }
    return false;
  });
}

/**
 * stray: art pixels that differ (ΔE76 > 6) from all their neighbours, in a colour of which the source has next to
 * nothing (a twentieth of a cell's area within ΔE76 12) in the cell or half a cell around it.
 * @returns 0..100 % of all pixels
 * @throws RangeError if the art is not of the size that the source was read for
 */
export function stray(support: SourceSupport, art: RgbaImage, backdrop: Backdrop = WHITE): number {
  return unsupported(support, art, backdrop, STRAY_SHOWN, (lab, cell, around) =>
    around.every((q) => deltaE76(lab, cell, lab, q) > ALIKE),
  );
}
