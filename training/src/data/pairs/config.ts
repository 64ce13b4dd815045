/** Every probability and range of the pairs (scene.ts), with defaults. */

/** Lowest and highest value of a draw; equal ones fix it. */
export type Range = [number, number];

export interface PairsConfig {
  /** Cells along a scene's side, 8..256. */
  cells: number;
  /** What the art shows. Chances are 0..1. */
  compose: {
    /** Chance of a design scene: letters, icons, cards, lists, charts. */
    design: number;
    /** Chance that a design scene has exact figures in place of letters and icons. */
    figures: number;
    /** Chance that a scene is cut from larger art that covers it, where there is any. */
    cut: number;
    /** Chance of one sprite alone; else two to four. */
    alone: number;
    /** Chance of a white or light ground. */
    light: number;
    /** Chance of a second tone below a line. */
    twoTone: number;
    /** Chance of a ground in three to six bands. */
    banded: number;
    /** Chance that a sprite is mirrored. */
    mirror: number;
    /** Chance that a scene's colour channels are permuted. */
    permute: number;
    /** Chance that a sprite's hue is turned. */
    turn: number;
    /** Colours nearer than this in OKLab are one. */
    merge: number;
    /** Chance that a design scene has low contrast. */
    lowContrast: number;
    /** Least difference of OKLab lightness in a design scene of low contrast. */
    lowest: number;
    /** The same in others. */
    usual: number;
  };
  /** What counts as thin. */
  thin: {
    /** Chance that a scene's lines are drawn as lines; else they stay areas. */
    lines: number;
    /** How much darker or lighter than its surroundings a line is at least, OKLab lightness. */
    threshold: Range;
    /** Chance that light lines count too in a scene of sprites; in design scenes they always do. */
    light: number;
    /** Share of thin cells in 5×5 from which a place of sprites is texture, which stays areas. */
    dense: number;
    /** Chance that a spot of one to four cells is drawn smaller than its cells. */
    spots: number;
    /** The same in design scenes. */
    designSpots: number;
    /** OKLab distance of a spot from what is around it, at least. */
    spotContrast: number;
    /** Share of the cells around a spot that have one colour, at least. */
    spotGround: number;
    /** Size of a drawn spot, as a share of its cells'. */
    spotSize: Range;
    /** How far a spot is moved at most, cells. */
    spotShift: number;
  };
  /** How contours are drawn. */
  contour: {
    /** How far a contour's point may leave the middle of its edge, cells. */
    tube: number;
    /** The same of points where three areas meet. */
    junction: number;
    /** Weight of smoothness against the fitted lines, 0..1. */
    smooth: number;
    /** Rounds of smoothing. */
    rounds: number;
    /** Chance that a scene's right-angled corners stay sharp; else they are rounded a little. */
    sharp: number;
    /** The same in design scenes. */
    designSharp: number;
    /** Chance that a scene's strokes of two cells are drawn wider or narrower. */
    offsetChance: number;
    /** By how much on either side, cells; negative is narrower. */
    offset: Range;
    /** Least share of a cell that its own colour keeps. */
    share: number;
  };
  /** How lines are drawn. */
  line: {
    /** Width in cells, log-uniform, in scenes of sprites. */
    width: Range;
    /** Width in cells in design scenes. */
    designWidth: Range;
    /** A connected line of a design scene is moved as a whole by at most this, cells. */
    designShift: number;
    /** Chance that a design scene takes its width from `width`. */
    designThin: number;
    /** Chance that every connected line has a width of its own; else one serves the scene. */
    own: number;
    /** Width varies along a line by up to this share. */
    vary: number;
    /** How far a line's point may leave the centre of its cell, cells. */
    tube: number;
    /** Chance that a scene's lines are toned towards what is beside them. */
    tonedChance: number;
    /** By how much, 0..1. */
    toned: Range;
  };
  /** What an artist leaves out. Amplitudes are OKLab lightness unless said otherwise. */
  extra: {
    /** Chance that near colours melt into gradients. */
    soft: number;
    /** Near colours differ by at most this in sRGB bytes, summed over the channels. */
    softRange: number;
    /** Chance of slow changes of light. */
    light: number;
    /** Their amplitude as a share of the colour. */
    lightAmount: Range;
    /** Chance of grain. */
    grain: number;
    /** Its standard deviation, sRGB bytes. */
    grainAmount: Range;
    /** Grain's deviation is at most this share of the weakest line's contrast. */
    grainLimit: number;
    /** Chance of hatching. */
    hatch: number;
    /** Its strokes per 100 cells. */
    hatchStrokes: Range;
    /** Its contrast. */
    hatchContrast: Range;
    /** Chance of short strokes beside the lines of a scene of sprites. */
    marks: number;
    /** How many at most. */
    markCount: Range;
    /** Their width, cells. */
    markWidth: Range;
    /** Their length, cells. */
    markLength: Range;
    /** How far they lie from the line's middle, cells. */
    markDistance: Range;
    /** Chance of dense detail below the cell. */
    detail: number;
    /** The same in design scenes. */
    designDetail: number;
    /** Spacing of the detail, cells. */
    detailSpacing: Range;
    /** Its contrast. */
    detailContrast: Range;
    /** Share of a cell that detail covers at most. */
    detailCover: Range;
    /** Detail's and hatching's contrast is at most this share of the weakest line's. */
    detailLimit: number;
    /** Chance of blur. */
    blur: number;
    /** Its sigma in samples at four a cell. */
    blurSigma: Range;
    /** Chance of JPEG artefacts. */
    jpeg: number;
    /** JPEG quality, 1..100. */
    quality: Range;
    /** Whole scenes are moved by at most this, cells. */
    shift: number;
    /** Amplitude of a slow warp, cells. */
    warp: number;
    /** The same in design scenes. */
    designWarp: number;
    /** How far stems and bars of letters lie from the art's at most, cells. */
    letterWarp: number;
  };
}

const DEFAULTS: PairsConfig = {
  cells: 32,
  compose: {
    design: 0.3,
    figures: 0.4,
    cut: 0.12,
    alone: 0.6,
    light: 0.68,
    twoTone: 0.12,
    banded: 0.08,
    mirror: 0.5,
    permute: 0.4,
    turn: 0.4,
    merge: 0.02,
    lowContrast: 0.3,
    lowest: 0.08,
    usual: 0.28,
  },
  thin: {
    lines: 0.92,
    threshold: [0.05, 0.14],
    light: 0.7,
    dense: 0.62,
    spots: 0.6,
    designSpots: 0.3,
    spotContrast: 0.1,
    spotGround: 0.6,
    spotSize: [0.45, 0.95],
    spotShift: 0.15,
  },
  contour: {
    tube: 0.45,
    junction: 0.3,
    smooth: 0.9,
    rounds: 30,
    sharp: 0.8,
    designSharp: 0.95,
    offsetChance: 0.4,
    offset: [-0.25, 0.25],
    share: 0.55,
  },
  line: {
    width: [0.12, 1],
    designWidth: [0.6, 1.3],
    designShift: 0.25,
    designThin: 0.3,
    own: 0.3,
    vary: 0.15,
    tube: 0.46,
    tonedChance: 0.12,
    toned: [0, 0.3],
  },
  extra: {
    soft: 0.35,
    softRange: 36,
    light: 0.2,
    lightAmount: [0.01, 0.06],
    grain: 0.3,
    grainAmount: [0.5, 9],
    grainLimit: 0.2,
    hatch: 0.12,
    hatchStrokes: [1, 12],
    hatchContrast: [0.02, 0.1],
    marks: 0.03,
    markCount: [3, 24],
    markWidth: [0.1, 0.4],
    markLength: [0.5, 2.8],
    markDistance: [0.75, 2.6],
    detail: 0.35,
    designDetail: 0.06,
    detailSpacing: [0.2, 0.9],
    detailContrast: [0.04, 0.2],
    detailCover: [0.15, 0.4],
    detailLimit: 0.8,
    blur: 0.3,
    blurSigma: [0, 0.5],
    jpeg: 0.12,
    quality: [45, 95],
    shift: 0.04,
    warp: 0.05,
    designWarp: 0.01,
    letterWarp: 0.6,
  },
};

type Plain = Record<string, unknown>;
const isPlain = (v: unknown): v is Plain => typeof v === 'object' && v !== null && !Array.isArray(v);
const isNumber = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v);
const isRange = (v: unknown): v is Range => Array.isArray(v) && v.length === 2 && v.every(isNumber);

function merge(base: Plain, changes: Plain, path: string): Plain {
  const result: Plain = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    if (!Object.hasOwn(base, key))
      throw new Error(`pairs: expected one of ${Object.keys(base).join(', ')}, got ${path}${key}`);
    const old = base[key];
    const wrong = (expected: string): Error =>
      new Error(`pairs: expected ${path}${key} to be ${expected}, got ${JSON.stringify(value)}`);
    if (isPlain(old)) {
      if (!isPlain(value)) throw wrong('an object');
      result[key] = merge(old, value, `${path}${key}.`);
    } else if (Array.isArray(old)) {
      if (!isRange(value) || value[0] > value[1]) throw wrong('two numbers, the lower first');
      result[key] = [...value];
    } else {
      if (!isNumber(value)) throw wrong('a number');
      result[key] = value;
    }
  }
  return result;
}

/** Chances and shares: 0..1. */
const UNIT =
  /^compose\.(?!merge)|^thin\.(lines|light|dense|spots|designSpots|spotGround)$|^contour\.(smooth|sharp|designSharp|offsetChance|share)$|^line\.(designThin|own|vary|tonedChance|toned)$|^extra\.(soft|light|grain|hatch|marks|detail|designDetail|detailCover|blur|jpeg)$/;
/** Every other number is at least 0, but for this one. */
const SIGNED = /^contour\.offset$/;
/** Widths and sizes that are divided by or whose logarithm is taken. */
const POSITIVE = /^line\.(width|designWidth)$|^extra\.(detailSpacing|markWidth|quality)$|^thin\.spotSize$/;

/**
 * Defaults with changes over them.
 * @param changes a partial configuration, as parsed from JSON
 * @throws Error that names the key when it is unknown, of the wrong kind or out of range
 */
export function makePairsConfig(changes: object = {}): PairsConfig {
  const config = merge(DEFAULTS as unknown as Plain, changes as Plain, '') as unknown as PairsConfig;
  const check = (ok: boolean, key: string, expected: string, got: unknown): void => {
    if (!ok) throw new Error(`pairs: expected ${key} to be ${expected}, got ${JSON.stringify(got)}`);
  };
  check(
    Number.isInteger(config.cells) && config.cells >= 8 && config.cells <= 256,
    'cells',
    'a whole number of 8..256',
    config.cells,
  );
  for (const [group, values] of Object.entries(config)) {
    if (!isPlain(values)) continue;
    for (const [name, value] of Object.entries(values)) {
      const key = `${group}.${name}`;
      const numbers = isRange(value) ? value : [value as number];
      if (UNIT.test(key))
        check(
          numbers.every((v) => v >= 0 && v <= 1),
          key,
          'in 0..1',
          value,
        );
      else if (POSITIVE.test(key))
        check(
          numbers.every((v) => v > 0),
          key,
          'above 0',
          value,
        );
      else if (!SIGNED.test(key))
        check(
          numbers.every((v) => v >= 0),
          key,
          'at least 0',
          value,
        );
    }
  }
  check(config.extra.quality[1] <= 100, 'extra.quality', 'at most 100', config.extra.quality);
  check(Number.isInteger(config.contour.rounds), 'contour.rounds', 'a whole number', config.contour.rounds);
  return config;
}
