import { invalid, Words } from './errors.ts';
import { GAMUTS } from './gamut.ts';
import { checkedGuide, type Guide } from './guide.ts';
import { parseColour, parseColourList } from './hex.ts';
import type { Rgba, RgbaImage } from './image.ts';
import { MOST_COLOURS, withoutRepeats } from './palette.ts';
import { PRESETS } from './presets.ts';
import { SCALES } from './scale.ts';

/** A target in art pixels; one side may be left to the source's aspect. */
interface Size {
  readonly width: number | null;
  readonly height: number | null;
}

/** Source pixels of an art pixel, whole or broken. */
export interface Cell {
  readonly width: number;
  readonly height: number;
}

/** The most art pixels on one side. */
export const MOST_ART_PIXELS = 4096;

interface Spec {
  readonly help: string;
}
export interface NumberSpec<D extends number | null = number | null> extends Spec {
  readonly kind: 'integer' | 'number';
  readonly default: D;
  readonly min: number;
  readonly max: number;
  /** Allowed values are multiples of it. */
  readonly step?: number;
}
export interface ChoiceSpec<C extends string = string> extends Spec {
  readonly kind: 'choice';
  readonly choices: readonly C[];
  readonly default: C;
}
interface SizeSpec extends Spec {
  readonly kind: 'size';
  readonly default: null;
}
export interface CellSpec extends Spec {
  readonly kind: 'cell';
  readonly default: null;
  /** Of each side. */
  readonly min: number;
  readonly max: number;
}
interface ColourSpec extends Spec {
  readonly kind: 'colour';
  readonly default: Rgba;
}
interface PaletteSpec extends Spec {
  readonly kind: 'palette';
  readonly default: null;
}
interface ColoursSpec extends Spec {
  readonly kind: 'colours';
  readonly default: readonly Rgba[];
}

interface GuideSpec extends Spec {
  readonly kind: 'guide';
  readonly default: null;
}
interface PictureSpec extends Spec {
  readonly kind: 'picture';
  readonly default: null;
}
interface FlagSpec extends Spec {
  readonly kind: 'flag';
  readonly default: false;
}

/** What one option takes; the command line, the plugin's panel and the documentation are made from it. */
export type OptionSpec =
  | NumberSpec
  | ChoiceSpec
  | SizeSpec
  | CellSpec
  | ColourSpec
  | ColoursSpec
  | PaletteSpec
  | GuideSpec
  | PictureSpec
  | FlagSpec;

type ValueOf<S> =
  S extends NumberSpec<infer D>
    ? null extends D
      ? number | null
      : number
    : S extends ChoiceSpec<infer C>
      ? C
      : S extends SizeSpec
        ? Size | null
        : S extends CellSpec
          ? Cell | null
          : S extends ColourSpec
            ? Rgba
            : S extends ColoursSpec
              ? readonly Rgba[]
              : S extends PaletteSpec
                ? readonly Rgba[] | null
                : S extends GuideSpec
                  ? Guide | null
                  : S extends PictureSpec
                    ? RgbaImage | null
                    : S extends FlagSpec
                      ? boolean
                      : never;

/** The checked values of a set of options. */
export type OptionValues<T extends Record<string, OptionSpec>> = { readonly [K in keyof T]: ValueOf<T[K]> };

export const integer = <D extends number | null>(
  value: D,
  min: number,
  max: number,
  help: string,
  step = 1,
): NumberSpec<D> => ({ kind: 'integer', default: value, min, max, help, step });
export const choice = <const C extends string>(
  choices: readonly C[],
  value: C,
  help: string,
): ChoiceSpec<C> => ({
  kind: 'choice',
  choices,
  default: value,
  help,
});

/** Parts of a picture, by its guide. */
const WHERE = ['everywhere', 'marked', 'unmarked'] as const;

/** How a picture becomes pixel art. */
export const PIXELIZE_OPTIONS = {
  size: {
    kind: 'size',
    default: null,
    help: 'art pixels: WxH exactly, W, Wx or xH keeping the aspect; without it the longest side is 48',
  },
  cell: {
    kind: 'cell',
    default: null,
    min: 1,
    max: 1024,
    help: 'source pixels per art pixel, such as 8, 5.5 or 10x8, instead of a size',
  },
  brightness: integer(0, -100, 100, 'before drawing: lighter or darker middle tones; black and white stay'),
  contrast: integer(0, -100, 100, 'before drawing: from all grey to four times the contrast'),
  saturation: integer(0, -100, 100, 'before drawing: from greys to twice the saturation'),
  snap: choice(
    ['on', 'off'],
    'on',
    "on: straight edges move onto the grid, by five eighths of an art pixel at most, so that strokes, bars and letters come out even; off: they stay where they are. For the networks' own still pictures that are no tiles",
  ),
  scale: choice(SCALES, '1/4', "which of GridNet's grids is used; smaller ones look at more of the source"),
  voting: choice(
    ['grid', '1/6', '1/8'],
    'grid',
    "grid votes in GridNet's own cells; 1/6 and 1/8 are the paper's plain voting",
  ),
  colors: integer(16, 2, MOST_COLOURS, 'the most colours of a palette made from the picture'),
  quantizer: choice(
    ['source', 'kmeans', 'wuquant', 'rgbquant', 'neuquant'],
    'source',
    "how the palette is made: of the picture's own pure colours, by k-means in OKLab as in the paper, or by one of image-q",
  ),
  gamut: choice(
    GAMUTS,
    'any',
    'the colours that a palette made from the picture may have: any, or those of a machine, 512 or 4096; pins stay as they are',
  ),
  palette: { kind: 'palette', default: null, help: 'a fixed palette instead: a preset or a palette file' },
  pin: {
    kind: 'colours',
    default: [] as readonly Rgba[],
    help: 'colours that the palette has exactly; they count among its colors, or are added to a fixed palette',
  },
  exclude: {
    kind: 'colours',
    default: [] as readonly Rgba[],
    help: 'colours that are never drawn; a palette made from the picture has none that look the same either',
  },
  guide: {
    kind: 'guide',
    default: null,
    help:
      'a PNG that is laid over the picture and says where: #00ff00 more detail, #ff0000 less detail, #0000ff lines and ' +
      'colours as they are; any other colour is drawn there; transparent parts ask for nothing',
  },
  dither: choice(
    [
      'none',
      'bayer2',
      'bayer4',
      'bayer8',
      'floyd-steinberg',
      'atkinson',
      'stucki',
      'jarvis',
      'burkes',
      'sierra',
      'sierra-lite',
    ],
    'none',
    'dithering of the finished art pixels',
  ),
  ditherStrength: integer(100, 0, 100, 'how strong dithering is, in percent of the full pattern'),
  ditherWhere: choice(
    WHERE,
    'everywhere',
    'where the art is dithered: also only where the guide marks something, or only where it marks nothing',
  ),
  tidy: choice(
    ['on', 'off'],
    'on',
    "on: every cell is weighed against the source and its neighbours; off: the paper's plain vote; dithered art is left alone",
  ),
  tidyWhere: choice(
    WHERE,
    'everywhere',
    'where cells are tidied, likewise; elsewhere they are as tidy off has them',
  ),
  outline: choice(
    ['none', 'outside', 'inside'],
    'none',
    'a line about what is opaque, an art pixel thin: around it, cut off at the edges of the art, or its own border',
  ),
  outlineColor: {
    kind: 'colour',
    default: [0, 0, 0, 255] as Rgba,
    help: 'the colour of the outline; the palette has it exactly, as if it were pinned',
  },
  tile: {
    kind: 'flag',
    default: false,
    help: 'the picture is a tile that repeats without a seam, and so does the art: its edges are neighbours',
  },
  matte: {
    kind: 'colour',
    default: [255, 255, 255, 255] as Rgba,
    help: 'the colour the network sees behind transparent parts, #rrggbb',
  },
  alpha: integer(
    50,
    1,
    99,
    'alpha threshold in percent of the most opaque pixel: what is fainter is taken for transparent',
  ),
  seed: integer(1, 0, 2 ** 31 - 1, 'seed of the k-means palette'),
} as const satisfies Record<string, OptionSpec>;

/** Checked options of `pixelize`. */
export type PixelizeOptions = OptionValues<typeof PIXELIZE_OPTIONS>;

/** How pixel art becomes a smooth picture. */
export const DEPIXELIZE_OPTIONS = {
  cell: {
    kind: 'cell',
    default: null,
    min: 1,
    max: 256,
    help: 'source pixels per art pixel, such as 8, 5.5 or 10x8; without it, it is detected',
  },
  zoom: integer(8, 4, 16, 'pixels of the smooth picture per art pixel, a multiple of 4', 4),
  matte: {
    kind: 'colour',
    default: [255, 255, 255, 255] as Rgba,
    help: 'the colour the network sees behind transparent parts, #rrggbb',
  },
} as const satisfies Record<string, OptionSpec>;

/** Checked options of `depixelize`. */
export type DepixelizeOptions = OptionValues<typeof DEPIXELIZE_OPTIONS>;

/** What becomes of finished art in other colours. */
const SWAP = {
  kind: 'palette',
  default: null,
  help:
    'the finished art in the colours of another palette: shades that belong together become shades of one ramp of it, in the ' +
    'order of their lightness',
} as const satisfies OptionSpec;

/** What is done with finished art, and what is written beside it. */
export const OUTPUT_OPTIONS = {
  overlay: {
    kind: 'picture',
    default: null,
    help: 'a PNG of just the art’s size, a retouch: its opaque pixels are the art’s, in their own colours',
  },
  swap: SWAP,
  zoom: integer(null as number | null, 2, 64, 'also write the art enlarged so many times'),
  sheet: choice(
    ['none', 'hash', 'array'],
    'none',
    'also write sheet.png with all the art and sheet.json, Aseprite’s JSON as a hash or an array',
  ),
  raw: { kind: 'flag', default: false, help: 'also write the network output, before palette and vote' },
  sharedPalette: { kind: 'flag', default: false, help: 'make one palette for all the pictures' },
} as const satisfies Record<string, OptionSpec>;

/** What of an animation is taken, and how it is written. */
const ANIMATE_OPTIONS = {
  swap: SWAP,
  zoom: integer(1, 1, 64, 'the art is written so many times enlarged'),
  fps: {
    kind: 'number',
    default: null as number | null,
    min: 0.1,
    max: 120,
    help: 'frames a second, instead of their own durations; a video is read at that rate',
  },
  every: integer(1, 1, 10000, 'takes every so manieth frame, and shows it for those left out as well'),
  from: integer(1, 1, 1e6, 'the first frame that is taken'),
  to: integer(null as number | null, 1, 1e6, 'the last frame that is taken; without it, the last of all'),
} as const satisfies Record<string, OptionSpec>;

/** On what the networks run. */
export const RUN_OPTIONS = {
  provider: choice(
    ['auto', 'webgpu', 'wasm'],
    'auto',
    'where the networks run; auto takes WebGPU where there is one',
  ),
  threads: integer(null as number | null, 1, 64, 'threads of the WASM provider; without it, half the cores'),
} as const satisfies Record<string, OptionSpec>;

/** Ways to make a picture small: ours first, then the others (src/methods). */
const METHODS = [
  'cascade',
  'subsampling',
  'bilinear',
  'bicubic',
  'lanczos',
  'perceptual',
  'dpid',
  'content-adaptive',
  'content-adaptive-pixel',
  'abstraction',
  'vote',
] as const;

/** By what pixel art is drawn. */
export const METHOD_OPTIONS = {
  method: choice(
    METHODS,
    'cascade',
    'what draws the art: the networks, or another method to compare with (scale and voting are the networks’)',
  ),
} as const satisfies Record<string, OptionSpec>;

/** Checked options of drawing by any of the methods. */
export type DrawOptions = PixelizeOptions & OptionValues<typeof METHOD_OPTIONS>;

/** What comes after a palette. */
const {
  palette,
  dither,
  ditherStrength,
  ditherWhere,
  tidy,
  tidyWhere,
  guide,
  outline,
  outlineColor,
  ...MADE
} = PIXELIZE_OPTIONS;
/** What no sequence has. */
const { snap: _snap, ditherWhere: _ditherWhere, tidyWhere: _tidyWhere, ...MOVING } = PIXELIZE_OPTIONS;

/** What a palette for many pictures depends on: how they are drawn, and how it is made of them. */
export const PALETTE_OPTIONS = { ...MADE, ...METHOD_OPTIONS } as const satisfies Record<string, OptionSpec>;

/** All the options of each command of the command line. */
export const COMMAND_OPTIONS = {
  pixelize: { ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS, ...OUTPUT_OPTIONS, ...RUN_OPTIONS },
  animate: { ...MOVING, ...METHOD_OPTIONS, ...ANIMATE_OPTIONS, ...RUN_OPTIONS },
  depixelize: { ...DEPIXELIZE_OPTIONS, ...RUN_OPTIONS },
  palette: { ...PALETTE_OPTIONS, ...RUN_OPTIONS },
} as const satisfies Record<string, Record<string, OptionSpec>>;

/** What the frames of an animation have, whatever still pictures are asked to have. */
export const FRAME_OPTIONS = {
  snap: 'off',
  ditherWhere: 'everywhere',
  tidyWhere: 'everywhere',
} as const satisfies Partial<PixelizeOptions>;

/** Checked options of a run. */
export type RunOptions = OptionValues<typeof RUN_OPTIONS>;

/**
 * Checks values against their specs and fills in defaults. Texts are accepted for numbers, sizes, colours and
 * preset names, so that a command line's arguments can be passed as they are.
 * @param prefix put before option names in errors, such as "--"
 * Throws a UserError (name, expected, received) for an unknown name or a value that is not allowed.
 */
export function parseOptions<T extends Record<string, OptionSpec>>(
  specs: T,
  input: Readonly<Record<string, unknown>>,
  prefix = '',
): OptionValues<T> {
  for (const name of Object.keys(input)) {
    if (!Object.keys(specs).includes(name)) {
      throw invalid('option', `one of ${Object.keys(specs).join(', ')}`, name);
    }
  }
  const entries = Object.entries(specs).map(([name, spec]) => [
    name,
    input[name] === undefined ? spec.default : parseValue(prefix + name, spec, input[name]),
  ]);
  return Object.fromEntries(entries) as OptionValues<T>;
}

function parseValue(name: string, spec: OptionSpec, value: unknown): unknown {
  if (value === null && spec.default === null) return null;
  switch (spec.kind) {
    case 'integer':
    case 'number':
      return parseNumber(name, spec, value);
    case 'choice':
      if (typeof value !== 'string' || !spec.choices.includes(value)) {
        throw invalid(name, `one of ${spec.choices.join(', ')}`, value);
      }
      return value;
    case 'size':
      return parseSize(name, value);
    case 'cell':
      return parseCell(name, spec, value);
    case 'colour': {
      const colour = typeof value === 'string' ? parseColour(value) : value;
      if (!isColour(colour)) throw invalid(name, 'a colour #rrggbb', value);
      return colour;
    }
    case 'colours':
      return parseColours(name, value);
    case 'palette':
      return parsePalette(name, value);
    case 'guide':
      return checkedGuide(name, value);
    case 'picture':
      if (!isPicture(value)) throw invalid(name, 'a picture', value);
      return value;
    case 'flag':
      if (typeof value !== 'boolean') throw invalid(name, 'true or false', value);
      return value;
  }
}

function parseNumber(name: string, spec: NumberSpec, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const whole = spec.kind === 'integer';
  const fits =
    typeof number === 'number' &&
    number >= spec.min &&
    number <= spec.max &&
    (!whole || number % (spec.step ?? 1) === 0);
  if (!fits) {
    const multiple = (spec.step ?? 1) > 1 ? `, a multiple of ${spec.step}` : '';
    throw invalid(name, `${whole ? 'an integer' : 'a number'} ${spec.min}..${spec.max}${multiple}`, value);
  }
  return number;
}

function parseSize(name: string, value: unknown): Size {
  const wrong = () => invalid(name, `WxH, W, Wx or xH with sides 1..${MOST_ART_PIXELS}`, value);
  let sides: unknown[];
  if (typeof value === 'string') {
    const match = /^(\d+)?(?:x(\d+)?)?$/.exec(value.trim());
    if (match === null) throw wrong();
    sides = [match[1], match[2]].map((side) => (side === undefined ? null : Number(side)));
  } else if (typeof value === 'object' && value !== null) {
    const { width = null, height = null } = value as { width?: unknown; height?: unknown };
    sides = [width, height];
  } else {
    throw wrong();
  }
  const fits = sides.every(
    (side) =>
      side === null || (Number.isInteger(side) && Number(side) >= 1 && Number(side) <= MOST_ART_PIXELS),
  );
  if (!fits || sides.every((side) => side === null)) throw wrong();
  const [width, height] = sides as (number | null)[];
  return { width, height };
}

/** A number stands for both sides. */
function parseCell(name: string, { min, max }: CellSpec, value: unknown): Cell {
  const numbers = typeof value === 'string' ? value.split(/[x×]/i).map(numberOf) : value;
  const sides = (
    typeof numbers === 'number' ? [numbers] : Array.isArray(numbers) ? numbers : sidesOf(numbers)
  ).map(Number);
  if (sides.length < 1 || sides.length > 2 || !sides.every((side) => side >= min && side <= max))
    throw invalid(name, `a number ${min}..${max}, or WxH of such numbers`, value);
  return { width: sides[0], height: sides[sides.length - 1] };
}

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

function sidesOf(value: unknown): unknown[] {
  const { width, height } = (value ?? {}) as Partial<Cell>;
  return [width, height];
}

function isPicture(value: unknown): value is RgbaImage {
  if (typeof value !== 'object' || value === null) return false;
  const { width, height, data } = value as Partial<RgbaImage>;
  return ArrayBuffer.isView(data) && data.length === Number(width) * Number(height) * 4;
}

function isColour(value: unknown): value is Rgba {
  return (
    Array.isArray(value) &&
    value.length === 4 &&
    value.every((c) => Number.isInteger(c) && c >= 0 && c <= 255) &&
    value[3] === 255
  );
}

function parseColours(name: string, value: unknown): readonly Rgba[] {
  const colours = typeof value === 'string' ? parseColourList(value) : value;
  if (!Array.isArray(colours) || colours.length > MOST_COLOURS || !colours.every(isColour))
    throw invalid(name, `at most ${MOST_COLOURS} colours #rrggbb with commas between them`, value);
  return withoutRepeats(colours);
}

function parsePalette(name: string, value: unknown): readonly Rgba[] {
  if (typeof value === 'string') {
    if (!Object.keys(PRESETS).includes(value)) {
      throw invalid(name, `a palette file or one of ${Object.keys(PRESETS).join(', ')}`, value);
    }
    return PRESETS[value];
  }
  if (!Array.isArray(value) || value.length < 1 || value.length > MOST_COLOURS || !value.every(isColour)) {
    const got = Array.isArray(value) ? new Words(`a list of ${value.length}`) : value;
    throw invalid(name, `1 to ${MOST_COLOURS} opaque colours`, got);
  }
  return value;
}
