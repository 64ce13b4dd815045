import { type BigIntStats, realpathSync, statSync } from 'node:fs';
import path, { basename, dirname, join, resolve } from 'node:path';
import { messageOf } from '../core/errors.ts';

/** Whether a path leads to a folder or into it. On Windows, what is on another drive has no path from here. */
export function liesIn(folder: string, place: string, { relative, isAbsolute, sep } = path): boolean {
  const way = relative(folder, place);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A path as the disk has it, links followed as far as it exists. */
export function realPlace(place: string): string {
  try {
    return realpathSync.native(place);
  } catch {
    const above = dirname(resolve(place));
    return above === resolve(place) ? above : join(realPlace(above), basename(place));
  }
}

/** What nothing is there by: no such name, a file on the way, a name that is too long for any. */
const MISSING = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'];

/** What is at a path; nothing if there cannot be anything. Throws what else the system tells. */
export function statOf(place: string): BigIntStats | undefined {
  try {
    return statSync(place, { bigint: true });
  } catch (error) {
    if (MISSING.includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}

/** Whether there is a folder at a path. */
export const isFolder = (place: string): boolean => statOf(place)?.isDirectory() === true;

/**
 * What tells a file from all others, whatever path leads to it: its real path, and where it exists its device and
 * number there, which hard links and disks that do not tell upper from lower case share.
 */
export function identitiesOf(file: string): string[] {
  const stat = statOf(file);
  // Some network disks number nothing.
  const number = stat === undefined || stat.ino === 0n ? [] : [`${stat.dev}:${stat.ino}`];
  return [realPlace(file), ...number];
}

/** Where a name's bytes are not UTF-8, they were read as this, and no longer lead to the file. */
const UNREADABLE = '\ufffd';

/** Why a file or folder could not be found or read, in a few words. */
export function reasonOf(place: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && place.includes(UNREADABLE)) return 'a name that is not UTF-8: rename it';
  if (code === 'ENOENT') return 'a link to nothing';
  return messageOf(error);
}

/** A name for one line of a terminal: what would break the line or command the terminal is written as an escape. */
export const printable = (name: string): string =>
  name.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    JSON.stringify(character).length > 3
      ? JSON.stringify(character).slice(1, -1)
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
