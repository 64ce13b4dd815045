import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { invalid, messageOf, UserError, Words } from '../core/errors.ts';
import type { BrokenFrame, FrameSource, SourceFrame } from '../core/frames.ts';
import { VideoTimes } from './video-times.ts';

/** Files that ffmpeg is asked to read. */
export const VIDEO = /\.(mp4|m4v|mov|webm|mkv|avi)$/i;

/** ffmpeg's own decoders of VP8 and VP9 leave alpha out. */
const WITH_ALPHA: Readonly<Record<string, string>> = { vp8: 'libvpx', vp9: 'libvpx-vp9' };
/** Frames a second where a video does not say: a frame is 100 ms, as in a GIF that does not. */
const USUAL_RATE = 10;
/** Turns of the event loop in which what ffmpeg told before a frame is surely heard. */
const TURNS = 8;

/** What is known of a video before it is read. */
interface Video {
  readonly path: string;
  /** Frames a second in the mean. */
  readonly rate: number;
  /** When its last frame ends, ms from the same beginning as its frames' times; NaN if it does not say. */
  readonly end: number;
  /** The decoder that has to be asked for by name. */
  readonly decoder: string | null;
}

/**
 * The frames of a video file's first stream of pictures, by an installed ffmpeg: each as long as it is shown, or at another
 * frame rate. They are upright, of square pixels, and have alpha where the video has.
 * @param fps frames a second; null for the video's own frames and times
 * Throws a UserError if there is no ffmpeg or the file is no video.
 */
export async function videoFrames(path: string, fps: number | null): Promise<FrameSource> {
  const video = await probed(path);
  return { loops: false, read: () => read(video, fps) };
}

/** A path that is never taken for an option or another protocol. */
const input = (path: string): string[] => ['-i', `file:${path}`];

async function probed(path: string): Promise<Video> {
  const entries = 'stream=codec_name,avg_frame_rate,start_time,duration:stream_tags=alpha_mode';
  const what = [
    '-loglevel',
    'level+error',
    '-select_streams',
    'V:0',
    '-show_entries',
    entries,
    '-of',
    'json',
  ];
  const said = new VideoTimes(Number.NaN, Number.NaN);
  const { stdout } = await promisify(execFile)('ffprobe', [...what, ...input(path)]).catch(
    (error: NodeJS.ErrnoException & { stderr?: string }) => {
      said.hear(`${error.stderr ?? ''}\n`);
      throw trouble(path, error, said.complaint);
    },
  );
  const [stream] = (JSON.parse(stdout) as { streams?: Record<string, unknown>[] }).streams ?? [];
  if (stream === undefined) throw invalid(path, 'a video', new Words('a file without pictures'));
  const [frames, seconds = 1] = String(stream.avg_frame_rate).split('/').map(Number);
  const rate = frames / seconds;
  const { alpha_mode: alpha } = (stream.tags ?? {}) as { alpha_mode?: string };
  return {
    path,
    rate: rate > 0 && Number.isFinite(rate) ? rate : USUAL_RATE,
    end: 1000 * (Number(stream.start_time) + Number(stream.duration)),
    decoder: alpha === '1' ? (WITH_ALPHA[String(stream.codec_name)] ?? null) : null,
  };
}

function trouble(path: string, error: unknown, complaint: string): UserError {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return new UserError(
      `${path}: expected an installed ffmpeg to read videos with, received none ` +
        '(install it, or give a GIF, APNG, WebP or a folder of pictures)',
    );
  const said = complaint.replaceAll(`file:${path}: `, '');
  return invalid(path, 'a video that ffmpeg reads', new Words(said || messageOf(error)));
}

function argumentsOf({ path, decoder }: Video, fps: number | null): string[] {
  const filters = [
    ...(fps === null ? [] : [`fps=${fps}`]),
    'scale=iw*sar:ih',
    // Tells each frame's time on stderr; after that frames are numbered, so that none is left out or shown twice.
    'showinfo',
    `settb=1/${USUAL_RATE}`,
    'setpts=N',
  ];
  return [
    ...['-hide_banner', '-nostats', '-nostdin', '-loglevel', 'level+info'],
    ...(decoder === null ? [] : ['-c:v', decoder]),
    ...input(path),
    ...['-map', '0:V:0', '-vf', filters.join(), '-r', `${USUAL_RATE}`],
    ...['-f', 'image2pipe', '-c:v', 'png', '-pix_fmt', 'rgba', '-compression_level', '1', '-'],
  ];
}

async function* read(video: Video, fps: number | null): AsyncGenerator<SourceFrame | BrokenFrame> {
  const { path } = video;
  const ffmpeg = spawn('ffmpeg', argumentsOf(video, fps), { stdio: ['ignore', 'pipe', 'pipe'] });
  const times = new VideoTimes(1000 / (fps ?? video.rate), fps === null ? video.end : Number.NaN);
  ffmpeg.stderr.setEncoding('utf8').on('data', (text: string) => times.hear(text));
  const ended = endOf(ffmpeg);
  let number = 0;
  let held: Omit<SourceFrame, 'duration'> | null = null;
  try {
    for await (const file of pngs(ffmpeg.stdout)) {
      const image = await pictureOf(file);
      for (let turn = 0; turn < TURNS && times.count <= number; turn++) await setImmediate();
      if (held !== null) yield { ...held, duration: times.between(number - 1) };
      held = { name: `${path}, frame ${++number}`, image };
    }
    const { code, error } = await ended;
    if (error !== null) throw trouble(path, error, '');
    const { complaint } = times;
    if (held === null) throw trouble(path, new Error('no frames'), complaint);
    yield { ...held, duration: times.between(number - 1) };
    // It goes on after what it cannot read, and ends well.
    if (code !== 0 || complaint !== '') yield damaged(path, number, complaint);
  } finally {
    ffmpeg.kill();
  }
}

function damaged(path: string, frames: number, complaint: string): BrokenFrame {
  const received = new Words(`${frames} frames and errors (${complaint || 'ffmpeg broke off'})`);
  return { name: path, error: messageOf(invalid(path, 'a whole video', received)) };
}

async function pictureOf(file: Buffer): Promise<SourceFrame['image']> {
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; error: unknown }> {
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, error: null };
  } catch (error) {
    return { code: null, error };
  }
}

/** The PNG files of a stream that has one after the other. */
async function* pngs(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(2 ** 16);
  let size = 0;
  let at = 8;
  for await (const part of stream) {
    if (size + part.length > held.length) {
      const larger = Buffer.alloc(Math.max(2 * held.length, size + part.length));
      held.copy(larger, 0, 0, size);
      held = larger;
    }
    size += part.copy(held, size);
    while (at + 8 <= size) {
      const end = at + 12 + held.readUInt32BE(at);
      if (end > size) break;
      const isLast = held.toString('latin1', at + 4, at + 8) === 'IEND';
      at = end;
      if (!isLast) continue;
      yield Buffer.from(held.subarray(0, end));
      held.copyWithin(0, end, size);
      size -= end;
      at = 8;
    }
  }
}
