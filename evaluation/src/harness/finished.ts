import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { invalid, UserError } from '../../../src/core/errors.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { loadPictures, slug } from './files.ts';

/**
 * The art that another program made of pictures, found by their names.
 * @param text NAME=DIR, the folder with one file of art a picture
 * @param option how the text was given, for errors
 * @returns null if the text names no folder
 * Throws a UserError if there is no such folder; `artOf` throws one for a picture that has no art.
 */
export async function finishedArt(
  text: string,
  option: string,
): Promise<{ readonly name: string; readonly artOf: (picture: string) => RgbaImage } | null> {
  const at = text.indexOf('=');
  if (at <= 0) return null;
  const [name, folder] = [text.slice(0, at), text.slice(at + 1)];
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw invalid(option, 'a folder of finished art after NAME=', folder);
  const { pictures } = await loadPictures(folder, option);
  const files = new Map(pictures.map((picture) => [slug(picture.name), picture.image]));
  const artOf = (picture: string): RgbaImage => {
    // By the whole path in the folder of inputs, or by the file's name alone; any ending may have become .png.
    const plain = picture.replace(/\.\w+$/, '');
    for (const file of [picture, plain, basename(picture), basename(plain)]) {
      const art = files.get(slug(file));
      if (art) return art;
    }
    throw new UserError(`no ${basename(plain)}.png in ${basename(folder)}`);
  };
  return { name, artOf };
}
