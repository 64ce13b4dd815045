import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { invalid, messageOf, UserError, Words } from '../core/errors.ts';
import { guideOfPicture } from '../core/guide.ts';
import type { RgbaImage } from '../core/image.ts';
import { COMMAND_OPTIONS, type OptionSpec, type OptionValues, parseOptions } from '../core/options.ts';
import { decodePng } from '../core/png-read.ts';
import { PRESETS } from '../core/presets.ts';
import { checkPaletteBytes, readPalette } from '../palettes/read.ts';
import { statOf } from './paths.ts';
import { readShard, type Shard } from './shard.ts';

/** Options of the command line alone. */
export interface CommandFlags {
  readonly out: string;
  /** The part of the batch that is done; null for all of it. */
  readonly shard: Shard | null;
  readonly models: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

/** A command's name. */
export type Command = keyof typeof COMMAND_OPTIONS;

/** A checked command line. */
export interface Arguments<C extends Command> {
  readonly inputs: readonly string[];
  readonly flags: CommandFlags;
  readonly options: OptionValues<(typeof COMMAND_OPTIONS)[C]>;
  /** The names of the options that were given; the others have their defaults. */
  readonly given: readonly string[];
  /** Files that were read already, such as a palette's. */
  readonly read: readonly string[];
}

/** An option's name on the command line: sharedPalette is --shared-palette. */
export const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

/** Where results go, where that is no folder of pictures. */
const PLACES: Readonly<Record<string, string>> = {
  palette: 'a file for the palette',
  animate: 'a file for the animation',
};

/**
 * Checks the arguments after a command's name.
 * Throws a UserError (name, expected, received) for anything that is not allowed.
 */
export function readArguments<C extends Command>(command: C, args: readonly string[]): Arguments<C> {
  const specs: Record<string, OptionSpec> = COMMAND_OPTIONS[command];
  const names = Object.keys(specs);
  const { values, positionals } = parse(args, specs);
  if (positionals.length === 0)
    throw new UserError('inputs: expected files, folders or globs, received none');
  if (typeof values.out !== 'string' || values.out === '') {
    const place = PLACES[command] ?? 'a folder for the results';
    throw new UserError(`--out: expected ${place}, received none`);
  }
  const given = names.flatMap((name) => {
    const value = values[flagOf(name).slice(2)];
    if (value === undefined) return [];
    const read = READERS[specs[name].kind];
    return [[name, read === undefined ? value : read(String(value), flagOf(name))]];
  });
  if (values.size !== undefined && values.cell !== undefined) {
    throw invalid('--cell', 'either --size or --cell', new Words('both'));
  }
  return {
    inputs: positionals,
    flags: {
      out: values.out,
      models: values.models as string | undefined,
      force: values.force === true,
      json: values.json === true,
      shard: values.shard === undefined ? null : readShard(String(values.shard)),
    },
    given: given.map(([name]) => name as string),
    read: names.flatMap((name) => {
      const file = values[flagOf(name).slice(2)];
      const isFile = READERS[specs[name].kind] !== undefined && typeof file === 'string' && existsSync(file);
      return isFile ? [file] : [];
    }),
    options: parseOptions(COMMAND_OPTIONS[command], Object.fromEntries(given), '--') as OptionValues<
      (typeof COMMAND_OPTIONS)[C]
    >,
  };
}

/** Arguments with negative numbers tied to their options, since what begins with a dash is otherwise taken for an option. */
function withNegatives(args: readonly string[], names: readonly string[]): string[] {
  const tied: string[] = [];
  for (const arg of args) {
    const last = tied.at(-1) ?? '';
    if (/^-\d/.test(arg) && last.startsWith('--') && names.includes(last.slice(2)))
      tied[tied.length - 1] = `${last}=${arg}`;
    else tied.push(arg);
  }
  return tied;
}

function parse(args: readonly string[], specs: Record<string, OptionSpec>) {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { kind }]) => [
      flagOf(name).slice(2),
      { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    return parseArgs({
      args: withNegatives(args, Object.keys(options)),
      allowPositionals: true,
      options: {
        ...options,
        out: { type: 'string' },
        models: { type: 'string' },
        force: { type: 'boolean' },
        json: { type: 'boolean' },
        shard: { type: 'string' },
      },
    }) as { values: Record<string, string | boolean | undefined>; positionals: string[] };
  } catch (error) {
    throw new UserError(messageOf(error));
  }
}

/** A preset's name as it is, anything else as a palette file. Throws a UserError (the flag's name) if there is none. */
function paletteValue(value: string, flag: string): unknown {
  if (Object.hasOwn(PRESETS, value)) return value;
  const wrong = (received: string) => {
    const presets = Object.keys(PRESETS).join(', ');
    return invalid(flag, `a palette file or one of ${presets}`, new Words(received));
  };
  const stat = statOf(value);
  if (stat === undefined) throw wrong(`"${value}", which is missing: there is no such file`);
  if (stat.isDirectory()) throw wrong(`"${value}", which is a folder`);
  checkPaletteBytes(Number(stat.size), value);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(value);
  } catch (error) {
    throw wrong(`"${value}", which cannot be read (${messageOf(error)})`);
  }
  return readPalette(bytes, value, (message) => process.stderr.write(`${value}: ${message}\n`));
}

/** A PNG file as a picture. Throws a UserError (the flag's name) if there is none. */
function pictureValue(path: string, flag: string): RgbaImage {
  const wrong = (received: string) => invalid(flag, 'a PNG', new Words(received));
  const stat = statOf(path);
  if (stat === undefined) throw wrong(`"${path}", which is missing: there is no such file`);
  if (stat.isDirectory()) throw wrong(`"${path}", which is a folder`);
  try {
    return decodePng(readFileSync(path));
  } catch (error) {
    throw wrong(`"${path}", which cannot be read (${messageOf(error)})`);
  }
}

/** What reads the files of options, by the options' kinds. */
const READERS: Partial<Record<OptionSpec['kind'], (value: string, flag: string) => unknown>> = {
  palette: paletteValue,
  guide: (path, flag) => guideOfPicture(pictureValue(path, flag)),
  picture: pictureValue,
};
