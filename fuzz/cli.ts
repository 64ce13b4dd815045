import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flagOf, readArguments } from '../src/cli/args.ts';
import { pixelizeCommand } from '../src/cli/pixelize.ts';
import { readPicture } from '../src/cli/read.ts';
import { UserError } from '../src/core/errors.ts';
import { hexOf } from '../src/core/hex.ts';
import type { Rgba, RgbaImage } from '../src/core/image.ts';
import { COMMAND_OPTIONS } from '../src/core/options.ts';
import { decodePng } from '../src/core/png-read.ts';
import type { Rng } from '../src/core/random.ts';
import { faultInPicture } from './art.ts';
import { failed, type Kind, type Outcome, packed, unpacked } from './kind.ts';
import { someOptions } from './options.ts';
import { anyPalette } from './palettes.ts';
import { anyPicture } from './pictures.ts';
import { faultIn, refusal } from './sentence.ts';

interface FileInput {
  readonly name: string;
  readonly bytes: string;
}
interface Input {
  readonly pictures: readonly FileInput[];
  readonly palette: FileInput | null;
  readonly flags: readonly string[];
  /** After so many written lines the run is stopped, as by Ctrl-C. */
  readonly stopAfter: number | null;
  /** How it is tried: reading alone, the command in this process, or the built program in one of its own. */
  readonly by: 'reading' | 'command' | 'program';
}

/** Where the command line finds what it needs. */
export interface CliPlaces {
  /** The built program; without it the command is run in this process. */
  readonly program: string | null;
  /** Small networks of the real shapes. */
  readonly models: string;
  /** Milliseconds that the program may take. */
  readonly limit: number;
}

interface Ran {
  /** Null if it was killed, for having taken too long. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const STOPPED = 130;
const STEMS = ['a', 'b c', 'd[1]', 'é–ü', 'x.y', '-dash', 'frame12', '人', "it's", '%20', '{z}'];
/** Methods that take no networks. */
const METHODS = COMMAND_OPTIONS.pixelize.method.choices.filter((method) => method !== 'cascade');

/** Folders of pictures, whole and broken, and palettes, through the command line. */
export const cliKind = (places: CliPlaces, read: typeof readPicture = readPicture): Kind<Input> => ({
  name: 'cli',
  share: 4,
  async make(rng) {
    const by = rng.chance(0.02) ? 'program' : rng.chance(0.3) ? 'command' : 'reading';
    const count = by === 'reading' ? 1 : by === 'command' ? 1 + rng.int(4) : 6;
    const pictures: FileInput[] = [];
    for (let i = 0; i < count; i++) {
      const { name, bytes } = await anyPicture(rng);
      const stem = by === 'reading' ? 'a' : `${rng.pick(STEMS)}${i === 0 ? '' : i}`;
      pictures.push({ name: name.replace('art', stem), bytes: packed(bytes) });
    }
    const palette = by !== 'reading' && rng.chance(0.2) ? anyPalette(rng) : null;
    return {
      pictures,
      palette: palette && { name: palette.name, bytes: packed(palette.bytes) },
      flags: by === 'reading' ? [] : someFlags(rng, by),
      stopAfter: by === 'command' && rng.chance(0.15) ? 1 + rng.int(3) : null,
      by,
    };
  },
  async run(input) {
    const folder = await mkdtemp(join(tmpdir(), 'pixel-cascade-fuzz-'));
    try {
      await mkdir(join(folder, 'in'));
      for (const { name, bytes } of input.pictures)
        await writeFile(join(folder, 'in', name), unpacked(bytes));
      if (input.palette) await writeFile(join(folder, input.palette.name), unpacked(input.palette.bytes));
      return input.by === 'reading'
        ? await reading(join(folder, 'in', input.pictures[0].name), read)
        : await whole(folder, input, places);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

function someFlags(rng: Rng, by: Input['by']): string[] {
  const { cell, size, palette, guide, overlay, swap, provider, threads, ...specs } = COMMAND_OPTIONS.pixelize;
  const values = someOptions(specs, rng, 0.2);
  if (by === 'command') values.method = rng.pick(METHODS);
  const flags = ['--size', String(1 + rng.int(24)), '--threads', '1', ...(rng.chance(0.4) ? ['--json'] : [])];
  for (const [name, value] of Object.entries(values)) {
    if (value === false || value === null || String(value) === '') continue;
    flags.push(flagOf(name));
    if (value !== true) flags.push(Array.isArray(value) ? coloursText(value) : String(value));
  }
  return flags;
}

/** One colour or several, as they are typed. */
const coloursText = (colours: Rgba | readonly Rgba[]): string =>
  (typeof colours[0] === 'number' ? [colours as Rgba] : (colours as readonly Rgba[]))
    .map((colour) => `#${hexOf(colour)}`)
    .join();

/** A picture through what reads it, without a command around that. */
async function reading(path: string, read: typeof readPicture): Promise<Outcome> {
  const warnings: string[] = [];
  let picture: RgbaImage;
  try {
    picture = await read(path, (warning) => warnings.push(warning));
  } catch (error) {
    return refusal(error);
  }
  const fault = faultInPicture(picture) ?? warnings.map(faultIn).find((each) => each !== null);
  return fault ? failed(fault) : { end: 'done' };
}

async function whole(folder: string, input: Input, places: CliPlaces): Promise<Outcome> {
  const out = join(folder, 'out');
  const palette = input.palette ? ['--palette', join(folder, input.palette.name)] : [];
  const args = [join(folder, 'in'), '--out', out, '--models', places.models, ...input.flags, ...palette];
  const inProcess = input.by === 'command' || places.program === null;
  const ran = inProcess
    ? await command(args, input.stopAfter)
    : await program(places.program, ['pixelize', ...args], places.limit);
  const fault = faultInRun(ran, folder, input) ?? (await faultInFiles(folder, input));
  return fault === null ? { end: ran.code === 0 ? 'done' : 'refused' } : failed(fault);
}

/** The command in this process, with what it writes. */
async function command(args: readonly string[], stopAfter: number | null): Promise<Ran> {
  const told = { stdout: '', stderr: '' };
  const stop = new AbortController();
  const { stdout, stderr } = process;
  const [out, error] = [stdout.write, stderr.write];
  const keep = (stream: keyof typeof told) => (text: string | Uint8Array) => {
    told[stream] += text;
    if (stopAfter !== null && told.stdout.split('\n').length > stopAfter)
      stop.abort(new UserError('stopped'));
    return true;
  };
  stdout.write = keep('stdout');
  stderr.write = keep('stderr');
  try {
    const code = await pixelizeCommand(readArguments('pixelize', args), stop.signal);
    return { code, ...told };
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    const code = stop.signal.aborted ? STOPPED : 2;
    return { code, stdout: told.stdout, stderr: `${told.stderr}${thrown.message}\n` };
  } finally {
    stdout.write = out;
    stderr.write = error;
  }
}

function program(path: string, args: readonly string[], timeout: number): Promise<Ran> {
  return new Promise((resolve) => {
    // A signal that it cannot catch, or it would end as if it had been stopped by a person.
    const limits = { timeout, killSignal: 'SIGKILL' } as const;
    const child = execFile(process.execPath, [path, ...args], limits, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

function faultInRun({ code, stdout, stderr }: Ran, folder: string, input: Input): string | null {
  if (code === null) return `it hangs, and is ended: ${stdout}${stderr}`;
  if (![0, 1, 2, STOPPED].includes(code)) return `exit code ${code}: ${stderr}`;
  const lines = `${stdout}${stderr}`.split(/\n|\r/).filter((line) => line !== '');
  const fault = lines.map((line) => faultIn(line)).find((each) => each !== null);
  if (fault) return fault;
  if (code === 2 || code === STOPPED) return null;
  const untold = input.pictures.find(({ name }) => !`${stdout}${stderr}`.includes(join(folder, 'in', name)));
  return untold === undefined
    ? null
    : `exit code ${code}, and nothing is said of ${untold.name}: ${stdout}${stderr}`;
}

/** Nothing half-written, nothing left over, and the inputs as they were. */
async function faultInFiles(folder: string, input: Input): Promise<string | null> {
  for (const { name, bytes } of input.pictures) {
    if (packed(await readFile(join(folder, 'in', name))) !== bytes) return `the input ${name} was changed`;
  }
  const out = join(folder, 'out');
  const files = existsSync(out) ? await readdir(out, { recursive: true }) : [];
  for (const file of files) {
    const bytes = await readFile(join(out, file));
    if (file === 'sheet.json') JSON.parse(bytes.toString());
    else if (!file.endsWith('.png')) return `the file ${file} is left over`;
    else {
      const fault = faultInOutput(decodePng(bytes, file), file, input);
      if (fault !== null) return `${file}: ${fault}`;
    }
  }
  return null;
}

function faultInOutput(picture: RgbaImage, file: string, { flags, palette }: Input): string | null {
  if (file.endsWith('.raw.png') || file === 'sheet.png' || palette !== null) return null;
  const at = flags.indexOf('--colors');
  const most = at < 0 ? 16 : Number(flags[at + 1]);
  const seen = new Set<string>();
  for (let i = 0; i < picture.data.length; i += 4)
    if (picture.data[i + 3] > 0) seen.add(picture.data.subarray(i, i + 4).join());
  return seen.size <= most ? null : `${seen.size} colours where ${most} are allowed`;
}
