import { invalid, Words } from '../core/errors.ts';
import type { Rgba, RgbaImage } from '../core/image.ts';
import { decodePng } from '../core/png-read.ts';
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
    return coloursOf(decodePng(bytes, name));
  },
};

function coloursOf({ data }: RgbaImage): Rgba[] {
  const seen = new Set<number>();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] > 0) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
  }
  return [...seen].map((rgb) => [rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255]);
}
