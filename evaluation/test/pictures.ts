import type { Rgba, RgbaImage } from '../../src/core/image.ts';

const INK: Readonly<Record<string, Rgba>> = {
  '.': [255, 255, 255, 255],
  '#': [0, 0, 0, 255],
  r: [200, 30, 30, 255],
  g: [40, 160, 60, 255],
  b: [40, 60, 200, 255],
  y: [240, 220, 60, 255],
  '-': [128, 128, 128, 255],
  ' ': [0, 0, 0, 0],
};

/** A picture drawn in letters: '.' white, '#' black, '-' grey, ' ' transparent, r g b y colours. */
export function draw(...rows: string[]): RgbaImage {
  const width = rows[0].length;
  const data = new Uint8ClampedArray(width * rows.length * 4);
  rows.forEach((row, y) => {
    [...row].forEach((letter, x) => {
      data.set(INK[letter], (y * width + x) * 4);
    });
  });
  return { width, height: rows.length, data };
}

/** A picture whose pixels are computed. */
export function paint(width: number, height: number, colour: (x: number, y: number) => Rgba): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * 4);
  }
  return { width, height, data };
}

/** Every pixel repeated `zoom` times in both directions. */
export function enlarge(image: RgbaImage, zoom: number): RgbaImage {
  return paint(image.width * zoom, image.height * zoom, (x, y) => {
    const i = (Math.floor(y / zoom) * image.width + Math.floor(x / zoom)) * 4;
    return [image.data[i], image.data[i + 1], image.data[i + 2], image.data[i + 3]];
  });
}
