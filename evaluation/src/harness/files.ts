import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { glob } from 'tinyglobby';
import { invalid, messageOf, Words } from '../../../src/core/errors.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { encodeRgbaPng } from '../../../src/core/png.ts';
import { compositeOver } from '../measures/index.ts';
import type { Picture } from './run.ts';

const PICTURES = '**/*.{png,jpg,jpeg,webp,gif,PNG,JPG,JPEG,WEBP,GIF}';

/** A folder's pictures over white, and the files that could not be read. */
export interface Loaded {
  readonly pictures: readonly Picture[];
  /** One line a file: its name and why. */
  readonly unreadable: readonly string[];
}

/** A picture file as RGBA. */
export async function readImage(file: string): Promise<RgbaImage> {
  const { data, info } = await sharp(file)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/**
 * Reads all pictures in a folder and the folders in it, by name; what cannot be read is named and left out.
 * @param option the option the folder was given by, for errors
 * @throws UserError if the folder does not exist or holds no picture file
 */
export async function loadPictures(folder: string, option: string): Promise<Loaded> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw invalid(option, 'a folder of pictures', folder);
  const files = (await glob(PICTURES, { cwd: folder })).sort();
  if (files.length === 0) {
    const count = (await readdir(folder)).length;
    throw invalid(
      option,
      'a folder with PNG, JPEG, WebP or GIF pictures',
      new Words(`"${folder}" (${count} files, none of them a picture)`),
    );
  }
  const pictures: Picture[] = [];
  const unreadable: string[] = [];
  for (const name of files) {
    try {
      pictures.push({ name, image: compositeOver(await readImage(join(folder, name))) });
    } catch (error) {
      unreadable.push(`${name}: ${messageOf(error)}`);
    }
  }
  return { pictures, unreadable };
}

/** Writes files under a folder, making the folders they need. */
export class Output {
  constructor(readonly folder: string) {}

  async text(name: string, content: string): Promise<void> {
    await this.bytes(name, Buffer.from(content));
  }

  async png(name: string, image: RgbaImage): Promise<void> {
    await this.bytes(name, encodeRgbaPng(image));
  }

  private async bytes(name: string, content: Uint8Array): Promise<void> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** The PNG that stands for a picture in an output folder: folders go, and endings other than PNG's stay visible. */
export function slug(name: string): string {
  return `${name.replace(/\.png$/i, '').replace(/[^\w.-]+/g, '_')}.png`;
}
