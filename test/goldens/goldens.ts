import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { readPicture } from '../../src/cli/read.ts';
import { oklabOfBytes } from '../../src/core/colour.ts';
import { renderArt } from '../../src/core/grid.ts';
import type { PixelArt, RgbaImage } from '../../src/core/image.ts';
import { PIXELIZE_OPTIONS, parseOptions, RUN_OPTIONS } from '../../src/core/options.ts';
import type { Networks } from '../../src/inference/draw/networks.ts';
import { openModels } from '../../src/inference/draw/node.ts';
import { pixelize } from '../../src/inference/pixelize.ts';

/** What the art is made with: the longest sides, and as many colours. */
const SIDES = [48, 32];
const COLOURS = 16;
/** OKLab colours nearer than this are equal: no eye tells them apart, and other machines round otherwise. */
const EQUAL = 0.02;
/** The most cells of a picture that may differ from its golden. */
export const TOLERATED = 0.01;

// From the working folder: `npm run goldens` runs bundled, from another place than the tests.
const at = (folder: string): string => join(process.cwd(), folder);
const EXAMPLES = at('examples');
const GOLDENS = at('test/goldens');

/** One picture at one size, and the file that guards it. */
export interface Golden {
  readonly name: string;
  readonly picture: string;
  readonly side: number;
  readonly file: string;
}

/** Every example at every size, by name. */
export async function goldens(): Promise<readonly Golden[]> {
  const files = (await readdir(EXAMPLES)).filter((file) => /\.(png|jpg)$/.test(file)).sort();
  return files.flatMap((file) =>
    SIDES.map((side) => {
      const name = `${basename(file, extname(file))}-${side}`;
      return { name, picture: join(EXAMPLES, file), side, file: join(GOLDENS, `${name}.png`) };
    }),
  );
}

/** The shipped networks, on the processor. */
export const openShipped = (): Promise<Networks> =>
  openModels(at('models'), parseOptions(RUN_OPTIONS, { provider: 'wasm', threads: 1 }));

/** The picture as it is pixelized today. */
export async function artOf(networks: Networks, { picture, side }: Golden): Promise<PixelArt> {
  const source = await readPicture(picture);
  const long = source.width >= source.height;
  const options = { size: long ? `${side}x` : `x${side}`, colors: COLOURS };
  return (await pixelize(networks, source, parseOptions(PIXELIZE_OPTIONS, options))).art;
}

/** The cells, row by row, whose colours differ: null where the sizes do. */
export function differing(before: RgbaImage, after: PixelArt): readonly boolean[] | null {
  if (before.width !== after.width || before.height !== after.height) return null;
  const { data } = renderArt(after);
  const [labs, others] = [before.data, data].map((bytes) => oklabOfBytes(bytes, 4));
  return Array.from(after.indices, (_, cell) => {
    const [alpha, other] = [before.data[cell * 4 + 3], data[cell * 4 + 3]];
    if (alpha !== other || alpha === 0) return alpha !== other;
    const square = [0, 1, 2].reduce((sum, c) => sum + (labs[cell * 3 + c] - others[cell * 3 + c]) ** 2, 0);
    return Math.sqrt(square) >= EQUAL;
  });
}
