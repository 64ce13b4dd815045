import { readFile } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { invalid, messageOf, UserError, Words } from '../core/errors.ts';
import { type IccProfile, readIcc, srgbOfSamples } from '../core/icc.ts';
import type { RgbaImage } from '../core/image.ts';
import { joinPng, pngParts } from '../core/png-parts.ts';
import { decodeBmp, isBmp, sidesOfBmp } from './bmp.ts';
import { type Area, firstFrameOf } from './gif.ts';
import { markupOf, tellsSize } from './markup.ts';

/** What is read, in words. */
export const KINDS = 'PNG, JPEG, WebP, GIF, AVIF, TIFF, BMP or SVG';
/** The names' endings of what is read, without the dot. */
export const ENDINGS = 'png apng jpg jpeg jpe jfif jif webp gif avif tif tiff bmp dib svg'.split(' ');

/** What sharp calls them. */
const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'heif', 'tiff', 'svg'];
/** What sharp calls grey and RGB, of 8 and 16 bits. */
const GREYS = ['b-w', 'grey16'];
const COLOURS = ['srgb', 'rgb', 'rgb16'];
/** sharp's limit, here for every kind. */
const MOST_PIXELS = 0x3fff ** 2;
/** An SVG is drawn at least so large on its longest side, in pixels: it has no pixels of its own. */
const SVG_SIDE = 1024;
/** Dots per inch at which an SVG's unit is a pixel, and the most that sharp takes. */
const SVG_DENSITY = 72;
const MOST_DENSITY = 100_000;
const END_OF_JPEG = Uint8Array.of(0xff, 0xd9);

/**
 * A picture file as 8-bit sRGB RGBA, turned upright by its EXIF orientation; of an animation the first frame, of pages
 * the first. Grey, palette, 16-bit and CMYK files are converted, by their profile if they have one. What a frame of a
 * GIF leaves of its canvas is transparent. An SVG is drawn at least 1024 pixels large.
 * @param warn is told what is wrong with a file that is read all the same
 * Throws a UserError if the file cannot be read, is not a whole picture of a known kind, or has more than 2^28 pixels.
 */
export async function readPicture(
  path: string,
  warn: (message: string) => void = () => undefined,
): Promise<RgbaImage> {
  const wrong = (received: string) => invalid(path, `a ${KINDS} picture`, new Words(received));
  const bytes = await readFile(path).catch((error: unknown) => {
    throw wrong(messageOf(error));
  });
  if (bytes.length === 0) throw wrong('an empty file');
  try {
    return await decode(bytes, path);
  } catch (error) {
    const whole = isJpeg(bytes)
      ? await decode(Buffer.concat([bytes, END_OF_JPEG]), path, 'warning').catch(() => null)
      : null;
    if (whole !== null) {
      warn('the end of the JPEG is missing; it is read as far as it goes');
      return whole;
    }
    throw error instanceof UserError ? error : wrong(`${bytes.length} bytes (${reasonOf(error)})`);
  }
}

const isJpeg = (bytes: Uint8Array) => bytes[0] === 0xff && bytes[1] === 0xd8;

async function decode(file: Buffer, path: string, failOn: 'error' | 'warning' = 'error'): Promise<RgbaImage> {
  if (isBmp(file)) return fromBmp(file, path);
  const parts = pngParts(file);
  const bytes = parts === null ? (markupOf(file) ?? file) : joinPng(parts.chunks);
  const facts = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { format, width, height, space, icc, depth } = facts;
  if (!FORMATS.includes(format)) throw new Error(`the format ${format}`);
  checkSides({ width, height }, path);
  if (format === 'svg' && !tellsSize(bytes))
    throw invalid(path, 'an SVG with a viewBox, or with a width and a height', new Words('one without'));
  const grey = GREYS.includes(space);
  const known = icc !== undefined && (grey || COLOURS.includes(space)) ? readIcc(icc, grey) : null;
  const image = sharp(bytes, {
    failOn,
    ignoreIcc: known !== null,
    ...(format === 'svg' ? { density: await densityOf(bytes, facts) } : {}),
  }).rotate();
  const picture = await pixelsOf(image, known, { wide: depth === 'ushort', tagged: icc !== undefined });
  if (format === 'gif') clearAround(picture, firstFrameOf(bytes));
  return picture;
}

function checkSides({ width, height }: Pick<RgbaImage, 'width' | 'height'>, path: string): void {
  if (width * height > MOST_PIXELS)
    throw invalid(path, `at most ${MOST_PIXELS} pixels`, new Words(`${width}×${height}`));
}

/** sharp does not know BMPs. */
function fromBmp(file: Uint8Array, path: string): RgbaImage {
  checkSides(sidesOfBmp(file), path);
  const { width, height, data, profile } = decodeBmp(file);
  const known = profile === null ? null : readIcc(profile, false);
  return { width, height, data: known === null || known === 'srgb' ? data : srgbOfSamples(data, known) };
}

/**
 * The image's pixels, in sRGB.
 * @param known what its profile says, where we read it ourselves; sharp converts by any other
 * @param wide whether its samples have 16 bits
 * @param tagged whether it has a profile
 */
async function pixelsOf(
  image: Sharp,
  known: IccProfile | 'srgb' | null,
  { wide, tagged }: { readonly wide: boolean; readonly tagged: boolean },
): Promise<RgbaImage> {
  if (known === null || known === 'srgb') {
    // Of 16 bits with a profile sharp makes Display P3 unless it is told where to end.
    const converted = wide && tagged && known === null ? image.withIccProfile('srgb') : image;
    return rawOf(converted.toColourspace('srgb'), 'uchar');
  }
  const raw = await rawOf(image.toColourspace(wide ? 'rgb16' : 'srgb'), wide ? 'ushort' : 'uchar');
  const { buffer, byteOffset, byteLength } = raw.data;
  const samples = wide ? new Uint16Array(buffer, byteOffset, byteLength / 2) : raw.data;
  return { ...raw, data: srgbOfSamples(samples, known) };
}

async function rawOf(image: Sharp, depth: 'uchar' | 'ushort') {
  const { data, info } = await image.ensureAlpha().raw({ depth }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** The dots per inch at which an SVG is as large as it is to be drawn. */
async function densityOf(bytes: Uint8Array, facts: Metadata): Promise<number> {
  const { density = SVG_DENSITY } = facts;
  const sideOf = ({ width, height }: Metadata) => Math.max(width, height);
  const larger = SVG_SIDE / sideOf(facts);
  if (larger <= 1) return density;
  const wanted = Math.min(MOST_DENSITY, density * larger);
  // Millimetres and points grow by the square of it, pixels do not.
  const tried = await sharp(bytes, { limitInputPixels: false, density: wanted }).metadata();
  const power = Math.log(sideOf(tried) / sideOf(facts)) / Math.log(wanted / density);
  return density * (wanted / density) ** (1 / Math.max(1, power));
}

/** Clears what lies outside an area. */
function clearAround({ width, data }: RgbaImage, area: Area | null): void {
  if (area === null) return;
  for (let at = 0; at < data.length; at += 4) {
    const [x, y] = [((at / 4) % width) - area.x, Math.floor(at / 4 / width) - area.y];
    if (x < 0 || y < 0 || x >= area.width || y >= area.height) data.fill(0, at, at + 4);
  }
}

/** What sharp says: two lines, neither twice, without the names of its parts and what says nothing. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text
    .split('\n')
    .map((line) =>
      line
        .replace(/^(Input buffer has corrupt header: ?|\w+: )+/, '')
        .replace(/^Input buffer contains unsupported image format$/, 'of another format')
        .trim(),
    )
    .filter((line) => !/^(|unknown error|bad seek to -?\d+)$/i.test(line));
  return lines.length === 0 ? 'damaged' : [...new Set(lines)].slice(0, 2).join('; ');
}
