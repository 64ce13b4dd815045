import { convertIndexedToRgb, type DecodedPng, decode } from 'fast-png';
import { invalid, Words } from '../core/errors.ts';
import type { Rgba } from '../core/image.ts';
import { samplesOf } from '../core/png.ts';
import { ByteReader } from './bytes.ts';
import { type PaletteFormat, startsWith } from './format.ts';

/** The most pixels of a strip; a palette needs few, and a photograph would only be told to have too many colours. */
const MOST_PIXELS = 2 ** 20;

/**
 * A strip: a small PNG that shows every colour of the palette. Its colours are read row by row, of indexed PNGs as well:
 * their own palette is often sorted and padded by the program that wrote them, and nobody sees it. Fully transparent
 * pixels are passed over, the alpha of others is dropped.
 */
export const PNG: PaletteFormat = {
  name: 'PNG strip',
  extensions: ['.png'],
  matches: (bytes) => startsWith(bytes, '\x89PNG\r\n\x1a\n'),
  read: (bytes, name) => {
    const header = new ByteReader(bytes, name, 'a whole PNG file', false, 16);
    const [width, height] = [header.u32(), header.u32()];
    if (width * height > MOST_PIXELS) {
      const most = Math.sqrt(MOST_PIXELS);
      throw invalid(name, `a PNG of at most ${most}×${most} pixels`, new Words(`${width}×${height}`));
    }
    const depth = header.u8();
    header.skip(3);
    if (header.u8() === 1 && depth < 8) {
      throw invalid(name, 'a PNG without interlacing', new Words('an interlaced one'));
    }
    return coloursOf(decoded(bytes, name));
  },
};

function decoded(bytes: Uint8Array, name: string): { png: DecodedPng; samples: ArrayLike<number> } {
  try {
    const png = decode(bytes, { checkCrc: true });
    if (png.palette === undefined) return { png, samples: samplesOf(png) };
    const channels = png.palette[0].length;
    return { png: { ...png, channels, depth: 8 }, samples: convertIndexedToRgb(png) };
  } catch {
    throw invalid(name, 'a whole PNG file', new Words('a damaged one'));
  }
}

function coloursOf({ png, samples }: ReturnType<typeof decoded>): Rgba[] {
  const { channels, depth, transparency } = png;
  const byte = (sample: number) => Math.round((sample * 255) / (2 ** depth - 1));
  const hasAlpha = channels === 2 || channels === 4;
  const seen = new Set<number>();
  for (let at = 0; at < samples.length; at += channels) {
    const pixel = Array.from({ length: channels }, (_, c) => samples[at + c]);
    const transparent = hasAlpha
      ? pixel[channels - 1] === 0
      : transparency !== undefined && pixel.every((sample, c) => sample === transparency[c]);
    if (transparent) continue;
    const [r, g, b] = channels < 3 ? [pixel[0], pixel[0], pixel[0]] : pixel;
    seen.add((byte(r) << 16) | (byte(g) << 8) | byte(b));
  }
  return [...seen].map((rgb) => [rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255]);
}
