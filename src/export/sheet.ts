import { invalid, Words } from '../core/errors.ts';
import type { PixelArt, Rgba, RgbaImage } from '../core/image.ts';
import { MOST_COLOURS } from '../core/palette.ts';
import { checkSize, encodePng, LONGEST_SIDE } from '../core/png.ts';
import { checkFits } from './animation/frames.ts';
import { type FrameTag, inTags } from './tags.ts';

/** Art for a sheet. */
export interface SheetFrame {
  /** What tags are made from: frames "walk 1" and "walk 2", or "walk/1" and "walk/2", make up the tag "walk". */
  readonly name: string;
  /** The frame's own file, distinct in the sheet; its key in the JSON. */
  readonly filename: string;
  readonly art: PixelArt;
  /** How long it is shown, ms; Aseprite's own default without it. */
  readonly duration?: number;
}

export interface SheetOptions {
  /** Whether the JSON has its frames as an object by filename or as a list. */
  readonly layout: 'hash' | 'array';
  /** The sheet's own file name, for the JSON. */
  readonly image: string;
}

const SHEET = 'sprite sheet';
/** Some 128 MiB of memory. */
const MOST_MEBIPIXELS = 32;

interface Size {
  readonly w: number;
  readonly h: number;
}
interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** A frame as Aseprite's "Export Sprite Sheet" describes it. All measures are pixels of the sheet. */
interface FrameData {
  /** Where the frame is in the sheet. */
  readonly frame: Box;
  /** Whether the frame lies turned in the sheet; never here. */
  readonly rotated: false;
  /** Whether transparent borders were cut off; never here. */
  readonly trimmed: false;
  /** Where the frame's pixels belong in the sprite: all of it, as nothing is cut off. */
  readonly spriteSourceSize: Box;
  /** The sprite's size. */
  readonly sourceSize: Size;
  /** How long the frame is shown, ms. */
  readonly duration: number;
}

/** The sheet's JSON, as Aseprite's json-hash ("frames" by filename) and json-array (a list, each with its filename). */
export interface SheetData {
  readonly frames:
    | Readonly<Record<string, FrameData>>
    | readonly ({ readonly filename: string } & FrameData)[];
  readonly meta: {
    /** What wrote the sheet. */
    readonly app: string;
    /** The sheet's file, beside the JSON. */
    readonly image: string;
    /** I8: an indexed PNG; RGBA8888: one with 8 bits a channel, where 256 colours are too few. */
    readonly format: 'I8' | 'RGBA8888';
    /** The sheet's size. */
    readonly size: Size;
    /** Pixels of the sheet an art pixel; a text, as Aseprite has it. */
    readonly scale: '1';
    readonly frameTags: readonly FrameTag[];
  };
}

/**
 * A sprite sheet: the art of all frames in one picture, and its JSON. It is indexed if all colours fit in one palette,
 * which is the frames' own if they share one. Frames come in the given order, but for those of a tag, which stand
 * together from the first one's place on, by their numbers. They touch each other: nothing is put between them.
 * Throws a UserError if there is no frame or the sheet would be too large.
 */
export function sheetPicture(
  given: readonly SheetFrame[],
  { layout, image }: SheetOptions,
): { picture: PixelArt | RgbaImage; data: SheetData } {
  if (given.length === 0) throw invalid('sprite sheet', 'one picture or more', new Words('none'));
  const { frames, frameTags } = inTags(given);
  const { size, places } = packed(frames.map(({ art }) => ({ w: art.width, h: art.height })));
  checkSize(SHEET, size.w, size.h, MOST_MEBIPIXELS);
  const placed = frames.map(({ art }, i) => ({ art, ...places[i] }));
  const palette = commonPalette(placed, size);
  const picture = palette === null ? rgbaSheet(placed, size) : indexedSheet(placed, size, palette);
  const entries = placed.map((box, i) => [frames[i].filename, frameData(box, frames[i].duration)] as const);
  const data: SheetData = {
    frames:
      layout === 'hash'
        ? Object.fromEntries(entries)
        : entries.map(([filename, frame]) => ({ filename, ...frame })),
    meta: {
      app: 'Pixel Cascade',
      image,
      format: palette === null ? 'RGBA8888' : 'I8',
      size,
      scale: '1',
      frameTags,
    },
  };
  return { picture, data };
}

/** `sheetPicture` with the picture as a PNG file, all at once. */
export function sheetOf(
  frames: readonly SheetFrame[],
  options: SheetOptions,
): { png: Uint8Array; data: SheetData } {
  const { picture, data } = sheetPicture(frames, options);
  return { png: encodePng(picture), data };
}

/**
 * Throws a UserError, which names the largest zoom that fits, if a sheet of so many frames would be too large.
 * @param art the size of each before it is enlarged
 */
export function checkSheet(frames: number, art: Pick<PixelArt, 'width' | 'height'>, zoom: number): void {
  const { size } = packed(Array.from({ length: frames }, () => ({ w: art.width, h: art.height })));
  const limits = { name: SHEET, side: LONGEST_SIDE, area: MOST_MEBIPIXELS * 2 ** 20 };
  checkFits(limits, { width: size.w, height: size.h }, zoom);
}

interface Placed extends Box {
  readonly art: PixelArt;
}

/** Aseprite's own default, ms. */
const USUAL_DURATION = 100;

function frameData({ x, y, w, h }: Box, duration = USUAL_DURATION): FrameData {
  return {
    frame: { x, y, w, h },
    rotated: false,
    trimmed: false,
    spriteSourceSize: { x: 0, y: 0, w, h },
    sourceSize: { w, h },
    duration,
  };
}

/** Places for boxes on shelves, tall ones first, near to a square; boxes of one size become a grid in their order. */
function packed(sizes: readonly Size[]): { size: Size; places: Box[] } {
  const widest = Math.max(...sizes.map(({ w }) => w));
  const area = sizes.reduce((sum, { w, h }) => sum + w * h, 0);
  const width = Math.ceil(Math.sqrt(area) / widest) * widest;
  const places: Box[] = [];
  let [x, y, shelf, used] = [0, 0, 0, 0];
  for (const i of [...sizes.keys()].sort((a, b) => sizes[b].h - sizes[a].h)) {
    const { w, h } = sizes[i];
    if (x + w > width) {
      y += shelf;
      x = 0;
      shelf = 0;
    }
    places[i] = { x, y, w, h };
    x += w;
    shelf = Math.max(shelf, h);
    used = Math.max(used, x);
  }
  return { size: { w: used, h: y + shelf }, places };
}

/** The palette of a sheet: every colour of the frames' palettes, transparent first; null if it would be too long. */
function commonPalette(placed: readonly Placed[], size: Size): Rgba[] | null {
  const gaps = placed.reduce((sum, { w, h }) => sum + w * h, 0) < size.w * size.h;
  const palette: Map<string, Rgba> = new Map(gaps ? [['0,0,0,0', [0, 0, 0, 0]]] : []);
  for (const { art } of placed) {
    for (const colour of art.palette) palette.set(colour.join(), colour);
  }
  const colours = [...palette.values()];
  const clear = colours.filter(([, , , a]) => a === 0);
  return colours.length > MOST_COLOURS ? null : [...clear, ...colours.filter(([, , , a]) => a > 0)];
}

function indexedSheet(placed: readonly Placed[], { w, h }: Size, palette: readonly Rgba[]): PixelArt {
  const indices = new Uint8Array(w * h);
  const places = new Map(palette.map((colour, i) => [colour.join(), i]));
  for (const box of placed) {
    lay(
      box,
      box.art.palette.map((colour) => places.get(colour.join()) as number),
      indices,
      w,
    );
  }
  return { width: w, height: h, palette, indices };
}

function rgbaSheet(placed: readonly Placed[], { w, h }: Size): RgbaImage {
  const pixels = new Uint32Array(w * h);
  for (const box of placed)
    lay(box, new Uint32Array(Uint8Array.from(box.art.palette.flat()).buffer), pixels, w);
  return { width: w, height: h, data: new Uint8Array(pixels.buffer) };
}

/** Writes a frame's cells at its place in the sheet, each as the value of its palette entry. */
function lay(
  { art, x, y }: Placed,
  values: ArrayLike<number>,
  sheet: Uint8Array | Uint32Array,
  width: number,
): void {
  let from = 0;
  for (let row = y; row < y + art.height; row++) {
    const end = row * width + x + art.width;
    for (let to = row * width + x; to < end; to++) sheet[to] = values[art.indices[from++]];
  }
}
