import sharp from 'sharp';
import { invalid, messageOf, Words } from '../core/errors.ts';
import type { BrokenFrame, FrameSource, SourceFrame } from '../core/frames.ts';
import { gifFrames } from './gif-blocks.ts';

/** Decoded bytes of the pages that are read at once: each read unpacks a file from its beginning. */
const BATCH = 2 ** 26;
/** What browsers show a frame of no duration for, ms. */
export const USUAL_DURATION = 100;

/**
 * The frames of an animated GIF or WebP file, disposal and local palettes resolved.
 * Throws a UserError if the file is none.
 */
export async function pagesOf(path: string, bytes: Uint8Array): Promise<FrameSource> {
  const { pages, height, width, pageHeight, delays, loop, format } = await factsOf(path, bytes);
  const gif = format === 'gif' ? gifFrames(bytes) : null;
  const readable = gif?.isCut ? Math.min(pages, gif.areas.length) : pages;
  const nameOf = (page: number) => `${path}, frame ${page + 1}`;
  const size = Math.max(1, Math.floor(BATCH / (width * (pageHeight ?? height) * 4)));
  const frameOf = (page: number, data: Uint8Array, drawn: Drawn): SourceFrame => {
    if (gif !== null) drawn.clear(data, gif.areas[page]);
    const image = { width, height: pageHeight ?? height, data };
    return { name: nameOf(page), image, duration: delays[page] > 0 ? delays[page] : USUAL_DURATION };
  };
  return {
    loops: loop !== 1,
    async *read(): AsyncGenerator<SourceFrame | BrokenFrame> {
      const drawn = new Drawn(width, pageHeight ?? height);
      for (let first = 0; first < readable; first += size) {
        const count = Math.min(size, readable - first);
        const stride = width * (pageHeight ?? height) * 4;
        const data = await decode(bytes, first, count).catch(() => null);
        for (let page = first; page < first + count; page++) {
          const from = (page - first) * stride;
          if (data !== null) yield frameOf(page, data.subarray(from, from + stride), drawn);
          else
            yield await decode(bytes, page, 1).then(
              (one) => frameOf(page, one, drawn),
              (error: unknown) => ({ name: nameOf(page), error: messageOf(error) }),
            );
        }
      }
      if (gif?.isCut)
        yield { name: nameOf(readable), error: 'expected a whole frame, received the end of the file' };
    },
  };
}

/** Which pixels of a GIF's canvas any frame has drawn on: the rest is transparent, whatever the decoder makes of it. */
class Drawn {
  readonly #mask: Uint8Array;
  #left: number;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.#mask = new Uint8Array(width * height);
    this.#left = width * height;
  }

  /** Clears what neither this frame nor one before has drawn on. */
  clear(data: Uint8Array, area: readonly number[] | undefined): void {
    const [x, y, width, height] = area ?? [0, 0, this.width, this.height];
    if (this.#left === 0) return;
    for (let v = y; v < Math.min(this.height, y + height); v++)
      this.#mask.fill(
        1,
        v * this.width + Math.min(x, this.width),
        v * this.width + Math.min(this.width, x + width),
      );
    this.#left = 0;
    this.#mask.forEach((is, i) => {
      if (is === 1) return;
      this.#left++;
      data.fill(0, i * 4, i * 4 + 4);
    });
  }
}

interface Facts {
  readonly pages: number;
  readonly width: number;
  readonly height: number;
  readonly pageHeight?: number | undefined;
  readonly delays: readonly number[];
  readonly loop: number;
  readonly format: string;
}

async function factsOf(path: string, bytes: Uint8Array): Promise<Facts> {
  try {
    const {
      pages = 1,
      width,
      height,
      pageHeight,
      delay = [],
      loop = 0,
      format,
    } = await sharp(bytes, {
      animated: true,
    }).metadata();
    return { pages, width, height, pageHeight, delays: delay, loop, format };
  } catch (error) {
    throw invalid(path, 'a GIF or WebP animation', new Words(`${bytes.length} bytes (${messageOf(error)})`));
  }
}

async function decode(bytes: Uint8Array, page: number, pages: number): Promise<Uint8Array> {
  return sharp(bytes, { page, pages, failOn: 'error' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer();
}
