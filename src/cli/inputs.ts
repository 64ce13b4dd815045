import { realpathSync, statSync } from 'node:fs';
import path, { basename, join, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { invalid, Words } from '../core/errors.ts';
import { ENDINGS, KINDS } from './read.ts';

const PICTURES = `**/*.{${ENDINGS.join(',')}}`;

/** A picture to be read. */
export interface Input {
  readonly path: string;
  /** Its place under the output folder: its path inside the folder or glob it was found by. */
  readonly place: string;
}

/**
 * Files, folders (searched through for what is read) and globs as pictures, each once, in order.
 * What cannot be found is handed to `fail` and does not stop the others.
 * @param without a folder that is left out of searches: the output folder may lie inside an input folder
 */
export function findInputs(
  args: readonly string[],
  without: string,
  fail: (input: string, error: unknown) => void,
): Input[] {
  const found = new Map<string, Input>();
  for (const arg of args) {
    try {
      for (const input of expand(arg, resolve(without))) {
        const real = realpathSync(input.path);
        if (!found.has(real)) found.set(real, input);
      }
    } catch (error) {
      fail(arg, error);
    }
  }
  return [...found.values()];
}

function expand(arg: string, without: string): Input[] {
  const stat = statSync(arg, { throwIfNoEntry: false });
  if (stat?.isFile()) return [{ path: arg, place: basename(arg) }];
  if (stat === undefined && !isDynamicPattern(arg)) {
    throw invalid(arg, 'a file, a folder or a glob', new Words('a path that does not exist'));
  }
  const folder = stat === undefined ? fixedPart(arg) : arg;
  const pattern = stat === undefined ? arg.slice(folder === '.' ? 0 : folder.length + 1) : PICTURES;
  const inside = globSync(pattern, { cwd: folder || sep, caseSensitiveMatch: false }).sort();
  const inputs = inside
    // What a glob finds above the folder that it starts from has no place in it, and so is named as a file alone is.
    .map((found) => ({
      path: join(folder || sep, found),
      place: liesIn('.', found) ? found : basename(found),
    }))
    .filter((input) => !liesIn(without, input.path));
  if (inputs.length === 0) {
    throw invalid(arg, `${KINDS} pictures`, new Words(stat ? 'a folder without any' : 'no match'));
  }
  return inputs;
}

/** Whether a path leads to a folder or into it. On Windows, what is on another drive has no path from here. */
export function liesIn(folder: string, place: string, { relative, isAbsolute, sep } = path): boolean {
  const way = relative(folder, place);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The folder that a glob starts from: "a/b" of "a/b/*.png". */
function fixedPart(glob: string): string {
  const parts = glob.split('/');
  const first = parts.findIndex((part) => isDynamicPattern(part));
  return first === 0 ? '.' : parts.slice(0, first).join('/');
}
