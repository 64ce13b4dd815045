import type { PixelArt, RgbaImage } from '../src/core/image.ts';
import { encodeIndexedPng } from '../src/core/png.ts';
import { decodePng } from '../src/core/png-read.ts';
import { type Asking, pinsOf } from '../src/core/wishes.ts';

/** What is wrong with a picture's numbers; null if nothing is. */
export function faultInPicture({ width, height, data }: RgbaImage): string | null {
  if (!(width >= 1 && height >= 1)) return `a picture of ${width}×${height} pixels`;
  return data.length === width * height * 4 ? null : `${data.length} bytes for ${width}×${height} pixels`;
}

/** What is wrong with art made by some options, and with the file that it becomes; null if nothing is. */
export function faultInArt(art: PixelArt, options: Asking, zoom: number): string | null {
  const { width, height, indices } = art;
  const { colors, palette } = options;
  const pin = pinsOf(options, true);
  if (indices.length !== width * height) return `${indices.length} cells for ${width}×${height}`;
  if (indices.some((index) => index >= art.palette.length)) return 'a cell without a colour of the palette';
  const solid = art.palette.filter(([, , , alpha]) => alpha > 0);
  const most = palette === null ? colors : palette.length + pin.length;
  if (solid.length > most) return `${solid.length} colours where ${most} are allowed`;
  const own = palette === null ? null : new Set([...palette, ...pin].map(String));
  const foreign = own && solid.find((colour) => !own.has(String(colour)));
  if (foreign) return `the colour ${foreign}, which the palette lacks`;
  return blended(decodePng(encodeIndexedPng(art, zoom)), art);
}

/** Where a picture is not the art enlarged by whole numbers; null if it is. */
export function blended(picture: RgbaImage, art: PixelArt): string | null {
  const [dx, dy] = [picture.width / art.width, picture.height / art.height];
  if (!Number.isInteger(dx) || !Number.isInteger(dy))
    return `art of ${art.width}×${art.height} as ${picture.width}×${picture.height} pixels`;
  for (let i = 0; i < picture.width * picture.height; i++) {
    const [x, y] = [i % picture.width, Math.floor(i / picture.width)];
    const wanted = art.palette[art.indices[Math.floor(y / dy) * art.width + Math.floor(x / dx)]];
    const is = picture.data.subarray(i * 4, i * 4 + 4);
    if (wanted.some((value, c) => value !== is[c]))
      return `a blended pixel: ${is} at ${x}, ${y} instead of ${wanted}`;
  }
  return null;
}
