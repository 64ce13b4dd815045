import { setFlagsFromString } from 'node:v8';
import { messageOf, UserError } from '../core/errors.ts';
import { COMMAND_OPTIONS } from '../core/options.ts';
import { checkWishes } from '../core/wishes.ts';
import { animateCommand, checkAnimation } from './animate.ts';
import { type Arguments, type Command, readArguments } from './args.ts';
import { depixelizeCommand } from './depixelize.ts';
import { helpOf } from './help.ts';
import { paletteCommand, writerOf } from './palette.ts';
import { checkShard, pixelizeCommand } from './pixelize.ts';

/** package.json's version, put in by the build. */
declare const VERSION: string;

const STOPPED = 130;

/**
 * V8 optimizes a function of onnxruntime's WASM once it has run over about so many bytes. Its own two million are reached by a
 * thousand functions before the first picture is done, and optimizing them takes longer than drawing it.
 */
setFlagsFromString('--wasm-tiering-budget=200000000');

/** Runs a command line and returns the exit code: 0 all done, 1 some failed, 2 wrong use, 130 stopped. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version') return tell(VERSION);
  if (name === '--help') return tell(helpOf());
  if (name === undefined || !Object.hasOwn(COMMAND_OPTIONS, name)) {
    const commands = Object.keys(COMMAND_OPTIONS).join(', ');
    return refuse(
      `command: expected one of ${commands}, received ${name === undefined ? 'none' : `"${name}"`}`,
    );
  }
  const command = name as Command;
  if (args.includes('--help')) return tell(helpOf(command));
  let start: (signal: AbortSignal) => Promise<number>;
  try {
    start = prepare(command, args);
  } catch (error) {
    if (error instanceof UserError) return refuse(error.message, command);
    throw error;
  }
  const stop = new AbortController();
  // Job managers and closing terminals stop a run in the way that Ctrl-C does.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // The second time there is no waiting for the picture at hand.
      if (stop.signal.aborted) process.exit(STOPPED);
      stop.abort(new UserError('stopped'));
    });
  }
  try {
    return await start(stop.signal);
  } catch (error) {
    process.stderr.write(`${error instanceof UserError ? messageOf(error) : (error as Error).stack}\n`);
    return stop.signal.aborted ? STOPPED : 1;
  }
}

function prepare(command: Command, args: readonly string[]): (signal: AbortSignal) => Promise<number> {
  if (command === 'pixelize') {
    const parsed: Arguments<'pixelize'> = readArguments('pixelize', args);
    checkShard(parsed);
    checkWishes(parsed.options, '--');
    return (signal) => pixelizeCommand(parsed, signal);
  }
  if (command === 'palette') {
    const parsed: Arguments<'palette'> = readArguments('palette', args);
    checkWishes({ ...parsed.options, palette: null }, '--');
    const writer = writerOf(parsed.flags.out);
    return (signal) => paletteCommand(parsed, writer, signal);
  }
  if (command === 'animate') {
    const parsed: Arguments<'animate'> = readArguments('animate', args);
    checkAnimation(parsed);
    checkWishes(parsed.options, '--');
    return (signal) => animateCommand(parsed, signal);
  }
  const parsed: Arguments<'depixelize'> = readArguments('depixelize', args);
  return (signal) => depixelizeCommand(parsed, signal);
}

function tell(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function refuse(message: string, command?: Command): number {
  process.stderr.write(`${message} (see pixel-cascade ${command ? `${command} ` : ''}--help)\n`);
  return 2;
}

// Whoever has seen enough of what is told (`| head`) leaves the work as it is: every picture is done.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
const code = await main(process.argv.slice(2));
// What is told has to be out first; node itself would also wait for WebAssembly that is still being optimized.
for (const stream of [process.stdout, process.stderr])
  await new Promise<void>((resolve) => void stream.write('', () => resolve()));
process.exit(code);
