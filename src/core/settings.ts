import {
  choice,
  DEPIXELIZE_OPTIONS,
  integer,
  METHOD_OPTIONS,
  MOST_ART_PIXELS,
  type OptionSpec,
  type OptionValues,
  PIXELIZE_OPTIONS,
  parseOptions,
  RUN_OPTIONS,
} from './options.ts';

/** What the plugin makes of the art on the canvas. */
const PLACE_OPTIONS = {
  place: choice(
    ['beside', 'over', 'replace'],
    'beside',
    'beside the layer, over it, or in its place with the original hidden',
  ),
} as const satisfies Record<string, OptionSpec>;

/** Settings of the plugin's "Pixelize": the command line's, and what is written to the canvas. */
export const PIXELIZE_SETTINGS = {
  ...PIXELIZE_OPTIONS,
  ...METHOD_OPTIONS,
  ...PLACE_OPTIONS,
  longest: integer(
    48,
    1,
    MOST_ART_PIXELS,
    'art pixels of each layer’s longest side, where neither a size nor a cell is given',
  ),
  output: choice(['image', 'vectors'], 'image', 'one crisp image, or a vector layer for every colour'),
  zoom: integer(
    null as number | null,
    1,
    64,
    'canvas pixels of an art pixel; without it, the whole number that comes nearest to the layer’s size',
  ),
  fit: choice(
    ['whole', 'exact'],
    'whole',
    'vectors that are enlarged automatically: by a whole number, or to exactly the layer’s size',
  ),
  bind: choice(
    ['none', 'styles', 'variables'],
    'none',
    'vectors: paint styles or colour variables made from the palette, so that changing one recolours the art',
  ),
} as const satisfies Record<string, OptionSpec>;

/** Settings of the plugin's "Depixelize". */
export const DEPIXELIZE_SETTINGS = {
  ...DEPIXELIZE_OPTIONS,
  ...PLACE_OPTIONS,
} as const satisfies Record<string, OptionSpec>;

/** Settings of the plugin's "Batch export", beside those of "Pixelize". */
export const BATCH_SETTINGS = {
  deliver: choice(['zip', 'canvas'], 'zip', 'a ZIP file to save, or layers on the canvas'),
  sharedPalette: { kind: 'flag', default: false, help: 'one palette for all the layers' },
  exportZoom: integer(8, 1, 64, 'the ZIP also holds every picture enlarged so many times; 1 for none'),
  sheet: choice(
    ['none', 'hash', 'array'],
    'none',
    'a sprite sheet with Aseprite’s JSON, as a hash or an array',
  ),
} as const satisfies Record<string, OptionSpec>;

/** Settings of the plugin's "Animate", beside those of "Pixelize". */
export const ANIMATE_SETTINGS = {
  order: choice(
    ['names', 'places'],
    'names',
    'selected layers as frames in the order of their names or of their places',
  ),
  fps: {
    kind: 'number',
    default: null as number | null,
    min: 0.1,
    max: 120,
    help: 'frames a second, instead of their own durations',
  },
  play: choice(
    ['loop', 'once'],
    'loop',
    'again and again, so that the last frame leads to the first, or once',
  ),
  deliver: choice(
    ['row', 'stack', 'gif', 'file'],
    'row',
    'a row of frames, one frame of stacked layers, a GIF as an image fill, or a GIF file to save',
  ),
} as const satisfies Record<string, OptionSpec>;

/** Where the plugin runs the networks. */
export const RUN_SETTINGS = { provider: RUN_OPTIONS.provider } as const satisfies Record<string, OptionSpec>;

/** Everything that the plugin remembers; a group for each kind of job. Values are plain JSON. */
export interface Settings {
  readonly pixelize: OptionValues<typeof PIXELIZE_SETTINGS>;
  readonly depixelize: OptionValues<typeof DEPIXELIZE_SETTINGS>;
  readonly batch: OptionValues<typeof BATCH_SETTINGS>;
  readonly animate: OptionValues<typeof ANIMATE_SETTINGS>;
  readonly run: OptionValues<typeof RUN_SETTINGS>;
}

/** What each setting takes, by group: the window's fields are made from it. */
export const SETTINGS_SPECS = {
  pixelize: PIXELIZE_SETTINGS,
  depixelize: DEPIXELIZE_SETTINGS,
  batch: BATCH_SETTINGS,
  animate: ANIMATE_SETTINGS,
  run: RUN_SETTINGS,
} as const satisfies Record<keyof Settings, Record<string, OptionSpec>>;

/**
 * Settings as they were stored, by this version or another: what is missing, unknown or not allowed any more falls back
 * to its default, value by value, so that an update never loses the rest.
 * @param stored anything, such as what clientStorage or a layer's plugin data holds
 */
export function settingsFrom(stored: unknown): Settings {
  const groups = Object.entries(SETTINGS_SPECS).map(([group, specs]) => {
    const values = isRecord(stored) && isRecord(stored[group]) ? stored[group] : {};
    const kept = Object.entries(specs).map(([name, spec]) => [name, valueOr(name, spec, values[name])]);
    return [group, Object.fromEntries(kept)];
  });
  return Object.fromEntries(groups) as Settings;
}

function valueOr(name: string, spec: OptionSpec, value: unknown): unknown {
  try {
    return parseOptions({ [name]: spec }, { [name]: value })[name];
  } catch {
    return spec.default;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
