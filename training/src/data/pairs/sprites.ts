/** The pixel art that scenes are composed of. */
import { statSync } from 'node:fs';
import { type PackedPicture, readPack } from '../pack.ts';
import { prepareFolder } from '../prepare.ts';

/** One piece of art at one pixel a cell. */
export interface Sprite {
  /** Path relative to the folder it came from. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** width × height × 4 bytes, sRGB and straight alpha; alpha of 128 and more is opaque. */
  readonly data: Uint8Array;
  /** Art keeps its colours. Icons and letters have one colour and are tinted; letters are one row of a font. */
  readonly kind: 'art' | 'icon' | 'letters';
  /** The font of letters; else empty. */
  readonly family: string;
}

export interface Sprites {
  readonly sprites: Sprite[];
  /** What could not be used. */
  readonly refused: { name: string; reason: string }[];
}

/** A sprite of fewer opaque cells shows nothing. */
const LEAST_CELLS = 12;
/** Longest side taken, pixels. */
const LONGEST = 1024;

const isOpaque = (data: ArrayLike<number>, p: number): boolean => data[p * 4 + 3] >= 128;

/** True if all opaque pixels have one colour. */
function isMask({ data }: PackedPicture): boolean {
  let first = -1;
  for (let p = 0; p < data.length / 4; p++) {
    if (!isOpaque(data, p)) continue;
    if (first < 0) first = p;
    for (let c = 0; c < 3; c++) if (data[p * 4 + c] !== data[first * 4 + c]) return false;
  }
  return true;
}

/** Rows of letters, cut at blank rows of pixels; each is trimmed to what is opaque. */
function rowsOf(picture: PackedPicture, family: string): Sprite[] {
  const { width, height, data, name } = picture;
  const blank = (y: number): boolean => {
    for (let x = 0; x < width; x++) if (isOpaque(data, y * width + x)) return false;
    return true;
  };
  const rows: Sprite[] = [];
  for (let top = 0; top < height; top++) {
    if (blank(top)) continue;
    let bottom = top + 1;
    while (bottom < height && !blank(bottom)) bottom++;
    // The dots of i and j stand apart by a blank row: a thin row belongs to the one below.
    const next = bottom + 1;
    if (bottom - top <= 2 && next < height && !blank(next)) {
      bottom = next + 1;
      while (bottom < height && !blank(bottom)) bottom++;
    }
    let [left, right] = [width, 0];
    for (let y = top; y < bottom; y++)
      for (let x = 0; x < width; x++)
        if (isOpaque(data, y * width + x)) {
          left = Math.min(left, x);
          right = Math.max(right, x + 1);
        }
    const row = new Uint8Array((right - left) * (bottom - top) * 4);
    for (let y = top; y < bottom; y++)
      row.set(data.subarray((y * width + left) * 4, (y * width + right) * 4), (y - top) * (right - left) * 4);
    rows.push({ name, width: right - left, height: bottom - top, data: row, kind: 'letters', family });
    top = bottom;
  }
  return rows;
}

/**
 * Sprites of decoded pictures at native resolution. Pictures of one colour are masks: icons, or letters where their
 * path has "font" in it.
 */
export function spritesOf(pictures: readonly PackedPicture[]): Sprites {
  const sprites: Sprite[] = [];
  const refused: { name: string; reason: string }[] = [];
  for (const picture of pictures) {
    let opaque = 0;
    for (let p = 0; p < picture.data.length / 4; p++) if (isOpaque(picture.data, p)) opaque++;
    const { name, width, height } = picture;
    const data = Uint8Array.from(picture.data);
    if (opaque < LEAST_CELLS)
      refused.push({ name, reason: `expected at least ${LEAST_CELLS} opaque pixels, got ${opaque}` });
    // A covering picture of one colour is no mask but a plain ground.
    else if (!isMask(picture) || opaque === width * height)
      sprites.push({ name, width, height, data, kind: 'art', family: '' });
    else if (/font/i.test(name)) sprites.push(...rowsOf(picture, name.replace(/-[^-/\\]*$/, '')));
    else sprites.push({ name, width, height, data, kind: 'icon', family: '' });
  }
  return { sprites, refused };
}

/**
 * The pixel art of a folder (PNG, JPEG, WebP, GIF; integer upscales are reduced) or of a pack that prepare-data wrote.
 * @param path a folder or a pack file
 * @throws Error when the path cannot be read or nothing in it can be used
 */
export async function loadSprites(
  path: string,
  onProgress?: (done: number, all: number) => void,
): Promise<Sprites> {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw new Error(
      `${path}: expected a folder of pixel art or a pack, but it cannot be read (${(error as Error).message})`,
    );
  }
  const read = isFolder
    ? await prepareFolder(path, 'pixel', LONGEST, onProgress)
    : { pictures: readPack(path).pixels, refused: [] };
  const { sprites, refused } = spritesOf(read.pictures);
  const all = [...read.refused, ...refused];
  if (sprites.length === 0)
    throw new Error(
      `${path}: expected pixel art with opaque pixels, found none${all[0] ? ` (${all[0].name}: ${all[0].reason})` : ''}`,
    );
  return { sprites, refused: all };
}
