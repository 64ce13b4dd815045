import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { invalid, messageOf, Words } from '../core/errors.ts';
import { distinctStems } from '../export/names.ts';
import type { Input } from './inputs.ts';

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
  const stems = inputs.map(({ place }) => join(out, place.replace(/\.[^./\\]+$/, '')));
  const before = reserved === undefined ? [] : [reserved];
  return distinctStems([...before, ...stems].map((stem) => ({ stem, endings }))).slice(before.length);
}

/** Throws a UserError if a file exists and may not be replaced, or is one of the inputs (never replaced). */
export function checkOutputs(files: readonly string[], inputs: readonly Input[], force: boolean): void {
  const sources = new Set(inputs.map(({ path }) => resolve(path)));
  for (const file of files) {
    if (sources.has(resolve(file))) {
      throw invalid(file, 'an output that is not one of the inputs', new Words('an input'));
    }
    if (!force && existsSync(file)) {
      throw invalid(file, 'no file there (--force replaces it)', new Words('an existing file'));
    }
  }
}

/** Writes a file whole or not at all, making its folder. Throws a UserError if the folder cannot be written to. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw invalid(file, 'a place that can be written to', new Words(messageOf(error)));
  }
}
