import { invalid, Words } from '../../../src/core/errors.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { type OptionSpec, PIXELIZE_OPTIONS, parseOptions, RUN_OPTIONS } from '../../../src/core/options.ts';
import { artSize } from '../../../src/inference/draw/lattice.ts';
import type { Networks } from '../../../src/inference/draw/networks.ts';
import { openModels } from '../../../src/inference/draw/node.ts';
import { KINDS, type Kind, orphans, type PatchSet, patchesOf, softSteps } from '../measures/index.ts';
import { evaluateSequences } from '../sequence/command.ts';
import { contactSheet } from '../sheet/contact-sheet.ts';
import { BACK_COLUMNS, BACK_LABELS, ENLARGE, evaluateBack, summariseBack } from './back.ts';
import { loadPictures, Output, slug } from './files.ts';
import { finishedArt } from './finished.ts';
import { halfOf, withKinds } from './kinds.ts';
import { lazily } from './lazily.ts';
import { LABELS, type Method, methodOf, type Task } from './methods.ts';
import { htmlPage } from './page.ts';
import {
  evaluate,
  type Failure,
  type Picture,
  type Result,
  type Row,
  summarise,
  VIEWS,
  type View,
} from './run.ts';
import { COLUMNS, columnsOf, csvTable, markdownTable } from './tables.ts';
import { AIMED, worstOf, worstTable } from './worst.ts';

/** Sources on one contact sheet: more make a picture that viewers shrink. */
const ROWS_A_SHEET = 8;
const WORST = 10;

export const HELP = `Usage: npm run evaluate -- --images DIR --out DIR [options]

Makes every picture of a folder small by every method, measures the results and writes the tables (Markdown, CSV,
JSON), contact sheets and a page with all pictures to the output folder. Each kind of pictures (${KINDS.join(', ')}) has a
table of its own, led by the measures that matter for it; results.json holds those tables.

  --images DIR       the pictures; transparent ones are put on white
  --out DIR          where to write
  --kind KIND        what all the pictures are, of ${KINDS.join(', ')}; without it folders of these names tell
  --half HALF        tune, test or all: of the public pictures those to choose by, or those to tell by, as
                     evaluation/split.json has them (all)
  --methods a,b,...  of ${Object.keys(LABELS).join(', ')}; all without it
  --art NAME=DIR     also the art that another program made, one file a picture, at the same size; repeatable
  --size WxH         art pixels, also W, Wx or xH keeping the aspect (48x48)
  --colors N         the palette size to which every method is brought (16)
  --reference DIR    genuine pixel art at its own size, to measure the distance of patches to
  --models DIR       our models (models)
  --zoom N           pixels per art pixel on contact sheets (4)
  --seed N           of the k-means (1)
  --worst KIND       also the ten results of the first method that are furthest from what is aimed at for KIND
                     (${AIMED.join(', ')}): worst.md, worst.png
  --back             the way back: the pictures are pixel art at its own size, enlarged by
                     ${Object.keys(BACK_LABELS).join(', ')}
  --sequence DIR     animations instead of pictures: files, folders of numbered pictures, or "made" for those made by
                     code with --seed; --methods then names other downscalers that get one palette

Ends with 1 if a picture or a method had to be left out, with 2 if nothing could be done.
`;

const OWN_OPTIONS = {
  zoom: { kind: 'integer', default: 4, min: 1, max: 32, help: 'pixels per art pixel on contact sheets' },
} as const satisfies Record<string, OptionSpec>;

/** The command line's texts; what is missing takes its default. */
export interface EvaluateArguments {
  readonly images?: string | undefined;
  readonly kind?: string | undefined;
  readonly half?: string | undefined;
  readonly methods?: string | undefined;
  readonly art?: readonly string[] | undefined;
  readonly size?: string | undefined;
  readonly colors?: string | undefined;
  readonly out?: string | undefined;
  readonly reference?: string | undefined;
  readonly models?: string | undefined;
  readonly zoom?: string | undefined;
  readonly seed?: string | undefined;
  readonly worst?: string | undefined;
  readonly back?: boolean | undefined;
  readonly sequence?: string | undefined;
}

/** What both ways of the evaluation need. */
interface Run {
  readonly args: EvaluateArguments;
  readonly pictures: readonly Picture[];
  /** Opens our networks when a method first needs them. */
  readonly open: () => Promise<Networks>;
  readonly out: Output;
  /** The command line to make the same again, without the places of folders. */
  readonly command: string;
  readonly zoom: number;
  readonly log: (line: string) => void;
  /** Tells what had to be left out. */
  readonly complain: (line: string) => void;
}

/**
 * `npm run evaluate`.
 * @param log takes progress and complaints, a line each
 * @returns the exit code: 0, or 1 if a picture or a method had to be left out
 * @throws UserError if nothing can be done: a folder without pictures, a size that is none, no method that exists
 */
export async function evaluateCommand(args: EvaluateArguments, log: (line: string) => void): Promise<number> {
  if (args.sequence !== undefined) return sequences(args, args.sequence, log);
  if (args.images === undefined) throw invalid('--images', 'a folder of pictures', undefined);
  if (args.out === undefined) throw invalid('--out', 'a folder to write to', undefined);
  const { zoom } = parseOptions(OWN_OPTIONS, { zoom: args.zoom }, '--');
  let complaints = 0;
  const complain = (line: string) => {
    complaints++;
    log(`evaluate: ${line}`);
  };
  const { pictures: loaded, unreadable } = await loadPictures(args.images, '--images');
  for (const line of unreadable) complain(`left out ${line}`);
  const kinded = withKinds(loaded, args.images, args.kind);
  const { chosen: pictures, unknown } = halfOf(kinded, args.half ?? 'all');
  for (const { name } of unknown) complain(`left out ${name}: in neither half of evaluation/split.json`);
  if (loaded.length > 0 && pictures.length === 0) {
    throw invalid('--half', 'a half that has pictures of the folder', args.half);
  }
  if (pictures.length === 0) throw invalid('--images', 'at least one readable picture', args.images);
  const networks = lazily(() =>
    openModels(args.models ?? 'models', parseOptions(RUN_OPTIONS, { threads: 1 })),
  );
  const out = new Output(args.out);
  const way = args.back ? backward : forward;
  try {
    await way({ args, pictures, open: networks.open, out, command: commandOf(args), zoom, log, complain });
  } finally {
    await networks.close();
  }
  return complaints > 0 ? 1 : 0;
}

/** `npm run evaluate -- --sequence`. */
async function sequences(
  args: EvaluateArguments,
  sequence: string,
  log: (line: string) => void,
): Promise<number> {
  if (args.out === undefined) throw invalid('--out', 'a folder to write to', undefined);
  const { zoom } = parseOptions(OWN_OPTIONS, { zoom: args.zoom }, '--');
  const { size, colors, seed, methods } = args;
  let complaints = 0;
  const complain = (line: string) => {
    complaints++;
    log(`evaluate: ${line}`);
  };
  const networks = lazily(() =>
    openModels(args.models ?? 'models', parseOptions(RUN_OPTIONS, { threads: 1 })),
  );
  const [out, command, open] = [new Output(args.out), commandOf(args), networks.open];
  try {
    await evaluateSequences({
      sequence,
      size,
      colors,
      seed,
      methods,
      open,
      out,
      command,
      zoom,
      log,
      complain,
    });
  } finally {
    await networks.close();
  }
  return complaints > 0 ? 1 : 0;
}

/** Folders are named by their last two parts: where they lie is nobody else's business. */
function commandOf(args: EvaluateArguments): string {
  const folders = ['images', 'reference', 'models', 'sequence'];
  const shown = Object.entries({ ...args, art: undefined }).flatMap(([name, value]) => {
    if (name === 'out' || value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    return [`--${name} ${folders.includes(name) ? value.split('/').slice(-2).join('/') : value}`];
  });
  const arts = (args.art ?? []).map((text) => `--art ${text.split('=')[0]}=DIR`);
  return `npm run evaluate -- ${[...shown, ...arts].join(' ')} --out DIR`;
}

/** Pictures to pixel art. */
async function forward({ args, pictures, open, out, command, zoom, log, complain }: Run): Promise<void> {
  const { size, colors, seed } = parseOptions(
    PIXELIZE_OPTIONS,
    { size: args.size ?? '48x48', colors: args.colors, seed: args.seed },
    '--',
  );
  const taskOf = (image: RgbaImage): Task => ({ ...artSize(image, { size, cell: null }), colors, seed });
  const made = await Promise.all((args.art ?? []).map(madeElsewhere));
  const methods = [
    ...namesOf(args.methods, LABELS, complain).flatMap((name) => methodOf(name, open) ?? []),
    ...made,
  ];
  const names = methods.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw invalid('--art', 'a name of its own', twice);
  const reference = args.reference === undefined ? null : await loadPictures(args.reference, '--reference');
  for (const line of reference?.unreadable ?? []) complain(`left out ${line}`);
  const genuineArt = reference?.pictures.map(({ image }) => image) ?? [];

  const { results, failures } = await evaluate(pictures, methods, taskOf, log);
  for (const failure of failures) complain(leftOut(failure));
  if (results.length === 0) throw invalid('--methods', 'a method that works', args.methods ?? 'all');

  const genuine = genuineArt.length > 0 ? patchesOf(genuineArt) : null;
  const tables = {
    reduced: summarise(results, methods, 'reduced', genuine),
    asIs: summarise(results, methods, 'asIs', genuine),
  };
  const title = `${pictures.length} pictures at ${args.size ?? '48x48'}, ${colors} colours`;
  const kinds = kindTables(results, methods, genuine);
  const markdown = [
    `# ${title}`,
    `\`${command}\``,
    ...kinds.flatMap(({ kind, pictures: count, tables: own }) => [
      `## ${kind}: ${count} pictures, brought to the same palette size`,
      markdownTable(own.reduced, columnsOf(kind)),
    ]),
    '## Brought to the same palette size',
    markdownTable(tables.reduced, COLUMNS),
    '## As they come',
    markdownTable(tables.asIs, COLUMNS),
    ...(genuineArt.length > 0 ? ['## Genuine pixel art', genuineLine(genuineArt)] : []),
  ].join('\n\n');

  await out.text('table.md', markdown);
  await out.text('figures.csv', csvTable(results));
  await out.text('figures.json', jsonFigures(command, tables, results));
  const half = args.half ?? 'all';
  await out.text('results.json', `${JSON.stringify({ command, colors, seed, half, kinds }, null, 1)}\n`);
  const sourceFile = (picture: string) => `pictures/${slug(picture)}`;
  const artFile = ({ picture, method }: Result, view: View) =>
    `arts/${view}/${method.replaceAll('/', '-')}/${slug(picture)}`;
  for (const { name, image } of pictures) await out.png(sourceFile(name), image);
  for (const result of results) {
    for (const view of VIEWS) await out.png(artFile(result, view), result[view]);
  }
  for (const view of VIEWS) {
    const artOf = (picture: string, method: string) =>
      results.find((r) => r.picture === picture && r.method === method)?.[view] ?? null;
    await writeSheets(out, `sheets/${view}`, pictures, names, artOf, zoom);
  }
  if (args.worst !== undefined) await writeWorst(out, args.worst, pictures, results, names, zoom);
  await out.text('index.html', htmlPage({ title, command, tables, results, sourceFile, artFile }));
  log(markdown);
}

/** What another program made of the pictures, as a method. */
async function madeElsewhere(text: string): Promise<Method> {
  const finished = await finishedArt(text, '--art');
  if (finished === null) throw invalid('--art', 'NAME=DIR', text);
  const { name, artOf } = finished;
  const run: Method['run'] = async (_, { width, height }, picture) => {
    const art = artOf(picture);
    if (art.width !== width || art.height !== height)
      throw invalid(`--art ${name}`, `${width}x${height} pixels`, new Words(`${art.width}x${art.height}`));
    return { art };
  };
  return { name, label: name, run };
}

/** One kind's methods. */
interface KindTables {
  readonly kind: Kind;
  readonly pictures: number;
  readonly tables: Readonly<Record<View, readonly Row[]>>;
}

/** The tables of each kind of pictures that there are results for. */
function kindTables(
  results: readonly Result[],
  methods: readonly Method[],
  genuine: PatchSet | null,
): KindTables[] {
  return KINDS.flatMap((kind) => {
    const own = results.filter((result) => result.kind === kind);
    if (own.length === 0) return [];
    const tables = {
      reduced: summarise(own, methods, 'reduced', genuine),
      asIs: summarise(own, methods, 'asIs', genuine),
    };
    return [{ kind, pictures: new Set(own.map(({ picture }) => picture)).size, tables }];
  });
}

/** The first method's worst results, with what every method made of the same pictures. */
async function writeWorst(
  out: Output,
  kind: string,
  pictures: readonly Picture[],
  results: readonly Result[],
  names: readonly string[],
  zoom: number,
): Promise<void> {
  const known = AIMED.find((name) => name === kind);
  if (known === undefined) throw invalid('--worst', `one of ${AIMED.join(', ')}`, kind);
  const worst = worstOf(results, names[0], known, WORST);
  const rows = worst.map(({ result: { picture } }) => ({
    name: picture,
    source: pictures.find(({ name }) => name === picture)!.image,
    arts: names.map(
      (name) => results.find((r) => r.picture === picture && r.method === name)?.reduced ?? null,
    ),
  }));
  await out.text('worst.md', worstTable(worst));
  await out.png('worst.png', contactSheet(names, rows, zoom));
}

/** Pixel art to smooth pictures. */
async function backward({ args, pictures, open, out, command, log, complain }: Run): Promise<void> {
  const names = namesOf(args.methods, BACK_LABELS, complain);
  const { results, failures } = await evaluateBack(pictures, names, open);
  for (const failure of failures) complain(leftOut(failure));
  if (results.length === 0) throw invalid('--methods', 'a method that works', args.methods ?? 'all');
  const table = summariseBack(results, names);
  const markdown = [
    `# ${pictures.length} pixel arts, enlarged ${ENLARGE} times`,
    `\`${command}\``,
    markdownTable(table, BACK_COLUMNS),
  ].join('\n\n');
  await out.text('table.md', markdown);
  const figures = results.map(({ picture, method, figures }) => ({ picture, method, ...figures }));
  await out.text('figures.json', `${JSON.stringify({ command, table, results: figures }, null, 1)}\n`);
  const imageOf = (picture: string, method: string) =>
    results.find((r) => r.picture === picture && r.method === method)?.image ?? null;
  await writeSheets(out, 'sheets/back', pictures, names, imageOf, 1);
  log(markdown);
}

const leftOut = ({ picture, method, message }: Failure) => `${method} left out ${picture}: ${message}`;

/** Contact sheets of a few pictures each; methods without any result are left out. */
async function writeSheets(
  out: Output,
  name: string,
  pictures: readonly Picture[],
  methods: readonly string[],
  artOf: (picture: string, method: string) => RgbaImage | null,
  zoom: number,
): Promise<void> {
  const ran = methods.filter((method) => pictures.some((picture) => artOf(picture.name, method)));
  for (let first = 0; first < pictures.length; first += ROWS_A_SHEET) {
    const rows = pictures.slice(first, first + ROWS_A_SHEET).map((picture) => ({
      name: picture.name,
      source: picture.image,
      arts: ran.map((method) => artOf(picture.name, method)),
    }));
    await out.png(`${name}-${first / ROWS_A_SHEET + 1}.png`, contactSheet(ran, rows, zoom));
  }
}

/** The methods asked for, all without a list; names that do not exist are complained about and left out. */
function namesOf(
  list: string | undefined,
  labels: Readonly<Record<string, string>>,
  complain: (line: string) => void,
): string[] {
  const all = Object.keys(labels);
  if (list === undefined) return all;
  const known: string[] = [];
  for (const name of new Set(list.split(',').map((text) => text.trim()))) {
    if (all.includes(name)) known.push(name);
    else complain(invalid('--methods', `one of ${all.join(', ')}`, name).message);
  }
  if (known.length === 0) throw invalid('--methods', `some of ${all.join(', ')}`, list);
  return known;
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
  const figures = results.map(({ picture, kind, method, figures: f, purity, seconds }) => ({
    picture,
    kind,
    method,
    ...f,
    purity,
    seconds,
  }));
  return `${JSON.stringify({ command, tables, results: figures }, null, 1)}\n`;
}
