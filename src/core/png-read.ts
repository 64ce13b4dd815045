import { type DecodedPng, decode } from 'fast-png';
import { separatePasses } from './adam7.ts';
import { invalid, Words } from './errors.ts';
import { readIcc, srgbOfSamples } from './icc.ts';
import type { RgbaImage } from './image.ts';
import { samplesOf } from './png.ts';
import {
  clearColour,
  INDEXED,
  isSound,
  joinPng,
  type PngChunk,
  type PngParts,
  pngParts,
} from './png-parts.ts';

/** The most pixels that are decoded, as many as sharp takes by default. */
const MOST_PIXELS = 0x3fff ** 2;

/**
 * A PNG's pixels: straight alpha, nothing premultiplied on the way (as a canvas would). Colours of an embedded profile
 * are brought to sRGB, 16-bit samples keep their high byte, grey and palette files become RGBA: the same bytes that the
 * command line reads.
 * @param name the picture, as its user knows it
 * Throws a UserError if it is not a whole PNG or has more than 2^28 pixels. What its picture can do without may be broken.
 */
export function decodePng(png: Uint8Array, name = 'picture'): RgbaImage {
  const notPng = (received: string) => invalid(name, 'a whole PNG', new Words(received));
  const parts = pngParts(png);
  if (parts === null) throw notPng(`${png.length} bytes that do not begin as one`);
  const { width, height } = parts;
  if (width === 0 || height === 0) throw notPng(`${width}×${height} pixels`);
  if (width * height > MOST_PIXELS) {
    throw invalid(name, `at most ${MOST_PIXELS} pixels`, new Words(`${width}×${height}`));
  }
  try {
    return pixelsOf(parts);
  } catch (error) {
    // What the decoder says of itself is for those who write it.
    const why = error instanceof Defect ? error.message : 'damaged';
    throw notPng(`${png.length} bytes (${why})`);
  }
}

/** What is wrong with a PNG, for its user. */
class Defect extends Error {}

function pixelsOf(parts: PngParts): RgbaImage {
  const { width, height, depth, colourType } = parts;
  const decoded = decodedOf(parts);
  const grey = colourType === 0 || colourType === 4;
  const profile = parts.profile === null ? null : readIcc(parts.profile, grey);
  // What a profile of tables means is not known here.
  if (profile === null || profile === 'srgb') {
    const data = new Uint8Array(width * height * 4);
    writeRgba(data, decoded, clearColour(parts), byteOf(depth), 255);
    return { width, height, data };
  }
  const wide = depth === 16;
  const rgba = wide ? new Uint16Array(width * height * 4) : new Uint8Array(width * height * 4);
  writeRgba(rgba, decoded, clearColour(parts), wide ? (sample) => sample : byteOf(depth), wide ? 65535 : 255);
  return { width, height, data: srgbOfSamples(rgba, profile) };
}

/** Samples, one number each, or indices where there is a palette. */
interface Decoded {
  readonly values: ArrayLike<number>;
  readonly channels: number;
  readonly palette: DecodedPng['palette'];
}

/**
 * Writes every pixel as R, G, B, A.
 * @param clear samples of the colour that is transparent
 * @param scaled a sample as `rgba` has it, where `opaque` is the most
 */
function writeRgba(
  rgba: Uint8Array | Uint16Array,
  { values, channels, palette }: Decoded,
  clear: readonly number[] | null,
  scaled: (sample: number) => number,
  opaque: number,
): void {
  const count = rgba.length / 4;
  rgba.fill(opaque);
  if (palette !== undefined) {
    for (let i = 0; i < count; i++) {
      const colour = palette[values[i]];
      if (colour === undefined) throw new Defect('a palette index that its palette does not have');
      rgba.set(colour, i * 4);
    }
    return;
  }
  // Grey, or grey with alpha, stands for all three colours.
  const colours = channels < 3 ? 1 : 3;
  for (let i = 0; i < count; i++) {
    const own = i * channels;
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = scaled(values[own + (c % colours)]);
    if (channels > colours) rgba[i * 4 + 3] = scaled(values[own + colours]);
    else if (clear?.every((sample, c) => values[own + c] === sample)) rgba[i * 4 + 3] = 0;
  }
}

function decodedOf(parts: PngParts): Decoded {
  const broken = parts.chunks.find(({ whole }) => !isSound(whole));
  if (broken !== undefined) throw new Defect(`a broken chunk ${broken.type}`);
  const chunks = parts.chunks.filter(isDecoded(parts));
  // The decoder lacks interlacing of fewer than 8 bits.
  if (parts.interlaced && parts.depth < 8) return passesOf({ ...parts, chunks });
  const { channels, palette, ...png } = decode(joinPng(chunks));
  return { values: samplesOf(png), channels, palette };
}

function passesOf(parts: PngParts): Decoded {
  const passes = separatePasses(parts);
  const values = new Uint8Array(parts.width * parts.height);
  let palette: DecodedPng['palette'];
  for (const { x, y, dx, dy, png } of passes) {
    const pass = decode(png);
    const samples = samplesOf(pass);
    for (let i = 0; i < samples.length; i++) {
      const row = y + Math.floor(i / pass.width) * dy;
      values[row * parts.width + x + (i % pass.width) * dx] = samples[i];
    }
    palette = pass.palette;
  }
  return { values, channels: 1, palette };
}

/** The profile and the one clear colour are seen to here: the decoder refuses many of them. */
const isDecoded =
  ({ colourType }: PngParts) =>
  ({ type }: PngChunk) =>
    type !== 'iCCP' && (type !== 'tRNS' || colourType === INDEXED);

function byteOf(depth: number): (sample: number) => number {
  if (depth === 16) return (sample) => sample >> 8;
  const step = 255 / (2 ** depth - 1);
  return (sample) => sample * step;
}
