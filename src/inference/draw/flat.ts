import type { RgbaImage } from '../../core/image.ts';

/**
 * The cells whose source is of one colour all over, looked at pixel by pixel: no resampling blends them.
 * @returns for each of width × height cells its colour as 0xrrggbb; -1 where there are several, or something shows through
 */
export function flatCells(source: RgbaImage, width: number, height: number): Int32Array {
  const pixels = new Uint32Array(source.width * source.height);
  const { data } = source;
  for (let i = 0; i < pixels.length; i++)
    pixels[i] =
      ((data[i * 4 + 3] << 24) | (data[i * 4] << 16) | (data[i * 4 + 1] << 8) | data[i * 4 + 2]) >>> 0;
  const flat = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = span(y, height, source.height);
    for (let x = 0; x < width; x++) {
      const [left, right] = span(x, width, source.width);
      const first = pixels[top * source.width + left];
      let isFlat = first >>> 24 === 255;
      for (let v = top; v < bottom && isFlat; v++)
        for (let u = left; u < right && isFlat; u++) isFlat = pixels[v * source.width + u] === first;
      flat[y * width + x] = isFlat ? first & 0xffffff : -1;
    }
  }
  return flat;
}

/** From which pixel to before which a cell reaches, those in part among them. */
const span = (cell: number, cells: number, pixels: number): [number, number] => [
  Math.floor((cell * pixels) / cells),
  Math.ceil(((cell + 1) * pixels) / cells),
];
