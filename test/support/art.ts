import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { random } from '../../src/core/random.ts';

/** Art of random cells that uses the whole palette if it has cells enough. */
export function randomArt(width: number, height: number, palette: readonly Rgba[], seed: number): PixelArt {
  const next = random(seed);
  const indices = Uint8Array.from({ length: width * height }, (_, i) =>
    i < palette.length ? i : Math.floor(next() * palette.length),
  );
  return { width, height, palette, indices };
}

/** Distinct opaque colours. */
export const someColours = (count: number, seed: number): Rgba[] =>
  Array.from({ length: count }, (_, i): Rgba => [i & 255, seed & 255, (i >> 8) + (seed >> 8), 255]);
