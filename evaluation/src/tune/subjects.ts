import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { messageOf } from '../../../src/core/errors.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../../src/core/options.ts';
import { encodeRgbaPng } from '../../../src/core/png.ts';
import { type Cells, cellsOf } from '../../../src/inference/art/cells.ts';
import { artSize } from '../../../src/inference/draw/lattice.ts';
import type { Networks } from '../../../src/inference/draw/networks.ts';
import { samplesIn } from '../../../src/inference/draw/samples.ts';
import { drawBy } from '../../../src/inference/pixelize.ts';
import split from '../../split.json' with { type: 'json' };
import { compositeOver, KINDS, type Kind, readSource, type SourceReading } from '../measures/index.ts';

/** What the name of a picture ends with where it is taken without a ground. */
const CLEAR = ' clear';

/** The picture that a subject is of, with a ground or without. */
export const pictureOf = (name: string): string => name.replace(CLEAR, '');

export const HALVES = ['tune', 'test'] as const;
export type Half = (typeof HALVES)[number];

/** A picture that art is made of again and again: drawn once, its source read once. */
export interface Subject {
  readonly name: string;
  readonly kind: Kind;
  readonly half: Half;
  /** Over white. */
  readonly picture: RgbaImage;
  /** What was drawn. */
  readonly cells: Cells;
  /** The source over the same cells, without a matte. */
  readonly source: RgbaImage;
  readonly reading: SourceReading;
}

/** Where drawings are kept between runs; git ignores it. */
export const CACHE = '.cache/drawn';

interface Asked {
  /** Holds a folder for each kind. */
  readonly images: string;
  readonly models: string;
  /** Art pixels. */
  readonly size: string;
  readonly cache: string;
  readonly open: () => Promise<Networks>;
  readonly log: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Less than all of them. */
  readonly only?: { readonly halves: readonly Half[]; readonly kinds: readonly Kind[] };
}

/**
 * The pictures of the split, drawn: over white, as the evaluation judges methods, and those with transparency also as they
 * are, as people use them. What is missing is named and left out.
 */
export async function subjectsOf({
  images,
  models,
  size,
  cache,
  open,
  log,
  complain,
  only = { halves: HALVES, kinds: KINDS },
}: Asked): Promise<Subject[]> {
  const subjects: Subject[] = [];
  const drawn = join(cache, hashOf(await readFile(join(models, 'models.json'))));
  for (const kind of only.kinds) {
    for (const half of only.halves) {
      for (const file of split[kind][half]) {
        try {
          for (const [name, image] of views(basename(file), await readImage(join(images, kind, file)))) {
            log(`${kind} ${name}`);
            const picture = compositeOver(image);
            const { cells, source } = await drawnOf(image, size, drawn, open);
            const reading = readSource(picture, cells.width, cells.height);
            subjects.push({ name, kind, half, picture, cells, source, reading });
          }
        } catch (error) {
          complain(`left out ${kind} ${file}: ${messageOf(error)}`);
        }
      }
    }
  }
  return subjects;
}

function views(name: string, image: RgbaImage): [string, RgbaImage][] {
  const isClear = image.data.some((value, at) => at % 4 === 3 && value < 128);
  return [
    [name, compositeOver(image)],
    ...(isClear ? [[`${name}${CLEAR}`, image] as [string, RgbaImage]] : []),
  ];
}

/** What the networks draw of a picture, from the cache if it is there: one colour a cell, as a PNG to look at. */
async function drawnOf(
  image: RgbaImage,
  size: string,
  folder: string,
  open: () => Promise<Networks>,
): Promise<Pick<Subject, 'cells' | 'source'>> {
  // Measures compare cells with the source where it lies: edges that moved would count as faults of the energy.
  const options = parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, { size, snap: 'off' }, '--');
  const { width, height } = artSize(image, options);
  const source = samplesIn(image, width, height);
  if (source === null) throw new RangeError(`${width}x${height} is too large to weigh`);
  const file = join(folder, `${hashOf(image.data)}-${width}x${height}.png`);
  let drawn = await readImage(file).catch(() => null);
  if (drawn === null) {
    drawn = imageOf(cellsOf(await drawBy(await open(), image, options)));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, encodeRgbaPng(drawn));
  }
  const { data } = drawn;
  const rgb = Uint8Array.from(
    { length: width * height * 3 },
    (_, at) => data[Math.floor(at / 3) * 4 + (at % 3)],
  );
  const opaque = Uint8Array.from({ length: width * height }, (_, cell) => Number(data[cell * 4 + 3] >= 128));
  return { cells: { width, height, rgb, opaque }, source };
}

function imageOf({ width, height, rgb, opaque }: Cells): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  opaque.forEach((is, cell) => {
    data.set(rgb.subarray(cell * 3, cell * 3 + 3), cell * 4);
    data[cell * 4 + 3] = is * 255;
  });
  return { width, height, data };
}

async function readImage(file: string): Promise<RgbaImage> {
  const { data, info } = await sharp(file)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

const hashOf = (bytes: ArrayLike<number>): string =>
  createHash('sha256').update(Uint8Array.from(bytes)).digest('hex').slice(0, 16);
