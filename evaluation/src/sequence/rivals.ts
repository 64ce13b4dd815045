import type { PixelArt, RgbaImage } from '../../../src/core/image.ts';
import type { DrawOptions } from '../../../src/core/options.ts';
import { apart, labOfCells, VISIBLE } from '../../../src/core/steadiness.ts';
import { colour, paletteOf } from '../../../src/inference/art/colour.ts';
import { Sequence, sequencePalette } from '../../../src/inference/art/sequence.ts';
import type { Drawing } from '../../../src/inference/draw/drawing.ts';

/** Ways to colour an animation's frames, all from the same drawings. */
export const WAYS = {
  alone: 'each frame by itself',
  palette: 'one palette only',
  hysteresis: 'one palette and hysteresis',
  ours: 'one energy over the sequence (ours)',
} as const;

/** A way's name. */
export type Way = keyof typeof WAYS;

/**
 * The art of every frame, each way.
 * @param frames what was drawn
 */
export function coloured(
  drawings: readonly Drawing[],
  frames: readonly RgbaImage[],
  options: DrawOptions,
  loops: boolean,
): Readonly<Record<Way, PixelArt[]>> {
  const alone = drawings.map((drawing) =>
    colour(drawing, paletteOf([drawing], options), options, options.palette !== null),
  );
  const shared = sequencePalette(drawings, options, hasClear(drawings));
  const palette = inOnePalette(drawings, options, shared);
  const sequence = new Sequence(shared, options, loops);
  const given = [...drawings.flatMap((drawing, t) => sequence.add(drawing, frames[t])), ...sequence.finish()];
  return { alone, palette, hysteresis: held(palette, frames), ours: given.map(({ art }) => art) };
}

/** The art of every frame in the sequence's palette: a baseline for any method's drawings. */
export function inOnePalette(
  drawings: readonly Drawing[],
  options: DrawOptions,
  palette = sequencePalette(drawings, options, hasClear(drawings)),
): PixelArt[] {
  return drawings.map((drawing) => colour(drawing, palette, options, true));
}

const hasClear = (drawings: readonly Drawing[]): boolean => drawings.some(({ opaque }) => opaque.includes(0));

/** Art whose cells keep their index until their source has moved by a visible step since it was given. */
function held(arts: readonly PixelArt[], frames: readonly RgbaImage[]): PixelArt[] {
  let indices: Uint8Array | null = null;
  let source: Float32Array = new Float32Array();
  return arts.map((art, t) => {
    const now = labOfCells(frames[t], art.width, art.height);
    if (indices === null) {
      indices = art.indices.slice();
      source = now;
      return art;
    }
    const own: Uint8Array = indices;
    for (let i = 0; i < own.length; i++) {
      if (apart(now, i, source, i) < VISIBLE) continue;
      own[i] = art.indices[i];
      source.set(now.subarray(i * 4, i * 4 + 4), i * 4);
    }
    return { ...art, indices: own.slice() };
  });
}
