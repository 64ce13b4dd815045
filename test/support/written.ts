import { decode } from 'fast-png';
import { expect } from 'vitest';
import type { RgbaImage } from '../../src/core/image.ts';

/** A picture whose every k×k pixels are one: those, once each, as RGBA. Fails where pixels of a block differ. */
export function withoutEnlarging(png: Uint8Array, width: number, height: number): Uint8Array {
  const picture = decode(png);
  const channels = picture.channels;
  const zoom = picture.width / width;
  expect([zoom % 1, picture.height / height]).toEqual([0, zoom]);
  const art = new Uint8Array(width * height * 4).fill(255);
  let blended = 0;
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const to = (Math.floor(y / zoom) * width + Math.floor(x / zoom)) * 4;
      for (let c = 0; c < channels; c++) {
        const value = picture.data[(y * picture.width + x) * channels + c];
        if (x % zoom === 0 && y % zoom === 0) art[to + c] = value;
        else if (art[to + c] !== value) blended++;
      }
    }
  }
  expect(blended).toBe(0);
  return art;
}

/** How many pixels of two pictures of one size are not the same; what is transparent in both is, whatever its colour. */
export function differingPixels(a: RgbaImage['data'], b: RgbaImage['data']): number {
  expect(a.length).toBe(b.length);
  let differing = 0;
  for (let i = 0; i < a.length; i += 4) {
    const clear = a[i + 3] === 0 && b[i + 3] === 0;
    if (!clear && [0, 1, 2, 3].some((c) => a[i + c] !== b[i + c])) differing++;
  }
  return differing;
}
