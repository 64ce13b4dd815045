import { strToU8, zlibSync } from 'fflate';
import type { PixelArt } from '../../core/image.ts';
import { joined } from '../bytes.ts';
import {
  type AnimationOptions,
  type AnimationWriter,
  checkAlike,
  checkFits,
  type Limits,
  Ticks,
} from './frames.ts';

const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) & 255);
const string = (words: string): number[] => {
  const bytes = strToU8(words);
  return [...little(bytes.length, 2), ...bytes];
};

/** A sprite's sides have 16 bits. */
export const ASEPRITE_LIMITS: Limits = { name: 'Aseprite file', side: 65535 };
const LAYER = 0x2004;
const CEL = 0x2005;
const TAGS = 0x2018;
const PALETTE = 0x2019;
const LINKED = 1;
const COMPRESSED = 2;
/** A layer's flags. */
const SHOWN = 1;
const EDITABLE = 2;
const BACKGROUND = 8;

/** A tag of an animation: frames from..to, both counted from 0 and included. */
export interface Tag {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * An Aseprite file: an indexed sprite of one layer, its palette, a cel a frame, and tags. Frames that equal the one before
 * are linked to it. Enlarging is left to Aseprite.
 * @param name the layer's
 * @param tagsOf the tags of so many frames
 * Its `add` throws a UserError if a sprite cannot be that large.
 */
export function asepriteWriter(
  { loops, onNote }: Pick<AnimationOptions, 'loops' | 'onNote'>,
  name: string,
  tagsOf: (frames: number) => readonly Tag[],
): AnimationWriter {
  const cels: { readonly chunk: Uint8Array; readonly duration: number }[] = [];
  const ticks = new Ticks(1, 1, 65535, onNote);
  let first: PixelArt | null = null;
  let before: PixelArt | null = null;
  let whole = 0;
  return {
    add(art, duration) {
      checkFits(ASEPRITE_LIMITS, art, 1);
      first ??= art;
      checkAlike(first, art);
      const isSame = before?.indices.every((index, i) => index === art.indices[i]) ?? false;
      if (!isSame) whole = cels.length;
      cels.push({ chunk: celOf(art, isSame ? whole : null), duration: ticks.next(duration) });
      before = art;
    },
    finish() {
      if (first === null) throw new RangeError('an animation of one frame or more, received none');
      const head = [paletteOf(first), layerOf(first, name), tagChunk(tagsOf(cels.length), loops)];
      const frames = cels.map(({ chunk, duration }, i) =>
        frameOf(i === 0 ? [...head, chunk] : [chunk], duration),
      );
      return joined([
        header(
          first,
          cels.length,
          frames.reduce((sum, frame) => sum + frame.length, 0),
        ),
        ...frames,
      ]);
    },
  };
}

function header({ width, height, palette }: PixelArt, frames: number, length: number): Uint8Array {
  const bytes = new Uint8Array(128);
  bytes.set([
    ...little(length + 128, 4),
    ...little(0xa5e0, 2),
    ...little(frames, 2),
    ...little(width, 2),
    ...little(height, 2),
    ...little(8, 2),
    ...little(1, 4),
    ...little(100, 2),
  ]);
  // Entry 0 is the transparent one; a background, which opaque art is, shows it.
  bytes.set([0], 28);
  bytes.set(little(palette.length, 2), 32);
  bytes.set([1, 1], 34);
  return bytes;
}

function frameOf(chunks: readonly Uint8Array[], duration: number): Uint8Array {
  const length = 16 + chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const head = [
    ...little(length, 4),
    ...little(0xf1fa, 2),
    ...little(chunks.length, 2),
    ...little(duration, 2),
    0,
    0,
    ...little(chunks.length, 4),
  ];
  return joined([Uint8Array.from(head), ...chunks]);
}

const chunkOf = (type: number, content: readonly ArrayLike<number>[]): Uint8Array => {
  const bytes = joined(content.map((part) => Uint8Array.from(part)));
  return joined([Uint8Array.from([...little(bytes.length + 6, 4), ...little(type, 2)]), bytes]);
};

const paletteOf = ({ palette }: PixelArt): Uint8Array =>
  chunkOf(PALETTE, [
    [...little(palette.length, 4), ...little(0, 4), ...little(palette.length - 1, 4), ...little(0, 8)],
    palette.flatMap((colour) => [0, 0, ...colour]),
  ]);

function layerOf({ palette }: PixelArt, name: string): Uint8Array {
  const flags = SHOWN | EDITABLE | (palette[0][3] === 0 ? 0 : BACKGROUND);
  return chunkOf(LAYER, [[...little(flags, 2), ...little(0, 10), 255, 0, 0, 0], string(name)]);
}

function celOf({ width, height, indices }: PixelArt, link: number | null): Uint8Array {
  const head = [...little(0, 6), 255, ...little(link === null ? COMPRESSED : LINKED, 2), ...little(0, 7)];
  if (link !== null) return chunkOf(CEL, [head, little(link, 2)]);
  return chunkOf(CEL, [head, [...little(width, 2), ...little(height, 2)], zlibSync(indices, { level: 9 })]);
}

function tagChunk(tags: readonly Tag[], loops: boolean): Uint8Array {
  // 0 repeats for ever.
  const repeat = little(loops ? 0 : 1, 2);
  const entries = tags.flatMap(({ name, from, to }) => [
    ...little(from, 2),
    ...little(to, 2),
    0,
    ...repeat,
    ...little(0, 6),
    ...[0, 0, 0, 0],
    ...string(name),
  ]);
  return chunkOf(TAGS, [[...little(tags.length, 2), ...little(0, 8)], entries]);
}
