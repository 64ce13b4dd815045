/**
 * Training pictures, composed anew each iteration: objects on plain or gradient backgrounds, mirrored, cropped and
 * recoloured. Cartoons fill a square crop as they would at inference; pixel art fills a canvas of art pixels, so its
 * grid is the grid of the scale that it serves.
 */

import type { RgbaImage } from '../../../src/core/image.ts';
import type { Rng } from '../rng.ts';
import { resample } from './resample.ts';

/** An RGB picture of size × size, sRGB in [-1, 1], rows top to bottom (HWC). */
export interface Square {
  readonly size: number;
  readonly data: Float32Array;
}

type Rgb = [number, number, number];

/** An sRGB colour, 0..1: most backgrounds are white or light, as users' pictures are. */
function backgroundColour(rng: Rng): Rgb {
  const u = rng.uniform();
  if (u < 0.35) return [1, 1, 1];
  if (u < 0.6) {
    const base = rng.range(215, 255);
    return [0, 1, 2].map(() => Math.round(Math.min(255, base + rng.range(-12, 12))) / 255) as Rgb;
  }
  if (u < 0.67) return [0.025, 0.025, 0.035];
  return [0, 1, 2].map(() => rng.int(256) / 255) as Rgb;
}

/** size × size × 3, sRGB. Pixel art has no smooth gradients: its backgrounds come in `bands` steps. */
function background(rng: Rng, size: number, bands?: number): Float32Array {
  const from = backgroundColour(rng);
  const to = rng.chance(0.2) ? backgroundColour(rng) : from;
  const angle = rng.range(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const data = new Float32Array(size * size * 3);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      let t = 0.5 + (dx * (x / size - 0.5) + dy * (y / size - 0.5)) / 1.42;
      if (bands) t = Math.round(t * bands) / bands;
      for (let c = 0; c < 3; c++) data[(y * size + x) * 3 + c] = from[c]! * (1 - t) + to[c]! * t;
    }
  return data;
}

/** Premultiplied RGBA over RGB, its left upper corner at (left, top); what falls outside is dropped. */
function paste(
  canvas: Float32Array,
  size: number,
  layer: { width: number; height: number; data: Float32Array },
  left: number,
  top: number,
  mirror: boolean,
): void {
  for (let y = Math.max(0, -top); y < layer.height && y + top < size; y++)
    for (let x = Math.max(0, -left); x < layer.width && x + left < size; x++) {
      const p = (y * layer.width + (mirror ? layer.width - 1 - x : x)) * 4;
      const o = ((y + top) * size + x + left) * 3;
      const keep = 1 - layer.data[p + 3]!;
      for (let c = 0; c < 3; c++) canvas[o + c] = canvas[o + c]! * keep + layer.data[p + c]!;
    }
}

/** A turn of hue and a change of contrast; dark pixels are lightened by up to `lift`, colours hardly. */
type Grade = {
  readonly turn: readonly [number, number, number];
  readonly gain: number;
  readonly lift: number;
};

function grade(rng: Rng, hueChance: number): Grade {
  // A rotation about the grey axis keeps greys (outlines, white grounds) as they are.
  const angle = rng.chance(hueChance) ? rng.range(0, 2 * Math.PI) : 0;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turn = [
    cos + (1 - cos) / 3,
    (1 - cos) / 3 - sin / Math.sqrt(3),
    (1 - cos) / 3 + sin / Math.sqrt(3),
  ] as const;
  return { turn, gain: rng.chance(0.5) ? rng.range(0.85, 1.05) : 1, lift: 0 };
}

/** RGB in 0..1 to graded RGB in [-1, 1]. */
function finish(canvas: Float32Array, size: number, { turn: [a, b, c], gain, lift }: Grade): Square {
  const data = new Float32Array(canvas.length);
  for (let i = 0; i < canvas.length; i += 3) {
    const r = canvas[i]!;
    const g = canvas[i + 1]!;
    const bl = canvas[i + 2]!;
    const raise = lift * Math.max(0, 1 - Math.max(r, g, bl)) ** 2;
    data[i] = a * r + b * g + c * bl + raise;
    data[i + 1] = c * r + a * g + b * bl + raise;
    data[i + 2] = b * r + c * g + a * bl + raise;
  }
  for (let i = 0; i < data.length; i++) data[i] = Math.min(1, Math.max(0, data[i]! * gain)) * 2 - 1;
  return { size, data };
}

/** Each block of factor × factor pixels by its mean. */
function shrunk(canvas: Float32Array, size: number, factor: number): Float32Array {
  const small = size / factor;
  const out = new Float32Array(small * small * 3);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const to = (Math.floor(y / factor) * small + Math.floor(x / factor)) * 3;
      const from = (y * size + x) * 3;
      for (let c = 0; c < 3; c++) out[to + c]! += canvas[from + c]! / factor ** 2;
    }
  return out;
}

function isOpaque(image: RgbaImage): boolean {
  for (let p = 3; p < image.data.length; p += 4 * 97) if (image.data[p]! < 250) return false;
  return true;
}

/** How many times finer than the networks' input the crop is from which their targets are made. */
export const DETAIL = 2;

/**
 * A cartoon crop: one object whose longest side is 0.8 to `largest` crops, sometimes a second one.
 * @param pictures RGBA cartoons of any size
 * @param side of the networks' input, pixels
 * @param largest at least 0.8
 * @returns the input, and the same crop DETAIL times as fine
 */
export function composeCartoon(
  pictures: readonly RgbaImage[],
  side: number,
  largest: number,
  rng: Rng,
): { picture: Square; fine: Square } {
  const size = side * DETAIL;
  const canvas = background(rng, size);
  const objects = rng.chance(0.25) ? 2 : 1;
  for (let k = 0; k < objects; k++) {
    const image = rng.pick(pictures);
    const covering = isOpaque(image);
    const longest =
      size *
      (covering
        ? rng.range(1.2, 2.6)
        : k === 0
          ? Math.exp(rng.range(Math.log(0.8), Math.log(largest)))
          : rng.range(0.4, 1));
    const scale = longest / Math.max(image.width, image.height);
    const [w, h] = [
      Math.max(1, Math.round(image.width * scale)),
      Math.max(1, Math.round(image.height * scale)),
    ];
    // Larger than the crop: any place that it covers. Smaller: any place inside, at times cut off.
    const place = (side: number): number => {
      const slack = size - side;
      const margin = covering ? 0 : 0.15 * size;
      return Math.round(rng.range(Math.min(0, slack) - margin, Math.max(0, slack) + margin));
    };
    const [left, top] = [place(w), place(h)];
    const mirror = rng.chance(0.5);
    // Only the visible window is resampled.
    const x0 = Math.max(0, -left);
    const y0 = Math.max(0, -top);
    const x1 = Math.min(w, size - left);
    const y1 = Math.min(h, size - top);
    if (x1 <= x0 || y1 <= y0) continue;
    const sx = mirror ? w - x1 : x0;
    const layer = resample(
      image,
      { x: sx / scale, y: y0 / scale, w: (x1 - x0) / scale, h: (y1 - y0) / scale },
      x1 - x0,
      y1 - y0,
    );
    paste(canvas, size, layer, left + x0, top + y0, mirror);
  }
  const graded = grade(rng, 0.3);
  return {
    picture: finish(shrunk(canvas, size, DETAIL), side, graded),
    fine: finish(canvas, size, graded),
  };
}

/**
 * A canvas of genuine pixel art, size × size art pixels: sprites at whole art pixels on a plain or banded background.
 * Its hue is turned and its black lifted often, so that the discriminators judge edges and steps rather than the
 * collection's colours: its outlines are blacker than a thin line drawn a whole cell wide ought to be.
 */
export function composePixelArt(pictures: readonly RgbaImage[], size: number, rng: Rng): Square {
  const canvas = background(rng, size, 3 + rng.int(4));
  const ground = rng.chance(0.15) ? pictures[rng.int(pictures.length)]! : undefined;
  const sprites: RgbaImage[] = [];
  // Rooms and tiles fill the canvas when one large enough comes up.
  if (ground && isOpaque(ground) && Math.min(ground.width, ground.height) >= size / 2) sprites.push(ground);
  let area = 0;
  for (let tries = 0; area < 0.5 * size * size && tries < 4; tries++) {
    const sprite = rng.pick(pictures);
    sprites.push(sprite);
    area += sprite.width * sprite.height;
  }
  for (const sprite of sprites) {
    const layer = { width: sprite.width, height: sprite.height, data: new Float32Array(sprite.data.length) };
    for (let p = 0; p < sprite.data.length; p += 4) {
      const alpha = sprite.data[p + 3]! / 255;
      for (let c = 0; c < 3; c++) layer.data[p + c] = (sprite.data[p + c]! / 255) * alpha;
      layer.data[p + 3] = alpha;
    }
    const place = (side: number): number => {
      const slack = size - side;
      const margin = 0.2 * Math.min(size, side);
      return Math.round(rng.range(Math.min(0, slack) - margin, Math.max(0, slack) + margin));
    };
    paste(canvas, size, layer, place(sprite.width), place(sprite.height), rng.chance(0.5));
  }
  const lift = rng.chance(0.6) ? rng.range(0, 0.4) : 0;
  return finish(canvas, size, { ...grade(rng, 0.7), lift });
}

/** The size × size window at (left, top). */
export function cut(square: Square, size: number, left: number, top: number): Square {
  const data = new Float32Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    const from = ((y + top) * square.size + left) * 3;
    data.set(square.data.subarray(from, from + size * 3), y * size * 3);
  }
  return { size, data };
}
