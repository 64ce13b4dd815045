import { invalid } from '../../../src/core/errors.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { type OptionSpec, PIXELIZE_OPTIONS, parseOptions, RUN_OPTIONS } from '../../../src/core/options.ts';
import { artSize } from '../../../src/inference/lattice.ts';
import type { Networks } from '../../../src/inference/networks.ts';
import { openModels } from '../../../src/inference/node.ts';
import { orphans, patchesOf, softSteps } from '../measures/index.ts';
import { loadPictures, Output, slug } from './files.ts';
import { LABELS, type Method, methodOf, type Task } from './methods.ts';
import { htmlPage } from './page.ts';
import { evaluate, type Result, summarise, VIEWS, type View } from './run.ts';
import { contactSheet } from './sheet.ts';
import { csvTable, markdownTable } from './tables.ts';

/** Sources on one contact sheet: more make a picture that viewers shrink. */
const ROWS_A_SHEET = 8;

export const HELP = `Usage: npm run evaluate -- --images DIR --out DIR [options]

Makes every picture of a folder small by every method, measures the results and writes the table (Markdown, CSV,
JSON), contact sheets and a page with all pictures to the output folder.

  --images DIR       the pictures; transparent ones are put on white
  --out DIR          where to write
  --methods a,b,...  of ${Object.keys(LABELS).join(', ')}; all without it
  --size WxH         art pixels, also W, Wx or xH keeping the aspect (48x48)
  --colors N         the palette size to which every method is brought (16)
  --reference DIR    genuine pixel art at its own size, to measure the distance of patches to
  --models DIR       our models (models)
  --zoom N           pixels per art pixel on contact sheets (4)
  --seed N           of the k-means (1)

Ends with 1 if a picture or a method had to be left out, with 2 if nothing could be done.
`;

const OWN_OPTIONS = {
  zoom: { kind: 'integer', default: 4, min: 1, max: 32, help: 'pixels per art pixel on contact sheets' },
} as const satisfies Record<string, OptionSpec>;

/** The command line's texts; what is missing takes its default. */
export interface EvaluateArguments {
  readonly images?: string | undefined;
  readonly methods?: string | undefined;
  readonly size?: string | undefined;
  readonly colors?: string | undefined;
  readonly out?: string | undefined;
  readonly reference?: string | undefined;
  readonly models?: string | undefined;
  readonly zoom?: string | undefined;
  readonly seed?: string | undefined;
}

/**
 * `npm run evaluate`.
 * @param log takes progress and complaints, a line each
 * @returns the exit code: 0, or 1 if a picture or a method had to be left out
 * @throws UserError if nothing can be done: a folder without pictures, a size that is none, no method that exists
 */
export async function evaluateCommand(args: EvaluateArguments, log: (line: string) => void): Promise<number> {
  if (args.images === undefined) throw invalid('--images', 'a folder of pictures', undefined);
  if (args.out === undefined) throw invalid('--out', 'a folder to write to', undefined);
  const { size, colors, seed } = parseOptions(
    PIXELIZE_OPTIONS,
    { size: args.size ?? '48x48', colors: args.colors, seed: args.seed },
    '--',
  );
  const { zoom } = parseOptions(OWN_OPTIONS, { zoom: args.zoom }, '--');
  const taskOf = (image: RgbaImage): Task => ({ ...artSize(image, { size, cell: null }), colors, seed });
  let complaints = 0;
  const complain = (line: string) => {
    complaints++;
    log(`evaluate: ${line}`);
  };

  const networks = lazily(() =>
    openModels(args.models ?? 'models', parseOptions(RUN_OPTIONS, { threads: 1 })),
  );
  const methods = methodsOf(args.methods, networks, complain);
  const { pictures, unreadable } = await loadPictures(args.images, '--images');
  for (const line of unreadable) complain(`left out ${line}`);
  if (pictures.length === 0) throw invalid('--images', 'at least one readable picture', args.images);
  const reference = args.reference === undefined ? null : await loadPictures(args.reference, '--reference');
  for (const line of reference?.unreadable ?? []) complain(`left out ${line}`);
  const genuineArt = reference?.pictures.map(({ image }) => image) ?? [];

  const { results, failures } = await evaluate(pictures, methods, taskOf, log);
  for (const { picture, method, message } of failures) complain(`${method} left out ${picture}: ${message}`);
  await networks.close();
  if (results.length === 0) throw invalid('--methods', 'a method that works', args.methods ?? 'all');

  const genuine = genuineArt.length > 0 ? patchesOf(genuineArt) : null;
  const tables = {
    reduced: summarise(results, methods, 'reduced', genuine),
    asIs: summarise(results, methods, 'asIs', genuine),
  };
  const given = Object.entries(args).filter(([name, value]) => value !== undefined && name !== 'out');
  // Folders are named by their last two parts: where they lie is nobody else's business.
  const shown = given.map(([name, value]) => `--${name} ${String(value).split('/').slice(-2).join('/')}`);
  const command = `npm run evaluate -- ${shown.join(' ')} --out DIR`;
  const markdown = [
    `# ${pictures.length} pictures, ${args.size ?? '48x48'}, ${colors} colours`,
    `\`${command}\``,
    '## Brought to the same palette size',
    markdownTable(tables.reduced),
    '## As they come',
    markdownTable(tables.asIs),
    ...(genuineArt.length > 0 ? ['## Genuine pixel art', genuineLine(genuineArt)] : []),
  ].join('\n\n');

  const out = new Output(args.out);
  await out.text('table.md', markdown);
  await out.text('figures.csv', csvTable(results));
  await out.text('figures.json', jsonFigures(command, tables, results));
  const sourceFile = (picture: string) => `pictures/${slug(picture)}.png`;
  const artFile = ({ picture, method }: Result, view: View) =>
    `arts/${slug(picture)}.${method.replaceAll('/', '-')}.${view}.png`;
  for (const { name, image } of pictures) await out.png(sourceFile(name), image);
  for (const result of results) {
    for (const view of VIEWS) await out.png(artFile(result, view), result[view]);
  }
  const ran = methods.filter(({ name }) => results.some((r) => r.method === name)).map(({ name }) => name);
  for (const view of VIEWS) {
    for (let first = 0; first < pictures.length; first += ROWS_A_SHEET) {
      const rows = pictures.slice(first, first + ROWS_A_SHEET).map(({ name, image }) => ({
        name,
        source: image,
        arts: ran.map(
          (method) => results.find((r) => r.picture === name && r.method === method)?.[view] ?? null,
        ),
      }));
      await out.png(`sheets/${view}-${first / ROWS_A_SHEET + 1}.png`, contactSheet(ran, rows, zoom));
    }
  }
  const title = `${pictures.length} pictures at ${args.size ?? '48x48'}, ${colors} colours`;
  await out.text('index.html', htmlPage({ title, command, tables, results, sourceFile, artFile }));
  log(markdown);
  return complaints > 0 ? 1 : 0;
}

/** The methods asked for; names that do not exist are complained about and left out. */
function methodsOf(
  list: string | undefined,
  networks: { readonly open: () => Promise<Networks> },
  complain: (line: string) => void,
): Method[] {
  const names = list === undefined ? Object.keys(LABELS) : list.split(',').map((name) => name.trim());
  const known: Method[] = [];
  for (const name of new Set(names)) {
    const method = methodOf(name, networks.open);
    if (method) known.push(method);
    else complain(invalid('--methods', `one of ${Object.keys(LABELS).join(', ')}`, name).message);
  }
  if (known.length === 0) throw invalid('--methods', `some of ${Object.keys(LABELS).join(', ')}`, list);
  return known;
}

/** Opens networks when they are first used, once. */
function lazily(open: () => Promise<Networks>) {
  let opened: Promise<Networks> | null = null;
  return {
    open: () => {
      opened ??= open();
      return opened;
    },
    close: async () => {
      // A failure to open has been told by the method that needed them.
      await opened?.then((networks) => networks.close()).catch(() => {});
    },
  };
}

/** Medians and quartiles of genuine pixel art, to read the methods' soft and orphan figures by. */
function genuineLine(arts: readonly RgbaImage[]): string {
  const spread = (values: number[]) => {
    values.sort((a, b) => a - b);
    const at = (share: number) => values[Math.round(share * (values.length - 1))].toFixed(1);
    return `${at(0.5)} (${at(0.25)}-${at(0.75)})`;
  };
  const soft = spread(arts.map((art) => softSteps(art)));
  const orphan = spread(arts.map((art) => orphans(art)));
  return `${arts.length} pictures, median (quartiles): soft ${soft}, orphan ${orphan}\n`;
}

/** Everything measured, NaN written as null. */
function jsonFigures(command: string, tables: unknown, results: readonly Result[]): string {
  const figures = results.map(({ picture, method, figures: f, purity, seconds }) => ({
    picture,
    method,
    ...f,
    purity,
    seconds,
  }));
  return `${JSON.stringify({ command, tables, results: figures }, null, 1)}\n`;
}
