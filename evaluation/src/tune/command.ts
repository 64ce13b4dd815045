import { join } from 'node:path';
import { invalid } from '../../../src/core/errors.ts';
import { type OptionSpec, parseOptions, RUN_OPTIONS } from '../../../src/core/options.ts';
import { WEIGHTS, type Weights } from '../../../src/inference/art/weights.ts';
import { openModels } from '../../../src/inference/draw/node.ts';
import { Output } from '../harness/files.ts';
import { lazily } from '../harness/lazily.ts';
import { contactSheet } from '../sheet/contact-sheet.ts';
import { artBy, judge, meritsOf } from './judge.ts';
import { search } from './search.ts';
import { CACHE, HALVES, type Subject, subjectsOf } from './subjects.ts';
import { type Line, measureTable, scoreTable, TERMS } from './tables.ts';

/** Sources on one contact sheet. */
const ROWS_A_SHEET = 8;
const ZOOM = 5;

export const HELP = `Usage: npm run tune -- --images DIR --models DIR [options]

Judges the weights of art (src/inference/art/weights.ts): draws the pictures of evaluation/split.json once, in 16 colours, over white and those with transparency also as they are; makes art of the drawings and prints the scores by
kind and half, with all terms of the energy and with each left out, and the measures. Less score is better. Weights are
to be chosen on the tune half; the test half tells what they are worth. Drawings are kept in ${CACHE}, by picture and
models.

  --images DIR   a folder with the folders cartoon, photo and design
  --models DIR   the models that draw (models)
  --size WxH     art pixels (48x48)
  --out DIR      where to write table.md, sheets (source, drawing, art) and, after a search, weights.json, which a person
                 copies into weights.ts
  --search N     first tries N changes of one weight, keeping what betters the tune half and harms no kind's half of it (0)
  --seed N       of the order in which changes are tried (1)
  --brief        no line for each term left out

Ends with 1 if a picture had to be left out, with 2 if nothing could be done.
`;

const OWN_OPTIONS = {
  search: { kind: 'integer', default: 0, min: 0, max: 100_000, help: 'changes to try' },
  seed: { kind: 'integer', default: 1, min: 0, max: 2 ** 31 - 1, help: 'of their order' },
} as const satisfies Record<string, OptionSpec>;

/** The command line's texts; what is missing takes its default. */
export interface TuneArguments {
  readonly images?: string | undefined;
  readonly models?: string | undefined;
  readonly size?: string | undefined;
  readonly out?: string | undefined;
  readonly search?: string | undefined;
  readonly seed?: string | undefined;
  readonly brief?: boolean | undefined;
  readonly cache?: string | undefined;
}

/**
 * `npm run tune`.
 * @param log takes progress, a line each
 * @param print takes what was found
 * @param start the weights to begin with
 * @returns the exit code: 0, or 1 if a picture had to be left out
 * @throws UserError if nothing can be done
 */
export async function tuneCommand(
  args: TuneArguments,
  log: (line: string) => void,
  print: (text: string) => void,
  start: Weights = WEIGHTS,
): Promise<number> {
  if (args.images === undefined) throw invalid('--images', 'a folder of pictures', undefined);
  const options = parseOptions(OWN_OPTIONS, { search: args.search, seed: args.seed }, '--');
  const models = args.models ?? 'models';
  let complaints = 0;
  const networks = lazily(() => openModels(models, parseOptions(RUN_OPTIONS, { threads: 1 })));
  let subjects: Subject[];
  try {
    subjects = await subjectsOf({
      images: args.images,
      models,
      size: args.size ?? '48x48',
      cache: args.cache ?? CACHE,
      open: networks.open,
      log,
      complain: (line) => {
        complaints++;
        log(`tune: ${line}`);
      },
    });
  } finally {
    await networks.close();
  }
  if (subjects.length === 0) throw invalid('--images', 'a folder with pictures of the split', args.images);
  const chosen = subjects.filter(({ half }) => half === 'tune');
  const weights =
    options.search === 0 || chosen.length === 0
      ? start
      : search(
          start,
          { tries: options.search, seed: options.seed },
          (some) => meritsOf(chosen, some),
          ({ name, from, to, merit: now }, count, isKept) => {
            const line = `${count}/${options.search} ${name} ${from} -> ${to}: ${now.toFixed(4)}`;
            if (isKept) print(`${line}, kept`);
            else log(line);
          },
        );
  const lines: Line[] = [{ name: 'all terms', rows: judge(subjects, weights) }];
  for (const name of args.brief ? [] : TERMS) {
    log(`without ${name}`);
    lines.push({ name: `without ${name}`, rows: judge(subjects, { ...weights, [name]: 0 }) });
  }
  const text = [scoreTable(lines), measureTable(lines[0].rows)].join('\n\n');
  print(text);
  if (args.out === undefined) return complaints > 0 ? 1 : 0;
  const out = new Output(args.out);
  await out.text('table.md', `${text}\n`);
  if (options.search > 0) await out.text('weights.json', `${JSON.stringify(weights, null, 2)}\n`);
  await writeSheets(out, subjects, weights);
  return complaints > 0 ? 1 : 0;
}

async function writeSheets(out: Output, subjects: readonly Subject[], weights: Weights): Promise<void> {
  const kinds = [...new Set(subjects.map(({ kind }) => kind))];
  for (const kind of kinds) {
    for (const half of HALVES) {
      const own = subjects.filter((subject) => subject.kind === kind && subject.half === half);
      for (let i = 0; i < own.length; i += ROWS_A_SHEET) {
        const rows = own.slice(i, i + ROWS_A_SHEET).map((subject) => ({
          name: subject.name,
          source: subject.picture,
          arts: [drawnOf(subject), artBy(subject, weights)],
        }));
        await out.png(
          join('sheets', `${kind}-${half}-${i / ROWS_A_SHEET + 1}.png`),
          contactSheet(['drawn', 'art'], rows, ZOOM),
        );
      }
    }
  }
}

function drawnOf({ cells: { width, height, rgb, opaque } }: Subject) {
  const data = new Uint8Array(width * height * 4);
  opaque.forEach((is, cell) => {
    data.set(rgb.subarray(cell * 3, cell * 3 + 3), cell * 4);
    data[cell * 4 + 3] = is * 255;
  });
  return { width, height, data };
}
