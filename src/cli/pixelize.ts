import { basename, dirname, join, relative } from 'node:path';
import { invalid, Words } from '../core/errors.ts';
import { guideNotes } from '../core/guide-notes.ts';
import type { PixelArt } from '../core/image.ts';
import { outlineNotes } from '../core/outline.ts';
import { fitsArt, type Overlay, overlaid, overlayOfPicture } from '../core/overlay.ts';
import { usedColours } from '../core/palette.ts';
import { encodeIndexedPng, encodeRgbaPng } from '../core/png.ts';
import { swappedArt } from '../core/swap.ts';
import { PNG_LIMITS } from '../export/animation/apng.ts';
import { checkFits } from '../export/animation/frames.ts';
import { type SheetFrame, sheetOf } from '../export/sheet.ts';
import { colour, paletteOf } from '../inference/art/colour.ts';
import { exactCells } from '../inference/art/exact.ts';
import type { Drawing } from '../inference/draw/drawing.ts';
import { networkOutput } from '../inference/draw/drawing.ts';
import { artSize } from '../inference/draw/lattice.ts';
import { finish } from '../inference/draw/progress.ts';
import { drawBy, visible } from '../inference/pixelize.ts';
import type { Arguments } from './args.ts';
import { Batch, type Item } from './batch.ts';
import { writeWhole } from './outputs.ts';
import { realPlace } from './paths.ts';
import { readPicture } from './read.ts';

/** A drawn picture that waits for its colours. */
interface Drawn {
  readonly item: Item;
  readonly drawing: Drawing;
  readonly ms: number;
}

/**
 * Throws a UserError if options are given that a part of a batch cannot have: they need all of it.
 */
export function checkShard({ flags, options }: Arguments<'pixelize'>): void {
  if (flags.shard === null) return;
  const received = new Words('both');
  if (options.sheet !== 'none') throw invalid('--sheet', 'no sheet of a shard', received);
  if (options.sharedPalette)
    throw invalid(
      '--shared-palette',
      'with --shard, a palette that `palette` has made (--palette FILE)',
      received,
    );
}

/** `pixel-cascade pixelize`; returns the exit code. Throws the signal's reason once it is aborted. */
export async function pixelizeCommand(args: Arguments<'pixelize'>, signal: AbortSignal): Promise<number> {
  const { options, inputs, flags, read } = args;
  const zoomed = options.zoom === null ? [] : [`@${options.zoom}x.png`];
  const endings = ['.png', ...zoomed, ...(options.raw ? ['.raw.png'] : [])];
  const sheet = options.sheet === 'none' ? null : join(flags.out, 'sheet');
  const reserved = sheet === null ? {} : { reserved: sheet };
  const batch = await Batch.open({ inputs, flags, read, run: options, endings, signal, ...reserved });
  if (sheet !== null) batch.checkFiles(sheetFiles(sheet));
  const frames: SheetFrame[] = [];
  const overlay = options.overlay && overlayOfPicture(options.overlay);

  const drawOne = async (item: Item): Promise<Drawn> => {
    batch.check(item);
    const start = performance.now();
    const warn = (message: string) => batch.warn(item.input.path, message);
    const source = await readPicture(item.input.path, warn);
    if (options.zoom !== null) checkFits(PNG_LIMITS, artSize(source, options), options.zoom);
    for (const note of guideNotes(source, options, args.given.includes('guide'))) warn(note);
    const drawing = visible(await drawBy(batch.networks, source, options, item.hooks));
    return { item, drawing, ms: performance.now() - start };
  };
  const colourOne = async ({ item, drawing, ms }: Drawn, palette = paletteOf([drawing], options)) => {
    const start = performance.now();
    const keep = options.sharedPalette || options.palette !== null;
    const drawn = colour(drawing, palette, options, keep);
    for (const note of outlineNotes(drawn, options)) batch.warn(item.input.path, note);
    const whole = retouched(drawn, overlay);
    const art = options.swap === null ? whole : swappedArt(whole, options.swap);
    finish(item.hooks);
    await writeWhole(filesOf(item.base, art, drawing, options));
    const report = {
      output: `${item.base}.png`,
      width: art.width,
      height: art.height,
      colors: usedColours(art),
      exact: exactCells(drawing, art),
    };
    batch.report(item, report, ms + performance.now() - start, options.method === 'cascade');
    if (sheet !== null) frames.push(frameOf(item, flags.out, art));
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

/** Art with a retouch on it. Throws a UserError if that is for art of another size. */
function retouched(art: PixelArt, overlay: Overlay | null): PixelArt {
  if (overlay === null || fitsArt(overlay, art)) return overlaid(art, overlay);
  const [expected, received] = [art, overlay].map(({ width, height }) => `${width}x${height}`);
  throw invalid('--overlay', `${expected} pixels, as many as the art has`, new Words(received));
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
  await writeWhole([
    [image, png],
    [json, Buffer.from(`${JSON.stringify(data, null, 2)}\n`)],
  ]);
}

/** A picture's frame; its tag is the name of the folder that was searched if it has but a number itself. */
function frameOf({ input, base }: Item, out: string, art: PixelArt): SheetFrame {
  const name = relative(out, base).replaceAll('\\', '/');
  const folder = /^\d+$/.test(name) ? `${basename(dirname(realPlace(input.path)))}/` : '';
  return { name: folder + name, filename: `${name}.png`, art };
}

/** What is written for a picture, by path. */
function filesOf(
  base: string,
  art: PixelArt,
  drawing: Drawing,
  { zoom, raw }: Arguments<'pixelize'>['options'],
): [string, Uint8Array][] {
  return [
    [`${base}.png`, encodeIndexedPng(art)],
    ...(zoom === null ? [] : [[`${base}@${zoom}x.png`, encodeIndexedPng(art, zoom)] as [string, Uint8Array]]),
    ...(raw ? [[`${base}.raw.png`, encodeRgbaPng(networkOutput(drawing))] as [string, Uint8Array]] : []),
  ];
}
