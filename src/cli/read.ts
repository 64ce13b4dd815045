import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { invalid, messageOf, Words } from '../core/errors.ts';
import type { RgbaImage } from '../core/image.ts';

const FORMATS = ['png', 'jpeg', 'webp', 'gif'];

/**
 * A picture file as 8-bit sRGB RGBA, turned upright by its EXIF orientation; of an animation the first frame.
 * Grey, palette, 16-bit and CMYK files are converted.
 * Throws a UserError if the file cannot be read or is not a whole PNG, JPEG, WebP or GIF.
 */
export async function readPicture(path: string): Promise<RgbaImage> {
  const wrong = (received: string) => invalid(path, 'a PNG, JPEG, WebP or GIF picture', new Words(received));
  const bytes = await readFile(path).catch((error: unknown) => {
    throw wrong(messageOf(error));
  });
  if (bytes.length === 0) throw wrong('an empty file');
  try {
    const image = sharp(bytes, { failOn: 'error' });
    const { format } = await image.metadata();
    if (!FORMATS.includes(format)) throw new Error(`format ${format}`);
    const { data, info } = await image
      .rotate()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (error) {
    throw wrong(`${bytes.length} bytes (${messageOf(error)})`);
  }
}
