import { basename, join, relative } from 'node:path';
import type { PixelArt } from '../core/image.ts';
import { usedColours } from '../core/palette.ts';
import { encodeIndexedPng, encodeRgbaPng } from '../core/png.ts';
import { type SheetFrame, sheetOf } from '../export/sheet.ts';
import { colour, paletteOf } from '../inference/art/colour.ts';
import type { Drawing } from '../inference/draw/drawing.ts';
import { networkOutput } from '../inference/draw/drawing.ts';
import { finish } from '../inference/draw/progress.ts';
import { drawBy } from '../inference/pixelize.ts';
import type { Arguments } from './args.ts';
import { Batch, type Item } from './batch.ts';
import { writeWhole } from './outputs.ts';
import { readPicture } from './read.ts';

/** A drawn picture that waits for its colours. */
interface Drawn {
  readonly item: Item;
  readonly drawing: Drawing;
  readonly ms: number;
}

/** `pixel-cascade pixelize`; returns the exit code. Throws the signal's reason once it is aborted. */
export async function pixelizeCommand(args: Arguments<'pixelize'>, signal: AbortSignal): Promise<number> {
  const { options, inputs, flags } = args;
  const zoomed = options.zoom === null ? [] : [`@${options.zoom}x.png`];
  const endings = ['.png', ...zoomed, ...(options.raw ? ['.raw.png'] : [])];
  const sheet = options.sheet === 'none' ? null : join(flags.out, 'sheet');
  const reserved = sheet === null ? {} : { reserved: sheet };
  const batch = await Batch.open({ inputs, flags, run: options, endings, signal, ...reserved });
  if (sheet !== null) batch.checkFiles(sheetFiles(sheet));
  const frames: SheetFrame[] = [];

  const drawOne = async (item: Item): Promise<Drawn> => {
    batch.check(item);
    const start = performance.now();
    const source = await readPicture(item.input.path, (message) => batch.warn(item.input.path, message));
    const drawing = await drawBy(batch.networks, source, options, item.hooks);
    return { item, drawing, ms: performance.now() - start };
  };
  const colourOne = async ({ item, drawing, ms }: Drawn, palette = paletteOf([drawing], options)) => {
    const start = performance.now();
    const keep = options.sharedPalette || options.palette !== null;
    const art = colour(drawing, palette, options, keep);
    await writeAll(item.base, art, drawing, options);
    const name = relative(flags.out, item.base).replaceAll('\\', '/');
    if (sheet !== null) frames.push({ name, filename: `${name}.png`, art });
    finish(item.hooks);
    const report = {
      output: `${item.base}.png`,
      width: art.width,
      height: art.height,
      colors: usedColours(art),
    };
    batch.report(item, report, ms + performance.now() - start, options.method === 'cascade');
  };

  if (options.sharedPalette) {
    const drawn = await batch.each(batch.items, (item) => item, drawOne);
    const palette = paletteOf(
      drawn.map(({ drawing }) => drawing),
      options,
    );
    await batch.each(
      drawn,
      ({ item }) => item,
      (entry) => colourOne(entry, palette),
    );
  } else {
    await batch.each(
      batch.items,
      (item) => item,
      async (item) => colourOne(await drawOne(item)),
    );
  }
  if (sheet !== null && frames.length > 0) {
    await writeSheet(sheet, frames, options.sheet).catch((error) => batch.fail('sprite sheet', error));
  }
  return batch.close();
}

const sheetFiles = (base: string) => [`${base}.png`, `${base}.json`];

async function writeSheet(
  base: string,
  frames: readonly SheetFrame[],
  sheet: 'none' | 'hash' | 'array',
): Promise<void> {
  const layout = sheet === 'array' ? 'array' : 'hash';
  const [image, json] = sheetFiles(base);
  const { png, data } = sheetOf(frames, { layout, image: basename(image) });
  await writeWhole(image, png);
  await writeWhole(json, Buffer.from(`${JSON.stringify(data, null, 2)}\n`));
}

async function writeAll(
  base: string,
  art: PixelArt,
  drawing: Drawing,
  { zoom, raw }: Arguments<'pixelize'>['options'],
): Promise<void> {
  await writeWhole(`${base}.png`, encodeIndexedPng(art));
  if (zoom !== null) await writeWhole(`${base}@${zoom}x.png`, encodeIndexedPng(art, zoom));
  if (raw) await writeWhole(`${base}.raw.png`, encodeRgbaPng(networkOutput(drawing)));
}
