import * as fs from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { invalid, type UserError, Words } from '../core/errors.ts';
import { isFolder, liesIn, realPlace, reasonOf, statOf } from './paths.ts';
import { ENDINGS, KINDS } from './read.ts';

/** A picture to be read. */
export interface Input {
  readonly path: string;
  /** Its place under the output folder: its path inside the folder or glob it was found by. */
  readonly place: string;
}

/** What a search tells of. */
export interface Found {
  /** Of an input, or of something on the way to one, that cannot be used; the others go on. */
  fail(input: string, error: unknown): void;
  /** Of the files of a folder that are no pictures by their endings, by their paths inside it. */
  skip(folder: string, names: readonly string[]): void;
}

/**
 * Files, folders (searched through for what is read) and globs as pictures, each once, in order, numbers in
 * names by their size. What cannot be found is told of and does not stop the others.
 * @param without a folder or file that is left out of searches that start outside it: the output may lie inside an input folder
 * @param endings of the files that folders are searched for
 */
export function findInputs(
  args: readonly string[],
  without: string,
  tell: Found,
  endings: readonly string[] = ENDINGS,
): Input[] {
  const found = new Map<string, Input>();
  const skipped = new Map<string, readonly string[]>();
  const out = realPlace(without);
  for (const arg of args) {
    try {
      const { inputs, others } = expand(arg, { out, fail: tell.fail, endings });
      if (others.length > 0) skipped.set(arg, others);
      for (const input of inputs) {
        const real = fs.realpathSync.native(input.path);
        if (!found.has(real)) found.set(real, input);
      }
    } catch (error) {
      tell.fail(arg, error);
    }
  }
  const used = new Set(found.keys());
  tellSkipped(skipped, used, tell);
  return [...found.values()];
}

/** So many names are told, the others are counted. */
const MOST_NAMES = 20;

/** What is told of files that are skipped: on one line, the first ones by name. */
export function skippedText(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const first = names.slice(0, MOST_NAMES).join(', ');
  return `skipped, no ${KINDS} by name: ${first}${more > 0 ? ` and ${more} others` : ''}`;
}

/** Each file once, whatever leads to it, and none that is used all the same. */
function tellSkipped(
  skipped: ReadonlyMap<string, readonly string[]>,
  used: ReadonlySet<string>,
  { skip }: Found,
): void {
  const told = new Set(used);
  for (const [folder, names] of skipped) {
    const news = names.filter((name) => {
      const real = realPlace(join(folder, name));
      return !told.has(real) && told.add(real);
    });
    if (news.length > 0) skip(folder, news);
  }
}

interface Search {
  /** The real path of what is left out. */
  readonly out: string;
  readonly fail: Found['fail'];
  readonly endings: readonly string[];
}

/** What an argument stands for, and what else is in it if it is a folder. */
interface Expanded {
  readonly inputs: readonly Input[];
  /** Paths inside the folder. */
  readonly others: readonly string[];
}

function expand(arg: string, by: Search): Expanded {
  const spellings = spellingsOf(arg);
  for (const path of spellings) {
    const stat = statOf(path);
    if (stat?.isFile()) return { inputs: [{ path, place: basename(path) }], others: [] };
    if (stat?.isDirectory()) return folder(path, by);
    if (stat) throw invalid(arg, 'a file, a folder or a glob', new Words('something else'));
  }
  const globs = spellings.filter((path) => isDynamicPattern(path));
  if (globs.length === 0) {
    const reason = arg.includes('\ufffd')
      ? 'a name that is not UTF-8: rename it'
      : 'a path that does not exist';
    throw invalid(arg, 'a file, a folder or a glob', new Words(reason));
  }
  for (const glob of globs) {
    const folder = fixedPart(glob);
    const pattern = glob.slice(folder === '.' ? 0 : folder.length + 1);
    const inputs = search(folder || sep, [pattern, withoutBrackets(pattern)], by);
    if (inputs !== null) return { inputs, others: [] };
  }
  return none(arg, 'no match');
}

/** A folder's pictures, and its other files. Tells of one without pictures. */
function folder(path: string, by: Search): Expanded {
  const isRead = ({ place }: Input) => by.endings.includes(endingOf(place));
  const files = search(path, ['**/*'], by);
  const inputs = (files ?? []).filter(isRead);
  const others = (files ?? []).filter((file) => !isRead(file)).map(({ place }) => place);
  if (inputs.length === 0 && (files === null || others.length > 0))
    by.fail(path, noneIn(path, 'a folder without any'));
  return { inputs, others };
}

const noneIn = (arg: string, received: string): UserError =>
  invalid(arg, `${KINDS} pictures`, new Words(received));

function none(arg: string, received: string): never {
  throw noneIn(arg, received);
}

const endingOf = (path: string): string => extname(path).slice(1).toLowerCase();

/**
 * The ways to read an argument, the likeliest first: Windows parts folders by backslashes too and hands over globs as
 * they are, and who writes them elsewhere has the same in mind.
 */
export function spellingsOf(arg: string, separator: string = sep): string[] {
  const slashes = arg.replaceAll('\\', '/');
  return separator === '\\' ? [slashes] : [...new Set([arg, slashes])];
}

/** What the first of the patterns with any matches finds in a folder; null if none has. */
function search(folder: string, patterns: readonly string[], by: Search): Input[] | null {
  const { out, fail, endings } = by;
  const root = realPlace(folder);
  const everywhere = liesIn(out, root);
  const files = new Files(folder, fail, endings);
  for (const pattern of patterns) {
    const found = globSync(pattern, { cwd: folder, caseSensitiveMatch: false, fs: files });
    const inputs = found
      // What a glob finds above the folder that it starts from has no place in it, and so is named as a file alone is.
      .map((name) => ({ path: join(folder, name), place: liesIn('.', name) ? name : basename(name) }))
      .filter(({ path }) => everywhere || !liesIn(out, join(realPlace(dirname(path)), basename(path))))
      .sort((a, b) => byNumbers.compare(a.place, b.place) || (a.path < b.path ? -1 : 1));
    const own = new Set(inputs.map(({ place }) => join(root, place)));
    // What lies in the folder itself is not named by a link to it.
    const once = inputs.filter(({ path, place }) => {
      const real = realPlace(path);
      return real === join(root, place) || !own.has(real);
    });
    if (once.length > 0) {
      const there = once.filter(({ path }) => files.isFile(path));
      files.tell();
      return there;
    }
  }
  return files.tell() ? [] : null;
}

const byNumbers = new Intl.Collator('en', { numeric: true });

/** The file system as a search sees it: what cannot be read is kept to be told, and the search goes on. */
class Files {
  /** By real path. */
  private readonly failed = new Map<string, { readonly name: string; readonly error: unknown }>();

  constructor(
    private readonly folder: string,
    private readonly fail: Found['fail'],
    private readonly endings: readonly string[],
  ) {}

  readonly readdirSync = ((folder: string, options: { withFileTypes: true }) => {
    try {
      return fs.readdirSync(folder, options);
    } catch (error) {
      this.keep(folder, 'a folder that can be read', error);
      throw error;
    }
  }) as typeof fs.readdirSync;

  /** Links that lead nowhere are told where they have a picture's name. */
  readonly realpathSync = ((path: string) => {
    try {
      return fs.realpathSync(path);
    } catch (error) {
      if (this.endings.includes(endingOf(path))) this.keep(path, 'a file that can be reached', error);
      throw error;
    }
  }) as typeof fs.realpathSync;

  isFile(path: string): boolean {
    try {
      return fs.statSync(path).isFile();
    } catch (error) {
      this.keep(path, 'a file that can be reached', error);
      return false;
    }
  }

  /** Tells of everything that could not be read, once; returns whether there was any. */
  tell(): boolean {
    for (const { name, error } of this.failed.values()) this.fail(name, error);
    return this.failed.size > 0;
  }

  private keep(path: string, expected: string, error: unknown): void {
    const real = realPlace(path);
    const name = join(this.folder, relative(resolve(this.folder), resolve(path)));
    const known = this.failed.get(real);
    // The shortest way, since links may lead to it as well.
    if (known !== undefined && known.name.length <= name.length) return;
    this.failed.set(real, { name, error: invalid(name, expected, new Words(reasonOf(path, error))) });
  }
}

/**
 * The folder that a glob starts from: "a/b" of "a/b/*.png". Brackets are letters in the names of folders that are there.
 */
function fixedPart(glob: string): string {
  const parts = glob.split('/');
  let fixed = parts.findIndex((part) => isDynamicPattern(part));
  while (fixed < parts.length - 1 && isFolder(parts.slice(0, fixed + 1).join('/'))) fixed++;
  return fixed === 0 ? '.' : parts.slice(0, fixed).join('/');
}

/** A pattern whose stars and question marks alone are wild. */
const withoutBrackets = (pattern: string): string => pattern.replace(/[[\](){}!+@|]/g, '\\$&');
