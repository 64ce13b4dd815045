import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invalid, messageOf, Words } from '../core/errors.ts';
import type { BrokenFrame } from '../core/frames.ts';
import { guideNotes } from '../core/guide-notes.ts';
import type { Rgba } from '../core/image.ts';
import { FRAME_OPTIONS, type PixelizeOptions } from '../core/options.ts';
import { outlineNotes } from '../core/outline.ts';
import { Steadiness } from '../core/steadiness.ts';
import { swappedArt } from '../core/swap.ts';
import { openFrames } from '../frames/open.ts';
import { TIMES_FILE } from '../frames/times.ts';
import { artSize } from '../inference/draw/lattice.ts';
import { openModels } from '../inference/draw/node.ts';
import { animate } from '../inference/sequence/animate.ts';
import { type AnimationOutput, animationKind, animationOutput } from './animation-file.ts';
import type { Arguments } from './args.ts';
import { Bar } from './bar.ts';
import { findInputs, skippedText } from './inputs.ts';
import { Sources } from './outputs.ts';
import { printable } from './paths.ts';
import { readPicture } from './read.ts';

/** Steps' names on the bar. */
const STEPS = { look: 'fit', palette: 'palette', draw: 'gridnet' } as const;

/** Throws a UserError for what no animation can be asked for. */
export function checkAnimation({ flags }: Arguments<'animate'>): void {
  animationKind(flags.out);
  if (flags.shard !== null) throw invalid('--shard', 'none with animate', new Words('one'));
}

/** `pixel-cascade animate`; returns the exit code. Throws the signal's reason once it is aborted. */
export async function animateCommand(args: Arguments<'animate'>, signal: AbortSignal): Promise<number> {
  const { options, flags } = args;
  const start = performance.now();
  const broken: BrokenFrame[] = [];
  let bar = new Bar(1);
  const leaveOut = (frame: BrokenFrame): void => {
    broken.push(frame);
    bar.clear();
    const { name, error } = frame;
    process.stderr.write(`${printable(error.startsWith(`${name}:`) ? error : `${name}: ${error}`)}\n`);
  };
  const warn = (note: string): void => {
    bar.clear();
    process.stderr.write(`${printable(`${args.inputs[0]}: ${note}`)}\n`);
  };
  const asked = { ...options, ...FRAME_OPTIONS };
  const inputs = findInputs(args.inputs, flags.out, {
    fail: (input, error) => leaveOut({ name: input, error: messageOf(error) }),
    skip: (folder, names) => {
      // What tells how long the pictures are shown is read beside them.
      const others = names.filter((file) => basename(file) !== TIMES_FILE);
      if (others.length > 0) process.stderr.write(`${printable(`${folder}: ${skippedText(others)}`)}\n`);
    },
  });
  if (inputs.length === 0) return 1;
  const given = args.inputs.length === 1 ? args.inputs[0] : inputs[0].path;
  const name = basename(given, extname(given)) || 'animation';
  const source = await openFrames(
    inputs.map(({ path }) => path),
    readPicture,
    options,
  );
  const output = animationOutput(
    {
      out: flags.out,
      force: flags.force,
      name,
      sources: new Sources([...args.read, ...inputs.map(({ path }) => path)]),
    },
    { zoom: options.zoom, loops: source.loops, onNote: warn },
  );
  const models = flags.models ?? fileURLToPath(new URL('../models', import.meta.url));
  const networks = await openModels(models, options);
  let total = 1;
  try {
    const frames = animate(networks, source, asked, {
      signal,
      onBroken: leaveOut,
      onSize(size, count) {
        output.check(artSize(size, asked), count);
        guideNotes(size, asked, args.given.includes('guide')).forEach(warn);
      },
      onProgress(step, done, of) {
        if (of !== null && of !== total) {
          total = of;
          bar = new Bar(total);
        }
        if (of !== null)
          bar.show(done - 1, printable(name), { kind: 'stage', stage: STEPS[step], percent: 100 });
      },
    });
    const facts = await write(frames, output, asked, warn);
    bar.clear();
    const method = options.method === 'cascade' ? networks.provider : null;
    const report = {
      input: given,
      output: flags.out,
      ...facts,
      left_out: broken.length,
      ms: Math.round(performance.now() - start),
      provider: method,
      peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    process.stdout.write(`${flags.json ? JSON.stringify(report) : lineOf(report)}\n`);
  } finally {
    bar.clear();
    await networks.close();
  }
  return broken.length === 0 ? 0 : 1;
}

async function write(
  frames: ReturnType<typeof animate>,
  output: AnimationOutput,
  asked: Pick<PixelizeOptions, 'outline' | 'outlineColor' | 'tile'> & {
    readonly swap: readonly Rgba[] | null;
  },
  warn: (note: string) => void,
) {
  const { swap } = asked;
  const told = new Set<string>();
  const steadiness = new Steadiness();
  const used = new Set<number>();
  let size = { width: 0, height: 0 };
  let duration = 0;
  for await (const { art: drawn, source, shift, duration: own } of frames) {
    for (const note of outlineNotes(drawn, asked)) {
      if (!told.has(note)) warn(note);
      told.add(note);
    }
    const art = swap === null ? drawn : swappedArt(drawn, swap);
    await output.add(art, own);
    steadiness.add(drawn, source, shift);
    for (const index of art.indices) if (art.palette[index][3] > 0) used.add(index);
    size = { width: art.width, height: art.height };
    duration += own;
  }
  await output.finish();
  const figures = Object.entries(steadiness.figures()).map(([key, value]) => [
    key,
    Number.isNaN(value) ? null : Math.round(value * 100) / 100,
  ]);
  return {
    ...size,
    colors: used.size,
    duration_ms: Math.round(duration),
    ...(Object.fromEntries(figures) as Record<
      'frames' | 'flicker' | 'flips' | 'agreement' | 'dirty' | 'idle' | 'stale' | 'step' | 'seam',
      number | null
    >),
  };
}

function lineOf(report: {
  input: string;
  output: string;
  width: number;
  height: number;
  colors: number;
  frames: number | null;
  flicker: number | null;
}): string {
  const { input, output, width, height, colors, frames, flicker } = report;
  const steady = flicker === null ? '' : `, flicker ${flicker} %`;
  return `${printable(input)} -> ${printable(output)} (${width}x${height}, ${colors} colors, ${frames} frames${steady})`;
}
