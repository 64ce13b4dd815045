import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { invalid, messageOf, Words } from '../core/errors.ts';
import { distinctStems } from '../export/names.ts';
import type { Input } from './inputs.ts';
import { identitiesOf, isFolder } from './paths.ts';

/**
 * A base path (no ending) under the output folder for each input, its sub-folders mirrored; inputs that would
 * share a file are numbered, "-2" on.
 * @param endings what is written for each picture, such as ".png"
 * @param reserved a base path that no input may get
 */
export function planOutputs(
  inputs: readonly Input[],
  out: string,
  endings: readonly string[],
  reserved?: string,
): string[] {
  const stems = inputs.map(({ place }) => join(out, withoutEnding(place)));
  const before = reserved === undefined ? [] : [reserved];
  return distinctStems([...before, ...stems].map((stem) => ({ stem, endings }))).slice(before.length);
}

/** A path without its file's ending; a file that is called ".png" or "..png" has a name alone. */
const withoutEnding = (path: string): string => path.replace(/(?<=[^./\\][^/\\]*)\.[^./\\]+$/, '');

/** The files that were read: they are never replaced, whatever path, link or spelling leads to them. */
export class Sources {
  private readonly identities: ReadonlySet<string>;

  constructor(files: readonly string[]) {
    this.identities = new Set(files.flatMap(identitiesOf));
  }

  /** Throws a UserError if one of the files exists and may not be replaced, or is a source. */
  check(files: readonly string[], force: boolean): void {
    for (const file of files) {
      if (identitiesOf(file).some((identity) => this.identities.has(identity))) {
        throw invalid(file, 'an output that is not one of the inputs', new Words('an input'));
      }
      if (isFolder(file)) throw invalid(file, 'no folder there', new Words('an existing folder'));
      if (!force && existsSync(file)) {
        throw invalid(file, 'no file there (--force replaces it)', new Words('an existing file'));
      }
    }
  }
}

/** Files that are being written; none of them outlives the program, however it ends. */
const temporaries = new Set<string>();
process.on('exit', () => {
  for (const file of temporaries) rmSync(file, { force: true });
});

/**
 * Writes files that belong together, each whole or not at all, making their folders. They come to be all at once, and
 * whoever waits for it goes on before a signal is heard: nobody finds files that were not told of.
 * Throws a UserError if one of them cannot be written.
 */
export async function writeWhole(files: readonly (readonly [string, Uint8Array])[]): Promise<void> {
  const written: { readonly file: string; readonly temporary: string }[] = [];
  let at = '';
  try {
    for (const [file, bytes] of files) {
      at = file;
      // Short, since the file's own name may be as long as names can be; and no other process's, on whatever machine.
      const temporary = join(dirname(file), `.${randomUUID()}.tmp`);
      await mkdir(dirname(file), { recursive: true });
      temporaries.add(temporary);
      written.push({ file, temporary });
      await writeFile(temporary, bytes);
    }
    for (const { file, temporary } of written) {
      at = file;
      renameSync(temporary, file);
    }
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true });
    throw invalid(at, 'a place that can be written to', new Words(messageOf(error)));
  } finally {
    for (const { temporary } of written) temporaries.delete(temporary);
  }
}
