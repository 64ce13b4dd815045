import type { RgbaImage } from '../../../src/core/image.ts';
import { type Backdrop, deltaE76, type LabImage, toLab, WHITE } from './colour.ts';
import { distanceInside } from './morphology.ts';
import { countColours, segments } from './segments.ts';

/** Colours that a source is parted into. */
const COLOURS = 28;
/** Partings by other starts of the k-means whose features are taken together: a single one's hang on the start. */
const PARTINGS = 3;
/** A small feature's area in cells. */
const AREA = { least: 0.35, most: 5 } as const;
/** Features of which no pixel lies so deep (in sides of a cell) are lines. */
const DEPTH = 0.22;
/** ΔE76 from the colour of a feature that three quarters of the pixels around it must have. */
const APART = 18;
/** ΔE76 within which an art pixel shows a feature. */
const SHOWN = 14;
/** The ring around a feature: pixels from beyond the first to the last, by steps to the four sides. */
const RING = { from: 2, to: 4 } as const;
const LEAST_RING = 6;

/** A small part of a source in one colour that stands out. */
export interface Feature {
  /** Median CIELAB of its pixels. */
  readonly colour: Float64Array;
  /** The art pixels that lie over it, each once. */
  readonly cells: readonly number[];
}

/** The small features of a source for an art of width × height pixels. */
export interface SourceFeatures {
  readonly width: number;
  readonly height: number;
  readonly features: readonly Feature[];
}

/** The middle of the values as numpy has it: the mean of the two middle ones of an even number. */
export function median(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The median of each of L, a and b over the pixels of a list. */
export function medianLab(lab: Float64Array, pixels: ArrayLike<number>): Float64Array {
  return Float64Array.from([0, 1, 2], (c) =>
    median(Float64Array.from({ length: pixels.length }, (_, i) => lab[pixels[i] * 3 + c])),
  );
}

/**
 * The small features of a source: 8-connected parts of one of 28 colours that are 0.35 to 5 cells large, thicker
 * than a line (some pixel lies 0.22 cells deep) and further than ΔE76 18 from three quarters of the pixels two to
 * four pixels around them. The features of three partings count, so that what all three find counts three times.
 * @param source in CIELAB, any size
 * @param width art pixels across
 * @param height art pixels down
 */
export function sourceFeatures(source: LabImage, width: number, height: number): SourceFeatures {
  const { lab } = source;
  const area = (source.width / width) * (source.height / height);
  const features: Feature[] = [];
  const counted = countColours(source);
  const parts = Array.from({ length: PARTINGS }, (_, i) =>
    equalParts(segments(counted, COLOURS, i + 1).labels, source.width, AREA.least * area, AREA.most * area),
  );
  for (const part of parts.flat()) {
    const ring = surroundings(part, source, DEPTH * Math.sqrt(area));
    if (ring.length < LEAST_RING) continue;
    const colour = medianLab(lab, part);
    const apart = Float64Array.from(ring, (p) => deltaE76(lab, p, colour, 0)).sort();
    // The quartile is interpolated.
    const at = (apart.length - 1) / 4;
    const low = Math.floor(at);
    if (apart[low] + (at - low) * (apart[Math.ceil(at)] - apart[low]) < APART) continue;
    const cells = new Set<number>();
    for (const p of part) {
      const x = p % source.width;
      const y = (p - x) / source.width;
      const row = Math.floor((y * height) / source.height);
      cells.add(row * width + Math.floor((x * width) / source.width));
    }
    features.push({ colour, cells: [...cells] });
  }
  return { width, height, features };
}

/** The 8-connected parts of equal labels that have `least` to `most` pixels, each a list of them. */
function equalParts(labels: Uint8Array, width: number, least: number, most: number): Int32Array[] {
  const height = labels.length / width;
  const seen = new Uint8Array(labels.length);
  // Every pixel is queued once: the parts lie in the queue one behind the other.
  const queue = new Int32Array(labels.length);
  const parts: Int32Array[] = [];
  let end = 0;
  for (let start = 0; start < labels.length; start++) {
    if (seen[start]) continue;
    const from = end;
    seen[start] = 1;
    queue[end++] = start;
    for (let at = from; at < end; at++) {
      const x = queue[at] % width;
      const y = (queue[at] - x) / width;
      const right = Math.min(width - 1, x + 1);
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let q = v * width + Math.max(0, x - 1); q <= v * width + right; q++) {
          if (seen[q] || labels[q] !== labels[start]) continue;
          seen[q] = 1;
          queue[end++] = q;
        }
      }
    }
    if (end - from >= least && end - from <= most) parts.push(queue.slice(from, end));
  }
  return parts;
}

/** The pixels of the ring around a part; none if not one of its own lies `deep` pixels deep. */
function surroundings(part: Int32Array, source: LabImage, deep: number): number[] {
  const xs = part.map((p) => p % source.width);
  const ys = part.map((p) => Math.floor(p / source.width));
  let [left, top, right, bottom] = [xs[0], ys[0], xs[0], ys[0]];
  for (let i = 0; i < part.length; i++) {
    left = Math.min(left, xs[i]);
    right = Math.max(right, xs[i]);
    top = Math.min(top, ys[i]);
    bottom = Math.max(bottom, ys[i]);
  }
  const pad = RING.to;
  const width = right - left + 1 + 2 * pad;
  const mask = new Uint8Array(width * (bottom - top + 1 + 2 * pad));
  for (let i = 0; i < part.length; i++) mask[(ys[i] - top + pad) * width + xs[i] - left + pad] = 1;
  if (!distanceInside(mask, width).some((depth) => depth >= deep)) return [];
  const steps = new Uint8Array(mask.length);
  let front: number[] = [];
  for (let p = 0; p < mask.length; p++) if (mask[p]) front.push(p);
  const ring: number[] = [];
  for (let step = 1; step <= RING.to; step++) {
    const grown: number[] = [];
    for (const p of front) {
      for (const q of [p - width, p - 1, p + 1, p + width]) {
        if (q < 0 || q >= mask.length || mask[q] || steps[q]) continue;
        steps[q] = step;
        grown.push(q);
        const x = (q % width) + left - pad;
        const y = Math.floor(q / width) + top - pad;
        const inside = x >= 0 && y >= 0 && x < source.width && y < source.height;
        if (step >= RING.from && inside) ring.push(y * source.width + x);
      }
    }
    front = grown;
  }
  return ring;
}

/**
 * detail: of a source's small features, the share that some art pixel over them shows within ΔE76 14.
 * @returns 0..1; NaN if the source has none
 * @throws RangeError if the art is not of the size that the features were read for
 */
export function detailKept(
  { width, height, features }: SourceFeatures,
  art: RgbaImage,
  backdrop: Backdrop = WHITE,
): number {
  if (art.width !== width || art.height !== height) {
    throw new RangeError(`art must be ${width}x${height} like the features, got ${art.width}x${art.height}`);
  }
  const { lab } = toLab(art, backdrop);
  const shown = features.filter(({ colour, cells }) =>
    cells.some((cell) => deltaE76(lab, cell, colour, 0) < SHOWN),
  );
  return shown.length / features.length;
}
