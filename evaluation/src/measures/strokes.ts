import type { RgbaImage } from '../../../src/core/image.ts';
import { partsOf } from '../../../src/core/parts.ts';
import { OUTLINE_L } from './cells.ts';
import { type Backdrop, type LabImage, WHITE } from './colour.ts';
import { distanceInside, grown, skeleton } from './morphology.ts';
import { darkMask } from './outlines.ts';

/** How near (in cells) the centre of an art pixel lies that draws a stroke. */
const NEAR = 0.9;
/** How far (in cells) it lies from thick strokes, to be a thin one's. */
const CLEAR = 1.2;
/** Cells of skeleton from which a source has strokes, or thin ones, and from which one stroke is long. */
const LEAST = { source: 3, thin: 3, long: 6 } as const;
/** Skeleton pixels per pixel of length: between straight (1) and diagonal (1.41) lines. */
const SLANT = 1.15;

/** A point of a stroke's middle line, in cells. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The dark strokes of a source for an art of width × height pixels. */
export interface SourceStrokes {
  readonly width: number;
  readonly height: number;
  readonly points: readonly Point[];
  /** Which of the points belong to strokes thinner than a cell. */
  readonly thin: readonly boolean[];
  /** Indices of the points of each unbroken stroke longer than six cells. */
  readonly long: readonly (readonly number[])[];
  /** Skeleton pixels a cell's side. */
  readonly side: number;
}

/**
 * The middle lines of a source's dark strokes (L < 25).
 * @param source in CIELAB, any size
 * @param width art pixels across
 * @param height art pixels down
 */
export function sourceStrokes(source: LabImage, width: number, height: number): SourceStrokes {
  const dark = Uint8Array.from({ length: source.width * source.height }, (_, i) =>
    source.lab[i * 3] < OUTLINE_L ? 1 : 0,
  );
  const side = Math.sqrt((source.width / width) * (source.height / height));
  const lines = skeleton(dark, source.width);
  const inside = distanceInside(dark, source.width);
  const at = new Int32Array(lines.length).fill(-1);
  const points: Point[] = [];
  const thin: boolean[] = [];
  for (let p = 0; p < lines.length; p++) {
    if (!lines[p]) continue;
    at[p] = points.length;
    const x = p % source.width;
    const y = (p - x) / source.width;
    points.push({ x: ((x + 0.5) * width) / source.width, y: ((y + 0.5) * height) / source.height });
    thin.push(2 * inside[p] < side);
  }
  const long = partsOf(
    Int8Array.from(grown(lines, source.width), (line) => (line ? 1 : -1)),
    source,
    8,
  )
    .map((part) => part.flatMap((p) => (at[p] < 0 ? [] : at[p])))
    .filter((stroke) => stroke.length >= LEAST.long * side);
  return { width, height, points, thin, long, side };
}

/** What an art makes of a source's strokes. */
export interface StrokeFigures {
  /** Share of the strokes' middle lines with a dark art pixel whose centre is within 0.9 cells, 0..1. */
  readonly stroke: number;
  /** 8-connected parts that the dark art pixels near a stroke longer than 6 cells fall into, 1 is whole. */
  readonly parts: number;
  /** Dark art pixels beside strokes thinner than a cell, per cell of their length: 1 is one wide. */
  readonly width: number;
}

/**
 * stroke, parts and width: whether dark lines (L < 25 in the source, L < 45 in the art) are kept, wherever in their
 * cell they lie and however thin they are drawn; whether they stay whole; and how wide they are drawn.
 * @returns NaN where the source has no strokes (fewer than 3 cells of them), no thin or no long ones
 * @throws RangeError if the art is not of the size that the strokes were read for
 */
export function strokeFigures(
  source: SourceStrokes,
  art: RgbaImage,
  backdrop: Backdrop = WHITE,
): StrokeFigures {
  const { width, height, points, thin, long, side } = source;
  if (art.width !== width || art.height !== height) {
    throw new RangeError(`art must be ${width}x${height} like the strokes, got ${art.width}x${art.height}`);
  }
  const none = { stroke: Number.NaN, parts: Number.NaN, width: Number.NaN };
  if (points.length < LEAST.source * side) return none;
  const dark = darkMask(art, backdrop);
  if (!dark.includes(1)) return { ...none, stroke: 0 };

  /** Dark art pixels whose centre is within `reach` (up to 1.5 cells) of a point. */
  const around = (point: Point, reach: number): number[] => {
    const found: number[] = [];
    const [x0, y0] = [Math.floor(point.x), Math.floor(point.y)];
    for (let y = Math.max(0, y0 - 2); y <= Math.min(height - 1, y0 + 2); y++) {
      for (let x = Math.max(0, x0 - 2); x <= Math.min(width - 1, x0 + 2); x++) {
        const cell = y * width + x;
        if (dark[cell] && Math.hypot(x + 0.5 - point.x, y + 0.5 - point.y) <= reach) found.push(cell);
      }
    }
    return found;
  };
  const near = points.map((point) => around(point, NEAR));
  const kept = near.filter((cells) => cells.length > 0).length;

  const parts = long.map((stroke) => {
    const own = new Int8Array(dark.length).fill(-1);
    for (const i of stroke) for (const cell of near[i]) own[cell] = 1;
    return partsOf(own, { width, height }, 8).length;
  });

  const length = thin.filter(Boolean).length;
  const beside = new Uint8Array(dark.length);
  points.forEach((_, i) => {
    if (thin[i]) for (const cell of near[i]) beside[cell] = 1;
  });
  points.forEach((point, i) => {
    if (!thin[i]) for (const cell of around(point, CLEAR)) beside[cell] = 0;
  });
  const drawn = beside.reduce((sum, v) => sum + v, 0);
  return {
    stroke: kept / points.length,
    parts: parts.reduce((a, b) => a + b, 0) / parts.length,
    width: length > LEAST.thin * side ? drawn / (length / side / SLANT) : Number.NaN,
  };
}
