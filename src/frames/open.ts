import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalid, messageOf, Words } from '../core/errors.ts';
import type { BrokenFrame, FrameSource, SourceFrame } from '../core/frames.ts';
import type { RgbaImage } from '../core/image.ts';
import { apngFrames, isApng } from './apng.ts';
import { gifFrames, isGif, USUAL_DURATION } from './gif.ts';
import { pagesOf } from './pages.ts';
import { timesBeside } from './times.ts';
import { VIDEO, videoFrames } from './video.ts';

/** Which frames are taken, and how fast they are. */
export interface FrameChoice {
  /** Frames a second; a video is read at that rate. Without it durations are kept. */
  readonly fps: number | null;
  /** Every so manieth frame is taken, and shown for those left out as well. */
  readonly every: number;
  /** The first and the last frame, counted from 1. */
  readonly from: number;
  readonly to: number | null;
}

/** An order in which "walk 10" comes after "walk 9". */
const { compare } = new Intl.Collator('en', { numeric: true });

/**
 * An animation: one file with frames (GIF, APNG, WebP, a video), or pictures that are a frame each, in the order of their
 * names' numbers, as long as a frames.json beside them says (times.ts).
 * @param paths files, one or more
 * @param read a picture file's only or first frame; throws a UserError if it cannot be read
 * Throws a UserError if a file with frames cannot be read at all, or there is no ffmpeg for a video.
 */
export async function openFrames(
  paths: readonly string[],
  read: (path: string) => Promise<RgbaImage>,
  choice: FrameChoice,
): Promise<FrameSource> {
  const { from, to } = choice;
  if (to !== null && to < from) throw invalid('--to', `a frame from ${from} on`, to);
  const source =
    paths.length === 1 ? await fileOf(paths[0], read, choice.fps) : await picturesOf(paths, read);
  return chosen(source, paths.length === 1 && VIDEO.test(paths[0]) ? { ...choice, fps: null } : choice);
}

async function fileOf(
  path: string,
  read: (path: string) => Promise<RgbaImage>,
  fps: number | null,
): Promise<FrameSource> {
  if (VIDEO.test(path)) return videoFrames(path, fps);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw invalid(path, 'an animation or a picture', new Words(messageOf(error)));
  });
  if (/\.gif$/i.test(path) || isGif(bytes)) return gifFrames(path, bytes);
  if (/\.webp$/i.test(path)) return pagesOf(path, bytes);
  return isApng(bytes) ? apngFrames(path, bytes) : picturesOf([path], read);
}

async function picturesOf(
  paths: readonly string[],
  read: (path: string) => Promise<RgbaImage>,
): Promise<FrameSource> {
  const times = await timesBeside(paths);
  const sorted = [...paths].sort(compare);
  return {
    loops: true,
    async *read(): AsyncGenerator<SourceFrame | BrokenFrame> {
      for (const name of sorted)
        yield await read(name).then(
          (image) => ({ name, image, duration: times.get(join(name)) ?? USUAL_DURATION }),
          (error: unknown) => ({ name, error: messageOf(error) }),
        );
    },
  };
}

/** The frames asked for; those left out by `every` give their time to the one before. */
function chosen({ loops, read }: FrameSource, { fps, every, from, to }: FrameChoice): FrameSource {
  if (fps === null && every === 1 && from === 1 && to === null) return { loops, read };
  return {
    loops,
    async *read() {
      let number = 0;
      let held: SourceFrame | null = null as SourceFrame | null;
      for await (const frame of read()) {
        number++;
        if (number < from) continue;
        if (to !== null && number > to) break;
        if ('error' in frame) {
          yield frame;
          continue;
        }
        const duration = fps === null ? frame.duration : 1000 / fps;
        if ((number - from) % every === 0 || held === null) {
          if (held !== null) yield held;
          held = { ...frame, duration };
        } else if (fps === null) held = { ...held, duration: held.duration + duration };
      }
      if (held !== null) yield held;
    },
  };
}
