/** Turns two folders of pictures into a pack. */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import type { RgbaImage } from '../../../src/core/image.ts';
import type { PackedPicture } from './pack.ts';

const PICTURE = /\.(png|jpe?g|webp|gif)$/i;

/** Pictures of one folder, and what could not be used. */
export interface Prepared {
  pictures: PackedPicture[];
  refused: { name: string; reason: string }[];
}

/** All picture files below a folder, in a stable order. @throws Error when the folder holds none */
function listPictures(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true }) as string[];
  } catch (error) {
    throw new Error(
      `${folder}: expected a folder of pictures, but it cannot be read (${(error as Error).message})`,
    );
  }
  const files = names.filter((f) => PICTURE.test(f)).sort();
  if (files.length === 0) throw new Error(`${folder}: expected PNG, JPEG, WebP or GIF files, found none`);
  return files.map((f) => join(folder, f));
}

/**
 * Decodes a file to RGBA.
 * @param longest longest side in pixels; larger pictures are reduced
 */
async function decode(file: string, longest?: number): Promise<RgbaImage> {
  let pipeline = sharp(file).rotate().toColourspace('srgb').ensureAlpha();
  if (longest) pipeline = pipeline.resize(longest, longest, { fit: 'inside', withoutEnlargement: true });
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** The largest k for which the picture is k×k blocks of one colour each, sides being multiples of k; 1 if none. */
export function integerUpscale({ width, height, data }: RgbaImage): number {
  const words = new Uint32Array(data.slice().buffer);
  for (let k = Math.min(width, height, 64); k > 1; k--) {
    if (width % k !== 0 || height % k !== 0) continue;
    let same = true;
    for (let y = 0; y < height && same; y++)
      for (let x = 0; x < width; x++)
        if (words[y * width + x] !== words[(y - (y % k)) * width + x - (x % k)]) {
          same = false;
          break;
        }
    if (same) return k;
  }
  return 1;
}

/** Keeps one pixel of every k×k block. */
export function reduceBy(k: number, image: RgbaImage): RgbaImage {
  const width = image.width / k;
  const height = image.height / k;
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (y * k * image.width + x * k) * 4;
      data.set(image.data.subarray(from, from + 4), (y * width + x) * 4);
    }
  return { width, height, data };
}

/**
 * Decodes a folder. Cartoons are reduced to `longest` pixels; pixel art is brought to its native resolution.
 * Pictures without a visible pixel and files that do not decode are named in `refused`.
 */
export async function prepareFolder(
  folder: string,
  kind: 'cartoon' | 'pixel',
  longest: number,
  onProgress: (done: number, all: number) => void = () => {},
): Promise<Prepared> {
  const files = listPictures(folder);
  const result: Prepared = { pictures: [], refused: [] };
  for (const [i, file] of files.entries()) {
    const name = relative(folder, file);
    try {
      let image = await decode(file, kind === 'cartoon' ? longest : undefined);
      if (kind === 'pixel') {
        const k = integerUpscale(image);
        if (k > 1) image = reduceBy(k, image);
        if (Math.max(image.width, image.height) > longest)
          throw new Error(
            `expected pixel art of at most ${longest} pixels a side, got ${image.width}×${image.height}`,
          );
      }
      let visible = false;
      for (let p = 3; p < image.data.length && !visible; p += 4) visible = image.data[p] > 0;
      if (!visible) throw new Error('expected a visible pixel, found none');
      result.pictures.push({ name, ...image });
    } catch (error) {
      result.refused.push({ name, reason: (error as Error).message.split('\n')[0]! });
    }
    onProgress(i + 1, files.length);
  }
  return result;
}
