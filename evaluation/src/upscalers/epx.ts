import type { RgbaImage } from '../../../src/core/image.ts';
import { assertSize, subsample } from '../../../src/core/resample.ts';

/**
 * EPX (Scale2x) for the way back: each pixel becomes four, a corner taking its two neighbours' colour where they
 * agree and the other two do not; repeated until the target is reached, and subsampled to it.
 * Source: Johnston, EPX, 1992; Mazzoleni, "Scale2x", 2001, whose rule is the same.
 * @param art pixel art at its own grid
 * @returns width × height pixels with no colour that the art does not have
 * @throws UserError if a side is no positive integer
 */
export function epx(art: RgbaImage, width: number, height: number): RgbaImage {
  assertSize(width, height);
  let image = art;
  while (image.width < width || image.height < height) image = double(image);
  return subsample(image, width, height);
}

function double({ width, height, data }: RgbaImage): RgbaImage {
  const pixels = Uint32Array.from(
    { length: width * height },
    // Whatever hides under full transparency is one colour.
    (_, i) =>
      data[i * 4 + 3] === 0
        ? 0
        : ((data[i * 4] << 24) | (data[i * 4 + 1] << 16) | (data[i * 4 + 2] << 8) | data[i * 4 + 3]) >>> 0,
  );
  const at = (x: number, y: number) =>
    pixels[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))];
  const out = new Uint8ClampedArray(width * height * 16);
  const put = (x: number, y: number, colour: number) => {
    out.set(
      [colour >>> 24, (colour >>> 16) & 255, (colour >>> 8) & 255, colour & 255],
      (y * width * 2 + x) * 4,
    );
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = at(x, y);
      const [up, right, left, down] = [at(x, y - 1), at(x + 1, y), at(x - 1, y), at(x, y + 1)];
      const turns = up !== down && left !== right;
      put(x * 2, y * 2, turns && left === up ? left : p);
      put(x * 2 + 1, y * 2, turns && up === right ? right : p);
      put(x * 2, y * 2 + 1, turns && left === down ? left : p);
      put(x * 2 + 1, y * 2 + 1, turns && down === right ? right : p);
    }
  }
  return { width: width * 2, height: height * 2, data: out };
}
