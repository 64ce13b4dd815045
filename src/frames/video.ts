import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { invalid, messageOf, UserError, Words } from '../core/errors.ts';
import type { BrokenFrame, FrameSource, SourceFrame } from '../core/frames.ts';

/** Files that ffmpeg is asked to read. */
export const VIDEO = /\.(mp4|m4v|mov|webm|mkv|avi)$/i;

/**
 * The frames of a video file, by an installed ffmpeg, at its own frame rate or another.
 * Throws a UserError if there is no ffmpeg or the file is no video.
 */
export async function videoFrames(path: string, fps: number | null): Promise<FrameSource> {
  const rate = fps ?? (await rateOf(path));
  return { loops: false, read: () => read(path, rate) };
}

async function rateOf(path: string): Promise<number> {
  const what = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'stream=avg_frame_rate',
    '-of',
    'csv=p=0',
  ];
  const { stdout } = await promisify(execFile)('ffprobe', [...what, path]).catch((error: unknown) => {
    throw trouble(path, error);
  });
  const [frames, seconds = 1] = stdout.trim().split('/').map(Number);
  const rate = frames / seconds;
  if (!(rate > 0)) throw invalid(path, 'a video', new Words('a file without pictures'));
  return rate;
}

function trouble(path: string, error: unknown): UserError {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return new UserError(
      `${path}: expected an installed ffmpeg to read videos with, received none ` +
        '(install it, or give a GIF, APNG, WebP or a folder of pictures)',
    );
  return invalid(path, 'a video that ffmpeg reads', new Words(messageOf(error)));
}

async function* read(path: string, rate: number): AsyncGenerator<SourceFrame | BrokenFrame> {
  const args = [
    '-v',
    'error',
    '-nostdin',
    '-i',
    path,
    '-vf',
    `fps=${rate}`,
    '-f',
    'image2pipe',
    '-c:v',
    'png',
    '-',
  ];
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  ffmpeg.stderr.on('data', (text) => {
    complaint += text;
  });
  const ended = endOf(ffmpeg);
  let number = 0;
  try {
    for await (const file of pngs(ffmpeg.stdout)) {
      const name = `${path}, frame ${++number}`;
      const { data, info } = await sharp(file)
        .toColourspace('srgb')
        .ensureAlpha()
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      yield { name, image: { width: info.width, height: info.height, data }, duration: 1000 / rate };
    }
    const { code, error } = await ended;
    if (error !== null) throw trouble(path, error);
    if (code !== 0 && number === 0) throw trouble(path, new Error(complaint));
    if (code !== 0) yield { name: `${path}, frame ${number + 1}`, error: messageOf(complaint) };
  } finally {
    ffmpeg.kill();
  }
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
  let held = Buffer.alloc(0);
  let at = 8;
  for await (const part of stream) {
    held = Buffer.concat([held, part]);
    while (at + 8 <= held.length) {
      const end = at + 12 + held.readUInt32BE(at);
      if (end > held.length) break;
      const isLast = held.toString('latin1', at + 4, at + 8) === 'IEND';
      at = end;
      if (!isLast) continue;
      yield held.subarray(0, end);
      held = held.subarray(end);
      at = 8;
    }
  }
}
