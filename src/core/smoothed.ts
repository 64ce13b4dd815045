import type { RgbaImage } from './image.ts';

/** Steps of at least so many bytes are edges. */
const EDGE = 16;
/** The edge of a smooth enlargement goes on before and behind its steepest step, by this share of it together. */
const GOES_ON = 0.4;
/** At most so many edges of art do: between 1 and 60 in a hundred of genuine art, and 85 or more of art enlarged twice. */
const MOST = 0.65;

/**
 * Whether a picture is one that was enlarged smoothly, about twice or more: nearly none of its edges is a step from one
 * pixel to the next.
 */
export function isSmoothed({ width, height, data }: RgbaImage): boolean {
  const count = { edges: 0, soft: 0 };
  for (let y = 0; y < height; y++) countEdges(data, y * width * 4, 4, width, count);
  for (let x = 0; x < width; x++) countEdges(data, x * 4, width * 4, height, count);
  return count.soft > count.edges * MOST;
}

/** Counts the edges along a row or a column: steps that are no smaller than those beside them, in the channel that changes most. */
function countEdges(
  data: RgbaImage['data'],
  start: number,
  stride: number,
  pixels: number,
  count: { edges: number; soft: number },
): void {
  /** The step to a pixel in a channel, of colours times alpha. */
  const step = (pixel: number, c: number): number => {
    if (pixel < 1 || pixel >= pixels) return 0;
    const at = start + pixel * stride;
    const alphas = [data[at + 3], data[at + 3 - stride]];
    if (c === 3) return alphas[0] - alphas[1];
    return (data[at + c] * alphas[0] - data[at + c - stride] * alphas[1]) / 255;
  };
  for (let pixel = 1; pixel < pixels; pixel++) {
    const steps = [0, 1, 2, 3].map((c) => step(pixel, c));
    const here = steps.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most));
    if (Math.abs(here) < EDGE) continue;
    const c = steps.indexOf(here);
    const beside = [step(pixel - 1, c), step(pixel + 1, c)];
    if (beside.some((each) => Math.abs(each) > Math.abs(here))) continue;
    count.edges++;
    const same = beside.reduce((sum, each) => sum + Math.max(0, each * Math.sign(here)), 0);
    if (same >= GOES_ON * Math.abs(here)) count.soft++;
  }
}
