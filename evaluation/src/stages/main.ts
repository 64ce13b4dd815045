// `npm run stages`: what each stage of the cascade makes of pictures, side by side, for the model card.
import { parseArgs } from 'node:util';
import { invalid, messageOf, UserError } from '../../../src/core/errors.ts';
import { renderArt } from '../../../src/core/grid.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { PIXELIZE_OPTIONS, parseOptions, RUN_OPTIONS } from '../../../src/core/options.ts';
import { SCALES, type Scale } from '../../../src/core/scale.ts';
import { networkOutput } from '../../../src/inference/draw/drawing.ts';
import { openModels } from '../../../src/inference/draw/node.ts';
import { pixelize } from '../../../src/inference/pixelize.ts';
import { majorityVote } from '../../../src/methods/vote.ts';
import { loadPictures, Output } from '../harness/files.ts';
import { opaquePicture } from '../harness/opaque.ts';
import { reduceColours } from '../harness/reduce.ts';
import { contactSheet, type SheetRow } from '../sheet/contact-sheet.ts';

const HELP = `Usage: npm run stages -- --images DIR --out DIR [options]

Writes stages.png: a line a picture with the source, GridNet's pictures at 1/4, 3/16 and 1/8, the network output, the
voted result, and the plain majority vote of the source at the same size and palette size.

  --images DIR   the pictures; transparent ones are put on white
  --out DIR      where to write
  --size WxH     art pixels, also W, Wx or xH keeping the aspect (longest side 48)
  --scale S      ${SCALES.join(', ')}: the grid of the network output and of the result (1/4)
  --colors N     the palette size (16)
  --models DIR   our models (models)
  --rows N       pictures on a sheet (8)
  --zoom N       pixels an art pixel (4)
  --sizes A,B,…  instead of stages, sizes.png: the finished art with its longest side so many art pixels each
  --before DIR   with --sizes, a second line a picture by these models, for comparison
`;

/** Pixels of the longest side of art in sizes.png: a multiple of 16, 32, 48, 64, 96 and 128. */
const SHOWN = 384;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      images: { type: 'string' },
      out: { type: 'string' },
      size: { type: 'string' },
      scale: { type: 'string' },
      colors: { type: 'string' },
      models: { type: 'string', default: 'models' },
      rows: { type: 'string', default: '8' },
      zoom: { type: 'string', default: '4' },
      sizes: { type: 'string' },
      before: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (values.images === undefined) throw invalid('--images', 'a folder of pictures', undefined);
  if (values.out === undefined) throw invalid('--out', 'a folder to write to', undefined);
  const { size, scale, colors } = values;
  const options = parseOptions(PIXELIZE_OPTIONS, { size, scale, colors }, '--');
  const [rowsASheet, zoom] = [Number(values.rows), Number(values.zoom)];
  if (!Number.isInteger(rowsASheet) || rowsASheet < 1)
    throw invalid('--rows', 'an integer from 1', values.rows);
  if (!Number.isInteger(zoom) || zoom < 1) throw invalid('--zoom', 'an integer from 1', values.zoom);
  const { pictures, unreadable } = await loadPictures(values.images, '--images');
  for (const line of unreadable) process.stderr.write(`stages: left out ${line}\n`);
  if (unreadable.length > 0) process.exitCode = 1;
  const out = new Output(values.out);
  /** Writes the lines as sheets; several are numbered. */
  async function write(stem: string, titles: readonly string[], rows: readonly SheetRow[], zoom: number) {
    for (let i = 0; i < rows.length; i += rowsASheet) {
      const name = rows.length > rowsASheet ? `${stem}-${i / rowsASheet + 1}.png` : `${stem}.png`;
      await out.png(name, contactSheet(titles, rows.slice(i, i + rowsASheet), zoom));
      process.stdout.write(`${name}\n`);
    }
  }
  if (values.sizes !== undefined) {
    const sizes = values.sizes.split(',');
    const models = values.before === undefined ? [values.models] : [values.models, values.before];
    const rows = await rowsOfSizes(pictures, sizes, models, { scale, colors });
    return write('sizes', sizes, rows, 1);
  }
  const networks = await openModels(values.models, parseOptions(RUN_OPTIONS, { threads: 1 }));
  const rows: SheetRow[] = [];
  for (const { name, image } of pictures) {
    const { art, drawing, image: input } = await pixelize(networks, image, options);
    const { lattice } = drawing;
    // The lattice belongs to the result's scale; the other grids cover the same input.
    const grid = async (s: Scale): Promise<RgbaImage> => {
      const planar = await networks.gridnet(input, s);
      const share = (side: number, cells: number, input: number): number =>
        Math.max(1, Math.round((side * lattice.pitch * cells) / input));
      return opaquePicture(
        planar,
        share(lattice.width, planar.width, lattice.inputWidth),
        share(lattice.height, planar.height, lattice.inputHeight),
      );
    };
    const grids: RgbaImage[] = [];
    for (const s of SCALES) grids.push(await grid(s));
    const plain = reduceColours(majorityVote(image, art.width, art.height), options.colors, options.seed);
    rows.push({
      name,
      source: image,
      arts: [...grids, networkOutput(drawing), renderArt(art), plain],
    });
    process.stderr.write(`${name}\n`);
  }
  await networks.close();
  const titles = [...SCALES.map((s) => `gridnet ${s}`), 'network output', 'voted', 'plain vote'];
  await write('stages', titles, rows, zoom);
}

/**
 * A line a picture and models folder: the finished art at each size, enlarged to one size as nearly as whole pixels allow.
 * @param sizes longest sides in art pixels, as --size takes them
 */
async function rowsOfSizes(
  pictures: readonly { readonly name: string; readonly image: RgbaImage }[],
  sizes: readonly string[],
  models: readonly string[],
  options: { readonly scale: string | undefined; readonly colors: string | undefined },
): Promise<SheetRow[]> {
  const every = sizes.map((size) => parseOptions(PIXELIZE_OPTIONS, { ...options, size }, '--'));
  const rows: SheetRow[][] = pictures.map(() => []);
  for (const folder of models) {
    const networks = await openModels(folder, parseOptions(RUN_OPTIONS, { threads: 1 }));
    for (const [i, { name, image }] of pictures.entries()) {
      const arts: RgbaImage[] = [];
      for (const options of every) {
        const { art } = await pixelize(networks, image, options);
        arts.push(renderArt(art, Math.max(1, Math.round(SHOWN / Math.max(art.width, art.height)))));
      }
      rows[i]?.push({ name: models.length > 1 ? `${name}, ${folder}` : name, source: image, arts });
      process.stderr.write(`${name}\n`);
    }
    await networks.close();
  }
  return rows.flat();
}

main().catch((error: unknown) => {
  const usage = error instanceof UserError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(`stages: ${usage || !(error instanceof Error) ? messageOf(error) : error.stack}\n`);
  process.exitCode = 2;
});
