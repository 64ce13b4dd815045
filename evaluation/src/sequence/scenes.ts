import type { Rgba, RgbaImage } from '../../../src/core/image.ts';
import { Rng } from '../../../src/core/random.ts';
import type { Shift } from '../../../src/core/steadiness.ts';
import { fromSegment, type Paint, type Part, paintParts, render } from './shapes.ts';

/** An animation made by code, of which the truth is known. */
export interface Scene {
  readonly name: string;
  readonly frames: readonly RgbaImage[];
  /** The frames without their noise: what there is to be followed. */
  readonly truth: readonly RgbaImage[];
  /** The whole-cell motion from each frame to the next; null where none is right. */
  readonly shift: Shift | null;
}

/** Art pixels a side, and source pixels a side of one. */
const CELLS = 32;
const PIXELS = 6;
const FRAMES = 16;

const INK: Rgba = [34, 28, 42, 255];

/** Every kind of animation once. One seed gives one set. */
export function scenesOf(seed: number): Scene[] {
  const land = landscape(new Rng(seed));
  const other = landscape(new Rng(seed + 1));
  const still = at(land);
  const times = [...Array(FRAMES).keys()];
  const grain = new Rng(seed + 2);
  const scene = (
    name: string,
    frame: (t: number) => RgbaImage,
    { noise = 0, shift = null }: { noise?: number; shift?: Shift | null } = {},
  ): Scene => {
    const truth = times.map(frame);
    const frames = noise === 0 ? truth : truth.map((clean) => noisy(clean, noise, grain));
    return { name, frames, truth, shift };
  };
  const face = paintParts(FACE, INK, 0.5);
  return [
    scene('still with noise', () => still, { noise: 5, shift: [0, 0] }),
    scene('still with much noise', () => still, { noise: 10, shift: [0, 0] }),
    scene('pan by whole cells', (t) => at((x, y) => land(x + t, y)), { shift: [-1, 0] }),
    scene('pan by part cells', (t) => at((x, y) => land(x + t * 0.3, y))),
    scene('walking figure', (t) => at(walker(t / FRAMES))),
    scene('walk over a scene', (t) => {
      const figure = walker(t / FRAMES);
      return at((x, y) => figure(x, y) ?? land(x, y));
    }),
    scene(
      'blink',
      (t) => {
        const lids = t % 8 === 5 ? paintParts(LIDS, INK, 0.5) : () => null;
        return at((x, y) => lids(x, y) ?? face(x, y) ?? [214, 206, 190, 255]);
      },
      { noise: 2 },
    ),
    scene('rotating logo', (t) => at(logo((2 * Math.PI * t) / (FRAMES * 3)))),
    scene('fade to black', (t) => scaled(still, 1 - t / (FRAMES - 1))),
    scene('slow fade', (t) => scaled(still, 1 - (0.25 * t) / (FRAMES - 1))),
    scene('cut', (t) => at(t < FRAMES / 2 ? land : other), { noise: 3 }),
  ];
}

const at = (paint: Paint): RgbaImage => render(CELLS * PIXELS, CELLS * PIXELS, PIXELS, paint);

/** Hills, sky, a sun, houses and trees with outlines, endless to both sides. */
function landscape(rng: Rng): Paint {
  const tone = (base: readonly number[]): Rgba => {
    const [r, g, b] = base.map((v) => Math.max(0, Math.min(255, Math.round(v + rng.range(-24, 24)))));
    return [r, g, b, 255];
  };
  const colours = {
    sky: tone([150, 200, 235]),
    far: tone([110, 150, 140]),
    near: tone([80, 130, 60]),
    sun: tone([250, 220, 90]),
    wall: tone([220, 190, 150]),
    roof: tone([170, 60, 50]),
    crown: tone([40, 90, 50]),
  };
  const phase = rng.range(0, 6);
  const houses = Array.from({ length: 6 }, (_, k) => ({
    x: k * 11 + rng.range(0, 3),
    size: rng.range(2.4, 4),
  }));
  const trees = Array.from({ length: 6 }, (_, k) => ({
    x: k * 11 + rng.range(6, 9),
    size: rng.range(1.6, 2.6),
  }));
  const sun = { x: rng.range(6, 26), y: rng.range(4, 8) };
  const ground = 23;
  return (x, y) => {
    for (const { x: left, size } of houses) {
      const [u, v] = [x - left - size, ground + 2 - y];
      if (Math.abs(u) < size && v > 0 && v < size * 1.4) {
        if (Math.abs(u) > size - 0.4 || v < 0.4) return INK;
        if (Math.abs(u) < 0.8 && v > size * 0.4 && v < size * 0.9) return INK;
        return colours.wall;
      }
      const slope = size * 1.4 + (size - Math.abs(u)) * 0.8 - v;
      if (v >= size * 1.4 && slope > 0) return slope < 0.5 ? INK : colours.roof;
    }
    for (const { x: middle, size } of trees) {
      const d = Math.hypot(x - middle, y - ground + 3) - size;
      if (d < -0.45) return colours.crown;
      if (d < 0) return INK;
      if (Math.abs(x - middle) < 0.5 && y > ground - 3 && y < ground + 2) return INK;
    }
    if (y > ground + Math.sin(x / 7 + phase)) return colours.near;
    if (y > ground - 5 + 3 * Math.sin(x / 5 + phase * 2)) return colours.far;
    if (Math.hypot(x - sun.x, y - sun.y) < 2.6) return colours.sun;
    return colours.sky;
  };
}

/** A figure of parts in the middle of a stride, 0..1; it ends as it began. */
function walker(stride: number): Paint {
  const swing = Math.sin(2 * Math.PI * stride);
  const bob = 0.5 * Math.abs(swing);
  const hip: [number, number] = [16, 18 + bob];
  const neck: [number, number] = [16, 11 + bob];
  const limb = (from: [number, number], angle: number, length: number, radius: number, fill: Rgba): Part => ({
    from,
    to: [from[0] + Math.sin(angle) * length, from[1] + Math.cos(angle) * length],
    radius,
    fill,
  });
  return paintParts(
    [
      limb([16, 12 + bob], swing * 0.8, 5.5, 1.2, [196, 140, 110, 255]),
      limb(hip, -swing * 0.7, 8, 1.6, [50, 60, 120, 255]),
      limb(hip, swing * 0.7, 8, 1.6, [70, 84, 160, 255]),
      { from: neck, to: hip, radius: 2.8, fill: [200, 60, 60, 255] },
      limb([16, 12 + bob], -swing * 0.8, 5.5, 1.2, [226, 170, 140, 255]),
      { from: [16, 6.5 + bob], to: [16, 6.6 + bob], radius: 3.2, fill: [236, 190, 160, 255] },
      { from: [17.6, 6 + bob], to: [17.6, 6.4 + bob], radius: 0.6, fill: INK },
    ],
    INK,
    0.5,
  );
}

const FACE: readonly Part[] = [
  { from: [16, 16], to: [16, 17], radius: 10, fill: [240, 200, 170, 255] },
  { from: [12, 14], to: [12, 14.5], radius: 1.8, fill: [250, 250, 250, 255] },
  { from: [20, 14], to: [20, 14.5], radius: 1.8, fill: [250, 250, 250, 255] },
  { from: [12, 14.5], to: [12, 14.6], radius: 0.8, fill: [60, 110, 180, 255] },
  { from: [20, 14.5], to: [20, 14.6], radius: 0.8, fill: [60, 110, 180, 255] },
  { from: [13, 21], to: [19, 21], radius: 0.8, fill: [200, 80, 80, 255] },
];
const LIDS: readonly Part[] = [12, 20].map((x) => ({
  from: [x, 14],
  to: [x, 14.5],
  radius: 1.9,
  fill: [222, 176, 146, 255],
}));

function logo(angle: number): Paint {
  return (x, y) => {
    const [u, v] = [x - 16, y - 16];
    const [a, b] = [u * Math.cos(angle) + v * Math.sin(angle), v * Math.cos(angle) - u * Math.sin(angle)];
    const radius = Math.hypot(a, b);
    if (radius > 13) return null;
    if (radius > 12) return INK;
    if (fromSegment(a, b, [-7, 0], [7, 0]) < 1.6 || fromSegment(a, b, [0, -8], [0, 2]) < 1.6)
      return [250, 240, 220, 255];
    return Math.floor((Math.atan2(b, a) * 3) / Math.PI + 6) % 2 === 0
      ? [230, 120, 40, 255]
      : [40, 120, 160, 255];
  };
}

function noisy({ width, height, data }: RgbaImage, deviation: number, rng: Rng): RgbaImage {
  return {
    width,
    height,
    data: Uint8Array.from(data, (value, i) =>
      i % 4 === 3 ? value : Math.max(0, Math.min(255, Math.round(value + deviation * rng.normal()))),
    ),
  };
}

function scaled({ width, height, data }: RgbaImage, factor: number): RgbaImage {
  return {
    width,
    height,
    data: Uint8Array.from(data, (value, i) => (i % 4 === 3 ? value : Math.round(value * factor))),
  };
}
