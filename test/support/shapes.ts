import type { Rgba, RgbaImage } from '../../src/core/image.ts';
import { picture } from './pictures.ts';

/** How far a point is outside of a shape, in pixels; negative inside. */
export type Shape = (x: number, y: number) => number;

type Point = readonly [number, number];

/** A filled circle. */
export const circle =
  ([cx, cy]: Point, radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius;

/** A circle's outline. */
export const ring =
  (centre: Point, radius: number, width: number): Shape =>
  (x, y) =>
    Math.abs(circle(centre, radius)(x, y)) - width / 2;

/** A straight stroke with round ends. */
export const stroke =
  ([ax, ay]: Point, [bx, by]: Point, width: number): Shape =>
  (x, y) => {
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    return Math.hypot(x - ax - t * dx, y - ay - t * dy) - width / 2;
  };

/** Several shapes as one. */
export const together =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)));

/** A straight-edged star. */
export function star([cx, cy]: Point, outer: number, points: number): Shape {
  const corner = (i: number): Point => {
    const [r, turn] = [i % 2 === 0 ? outer : outer * 0.45, (Math.PI * i) / points - Math.PI / 2];
    return [cx + r * Math.cos(turn), cy + r * Math.sin(turn)];
  };
  const corners = Array.from({ length: points * 2 }, (_, i) => corner(i));
  return (x, y) => {
    let [distance, inside] = [Number.POSITIVE_INFINITY, false];
    corners.forEach(([ax, ay], i) => {
      const [bx, by] = corners[(i + 1) % corners.length];
      distance = Math.min(distance, stroke([ax, ay], [bx, by], 0)(x, y));
      if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) inside = !inside;
    });
    return inside ? -distance : distance;
  };
}

/** Shapes drawn one over the other with antialiasing, on nothing or on a ground. */
export function drawn(
  size: number,
  layers: readonly (readonly [Shape, Rgba])[],
  ground: Rgba = [0, 0, 0, 0],
): RgbaImage {
  return picture(size, size, (x, y) => {
    let [r, g, b, a] = [...ground.slice(0, 3).map((c) => (c * ground[3]) / 255), ground[3] / 255];
    for (const [shape, colour] of layers) {
      const alpha = (Math.min(1, Math.max(0, 0.5 - shape(x + 0.5, y + 0.5))) * colour[3]) / 255;
      r = colour[0] * alpha + r * (1 - alpha);
      g = colour[1] * alpha + g * (1 - alpha);
      b = colour[2] * alpha + b * (1 - alpha);
      a = alpha + a * (1 - alpha);
    }
    const of = (c: number) => (a > 0 ? Math.round(c / a) : 0);
    return [of(r), of(g), of(b), Math.round(a * 255)];
  });
}
