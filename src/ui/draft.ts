import type { RgbaImage, Sides } from '../core/image.ts';

/** The picture at the art's size by the browser's own scaling: something to look at until the networks have drawn. */
export async function draftOf(png: Uint8Array, { width, height }: Sides): Promise<RgbaImage> {
  const bitmap = await createImageBitmap(new Blob([png.slice()]), {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'medium',
  });
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}
