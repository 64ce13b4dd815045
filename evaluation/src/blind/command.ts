import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { invalid, messageOf } from '../../../src/core/errors.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { type OptionSpec, PIXELIZE_OPTIONS, parseOptions, RUN_OPTIONS } from '../../../src/core/options.ts';
import { artSize } from '../../../src/inference/draw/lattice.ts';
import { openModels } from '../../../src/inference/draw/node.ts';
import { loadPictures, Output } from '../harness/files.ts';
import { finishedArt } from '../harness/finished.ts';
import { halfOf, withKinds } from '../harness/kinds.ts';
import { lazily } from '../harness/lazily.ts';
import { LABELS, methodOf, type Task } from '../harness/methods.ts';
import { reduceColours } from '../harness/reduce.ts';
import type { Picture } from '../harness/run.ts';
import { type PairRow, pairSheet } from '../sheet/pair-sheet.ts';
import { drawLots, type Pair, type Placed } from './lot.ts';
import { readAnswers, readKey, tally, tallyTable } from './tally.ts';

export const HELP = `Usage: npm run blind -- --images DIR --a METHOD --b METHOD,... --out DIR [options]
       npm run blind -- --tally KEY ANSWERS...

Writes sheets for blind judging: six numbered rows of the input and two arts, which stand left or right by lot, without
any names; and, apart from them, a key that says which is which. Or counts the votes of judges' answers.

  --images DIR     the inputs; transparent ones are put on white
  --a METHOD       whose wins are counted: a method of npm run evaluate, brought to the palette size, or NAME=DIR, a folder
                   of finished art at its own grid, each PNG by the input's name
  --b METHOD,...   its rivals, likewise
  --out DIR        where to write sheet-1.png, sheet-2.png ...
  --key FILE       where to write the key; not in the folder of the sheets (DIR-key.json)
  --pairs N        the most pairs for each rival and kind of pictures, drawn by lot; all without it
  --size WxH       art pixels, also W, Wx or xH keeping the aspect (48x48)
  --colors N       the palette size (16)
  --seed N         of the lot and of the k-means (1)
  --kind KIND      what all the pictures are, of cartoon, photo, design; without it folders of these names tell
  --half HALF      tune, test or all of the public pictures (all)
  --models DIR     our models (models)

  --tally KEY      a key; then files of answers, one a judge, a line each: sheet row L (or R, or = where neither is
                   better). Lines that begin with # are left out.

Methods: ${Object.keys(LABELS).join(', ')}.
Ends with 1 if a picture, an answer or a method had to be left out, with 2 if nothing could be done.
`;

const OWN_OPTIONS = {
  pairs: { kind: 'integer', default: null as number | null, min: 1, max: 10_000, help: 'pairs' },
} as const satisfies Record<string, OptionSpec>;

/** The command line's texts; what is missing takes its default. */
export interface BlindArguments {
  readonly images?: string | undefined;
  readonly a?: string | undefined;
  readonly b?: string | undefined;
  readonly out?: string | undefined;
  readonly key?: string | undefined;
  readonly pairs?: string | undefined;
  readonly size?: string | undefined;
  readonly colors?: string | undefined;
  readonly seed?: string | undefined;
  readonly kind?: string | undefined;
  readonly half?: string | undefined;
  readonly models?: string | undefined;
  readonly tally?: string | undefined;
  /** Files of answers. */
  readonly answers?: readonly string[] | undefined;
}

/** A method's art of a picture. */
interface Contestant {
  readonly name: string;
  readonly draw: (picture: Picture) => Promise<RgbaImage>;
}

/**
 * `npm run blind`.
 * @param log takes what is to be told, a line each
 * @returns the exit code: 0, or 1 if something had to be left out
 * @throws UserError if nothing can be done
 */
export async function blindCommand(args: BlindArguments, log: (line: string) => void): Promise<number> {
  let complaints = 0;
  const complain = (line: string) => {
    complaints++;
    log(`blind: ${line}`);
  };
  if (args.tally !== undefined) await count(args.tally, args.answers ?? [], log, complain);
  else await writeSheets(args, log, complain);
  return complaints > 0 ? 1 : 0;
}

async function textOf(file: string, option: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw invalid(option, 'a file that can be read', file);
  });
}

async function count(
  keyFile: string,
  files: readonly string[],
  log: (line: string) => void,
  complain: (line: string) => void,
): Promise<void> {
  if (files.length === 0) throw invalid('--tally', 'files of answers after the key', undefined);
  const key = readKey(await textOf(keyFile, '--tally'), keyFile);
  const judges = [];
  for (const file of files) {
    const { answers, wrong } = readAnswers(await textOf(file, 'answers'));
    for (const line of wrong) complain(`left out ${basename(file)}, ${line}: not "sheet row L", R or =`);
    judges.push(answers);
  }
  const { counts, agreed, shared, wrong } = tally(key, judges);
  for (const line of wrong) complain(`left out ${line}`);
  if (counts.length === 0)
    throw invalid('answers', 'at least one answer for a row of the key', files.join(', '));
  log(tallyTable(counts));
  if (shared > 0) log(`judges agree in ${agreed} of ${shared} rows that two of them answered`);
}

async function writeSheets(
  args: BlindArguments,
  log: (line: string) => void,
  complain: (line: string) => void,
): Promise<void> {
  if (args.images === undefined) throw invalid('--images', 'a folder of pictures', undefined);
  if (args.out === undefined) throw invalid('--out', 'a folder to write to', undefined);
  const out = resolve(args.out);
  const keyFile = resolve(args.key ?? `${out}-key.json`);
  if (keyFile.startsWith(`${out}/`))
    throw invalid('--key', 'a file outside the folder of the sheets', args.key);
  const { pairs: most } = parseOptions(OWN_OPTIONS, { pairs: args.pairs }, '--');
  const { size, colors, seed } = parseOptions(
    PIXELIZE_OPTIONS,
    { size: args.size ?? '48x48', colors: args.colors, seed: args.seed },
    '--',
  );
  const { pictures: loaded, unreadable } = await loadPictures(args.images, '--images');
  for (const line of unreadable) complain(`left out ${line}`);
  const { chosen, unknown } = halfOf(withKinds(loaded, args.images, args.kind), args.half ?? 'all');
  for (const { name } of unknown) complain(`left out ${name}: in neither half of evaluation/split.json`);

  const networks = lazily(() =>
    openModels(args.models ?? 'models', parseOptions(RUN_OPTIONS, { threads: 1 })),
  );
  const taskOf = (image: RgbaImage): Task => ({ ...artSize(image, { size, cell: null }), colors, seed });
  try {
    const one = (list: string | undefined, option: string) =>
      (list ?? '').split(',').map((text) => contestantOf(text.trim(), option, networks.open, taskOf));
    const [a, ...more] = await Promise.all(one(args.a, '--a'));
    if (more.length > 0) throw invalid('--a', 'one method', args.a);
    const rivals = await Promise.all(one(args.b, '--b'));
    const all = rivals.flatMap((b) =>
      chosen.map(({ name, kind = null }): Pair => ({ picture: name, kind, a: a.name, b: b.name })),
    );
    const contestants = new Map([a, ...rivals].map((contestant) => [contestant.name, contestant]));
    if (contestants.size < rivals.length + 1) throw invalid('--b', 'methods of names of their own', args.b);

    // Arts are drawn first: what fails is not to leave a gap in a sheet.
    const arts = new Map<string, RgbaImage>();
    const idOf = (method: string, picture: string) => JSON.stringify([method, picture]);
    const wanted = drawLots(all, most ?? Number.POSITIVE_INFINITY, seed);
    for (const { picture, a: ours, b: theirs } of wanted) {
      for (const method of [ours, theirs]) {
        const id = idOf(method, picture);
        if (arts.has(id)) continue;
        try {
          arts.set(id, await contestants.get(method)!.draw(chosen.find(({ name }) => name === picture)!));
        } catch (error) {
          complain(`${method} left out ${picture}: ${messageOf(error)}`);
        }
      }
    }
    const artOf = (method: string, picture: string) => arts.get(idOf(method, picture));
    const possible = wanted.filter((pair) => {
      const [ours, theirs] = [artOf(pair.a, pair.picture), artOf(pair.b, pair.picture)];
      if (!ours || !theirs) return false;
      if (ours.width === theirs.width && ours.height === theirs.height) return true;
      complain(`left out ${pair.picture}: the arts of ${pair.a} and ${pair.b} differ in size`);
      return false;
    });
    if (possible.length === 0) throw invalid('--b', 'arts of the pictures by both methods', args.b);
    const placed = drawLots(possible.map(pairOf), Number.POSITIVE_INFINITY, seed);
    const rowOf = ({ picture, a: ours, b: theirs, left }: Placed): PairRow => ({
      source: chosen.find(({ name }) => name === picture)!.image,
      left: artOf(left === 'a' ? ours : theirs, picture)!,
      right: artOf(left === 'a' ? theirs : ours, picture)!,
    });
    const folder = new Output(out);
    const sheets = placed[placed.length - 1].sheet;
    for (let sheet = 1; sheet <= sheets; sheet++) {
      const rows = placed.filter((row) => row.sheet === sheet).map(rowOf);
      await folder.png(`sheet-${sheet}.png`, pairSheet(sheet, rows));
    }
    await new Output(resolve(keyFile, '..')).text(
      basename(keyFile),
      `${JSON.stringify({ seed, rows: placed }, null, 1)}\n`,
    );
    log(`${placed.length} pairs on ${sheets} sheets; the key is apart from them: ${basename(keyFile)}`);
  } finally {
    await networks.close();
  }
}

const pairOf = ({ picture, kind, a, b }: Placed): Pair => ({ picture, kind, a, b });

/** A method by its name, or a folder of finished art as NAME=DIR. */
async function contestantOf(
  text: string,
  option: string,
  open: Parameters<typeof methodOf>[1],
  taskOf: (image: RgbaImage) => Task,
): Promise<Contestant> {
  const finished = await finishedArt(text, option);
  if (finished !== null)
    return { name: finished.name, draw: async (picture) => finished.artOf(picture.name) };
  const method = methodOf(text, open);
  if (!method) throw invalid(option, `NAME=DIR or one of ${Object.keys(LABELS).join(', ')}`, text);
  const draw = async ({ name, image }: Picture) => {
    const task = taskOf(image);
    return reduceColours((await method.run(image, task, name)).art, task.colors, task.seed);
  };
  return { name: text, draw };
}
