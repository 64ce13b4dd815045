import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { invalid, messageOf } from '../../../src/core/errors.ts';
import { renderArt } from '../../../src/core/grid.ts';
import type { PixelArt, RgbaImage } from '../../../src/core/image.ts';
import {
  type DrawOptions,
  FRAME_OPTIONS,
  METHOD_OPTIONS,
  PIXELIZE_OPTIONS,
  parseOptions,
} from '../../../src/core/options.ts';
import { labOfCells, type Shift, Steadiness, type SteadyFigures } from '../../../src/core/steadiness.ts';
import { openFrames } from '../../../src/frames/open.ts';
import { linksBetween, lookAt } from '../../../src/inference/art/motion.ts';
import { WEIGHTS } from '../../../src/inference/art/weights.ts';
import type { Drawing } from '../../../src/inference/draw/drawing.ts';
import type { Networks } from '../../../src/inference/draw/networks.ts';
import { mostOpaque } from '../../../src/inference/draw/opacity.ts';
import { drawBy } from '../../../src/inference/pixelize.ts';
import { type Output, readImage } from '../harness/files.ts';
import { compositeOver, measureArt, sourceCells } from '../measures/index.ts';
import { contactSheet } from '../sheet/contact-sheet.ts';
import { coloured, inOnePalette, WAYS, type Way } from './rivals.ts';
import { scenesOf } from './scenes.ts';

/** The name that stands for the animations made by code, in a folder's place. */
const MADE = 'made';
const FRAMES = /\.(gif|webp|png|apng)$/i;
/** Frames of an animation on its contact sheet, and frames whose look is measured. */
const SHOWN = 8;

/** An animation whose frames are in memory. */
interface Animation {
  readonly name: string;
  readonly frames: readonly RgbaImage[];
  /** The frames without their noise, where that is known; else they themselves. */
  readonly truth: readonly RgbaImage[];
  /** The whole-cell motion from each frame to the next; found where the truth is not known. */
  readonly shift: Shift | null;
}

/** What is measured of an animation's art, one way. */
interface Measured extends SteadyFigures {
  readonly animation: string;
  readonly way: string;
  /** Colour error to the cells' means, and stray pixels in percent: the look of single frames. */
  readonly colour: number;
  readonly orphan: number;
}

/** What the comparison needs. */
interface SequenceRun {
  /** A folder of animations (files, or folders of numbered pictures), or "made". */
  readonly sequence: string;
  readonly size: string | undefined;
  readonly colors: string | undefined;
  readonly seed: string | undefined;
  /** Other downscalers, whose art gets one palette: names with commas between them, or all. */
  readonly methods: string | undefined;
  readonly open: () => Promise<Networks>;
  readonly out: Output;
  readonly command: string;
  readonly zoom: number;
  readonly log: (line: string) => void;
  readonly complain: (line: string) => void;
}

/**
 * `npm run evaluate -- --sequence`: colours animations each way from the same drawings, and measures how steady they are.
 * Throws a UserError if there is no animation.
 */
export async function evaluateSequences(run: SequenceRun): Promise<void> {
  const options: DrawOptions = parseOptions(
    { ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS },
    { ...FRAME_OPTIONS, size: run.size ?? '32x32', colors: run.colors, seed: run.seed },
    '--',
  );
  const rows: Measured[] = [];
  for await (const animation of animationsOf(run)) {
    run.log(`${animation.name}, ${animation.frames.length} frames`);
    const arts = await artsOf(animation, options, run);
    const shifts = await shiftsOf(animation, arts.drawings);
    for (const [way, art] of Object.entries(arts.ways)) rows.push(measured(animation, way, art, shifts));
    await writeSheet(animation, arts.ways, run);
  }
  if (rows.length === 0) throw invalid('--sequence', 'a folder of animations, or made', run.sequence);
  const table = [`# Animations at ${run.size ?? '32x32'}`, `\`${run.command}\``, tableOf(rows)].join('\n\n');
  await run.out.text('table.md', `${table}\n`);
  await run.out.text('figures.json', `${JSON.stringify({ command: run.command, rows }, null, 1)}\n`);
  run.log(table);
}

async function* animationsOf({ sequence, seed, complain }: SequenceRun): AsyncGenerator<Animation> {
  if (sequence === MADE) {
    yield* scenesOf(Number(seed ?? 1));
    return;
  }
  const found = await stat(sequence).catch(() => null);
  if (!found?.isDirectory()) throw invalid('--sequence', 'a folder of animations, or made', sequence);
  for (const entry of (await readdir(sequence, { withFileTypes: true })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(sequence, entry.name);
    const inside = entry.isDirectory() ? (await readdir(path)).map((name) => join(path, name)) : [path];
    const files = inside.filter((file) => FRAMES.test(file));
    if (files.length === 0) continue;
    try {
      const frames: RgbaImage[] = [];
      const source = await openFrames(files, readImage, { fps: null, every: 1, from: 1, to: null });
      for await (const frame of source.read()) {
        if ('error' in frame) complain(`left out ${frame.name}: ${frame.error}`);
        else frames.push(frame.image);
      }
      if (frames.length > 1)
        yield { name: entry.name.replace(extname(entry.name), ''), frames, truth: frames, shift: null };
    } catch (error) {
      complain(`left out ${entry.name}: ${messageOf(error)}`);
    }
  }
}

type Ways = Readonly<Record<string, readonly PixelArt[]>>;

async function artsOf(
  { frames }: Animation,
  options: DrawOptions,
  { open, methods }: SequenceRun,
): Promise<{ drawings: readonly Drawing[]; ways: Ways }> {
  const networks = await open();
  const drawn = async (method: string): Promise<Drawing[]> => {
    const own = { ...options, ...parseOptions(METHOD_OPTIONS, { method }, '--methods ') };
    const drawings: Drawing[] = [];
    const most = Math.max(...frames.map(mostOpaque));
    for (const frame of frames) drawings.push(await drawBy(networks, frame, own, {}, most));
    return drawings;
  };
  const drawings = await drawn('cascade');
  const ways: Record<string, readonly PixelArt[]> = { ...coloured(drawings, frames, options, true) };
  for (const method of methodsOf(methods))
    ways[`${method}, one palette`] = inOnePalette(await drawn(method), options);
  return { drawings, ways };
}

/** The other downscalers by name; "all" is every one. */
const methodsOf = (names: string | undefined): readonly string[] =>
  names === undefined
    ? []
    : names === 'all'
      ? METHOD_OPTIONS.method.choices.filter((method) => method !== 'cascade')
      : names.split(',');

async function shiftsOf({ shift, frames }: Animation, drawings: readonly Drawing[]): Promise<Shift[]> {
  if (shift !== null) return frames.map(() => shift);
  const looks = drawings.map((drawing, i) => {
    const { width, height } = drawing.lattice;
    return lookAt(drawing, labOfCells(frames[i], width, height), WEIGHTS);
  });
  return looks.map((look, i) => (i === 0 ? [0, 0] : linksBetween(looks[i - 1], look, WEIGHTS).shift));
}

/** How steady art is is judged by what there is to be followed, how it looks by the frames. */
function measured(
  { name, frames, truth }: Animation,
  way: string,
  arts: readonly PixelArt[],
  shifts: readonly Shift[],
): Measured {
  const steadiness = new Steadiness();
  const looks: { colour: number; orphan: number }[] = [];
  const every = Math.max(1, Math.floor(arts.length / SHOWN));
  arts.forEach((art, i) => {
    steadiness.add(art, labOfCells(truth[i], art.width, art.height), shifts[i]);
    if (i % every !== 0) return;
    const source = sourceCells(compositeOver(frames[i]), art.width, art.height);
    looks.push(measureArt(source, compositeOver(renderArt(art))));
  });
  const mean = (of: 'colour' | 'orphan') => looks.reduce((sum, look) => sum + look[of], 0) / looks.length;
  return { animation: name, way, ...steadiness.figures(), colour: mean('colour'), orphan: mean('orphan') };
}

const COLUMNS = [
  'flicker',
  'flips',
  'agreement',
  'dirty',
  'idle',
  'stale',
  'step',
  'seam',
  'colour',
  'orphan',
] as const;

function tableOf(rows: readonly Measured[]): string {
  const titles = [
    'flicker %',
    'flips %',
    'agreement %',
    'dirty %',
    'idle %',
    'stale %',
    'step %',
    'seam',
    'ΔE',
    'orphan %',
  ];
  const numbers = (row: Measured) =>
    COLUMNS.map((key) => (Number.isNaN(row[key]) ? '–' : row[key].toFixed(key === 'seam' ? 1 : 2)));
  const label = (way: string) => WAYS[way as Way] ?? way;
  return [
    `| animation | way | ${titles.join(' | ')} |`,
    `|---|---|${titles.map(() => '--:').join('|')}|`,
    ...rows.map((row) => `| ${row.animation} | ${label(row.way)} | ${numbers(row).join(' | ')} |`),
  ].join('\n');
}

async function writeSheet(
  { name, frames }: Animation,
  ways: Ways,
  { out, zoom }: SequenceRun,
): Promise<void> {
  const every = Math.max(1, Math.floor(frames.length / SHOWN));
  const names = Object.keys(ways);
  const rows = [...frames.keys()]
    .filter((i) => i % every === 0)
    .map((i) => ({ name: `${i + 1}`, source: frames[i], arts: names.map((way) => renderArt(ways[way][i])) }));
  await out.png(`sheets/${name.replace(/[^\w.-]+/g, '_')}.png`, contactSheet(names, rows, zoom));
}
