import type { RgbaImage } from '../core/image.ts';

/** Makes a canvas the picture, pixel by pixel; CSS enlarges it. */
export function putPixels(canvas: HTMLCanvasElement | null, { width, height, data }: RgbaImage): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  canvas.width = width;
  canvas.height = height;
  context.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
}
