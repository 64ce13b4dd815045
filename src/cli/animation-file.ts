import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import { invalid } from '../core/errors.ts';
import type { PixelArt } from '../core/image.ts';
import { encodeIndexedPng } from '../core/png.ts';
import { apngWriter, PNG_LIMITS } from '../export/animation/apng.ts';
import { ASEPRITE_LIMITS, asepriteWriter } from '../export/animation/aseprite.ts';
import {
  type AnimationOptions,
  type AnimationWriter,
  checkFits,
  type Limits,
} from '../export/animation/frames.ts';
import { GIF_LIMITS, gifWriter } from '../export/animation/gif.ts';
import { WEBP_LIMITS, webpWriter } from '../export/animation/webp.ts';
import { checkSheet, type SheetFrame, sheetOf } from '../export/sheet.ts';
import { TIMES_FILE } from '../frames/times.ts';
import { type Sources, writeWhole } from './outputs.ts';
import { isFolder } from './paths.ts';

const ENDINGS = ['.gif', '.png', '.webp', '.aseprite', '.json'] as const;

/** How an animation is written: by the ending of its file, or a PNG a frame into a folder. */
export type AnimationKind = (typeof ENDINGS)[number] | 'folder';

/**
 * What an output's name asks for.
 * Throws a UserError for an ending that is not written.
 */
export function animationKind(out: string): AnimationKind {
  const ending = extname(out).toLowerCase();
  const kind = ENDINGS.find((known) => known === ending);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory()) return 'folder';
  if (kind !== undefined) return kind;
  if (ending !== '') throw invalid('--out', `a file ending with ${ENDINGS.join(', ')}, or a folder`, out);
  return 'folder';
}

/** A place that an animation is written to. */
export interface AnimationOutput {
  /** Throws a UserError, before anything is drawn, if so many frames of the art's size cannot be written. */
  check(art: Pick<PixelArt, 'width' | 'height'>, frames: number): void;
  add(art: PixelArt, duration: number): Promise<void>;
  /** Writes what is left; nothing is written before, but for a folder's pictures. */
  finish(): Promise<void>;
}

interface Place {
  readonly out: string;
  readonly force: boolean;
  /** What the animation is called. */
  readonly name: string;
  /** Files that are never replaced. */
  readonly sources: Sources;
}

/**
 * Opens the output.
 * Throws a UserError if something is there that may not be replaced.
 */
export function animationOutput(place: Place, options: AnimationOptions): AnimationOutput {
  const { out, name } = place;
  const { zoom } = options;
  const kind = animationKind(out);
  switch (kind) {
    case 'folder':
      return folderOutput(place, zoom);
    case '.json':
      return sheetOutput(place, zoom);
    case '.gif':
      return fileOutput(place, gifWriter(options), GIF_LIMITS, zoom);
    case '.png':
      return fileOutput(place, apngWriter(options), PNG_LIMITS, zoom);
    case '.webp':
      return fileOutput(place, webpWriter(options, encodeWebp), WEBP_LIMITS, zoom);
    case '.aseprite':
      return fileOutput(
        place,
        asepriteWriter(options, name, (frames) => [{ name, from: 0, to: frames - 1 }]),
        ASEPRITE_LIMITS,
        1,
      );
  }
}

/** By sharp, lossless: pixels come back as they were. */
async function encodeWebp({
  width,
  height,
  data,
}: {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}) {
  return sharp(data, { raw: { width, height, channels: 4 } })
    .webp({ lossless: true, effort: 4 })
    .toBuffer();
}

function fileOutput(place: Place, writer: AnimationWriter, limits: Limits, zoom: number): AnimationOutput {
  place.sources.check([place.out], place.force);
  return {
    check: (art) => checkFits(limits, art, zoom),
    add: async (art, duration) => writer.add(art, duration),
    finish: () => writeWhole([[place.out, writer.finish()]]),
  };
}

/** The file of a folder's frame, counted from 1. */
const pictureOf = (number: number): string => `${String(number).padStart(4, '0')}.png`;

/** The numbers of the frames that are in a folder already. */
function numbersIn(folder: string): number[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .map((file) => ({ file, number: Number.parseInt(file, 10) }))
    .filter(({ file, number }) => file === pictureOf(number))
    .map(({ number }) => number);
}

/** The pictures that an earlier run tells to have written into a folder. */
function writtenBefore(times: string): ReadonlySet<string> {
  try {
    const { frames } = JSON.parse(readFileSync(times, 'utf8')) as { frames: { filename: string }[] };
    return new Set(frames.map(({ filename }) => filename));
  } catch {
    return new Set();
  }
}

function folderOutput(place: Place, zoom: number): AnimationOutput {
  const { out, sources, force } = place;
  const fileOf = (number: number) => join(out, pictureOf(number));
  const times = join(out, TIMES_FILE);
  const old = numbersIn(out).sort((p, q) => p - q);
  // All of them: those beyond the last frame would be read as frames of this animation.
  sources.check([...old.map(fileOf), times], force);
  const ours = writtenBefore(times);
  const frames: { filename: string; duration: number }[] = [];
  return {
    check: (art) => checkFits(PNG_LIMITS, art, zoom),
    async add(art, duration) {
      const file = fileOf(frames.length + 1);
      frames.push({ filename: basename(file), duration });
      sources.check([file], force);
      await writeWhole([[file, encodeIndexedPng(art, zoom)]]);
    },
    async finish() {
      // Pictures have no times of their own; `animate` reads them from here again.
      await writeWhole([[times, Buffer.from(`${JSON.stringify({ frames }, null, 1)}\n`)]]);
      // Whatever somebody else has put there stays.
      for (const number of old)
        if (number > frames.length && ours.has(pictureOf(number))) rmSync(fileOf(number), { force: true });
    },
  };
}

function sheetOutput(place: Place, zoom: number): AnimationOutput {
  const { out, name, sources, force } = place;
  const picture = out.replace(/\.json$/i, '.png');
  sources.check([out, picture], force);
  const frames: SheetFrame[] = [];
  return {
    check: (art, count) => checkSheet(count, art, zoom),
    async add(art, duration) {
      const number = frames.length;
      const label = `${name} ${number + 1}`;
      frames.push({
        name: label,
        filename: `${name} ${number}.png`,
        art: enlarged(art, zoom),
        duration: Math.round(duration),
      });
    },
    async finish() {
      const { png, data } = sheetOf(frames, { layout: 'array', image: basename(picture) });
      await writeWhole([
        [picture, png],
        [out, Buffer.from(`${JSON.stringify(data, null, 2)}\n`)],
      ]);
    },
  };
}

function enlarged(art: PixelArt, zoom: number): PixelArt {
  const [width, height] = [art.width * zoom, art.height * zoom];
  const indices = Uint8Array.from(
    { length: width * height },
    (_, i) =>
      art.indices[Math.floor(Math.floor(i / width) / zoom) * art.width + Math.floor((i % width) / zoom)],
  );
  return { width, height, palette: art.palette, indices };
}
