import type { RgbaImage } from '../../../src/core/image.ts';
import { random } from '../../../src/core/random.ts';
import { type Backdrop, toLab, WHITE } from './colour.ts';

/** How patches are drawn and compared. */
export interface PatchOptions {
  /** Art pixels along a patch's side; 4 shows steps, corners and dithers but no objects. */
  readonly side: number;
  /** Most patches taken from one picture, so that large pictures do not outvote small ones. */
  readonly perPicture: number;
  /** Random directions on which the two sets are compared. */
  readonly directions: number;
  readonly seed: number;
}

export const PATCH_DEFAULTS: PatchOptions = { side: 4, perPicture: 256, directions: 128, seed: 1 };

/** Sets of small patches, each patch side² × 3 values of CIELAB with its mean colour taken off. */
export interface PatchSet {
  readonly side: number;
  readonly count: number;
  readonly values: Float64Array;
}

/**
 * Random patches of pictures at their own grid. The mean colour is taken off each, so that what is compared is how
 * pixels are set and not what the pictures show. Patches of one flat colour are left out: they say only how much
 * empty ground a picture has.
 * @param pictures one pixel an art pixel; those smaller than a patch give none
 * @throws RangeError if no picture has a patch with a step in it
 */
export function patchesOf(
  pictures: readonly RgbaImage[],
  options: PatchOptions = PATCH_DEFAULTS,
  backdrop: Backdrop = WHITE,
): PatchSet {
  const { side, perPicture, seed } = options;
  const size = side * side * 3;
  const next = random(seed);
  const values: number[] = [];
  const patch = new Float64Array(size);
  for (const picture of pictures) {
    const { width, height, lab } = toLab(picture, backdrop);
    const places: number[] = [];
    for (let y = 0; y + side <= height; y++) {
      for (let x = 0; x + side <= width; x++) places.push(y * width + x);
    }
    // A Fisher-Yates shuffle that stops as soon as enough patches are found.
    let taken = 0;
    for (let i = 0; i < places.length && taken < perPicture; i++) {
      const j = i + Math.floor(next() * (places.length - i));
      [places[i], places[j]] = [places[j], places[i]];
      const mean = [0, 0, 0];
      let flat = true;
      for (let k = 0; k < size; k++) {
        const pixel = places[i] + Math.floor(k / 3 / side) * width + (Math.floor(k / 3) % side);
        patch[k] = lab[pixel * 3 + (k % 3)];
        mean[k % 3] += patch[k] / (side * side);
        flat &&= Math.abs(patch[k] - patch[k % 3]) < 1e-6;
      }
      if (flat) continue;
      taken++;
      for (let k = 0; k < size; k++) values.push(patch[k] - mean[k % 3]);
    }
  }
  if (values.length === 0) throw new RangeError(`no ${side}x${side} patch with a step in the pictures given`);
  return { side, count: values.length / size, values: Float64Array.from(values) };
}

/**
 * Sliced Wasserstein distance between two sets of patches: the mean, over random directions, of the
 * one-dimensional Wasserstein-1 distance between the projections of the two sets. Lower is closer to the
 * reference. Needs no pretrained network.
 * Source: Rabin, Peyré, Delon, Bernot, "Wasserstein barycenter and its application to texture mixing", 2011.
 * @param patches what is judged
 * @param reference patches of genuine pixel art
 * @returns 0 or more, in CIELAB units per pixel; the same for the same seed
 * @throws RangeError if the two sets have patches of different sides
 */
export function slicedWasserstein(
  patches: PatchSet,
  reference: PatchSet,
  options: PatchOptions = PATCH_DEFAULTS,
): number {
  if (patches.side !== reference.side) {
    throw new RangeError(`patches must have one side, got ${patches.side} and ${reference.side}`);
  }
  const size = patches.side * patches.side * 3;
  const next = random(options.seed);
  let sum = 0;
  for (let d = 0; d < options.directions; d++) {
    // Box-Muller: a normal vector has no preferred direction.
    const direction = Float64Array.from(
      { length: size },
      () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    );
    const norm = Math.hypot(...direction);
    const project = (set: PatchSet) => {
      const line = new Float64Array(set.count);
      for (let i = 0; i < set.count; i++) {
        for (let k = 0; k < size; k++) line[i] += (set.values[i * size + k] * direction[k]) / norm;
      }
      return line.sort();
    };
    sum += wasserstein1(project(patches), project(reference));
  }
  return sum / options.directions;
}

/** W1 of two sorted samples of any lengths: the area between their quantile functions. */
function wasserstein1(a: Float64Array, b: Float64Array): number {
  let [i, j, from, sum] = [0, 0, 0, 0];
  while (i < a.length && j < b.length) {
    const to = Math.min((i + 1) / a.length, (j + 1) / b.length);
    sum += (to - from) * Math.abs(a[i] - b[j]);
    from = to;
    if ((i + 1) / a.length <= to) i++;
    if ((j + 1) / b.length <= to) j++;
  }
  return sum;
}
