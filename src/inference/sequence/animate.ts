import {
  type AbortSignalLike,
  invalid,
  messageOf,
  throwIfAborted,
  UserError,
  Words,
} from '../../core/errors.ts';
import type { BrokenFrame, FrameSource, SourceFrame } from '../../core/frames.ts';
import type { RgbaImage, Sides } from '../../core/image.ts';
import { type DrawOptions, FRAME_OPTIONS } from '../../core/options.ts';
import { Sequence, type SequenceFrame, sequencePalette } from '../art/sequence.ts';
import type { Drawing } from '../draw/drawing.ts';
import { artSize } from '../draw/lattice.ts';
import type { Networks } from '../draw/networks.ts';
import { drawBy } from '../pixelize.ts';
import { Survey } from './survey.ts';

/** A finished frame. */
export interface AnimationFrame extends SequenceFrame {
  readonly name: string;
  readonly duration: number;
}

/** What a long animation is given. */
export interface AnimateHooks {
  readonly signal?: AbortSignalLike;
  /** Told after each frame of each step; the total is not known while frames are looked through. */
  readonly onProgress?: (step: 'look' | 'palette' | 'draw', done: number, total: number | null) => void;
  /** Told how large the frames are, in pixels, and how many, before any is drawn; what it throws ends the animation. */
  readonly onSize?: (size: Sides, frames: number) => void;
  /** Told once of each frame that is left out. */
  readonly onBroken?: (frame: BrokenFrame) => void;
}

/** The one timer of browsers, workers and node; none that a test puts in its place, as nobody waits for these by a clock. */
const { setTimeout } = globalThis;

/** The most drawings that a palette is made of, and bytes that they may take. */
const MOST_DRAWINGS = 32;
const MOST_BYTES = 2 ** 28;
/** A cell's samples and what was drawn for it. */
const BYTES_A_CELL = 320;

/**
 * The whole way of an animation: looks through it, makes one palette, draws frame by frame, and colours them as one
 * sequence. Frames are given out as they become final; memory does not grow with their number.
 * Throws as `draw` does, and a UserError if no frame can be read.
 */
export async function* animate(
  networks: Networks,
  source: FrameSource,
  options: DrawOptions,
  hooks: AnimateHooks = {},
): AsyncGenerator<AnimationFrame> {
  const { survey, size } = await look(source, options, hooks);
  hooks.onSize?.(size, survey.count);
  const most = Math.max(1, Math.min(MOST_DRAWINGS, Math.floor(MOST_BYTES / (survey.cells * BYTES_A_CELL))));
  const shown = survey.frames(most);
  const drawings = new Map<number, Drawing>();
  let before: { readonly image: RgbaImage; readonly drawing: Drawing } | null = null;
  const drawn = async ({ image }: SourceFrame): Promise<Drawing> => {
    // Lets a cancel in: the networks do not yield on their own.
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    throwIfAborted(hooks.signal);
    // Films and sprites hold pictures over many frames.
    if (before !== null && same(before.image.data, image.data)) return before.drawing;
    // Frames that were snapped each by itself would jump.
    const still = { ...options, ...FRAME_OPTIONS };
    const drawing = await drawBy(networks, image, still, signalOf(hooks), survey.opaque);
    before = { image, drawing };
    return drawing;
  };
  const last = shown[shown.length - 1];
  for await (const [index, frame] of whole(source, size)) {
    if (shown.includes(index)) {
      drawings.set(index, await drawn(frame));
      hooks.onProgress?.('palette', drawings.size, shown.length);
    }
    if (index === last) break;
  }
  const palette = sequencePalette([...drawings.values()], options, survey.transparent);
  const sequence = new Sequence(palette, options, source.loops && survey.count > 1);
  const waiting: SourceFrame[] = [];
  const given = function* (frames: readonly SequenceFrame[]): Generator<AnimationFrame> {
    for (const frame of frames) {
      const { name, duration } = waiting.shift() as SourceFrame;
      yield { ...frame, name, duration };
    }
  };
  for await (const [index, frame] of whole(source, size)) {
    const drawing = drawings.get(index) ?? (await drawn(frame));
    drawings.delete(index);
    waiting.push({ ...frame, image: EMPTY });
    yield* given(sequence.add(drawing, frame.image));
    hooks.onProgress?.('draw', index + 1, survey.count);
  }
  yield* given(sequence.finish());
}

const signalOf = ({ signal }: AnimateHooks): Pick<AnimateHooks, 'signal'> =>
  signal === undefined ? {} : { signal };

const same = (p: RgbaImage['data'], q: RgbaImage['data']): boolean =>
  p.length === q.length && p.every((byte, i) => byte === q[i]);

const EMPTY: RgbaImage = { width: 0, height: 0, data: new Uint8Array() };

async function look(
  source: FrameSource,
  options: DrawOptions,
  hooks: AnimateHooks,
): Promise<{ survey: Survey; size: Sides }> {
  let first: SourceFrame | null = null;
  let survey = new Survey(1);
  for await (const frame of source.read()) {
    throwIfAborted(hooks.signal);
    if ('error' in frame) {
      hooks.onBroken?.(frame);
      continue;
    }
    if (first === null) {
      const { width, height } = artSize(frame.image, options);
      survey = new Survey(width * height);
      first = { ...frame, image: { ...frame.image, data: new Uint8Array() } };
    }
    const wrong = unlike(first, frame);
    if (wrong !== null) {
      hooks.onBroken?.(wrong);
      continue;
    }
    survey.add(frame.image);
    hooks.onProgress?.('look', survey.count, null);
  }
  if (first === null)
    throw new UserError('animation: expected at least one frame that can be read, received none');
  return { survey, size: first.image };
}

function unlike(first: SourceFrame, { name, image }: SourceFrame): BrokenFrame | null {
  const [is, should] = [image, first.image].map(({ width, height }) => `${width}x${height}`);
  return is === should
    ? null
    : { name, error: messageOf(invalid(name, `${should} as the first frame`, new Words(is))) };
}

/** The frames that can be read and have the right size, counted from 0. */
async function* whole(source: FrameSource, { width, height }: Sides): AsyncGenerator<[number, SourceFrame]> {
  let index = 0;
  for await (const frame of source.read())
    if (!('error' in frame) && frame.image.width === width && frame.image.height === height)
      yield [index++, frame];
}
