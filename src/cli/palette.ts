import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { invalid, UserError, Words } from '../core/errors.ts';
import type { DrawOptions } from '../core/options.ts';
import { partOf } from '../inference/art/colour.ts';
import { addCells, histogramPalette } from '../inference/art/palette.ts';
import { drawBy } from '../inference/pixelize.ts';
import { PALETTE_WRITERS } from '../palettes/write.ts';
import { type Arguments, flagOf } from './args.ts';
import { Batch, type Item } from './batch.ts';
import { Count, HISTOGRAM, readCount, type Settings } from './histogram.ts';
import { writeWhole } from './outputs.ts';
import { ENDINGS, readPicture } from './read.ts';

/** The options of what comes after a palette. */
const UNCOLOURED = {
  palette: null,
  guide: null,
  dither: 'none',
  ditherStrength: 100,
  ditherWhere: 'everywhere',
  tidy: 'on',
  tidyWhere: 'everywhere',
  outline: 'none',
  outlineColor: [0, 0, 0, 255],
} as const;

/** Makes a file of what was counted, and says what is in it. Throws a UserError if it cannot be made. */
type Writer = (count: Count, file: string) => { readonly bytes: Uint8Array; readonly colors?: number };

/** What writes a file, by its ending. Throws a UserError if it is none of a palette or a histogram. */
export function writerOf(file: string): Writer {
  const ending = extname(file).toLowerCase();
  if (ending === `.${HISTOGRAM}`) return (count) => ({ bytes: count.write() });
  const writers = Object.values(PALETTE_WRITERS);
  const writer = writers.find((known) => known.ending === ending);
  if (writer === undefined) {
    const endings = writers.map((known) => known.ending).join(', ');
    throw invalid('--out', `a file ending in ${endings} or .${HISTOGRAM}`, file);
  }
  return (count) => {
    const missing = count.missing();
    if (missing.length > 0) {
      const some = missing.slice(0, 8).join(', ') + (missing.length > 8 ? ', …' : '');
      throw invalid(file, 'the histograms of all shards', new Words(`none of ${some}`));
    }
    const colours = histogramPalette(count.histogram, count.settings, count.transparent);
    if (colours.length === 0)
      throw invalid(file, 'pictures that are not all transparent', new Words('no colour'));
    return { bytes: writer.write(colours, basename(file, extname(file))), colors: colours.length };
  };
}

/**
 * `pixel-cascade palette`: one palette for all the pictures, or the histogram that one is made of; histograms that were
 * written before are added. Returns the exit code. Throws the signal's reason once it is aborted.
 */
export async function paletteCommand(
  { inputs, flags, options, given }: Arguments<'palette'>,
  writer: Writer,
  signal: AbortSignal,
): Promise<number> {
  const isHistogram = (path: string) => extname(path).toLowerCase() === `.${HISTOGRAM}`;
  if (flags.shard !== null && inputs.some(isHistogram))
    throw invalid('--shard', 'pictures alone', new Words('histograms, which are added whole'));
  const searched = flags.shard === null ? [...ENDINGS, HISTOGRAM] : ENDINGS;
  const batch = await Batch.open({ inputs, flags, run: options, endings: [], searched, signal });
  batch.checkFiles([flags.out]);
  const isCounted = ({ input }: Item) => isHistogram(input.path);
  const read = async (item: Item) => {
    const { path } = item.input;
    const file = readCount(readFileSync(path), path);
    return { file, path };
  };
  const files = await batch.each(batch.items.filter(isCounted), (item) => item, read);
  const [first] = files;
  const settings = settingsOf(pick(options), first?.file.settings, given, first?.path);
  const count = new Count(settings);
  for (const { file, path } of files) {
    try {
      count.add(file, path);
    } catch (error) {
      // A part that does not belong to the others, or is there twice, makes a wrong palette of all.
      batch.fail(path, error);
      return batch.close();
    }
  }
  if (flags.shard !== null) count.addShard(`${flags.shard.index}/${flags.shard.count}`, flags.out);
  const pictures = batch.items.filter((item) => !isCounted(item));
  const made: DrawOptions = { ...settings, ...UNCOLOURED };
  const counted = await batch.each(
    pictures,
    (item) => item,
    async ({ input, hooks }) => {
      const source = await readPicture(input.path, (message) => batch.warn(input.path, message));
      const drawing = await drawBy(batch.networks, source, made, hooks);
      const cells = partOf(drawing, made);
      addCells(count.histogram, cells);
      count.transparent ||= cells.opaque.includes(0);
      count.pictures++;
    },
  );
  if (counted.length + files.length > 0 || (flags.shard !== null && pictures.length === 0))
    await write(batch, count, flags.out, writer);
  return batch.close();
}

async function write(batch: Batch, count: Count, out: string, writer: Writer): Promise<void> {
  try {
    const { bytes, colors } = writer(count, out);
    await writeWhole([[out, bytes]]);
    const { pictures } = count;
    const facts = { output: out, pictures, ...(colors !== undefined && { colors }) };
    const what = colors === undefined ? '' : `, ${colors} colors`;
    batch.tell(facts, `${out} (${pictures} ${pictures === 1 ? 'picture' : 'pictures'}${what})`);
  } catch (error) {
    batch.fail(out, error);
  }
}

/** Of the command's options those that a palette depends on. */
const pick = (options: Arguments<'palette'>['options']): Settings => {
  const { provider, threads, ...settings } = options;
  return settings;
};

/** The settings of the histograms if there are any, else the options. Throws a UserError if one was given that differs. */
function settingsOf(
  options: Settings,
  counted: Settings | undefined,
  given: readonly string[],
  name = '',
): Settings {
  if (counted === undefined) return options;
  for (const option of given.filter((key): key is keyof Settings => key in counted)) {
    const [asked, was] = [options[option], counted[option]].map((value) => JSON.stringify(value));
    if (asked !== was)
      throw new UserError(`${flagOf(option)}: expected ${was} as in ${name}, received ${asked}`);
  }
  return counted;
}
