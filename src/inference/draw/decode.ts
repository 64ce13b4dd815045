import { type DecodedPng, decode } from 'fast-png';
import { invalid, messageOf, Words } from '../../core/errors.ts';
import type { RgbaImage } from '../../core/image.ts';
import { samplesOf } from '../../core/png.ts';

/**
 * A PNG's exact pixels: straight alpha, nothing premultiplied on the way (as a canvas would). 16-bit samples keep their
 * high byte, grey and palette files become RGBA: the same bytes that the command line reads.
 * Throws a UserError if it is not a whole PNG.
 */
export function decodePng(png: Uint8Array): RgbaImage {
  const decoded = decodeOrTell(png);
  const { width, height, palette, transparency } = decoded;
  const samples = samplesOf(decoded);
  const { channels } = decoded;
  const data = new Uint8Array(width * height * 4).fill(255);
  // Grey, or grey with alpha, stands for all three colours.
  const [colours, alpha] = channels < 3 ? [1, 1] : [3, 3];
  const byte = byteOf(decoded.depth);
  for (let i = 0; i < width * height; i++) {
    if (palette !== undefined) {
      const colour = palette[samples[i]];
      if (colour === undefined) throw notPng('a palette index that its palette does not have');
      data.set(colour, i * 4);
      continue;
    }
    const own = i * channels;
    for (let c = 0; c < 3; c++) data[i * 4 + c] = byte(samples[own + (c % colours)]);
    if (channels > alpha) data[i * 4 + 3] = byte(samples[own + alpha]);
    else if (transparency !== undefined) {
      const clear = Array.from({ length: colours }, (_, c) => samples[own + c] === transparency[c]);
      if (clear.every(Boolean)) data[i * 4 + 3] = 0;
    }
  }
  return { width, height, data };
}

function decodeOrTell(png: Uint8Array): DecodedPng {
  try {
    return decode(png, { checkCrc: true });
  } catch (error) {
    throw notPng(`${png.length} bytes (${messageOf(error)})`);
  }
}

const notPng = (received: string) => invalid('picture', 'a whole PNG', new Words(received));

function byteOf(depth: DecodedPng['depth']): (sample: number) => number {
  if (depth === 16) return (sample) => sample >> 8;
  const step = 255 / (2 ** depth - 1);
  return (sample) => sample * step;
}
