import { basename } from 'node:path';
import { invalid } from '../../../src/core/errors.ts';
import SPLIT from '../../split.json' with { type: 'json' };
import { KINDS, type Kind } from '../measures/index.ts';
import type { Picture } from './run.ts';

/** The file names of the public pictures by kind and half: choices are made on one, and told by the other. */
const HALVES: Readonly<Record<Kind, Readonly<Record<'tune' | 'test', readonly string[]>>>> = SPLIT;

/**
 * What kind a picture is: the innermost folder about it that is named like one, up to the folder that was given.
 * @param folder the folder given
 * @param name the picture's path in it
 */
export function kindOf(folder: string, name: string): Kind | null {
  for (const part of [basename(folder), ...name.split('/').slice(0, -1)].reverse()) {
    const kind = KINDS.find((known) => known === part);
    if (kind !== undefined) return kind;
  }
  return null;
}

/**
 * Gives each picture its kind.
 * @param folder the folder the pictures were read from
 * @param given the kind of all of them, where told
 * @throws UserError for a kind that does not exist
 */
export function withKinds(
  pictures: readonly Picture[],
  folder: string,
  given: string | undefined,
): Picture[] {
  const known = KINDS.find((kind) => kind === given);
  if (given !== undefined && known === undefined)
    throw invalid('--kind', `one of ${KINDS.join(', ')}`, given);
  return pictures.map((picture) => ({ ...picture, kind: known ?? kindOf(folder, picture.name) }));
}

/**
 * The pictures of one half of the public ones, by kind and file name (evaluation/split.json).
 * @param half "tune", "test" or "all"
 * @returns those of the half, and those that are in neither
 * @throws UserError for a half that does not exist
 */
export function halfOf(
  pictures: readonly Picture[],
  half: string,
): { chosen: readonly Picture[]; unknown: readonly Picture[] } {
  if (half === 'all') return { chosen: pictures, unknown: [] };
  if (half !== 'tune' && half !== 'test') throw invalid('--half', 'one of tune, test, all', half);
  const isIn = ({ name, kind }: Picture, of: 'tune' | 'test') =>
    kind != null && HALVES[kind][of].includes(basename(name));
  return {
    chosen: pictures.filter((picture) => isIn(picture, half)),
    unknown: pictures.filter((picture) => !isIn(picture, 'tune') && !isIn(picture, 'test')),
  };
}
