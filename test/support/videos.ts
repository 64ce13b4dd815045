import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What ffprobe and ffmpeg said of every clip, once; made anew by RECORD_VIDEOS=1 npx vitest run test/frames/video.test.ts. */
const RECORDS = fileURLToPath(new URL('../fixtures/videos.json', import.meta.url));

interface Said {
  /** base64 */
  readonly out: string;
  readonly err: string;
  readonly code: number;
}
type Programs = Readonly<Record<'ffprobe' | 'ffmpeg', Said>>;

/** The version of the installed ffmpeg; null if there is none. */
export const FFMPEG: string | null =
  /ffmpeg version (\S+)/.exec(spawnSync('ffmpeg', ['-version'], { encoding: 'utf8' }).stdout ?? '')?.[1] ??
  null;

/** Makes a clip by ffmpeg; false if it has no encoder for it. */
export function makeClip(file: string, args: readonly string[]): boolean {
  return spawnSync('ffmpeg', ['-v', 'error', '-y', ...args, file], { stdio: 'ignore' }).status === 0;
}

/** Programs by the names of ffmpeg's, for PATH: they say what was recorded of a file of the asked name. */
export function standIn(folder: string): string {
  const bin = mkdtempSync(join(folder, 'stand-in-'));
  const records = JSON.parse(readFileSync(RECORDS, 'utf8')) as Record<string, Programs>;
  for (const [clip, programs] of Object.entries(records))
    for (const [program, { out, err, code }] of Object.entries(programs)) {
      const at = join(bin, `${clip}.${program}`);
      writeFileSync(`${at}.out`, Buffer.from(out, 'base64'));
      writeFileSync(`${at}.err`, err);
      writeFileSync(`${at}.code`, `${code}`);
    }
  for (const program of ['ffprobe', 'ffmpeg'])
    script(
      join(bin, program),
      `
      for word; do case "$word" in file:*) clip="\${word##*/}";; esac; done
      at='${bin}'/"$clip".${program}
      cat "$at.err" >&2; cat "$at.out"; exit "$(cat "$at.code")"`,
    );
  return bin;
}

/** Programs that hand on to ffmpeg's and write down what those say; `done` keeps it. */
export function recorder(folder: string): { readonly bin: string; done(clips: readonly string[]): void } {
  const bin = mkdtempSync(join(folder, 'recorder-'));
  for (const program of ['ffprobe', 'ffmpeg']) {
    const real = execFileSync('which', [program], { encoding: 'utf8' }).trim();
    script(
      join(bin, program),
      `
      for word; do case "$word" in file:*) clip="\${word##*/}";; esac; done
      at='${bin}'/"$clip".${program}
      '${real}' "$@" >"$at.out" 2>"$at.err"; echo $? >"$at.code"
      cat "$at.err" >&2; cat "$at.out"; exit "$(cat "$at.code")"`,
    );
  }
  const said = (clip: string, program: string): Said => {
    const at = join(bin, `${clip}.${program}`);
    if (!existsSync(`${at}.code`)) return { out: '', err: '', code: 1 };
    return {
      out: readFileSync(`${at}.out`).toString('base64'),
      err: readFileSync(`${at}.err`, 'utf8')
        .replaceAll(`${folder}/`, '')
        .replace(/^(?!.*(?:config in| n: |\[(?:error|fatal)\])).*\n/gm, '')
        .replace(/(?<= n: .*pts:.*) pts_time.*/g, ' pts_time:…'),
      code: Number(readFileSync(`${at}.code`, 'utf8')),
    };
  };
  return {
    bin,
    done(clips) {
      const records = clips.map((clip) => [
        clip,
        { ffprobe: said(clip, 'ffprobe'), ffmpeg: said(clip, 'ffmpeg') },
      ]);
      writeFileSync(RECORDS, `${JSON.stringify(Object.fromEntries(records), null, 2)}\n`);
    },
  };
}

function script(file: string, text: string): void {
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

/** A PATH that begins with a folder. */
export const pathWith = (bin: string): string => `${bin}${delimiter}${process.env.PATH}`;

/** An MP4 whose picture is to be turned by a quarter, as telephones write it: in the matrix of its track. */
export function turnedMp4(mp4: Buffer): Buffer {
  const turned = Buffer.from(mp4);
  // Of version 0 the matrix lies 40 bytes behind the box's name and version.
  const at = turned.indexOf('tkhd') + 4 + 40;
  const one = 0x00010000;
  [0, one, 0, -one, 0, 0, 0, 0, 0x40000000].forEach((value, i) => {
    turned.writeInt32BE(value, at + i * 4);
  });
  return turned;
}
