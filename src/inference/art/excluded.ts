import type { Rgba } from '../../core/image.ts';
import { spaceOf, squared } from './space.ts';
import type { Weights } from './weights.ts';

/**
 * Which colours are not taken from a picture: those within a shade of an excluded one, as they look like it.
 * @param colours n × 3 numbers of art's colour space
 * @returns a byte a colour, 1 where it is excluded
 */
export function excludedAmong(
  colours: Float32Array,
  exclude: readonly Rgba[],
  { hue, shade }: Weights,
): Uint8Array {
  const named = spaceOf(exclude.flat(), hue, 4);
  return Uint8Array.from({ length: colours.length / 3 }, (_, c) =>
    Number(exclude.some((_colour, e) => squared(named, e, colours, c) < shade ** 2)),
  );
}
