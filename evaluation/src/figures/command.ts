import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { invalid, messageOf } from '../../../src/core/errors.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { type OptionSpec, parseOptions, RUN_OPTIONS } from '../../../src/core/options.ts';
import { encodeRgbaPng } from '../../../src/core/png.ts';
import { openModels } from '../../../src/inference/draw/node.ts';
import { loadPictures } from '../harness/files.ts';
import { lazily } from '../harness/lazily.ts';
import { contactSheet, type SheetRow } from '../sheet/contact-sheet.ts';
import { FIGURES, type Figure, Subject } from './figures.ts';

/** Figures of networks trained otherwise: the trainer's business. */
const ABLATION_FIGURES = ['9', '10'];
const ABLATION_COMMAND = 'npm --prefix training run ablate -- --iterations N --images DIR --out DIR';
const EXAMPLES = 'examples';
/** By the examples' names; what designers drew is neither. */
const KINDS = { cartoons: /^(?!(card|chart|icon|word)\.).*\.png$/i, photographs: /\.jpe?g$/i } as const;

export const HELP = `Usage: npm run figures -- --figure N --out FILE.png [options]

Draws a figure of the paper with our networks and our versions of the methods it compares:

${Object.entries(FIGURES)
  .map(([number, { shows }]) => `  ${number.padEnd(4)} ${shows}`)
  .join('\n')}
  9    CycleGAN, GridNet alone, PixelNet alone, complete }  written by
  10   Loss1 to Loss5 of Table 1                         }  ${ABLATION_COMMAND}

  --figure N      one of the above
  --out FILE.png  where to write
  --images DIR    the pictures; transparent ones are put on white. Without it those of ${EXAMPLES}/ that fit the
                  figure; Fig. 12 needs a folder of pixel art at its own size
  --size N        art pixels along the longest side, for Fig. 2, 5 and 6
  --zoom N        pixels on the sheet per art pixel
  --models DIR    our models (models)

Ends with 1 if a picture or a method had to be left out, with 2 if nothing could be done.
`;

const OWN_OPTIONS = {
  size: { kind: 'integer', default: null as number | null, min: 8, max: 512, help: 'art pixels' },
  zoom: { kind: 'integer', default: null as number | null, min: 1, max: 32, help: 'pixels per art pixel' },
} as const satisfies Record<string, OptionSpec>;

/** The command line's texts. */
export interface FigureArguments {
  readonly figure?: string | undefined;
  readonly out?: string | undefined;
  readonly images?: string | undefined;
  readonly size?: string | undefined;
  readonly zoom?: string | undefined;
  readonly models?: string | undefined;
}

function figureOf(number: string | undefined): Figure {
  if (number !== undefined && ABLATION_FIGURES.includes(number)) {
    throw invalid(
      '--figure',
      `a figure of the trained cascade (${number} is written by: ${ABLATION_COMMAND})`,
      number,
    );
  }
  const known = [...Object.keys(FIGURES), ...ABLATION_FIGURES].sort((a, b) => Number(a) - Number(b));
  if (number === undefined || !Object.hasOwn(FIGURES, number)) {
    throw invalid('--figure', `one of ${known.join(', ')}`, number);
  }
  return FIGURES[number];
}

/**
 * `npm run figures`.
 * @param log takes progress and complaints, a line each
 * @returns the exit code: 0, or 1 if a picture or a method had to be left out
 * @throws UserError if nothing can be done: a figure that does not exist, a folder without pictures
 */
export async function figuresCommand(args: FigureArguments, log: (line: string) => void): Promise<number> {
  const figure = figureOf(args.figure);
  if (args.out === undefined) throw invalid('--out', 'a PNG file to write', undefined);
  if (args.images === undefined && figure.pictures === 'pixel art') {
    throw invalid('--images', 'a folder of pixel art at its own size', undefined);
  }
  const { size, zoom } = parseOptions(OWN_OPTIONS, { size: args.size, zoom: args.zoom }, '--');
  let complaints = 0;
  const complain = (line: string) => {
    complaints++;
    log(`figures: ${line}`);
  };
  const loaded = await loadPictures(args.images ?? EXAMPLES, '--images');
  for (const line of loaded.unreadable) complain(`left out ${line}`);
  const { pictures: kind } = figure;
  const pictures = loaded.pictures.filter(
    ({ name }) => args.images !== undefined || kind === 'pixel art' || KINDS[kind].test(name),
  );
  if (pictures.length === 0)
    throw invalid('--images', 'at least one readable picture', args.images ?? EXAMPLES);

  const networks = lazily(() =>
    openModels(args.models ?? 'models', parseOptions(RUN_OPTIONS, { threads: 1 })),
  );
  const rows: SheetRow[] = [];
  try {
    for (const [i, { name, image }] of pictures.entries()) {
      log(`${i + 1}/${pictures.length} ${name}`);
      const subject = new Subject(image, networks.open, size ?? figure.side);
      const arts: (RgbaImage | null)[] = [];
      for (const [title, make] of Object.entries(figure.columns)) {
        try {
          arts.push(await make(subject));
        } catch (error) {
          complain(`${title} left out ${name}: ${messageOf(error)}`);
          arts.push(null);
        }
      }
      rows.push({ name, source: image, arts });
    }
  } finally {
    await networks.close();
  }
  if (rows.every(({ arts }) => arts.every((art) => art === null))) {
    throw invalid('--figure', 'a method that works', args.figure);
  }
  const sheet = contactSheet(Object.keys(figure.columns), rows, zoom ?? figure.zoom);
  await mkdir(dirname(args.out), { recursive: true });
  await writeFile(args.out, encodeRgbaPng(sheet));
  log(`${args.out}: ${sheet.width}x${sheet.height}`);
  return complaints > 0 ? 1 : 0;
}
