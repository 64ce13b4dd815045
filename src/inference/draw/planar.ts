/** A picture as the networks take it: planes R, G, B one after the other, rows top to bottom, sRGB/127.5 - 1. */
export interface Planar {
  readonly width: number;
  readonly height: number;
  /** 3 × height × width numbers, nominally -1..1. */
  readonly data: Float32Array;
}

/** The picture as interleaved sRGB bytes; values outside -1..1 are clamped. */
export function bytesOfPlanar({ width, height, data }: Planar): Uint8Array {
  const plane = width * height;
  const rgb = new Uint8Array(plane * 3);
  for (let c = 0; c < 3; c++) {
    for (let i = 0, at = c * plane, to = c; i < plane; i++, at++, to += 3) {
      // Enlarged cells repeat theirs.
      if (i > 0 && data[at] === data[at - 1]) rgb[to] = rgb[to - 3];
      else rgb[to] = Math.round(Math.min(1, Math.max(-1, data[at])) * 127.5 + 127.5);
    }
  }
  return rgb;
}

/** From a pixel to before another, along a side. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A copy of a part of a picture. */
export function partOf({ width, height, data }: Planar, across: Span, down: Span): Planar {
  const part = { width: across.to - across.from, height: down.to - down.from };
  const out = new Float32Array(part.width * part.height * 3);
  for (let c = 0, to = 0; c < 3; c++)
    for (let y = down.from; y < down.to; y++, to += part.width) {
      const row = (c * height + y) * width;
      out.set(data.subarray(row + across.from, row + across.to), to);
    }
  return { ...part, data: out };
}

/** Mirrors an index into 0..size-1 with the border repeated (… 1 0 | 0 1 …), as often as needed. */
export function mirrored(index: number, size: number): number {
  const i = index % (2 * size);
  return i < size ? i : 2 * size - 1 - i;
}
