/** The paper's figures as columns of a contact sheet: what stands above each and how it is made from a source. */
import { renderArt } from '../../../src/core/grid.ts';
import type { PixelArt, RgbaImage } from '../../../src/core/image.ts';
import {
  DEPIXELIZE_OPTIONS,
  PIXELIZE_OPTIONS,
  type PixelizeOptions,
  parseOptions,
} from '../../../src/core/options.ts';
import { SCALES, type Scale } from '../../../src/core/scale.ts';
import { sharpen } from '../../../src/inference/draw/cascade.ts';
import { type Drawing, networkOutput } from '../../../src/inference/draw/drawing.ts';
import type { Networks } from '../../../src/inference/draw/networks.ts';
import type { Planar } from '../../../src/inference/draw/planar.ts';
import { pixelize } from '../../../src/inference/pixelize.ts';
import { depixelize } from '../../../src/inference/smooth/depixelize.ts';
import { DOWNSCALERS } from '../../../src/methods/index.ts';
import { ENLARGE } from '../harness/back.ts';
import { opaquePicture } from '../harness/opaque.ts';
import { reduceColours } from '../harness/reduce.ts';
import { UPSCALERS } from '../upscalers/index.ts';

/** The palette of section 4.1. */
const COLOURS = 16;
const SEED = 1;

/** A picture that a figure shows, and our networks. What they make of it is kept while its row is drawn. */
export class Subject {
  private readonly made = new Map<string, Promise<{ art: PixelArt; drawing: Drawing; image: Planar }>>();

  /** @param side art pixels along the longest side, where the figure does not go by pixels a cell */
  constructor(
    readonly source: RgbaImage,
    readonly networks: () => Promise<Networks>,
    private readonly side: number,
  ) {}

  /** Art pixels at `side` along the longest side, or at so many source pixels a cell. */
  size(cell?: number): { width: number; height: number } {
    const { width, height } = this.source;
    const factor = cell ? 1 / cell : this.side / Math.max(width, height);
    const of = (pixels: number) => Math.max(1, Math.round(pixels * factor));
    return { width: of(width), height: of(height) };
  }

  /** Our art with 16 colours, and the drawing it came from. */
  ours(settings: Partial<Pick<PixelizeOptions, 'size' | 'scale' | 'voting'>>) {
    const key = JSON.stringify(settings);
    const known = this.made.get(key);
    if (known) return known;
    const options = parseOptions(PIXELIZE_OPTIONS, { ...settings, colors: COLOURS, seed: SEED });
    const result = this.networks().then((networks) => pixelize(networks, this.source, options));
    this.made.set(key, result);
    return result;
  }
}

type Make = (subject: Subject) => RgbaImage | Promise<RgbaImage>;

/** One of the paper's figures. */
export interface Figure {
  readonly shows: string;
  /** What its pictures are; the examples of the kind are taken where none are given. */
  readonly pictures: 'cartoons' | 'photographs' | 'pixel art';
  /** Art pixels along the longest side, for figures that go by it. */
  readonly side: number;
  /** Pixels on the sheet per pixel of the first column's pictures. */
  readonly zoom: number;
  /** By title, left to right, after the input. */
  readonly columns: Readonly<Record<string, Make>>;
}

type Downscaler = keyof typeof DOWNSCALERS;

/** A baseline at the figure's size, or at so many source pixels a cell. */
const baseline =
  (name: Downscaler, cell?: number): Make =>
  (subject) => {
    const { width, height } = subject.size(cell);
    return DOWNSCALERS[name].run(subject.source, width, height, COLOURS);
  };

const output: Make = async (subject) => networkOutput((await subject.ours({ size: subject.size() })).drawing);
const voting: Make = async (subject) => renderArt((await subject.ours({ size: subject.size() })).art);

/** The paper's plain voting of one network output, from GridNet's middle picture. */
const plainly = (subject: Subject, voting: '1/6' | '1/8') =>
  subject.ours({ size: subject.size(voting === '1/6' ? 6 : 8), scale: '3/16', voting });
const plainVote =
  (voting: '1/6' | '1/8'): Make =>
  async (subject) =>
    renderArt((await plainly(subject, voting)).art);
const plainOutput: Make = async (subject) => networkOutput((await plainly(subject, '1/6')).drawing);

/** A column brought to 16 colours. */
const reduced =
  (make: Make): Make =>
  async (subject) =>
    reduceColours(await make(subject), COLOURS, SEED);

/** A picture of GridNet's, cut to the art. */
const gridPicture =
  (scale: Scale): Make =>
  async (subject) => {
    const { image } = await subject.ours({ size: subject.size() });
    const { width, height } = subject.size();
    const picture = await (await subject.networks()).gridnet(image, scale);
    // The lattice is that of 1/4; the other pictures cover the same input with fewer pixels.
    const of = (side: number) => Math.max(1, Math.round((side * picture.width * 4) / image.width));
    return opaquePicture(picture, of(width), of(height));
  };

/** PixelNet on one of GridNet's pictures, at the input's size. */
const pairPicture =
  (scale: Scale): Make =>
  async (subject) => {
    const { drawing, image } = await subject.ours({ size: subject.size() });
    const networks = await subject.networks();
    const { pitch } = drawing.lattice;
    const picture = await sharpen(networks, await networks.gridnet(image, scale), image, scale);
    const { width, height } = subject.size();
    return opaquePicture(picture, width * pitch, height * pitch);
  };

const depixelized: Make = async (subject) => {
  const options = parseOptions(DEPIXELIZE_OPTIONS, { cell: 1, zoom: ENLARGE });
  return (await depixelize(await subject.networks(), subject.source, options)).image;
};

const enlarged =
  (name: keyof typeof UPSCALERS): Make =>
  ({ source }) =>
    UPSCALERS[name].run(source, source.width * ENLARGE, source.height * ENLARGE);

const titled = <K extends string>(keys: readonly K[], title: (key: K) => string, make: (key: K) => Make) =>
  Object.fromEntries(keys.map((key) => [title(key), make(key)]));

const SHORT: Partial<Record<Downscaler, string>> = { 'content-adaptive-pixel': 'c-a pixel mode' };

/** The figures by their numbers in the paper. */
export const FIGURES: Readonly<Record<string, Figure>> = {
  2: {
    shows: 'thin outlines at 32 art pixels: perceptual, content-adaptive, ours',
    pictures: 'cartoons',
    side: 32,
    zoom: 4,
    columns: {
      perceptual: baseline('perceptual'),
      'content-adaptive': baseline('content-adaptive'),
      'network output': output,
      voting,
    },
  },
  5: {
    shows: "GridNet's three pictures against what PixelNet makes of them",
    pictures: 'cartoons',
    side: 48,
    zoom: 4,
    columns: {
      ...titled(SCALES, (scale) => `gridnet ${scale}`, gridPicture),
      ...titled(SCALES, (scale) => `pair ${scale}`, pairPicture),
    },
  },
  6: {
    shows: 'every method at 32 art pixels, as it comes',
    pictures: 'cartoons',
    side: 32,
    zoom: 4,
    columns: {
      ...titled(Object.keys(DOWNSCALERS) as Downscaler[], (name) => SHORT[name] ?? name, baseline),
      'network output': output,
      voting,
    },
  },
  7: {
    shows: 'photographs at 1/6 of their size, all brought to 16 colours',
    pictures: 'photographs',
    side: 0,
    zoom: 3,
    columns: {
      subsampling: reduced(baseline('subsampling', 6)),
      perceptual: reduced(baseline('perceptual', 6)),
      'content-adaptive': reduced(baseline('content-adaptive', 6)),
      abstraction: reduced(baseline('abstraction', 6)),
      'network output': reduced(plainOutput),
      voting: reduced(plainVote('1/6')),
    },
  },
  8: {
    shows: 'two factors, 1/6 and 1/8: content-adaptive, image abstraction, ours',
    pictures: 'cartoons',
    side: 0,
    zoom: 4,
    columns: {
      'c-adaptive 1/6': baseline('content-adaptive', 6),
      'c-adaptive 1/8': baseline('content-adaptive', 8),
      'abstraction 1/6': baseline('abstraction', 6),
      'abstraction 1/8': baseline('abstraction', 8),
      'network output': plainOutput,
      'voting 1/6': plainVote('1/6'),
      'voting 1/8': plainVote('1/8'),
    },
  },
  12: {
    shows: 'the way back from pixel art at its own size: nearest, EPX, splines, ours',
    pictures: 'pixel art',
    side: 0,
    zoom: 1,
    columns: {
      nearest: enlarged('nearest'),
      epx: enlarged('epx'),
      splines: enlarged('splines'),
      depixelnet: depixelized,
    },
  },
};
