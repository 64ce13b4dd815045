import sharp from 'sharp';
import { invalid, messageOf, Words } from '../core/errors.ts';
import type { BrokenFrame, FrameSource, SourceFrame } from '../core/frames.ts';
import { USUAL_DURATION } from './gif.ts';

/** Decoded bytes of the pages that are read at once: each read unpacks a file from its beginning. */
const BATCH = 2 ** 26;

/**
 * The frames of an animated WebP file, blending and disposal resolved.
 * Throws a UserError if the file is none.
 */
export async function pagesOf(path: string, bytes: Uint8Array): Promise<FrameSource> {
  const { pages, height, width, pageHeight, delays, loop } = await factsOf(path, bytes);
  const nameOf = (page: number) => `${path}, frame ${page + 1}`;
  const size = Math.max(1, Math.floor(BATCH / (width * (pageHeight ?? height) * 4)));
  const frameOf = (page: number, data: Uint8Array): SourceFrame => {
    const image = { width, height: pageHeight ?? height, data };
    return { name: nameOf(page), image, duration: delays[page] > 0 ? delays[page] : USUAL_DURATION };
  };
  return {
    loops: loop !== 1,
    async *read(): AsyncGenerator<SourceFrame | BrokenFrame> {
      for (let first = 0; first < pages; first += size) {
        const count = Math.min(size, pages - first);
        const stride = width * (pageHeight ?? height) * 4;
        const data = await decode(bytes, first, count).catch(() => null);
        for (let page = first; page < first + count; page++) {
          const from = (page - first) * stride;
          if (data !== null) yield frameOf(page, data.subarray(from, from + stride));
          else
            yield await decode(bytes, page, 1).then(
              (one) => frameOf(page, one),
              (error: unknown) => ({ name: nameOf(page), error: messageOf(error) }),
            );
        }
      }
    },
  };
}

interface Facts {
  readonly pages: number;
  readonly width: number;
  readonly height: number;
  readonly pageHeight?: number | undefined;
  readonly delays: readonly number[];
  readonly loop: number;
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
    } = await sharp(bytes, {
      animated: true,
    }).metadata();
    return { pages, width, height, pageHeight, delays: delay, loop };
  } catch (error) {
    throw invalid(path, 'a WebP animation', new Words(`${bytes.length} bytes (${messageOf(error)})`));
  }
}

async function decode(bytes: Uint8Array, page: number, pages: number): Promise<Uint8Array> {
  return sharp(bytes, { page, pages, failOn: 'error' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer();
}
