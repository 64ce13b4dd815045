import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BrokenFrame, SourceFrame } from '../../src/core/frames.ts';
import { type FrameChoice, openFrames } from '../../src/frames/open.ts';
import { VideoTimes } from '../../src/frames/video-times.ts';
import { FFMPEG, makeClip, pathWith, recorder, standIn, turnedMp4 } from '../support/videos.ts';

const folder = mkdtempSync(join(tmpdir(), 'videos-'));
const { PATH } = process.env;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  process.env.PATH = PATH;
});

/** Frames that grow redder, the left half; the right half is green, and half transparent where there is alpha. */
const frames = (count: number, rate: number, size = '32x24'): string[] => {
  const colour = "r='if(lt(X,W/2),60*N,0)':g='if(lt(X,W/2),0,200)':b=0";
  const source = `nullsrc=s=${size}:r=${rate}:d=${count / rate},format=rgba,geq=${colour}:a='if(lt(X,W/2),255,128)'`;
  return ['-f', 'lavfi', '-i', source];
};
const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-crf', '8'];
const PAUSE = ['-vf', "setpts='if(lt(N,2),N,N+3)/25/TB'", '-vsync', 'vfr'];

/** How clips are made by ffmpeg, and what is read of them. */
const CLIPS: readonly {
  readonly file: string;
  readonly make: readonly string[];
  /** Width, height, red of the left half, alpha of the right, and time of each frame; or what is wrong. */
  readonly told: readonly string[] | RegExp;
  readonly choice?: Partial<FrameChoice>;
  readonly spoil?: (bytes: Buffer) => Buffer;
}[] = [
  {
    file: 'plain.mp4',
    make: [...frames(4, 25), ...H264],
    told: ['32x24 0 255 40', '32x24 60 255 40', '32x24 120 255 40', '32x24 180 255 40'],
  },
  {
    file: 'pause.mp4',
    make: [...frames(4, 25), ...PAUSE, ...H264],
    told: ['32x24 0 255 40', '32x24 60 255 160', '32x24 120 255 40', '32x24 180 255 40'],
  },
  {
    file: 'faster.mp4',
    make: [...frames(4, 25), ...H264],
    choice: { fps: 50 },
    told: [0, 0, 60, 60, 120, 120, 180, 180].map((red) => `32x24 ${red} 255 20`),
  },
  {
    file: 'some.mp4',
    make: [...frames(5, 25), ...PAUSE, ...H264],
    choice: { from: 2, to: 4, every: 2 },
    told: ['32x24 60 255 200', '32x24 180 255 40'],
  },
  {
    file: 'ntsc.webm',
    make: [...frames(4, 30), '-c:v', 'libvpx-vp9', '-pix_fmt', 'yuv420p', '-crf', '8', '-b:v', '0'],
    told: [0, 60, 120, 180].map((red) => `32x24 ${red} 255 33.33`),
  },
  {
    file: 'clear.webm',
    make: [...frames(2, 10), '-c:v', 'libvpx-vp9', '-pix_fmt', 'yuva420p', '-crf', '8', '-b:v', '0'],
    told: ['32x24 0 128 100', '32x24 60 128 100'],
  },
  {
    file: 'clear-vp8.webm',
    make: [...frames(2, 10), '-c:v', 'libvpx', '-pix_fmt', 'yuva420p', '-auto-alt-ref', '0', '-b:v', '1M'],
    told: ['32x24 0 128 100', '32x24 60 128 100'],
  },
  {
    file: 'clear.mov',
    make: [...frames(2, 12.5), '-c:v', 'qtrle', '-pix_fmt', 'argb'],
    told: ['32x24 0 128 80', '32x24 60 128 80'],
  },
  {
    file: 'sound.mp4',
    make: [...frames(2, 10), '-f', 'lavfi', '-i', 'sine=d=0.5', ...H264, '-c:a', 'aac'],
    told: ['32x24 0 255 100', '32x24 60 255 100'],
  },
  {
    file: 'turned.mp4',
    make: [...frames(2, 10), ...H264],
    spoil: turnedMp4,
    told: ['24x32 0 255 100', '24x32 60 255 100'],
  },
  {
    file: 'wide.mp4',
    make: [...frames(2, 10), '-vf', 'setsar=2', ...H264],
    told: ['64x24 0 255 100', '64x24 60 255 100'],
  },
  {
    file: 'cut.mkv',
    make: [...frames(12, 25, '64x48'), '-c:v', 'ffv1', '-pix_fmt', 'yuv420p'],
    spoil: (bytes) => bytes.subarray(0, (bytes.length * 3) >> 2),
    told: ['64x48 0 255 40', '64x48 60 255 40', 'broken: cut.mkv: expected a whole video, received N'],
  },
  {
    file: 'heard.mp4',
    make: ['-f', 'lavfi', '-i', 'sine=d=0.2', '-c:a', 'aac'],
    told: /heard\.mp4: expected a video, received a file without pictures/,
  },
  {
    file: 'half.mp4',
    make: [...frames(4, 25), ...H264],
    spoil: (bytes) => bytes.subarray(0, bytes.length >> 1),
    told: /half\.mp4: expected a video that ffmpeg reads, received moov atom not found/,
  },
];

const all: FrameChoice = { fps: null, every: 1, from: 1, to: null };
const noPictures = async () => {
  throw new Error('a video is no picture');
};

async function toldOf({ file, choice, spoil }: (typeof CLIPS)[number]): Promise<string[]> {
  const source = await openFrames([join(folder, file)], noPictures, { ...all, ...choice });
  const told: string[] = [];
  for await (const frame of source.read()) told.push(wordOf(frame));
  // How much of a damaged video can be read is ffmpeg's affair.
  return spoil && told.at(-1)?.startsWith('broken') ? [...told.slice(0, 2), told[told.length - 1]] : told;
}

/** Lossy colours are told to the next ten. */
function wordOf(frame: SourceFrame | BrokenFrame): string {
  if ('error' in frame)
    return `broken: ${frame.error.replaceAll(`${folder}/`, '').replace(/\d+ frames.*/, 'N')}`;
  const { width, height, data } = frame.image;
  const left = data[(2 * width + 2) * 4];
  const right = data[(width * height - 2 * width - 3) * 4 + 3];
  return `${width}x${height} ${10 * Math.round(left / 10)} ${right} ${Math.round(100 * frame.duration) / 100}`;
}

/** Where what ffmpeg says comes from: a recording everywhere, and ffmpeg itself where it is installed. */
const ways = FFMPEG === null ? ['a recording of ffmpeg'] : ['a recording of ffmpeg', `ffmpeg ${FFMPEG}`];

describe.each(ways)('a video, by %s', (way) => {
  const isReal = way !== ways[0];
  const recording = isReal && process.env.RECORD_VIDEOS === '1' ? recorder(folder) : null;
  let recorded = '';
  beforeAll(() => {
    if (!isReal) recorded = standIn(folder);
  });
  afterAll(() => recording?.done(CLIPS.map(({ file }) => file)));

  it.each(CLIPS)('$file', async (clip) => {
    const file = join(folder, clip.file);
    // Not every ffmpeg has every encoder; what the recording says of those clips is tested all the same.
    if (isReal && !makeClip(file, clip.make)) return;
    if (isReal && clip.spoil) writeFileSync(file, clip.spoil(readFileSync(file)));
    process.env.PATH = isReal ? (recording === null ? PATH : pathWith(recording.bin)) : pathWith(recorded);
    if (clip.told instanceof RegExp) await expect(toldOf(clip)).rejects.toThrow(clip.told);
    else expect(await toldOf(clip)).toEqual(clip.told);
  });
});

describe('times of a video', () => {
  const told = (base: string, ...times: readonly (number | string)[]): VideoTimes => {
    const of = new VideoTimes(40, 1000);
    of.hear(`[Parsed_showinfo_1 @ 0x1] [info] config in time_base: ${base}, frame_rate: 25/1\n`);
    // Lines come in pieces.
    for (const [n, time] of times.entries()) {
      of.hear(`[Parsed_showinfo_1 @ 0x1] [info] n:   ${n} pts:`);
      of.hear(`  ${time} pts_time:1 fmt:rgba\n`);
    }
    return of;
  };

  it('are differences, the mean where rounding alone makes them, and the rest for the last', () => {
    const of = told('1/1000', 0, 41, 80, 200);
    expect([0, 1, 2, 3].map((n) => of.between(n))).toEqual([40, 40, 120, 800]);
    expect(of.count).toBe(4);
  });

  it('are the mean where they are not told or run backward', () => {
    const of = told('1/1000', 500, 'NOPTS', 100, 80);
    expect([0, 1, 2, 7].map((n) => of.between(n))).toEqual([40, 40, 40, 40]);
  });

  it('come with what is wrong, in two lines at most', () => {
    const of = new VideoTimes(40, Number.NaN);
    of.hear('[mov @ 0x1] [error] moov atom not found\n[info] else\n[fatal] this\n[error] that\n');
    expect(of.complaint).toBe('moov atom not found; this');
  });
});
