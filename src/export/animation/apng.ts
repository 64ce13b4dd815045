import { zlibSync } from 'fflate';
import type { PixelArt } from '../../core/image.ts';
import { indexedPixels, LONGEST_SIDE } from '../../core/png.ts';
import { big32, PNG_SIGNATURE, pngChunk } from '../../core/png-chunks.ts';
import { joined } from '../bytes.ts';
import {
  type AnimationOptions,
  type AnimationWriter,
  changedBox,
  checkAlike,
  checkFits,
  cropped,
  type Limits,
  Ticks,
} from './frames.ts';

const big16 = (value: number): number[] => [value >> 8, value & 255];
const INDEXED = 3;
/** As of any enlarged picture: what other programs and our memory take. */
export const PNG_LIMITS: Limits = { name: 'PNG', side: LONGEST_SIDE, area: 64 * 2 ** 20 };

/**
 * An animated PNG: indexed, one palette, each frame what has changed since the one before. Programs that know plain PNG alone
 * show the first frame.
 * Its `add` throws a UserError if a PNG may not be that large.
 */
export function apngWriter({ zoom, loops, onNote }: AnimationOptions): AnimationWriter {
  const parts: Uint8Array[] = [];
  const ticks = new Ticks(1, 1, 65535, onNote);
  let first: PixelArt | null = null;
  let before: PixelArt | null = null;
  let frames = 0;
  let sequence = 0;
  return {
    add(art, duration) {
      checkFits(PNG_LIMITS, art, zoom);
      first ??= art;
      checkAlike(first, art);
      const box = changedBox(before, art);
      const { width, height, bytesPerRow, data: pixels } = indexedPixels(cropped(art, box), zoom);
      const rows = new Uint8Array((bytesPerRow + 1) * height);
      for (let y = 0; y < height; y++)
        rows.set(pixels.subarray(y * bytesPerRow, (y + 1) * bytesPerRow), y * (bytesPerRow + 1) + 1);
      const data = zlibSync(rows, { level: 9 });
      const place = [width, height, box.x * zoom, box.y * zoom].flatMap(big32);
      const control = [...big32(sequence++), ...place, ...big16(ticks.next(duration)), ...big16(1000), 0, 0];
      parts.push(pngChunk('fcTL', [control]));
      parts.push(frames === 0 ? pngChunk('IDAT', [data]) : pngChunk('fdAT', [big32(sequence++), data]));
      frames++;
      before = art;
    },
    finish() {
      if (first === null) throw new RangeError('an animation of one frame or more, received none');
      const { width, height, depth, palette } = indexedPixels(first, zoom);
      const alphas = palette.map(([, , , a = 255]) => a).filter((a) => a < 255);
      return joined([
        PNG_SIGNATURE,
        pngChunk('IHDR', [[...big32(width), ...big32(height), depth, INDEXED, 0, 0, 0]]),
        pngChunk('acTL', [[...big32(frames), ...big32(loops ? 0 : 1)]]),
        pngChunk('PLTE', [palette.flatMap((colour) => colour.slice(0, 3))]),
        ...(alphas.length > 0 ? [pngChunk('tRNS', [alphas])] : []),
        ...parts,
        pngChunk('IEND', []),
      ]);
    },
  };
}
