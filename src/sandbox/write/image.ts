import { UserError } from '../../core/errors.ts';
import type { ImageResult } from '../../messages.ts';

/** Figma's images end here, in pixels a side. */
const MOST_IMAGE_SIDE = 4096;
/** What a GIF begins with, and where it tells its width and height: numbers of two bytes, the low one first. */
const GIF = [0x47, 0x49, 0x46];
const GIF_SIDES = [6, 8];
/** Where a PNG file tells its width and height: two big-endian numbers of four bytes in its first chunk. */
const PNG_WIDTH = 16;
const PNG_HEIGHT = 20;

/**
 * Throws a UserError if Figma would not take the image, and an Error if it is not exactly as large as its rectangle:
 * Figma smooths every image that it has to enlarge or to shrink.
 */
export function checkImage({ png, width, height }: ImageResult): void {
  if (width > MOST_IMAGE_SIDE || height > MOST_IMAGE_SIDE) {
    throw new UserError(
      `The art would be ${width} × ${height} pixels, but Figma’s images end at ${MOST_IMAGE_SIDE} pixels a side. Make it smaller, or choose vectors.`,
    );
  }
  const isGif = GIF.every((byte, i) => png[i] === byte);
  const [w, h] = isGif
    ? GIF_SIDES.map((at) => png[at] + 256 * png[at + 1])
    : [PNG_WIDTH, PNG_HEIGHT].map((at) => png.slice(at, at + 4).reduce((n, byte) => n * 256 + byte, 0));
  if (w !== width || h !== height)
    throw new Error(`an image of ${w} × ${h} for a rectangle of ${width} × ${height}`);
}

/** An image as a fill, for a layer of exactly its size. */
export function imagePaint({ png }: ImageResult): ImagePaint {
  return { type: 'IMAGE', scaleMode: 'FILL', imageHash: figma.createImage(png).hash };
}
