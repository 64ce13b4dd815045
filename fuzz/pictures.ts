import sharp from 'sharp';
import type { RgbaImage } from '../src/core/image.ts';
import type { Rng } from '../src/core/random.ts';
import { bmpOf, packedRows } from '../test/support/bmp.ts';
import { greyProfile, PRIMARIES, para, screenProfile } from '../test/support/icc.ts';
import { chunk, iccChunk, pngOf } from '../test/support/png.ts';
import { mutated, mutatedChunks } from './mutate.ts';

/** A file by its name. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const DEPTHS: readonly (readonly [number, readonly number[]])[] = [
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
];
const SHARP_KINDS = ['png', 'jpeg', 'webp', 'gif', 'tiff'] as const;

/** A picture file: whole, or broken in one of many ways. */
export async function anyPicture(rng: Rng): Promise<NamedBytes> {
  const whole = await wholePicture(rng);
  if (rng.chance(0.25)) return whole;
  let { bytes } = whole;
  if (whole.name.endsWith('png') && rng.chance(0.7)) bytes = mutatedChunks(bytes, rng);
  if (bytes === whole.bytes || rng.chance(0.3)) bytes = mutated(bytes, rng);
  return { ...whole, bytes };
}

/** A PNG, of any kind, whole or broken. */
export async function anyPng(rng: Rng): Promise<Uint8Array> {
  const whole = rng.chance(0.8) ? handmadePng(rng) : (await encoded(rng, 'png')).bytes;
  if (rng.chance(0.25)) return whole;
  const bytes = rng.chance(0.7) ? mutatedChunks(whole, rng) : whole;
  return bytes === whole || rng.chance(0.3) ? mutated(bytes, rng) : bytes;
}

async function wholePicture(rng: Rng): Promise<NamedBytes> {
  if (rng.chance(0.4)) return { name: 'art.png', bytes: handmadePng(rng) };
  if (rng.chance(0.08)) return { name: 'art.svg', bytes: svg(rng) };
  if (rng.chance(0.03)) return encoded(rng, 'avif');
  if (rng.chance(0.12)) return { name: `art.${rng.pick(['bmp', 'dib'])}`, bytes: bmp(rng) };
  return encoded(rng, rng.pick(SHARP_KINDS));
}

/** A PNG of any colour type and depth, with and without what else a PNG may hold. */
function handmadePng(rng: Rng): Uint8Array {
  const [colourType, depths] = rng.pick(DEPTHS);
  const depth = rng.pick(depths);
  const [width, height] = [1 + rng.int(20), 1 + rng.int(20)];
  const most = 2 ** depth;
  const colours = 1 + rng.int(Math.min(most, 16));
  const grey = colourType === 0 || colourType === 4;
  const bytes = (count: number) => Array.from({ length: count }, () => rng.int(256));
  const before: Uint8Array[] = [];
  if (rng.chance(0.3)) before.push(iccChunk(profile(rng, grey)));
  if (rng.chance(0.2)) before.push(chunk('gAMA', [0, 0, 177, 143]));
  if (rng.chance(0.2)) before.push(chunk('tEXt', [...Buffer.from('Comment\0some'), ...bytes(5)]));
  if (rng.chance(0.1)) before.push(chunk('eXIf', [77, 77, 0, 42, 0, 0, 0, 8, 0, 0]));
  if (colourType === 3 || (colourType % 4 === 2 && rng.chance(0.2)))
    before.push(chunk('PLTE', bytes(colours * 3)));
  if (colourType !== 4 && colourType !== 6 && rng.chance(0.4)) {
    const samples = colourType === 0 ? [0, rng.int(4)] : [0, rng.int(4), 0, rng.int(4), 0, rng.int(4)];
    before.push(chunk('tRNS', colourType === 3 ? bytes(1 + rng.int(colours)) : samples));
  }
  const step = 1 + rng.int(6);
  const sample = (x: number, y: number, channel: number) => {
    const place = Math.floor(x / step) + Math.floor(y / step) * 3 + channel;
    return colourType === 3 ? place % colours : (place * 0x5a5b) % most;
  };
  return pngOf(width, height, depth, colourType, sample, { before, interlaced: rng.chance(0.35) });
}

function profile(rng: Rng, grey: boolean): Uint8Array {
  if (grey) return greyProfile(para(0, rng.range(1, 3)));
  const curve = rng.chance(0.5) ? undefined : para(0, rng.range(0.5, 3));
  return screenProfile(rng.pick(Object.values(PRIMARIES)), curve);
}

/** A BMP of any depth and header; runs are whatever comes. */
function bmp(rng: Rng): Uint8Array {
  const depth = rng.pick([1, 4, 8, 16, 24, 32]);
  const [width, height] = [1 + rng.int(20), 1 + rng.int(20)];
  const size = rng.pick(depth === 16 || depth === 32 ? [40, 56, 108, 124] : [12, 40, 64, 108, 124]);
  const colours =
    depth > 8 ? [] : Array.from({ length: 2 ** depth }, () => [0, 0, 0].map(() => rng.int(256)));
  const options = { width, height: size > 12 && rng.chance(0.3) ? -height : height, depth, size, colours };
  if ((depth === 4 || depth === 8) && size > 12 && rng.chance(0.5)) {
    const runs = Array.from({ length: 2 + rng.int(200) }, () =>
      rng.chance(0.3) ? rng.int(4) : rng.int(256),
    );
    return bmpOf([...runs, 0, 1], { ...options, compression: depth === 8 ? 1 : 2 });
  }
  const row = () => Array.from({ length: width }, () => rng.int(2 ** depth));
  const pixels = packedRows(Array.from({ length: height }, row), depth);
  if (depth % 16 !== 0 || rng.chance(0.5)) return bmpOf(pixels, options);
  const masks = depth === 16 ? [0xf800, 0x7e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, rng.pick([0, 0xff000000])];
  return bmpOf(pixels, { ...options, compression: 3, masks });
}

/** Shapes on a ground that may be transparent. */
function shapes(rng: Rng): RgbaImage {
  const [width, height] = [1 + rng.int(40), 1 + rng.int(40)];
  const data = new Uint8Array(width * height * 4);
  const colour = () => [rng.int(256), rng.int(256), rng.int(256), rng.chance(0.8) ? 255 : rng.int(256)];
  const ground = rng.chance(0.5) ? [0, 0, 0, 0] : colour();
  const discs = Array.from({ length: 1 + rng.int(4) }, () => ({
    ...{ x: rng.range(0, width), y: rng.range(0, height), r: rng.range(1, 16), colour: colour() },
  }));
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const disc = discs.find((d) => Math.hypot(x - d.x, y - d.y) < d.r);
    data.set(disc?.colour ?? ground, i * 4);
  }
  return { width, height, data };
}

async function encoded(rng: Rng, format: (typeof SHARP_KINDS)[number] | 'avif'): Promise<NamedBytes> {
  const { width, height, data } = shapes(rng);
  // Frames one below the other make an animation.
  const pages = (format === 'gif' || format === 'webp') && height % 2 === 0 && rng.chance(0.3);
  const raw = { width, height, channels: 4 as const, ...(pages ? { pageHeight: height / 2 } : {}) };
  let image = sharp(data, { raw });
  if (rng.chance(0.2)) image = image.greyscale();
  if (rng.chance(0.2)) image = image.withMetadata({ orientation: 1 + rng.int(8) });
  if (rng.chance(0.2)) image = image.withIccProfile('p3');
  const written = {
    png: () => image.png({ palette: rng.chance(0.4), progressive: rng.chance(0.3) }),
    jpeg: () => image.jpeg({ progressive: rng.chance(0.4), quality: 40 + rng.int(60) }),
    webp: () => image.webp({ lossless: rng.chance(0.5) }),
    gif: () => image.gif(),
    tiff: () => image.tiff({ compression: rng.pick(['none', 'lzw', 'deflate', 'jpeg'] as const) }),
    avif: () => image.avif({ effort: 0 }),
  }[format]();
  const bytes = new Uint8Array(await written.toBuffer());
  return { name: `art.${format === 'jpeg' ? rng.pick(['jpg', 'jpeg', 'jfif']) : format}`, bytes };
}

function svg(rng: Rng): Uint8Array {
  const [width, height] = [1 + rng.int(40), 1 + rng.int(40)];
  const circle = `<circle cx="${rng.int(40)}" cy="${rng.int(40)}" r="${rng.int(20)}" fill="#${rng.int(1000)}"/>`;
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${circle}</svg>`;
  return new Uint8Array(Buffer.from(text));
}
