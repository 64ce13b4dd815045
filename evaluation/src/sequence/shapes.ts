import type { Rgba, RgbaImage } from '../../../src/core/image.ts';

/** What is seen at a place; null is transparent. */
export type Paint = (x: number, y: number) => Rgba | null;

/** Looks a side of a pixel: edges are antialiased. */
const LOOKS = 3;

/** A picture of width × height pixels of what is seen at every place, in units of `unit` pixels. */
export function render(width: number, height: number, unit: number, paint: Paint): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const sum = [0, 0, 0, 0];
      for (let k = 0; k < LOOKS * LOOKS; k++) {
        const u = (x + ((k % LOOKS) + 0.5) / LOOKS) / unit;
        const v = (y + (Math.floor(k / LOOKS) + 0.5) / LOOKS) / unit;
        const seen = paint(u, v);
        if (seen === null) continue;
        for (let c = 0; c < 3; c++) sum[c] += seen[c];
        sum[3]++;
      }
      if (sum[3] === 0) continue;
      for (let c = 0; c < 3; c++) data[at + c] = Math.round(sum[c] / sum[3]);
      data[at + 3] = Math.round((255 * sum[3]) / (LOOKS * LOOKS));
    }
  }
  return { width, height, data };
}

type Point = readonly [x: number, y: number];

/** How far a place is from a stretch of line. */
export function fromSegment(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** A limb, head or body: a thick stretch of line, in a colour with an outline. */
export interface Part {
  readonly from: Point;
  readonly to: Point;
  readonly radius: number;
  readonly fill: Rgba;
}

/** What is seen of parts with outlines so thick; later ones lie before earlier ones. */
export function paintParts(parts: readonly Part[], outline: Rgba, thick: number): Paint {
  return (x, y) => {
    for (let k = parts.length - 1; k >= 0; k--) {
      const { from, to, radius, fill } = parts[k];
      const d = fromSegment(x, y, from, to) - radius;
      if (d < -thick) return fill;
      if (d < 0) return outline;
    }
    return null;
  };
}
