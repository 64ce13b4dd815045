import type { Settings } from '../../core/settings.ts';

/** How the values of a choice are called. */
export type Labels<C extends string> = Readonly<Record<C, string>>;

/** By what it is decided whether a field is of use. */
export interface Circumstances {
  readonly settings: Settings;
  readonly readOnly: boolean;
  /** Whether a layer may be transparent somewhere. */
  readonly transparent: boolean;
}

/** How a field is shown, in words of the people who look at it; what it takes is in its spec (src/core/options.ts). */
export interface FieldWords {
  readonly label: string;
  readonly help?: string;
  /** Choices: how the values are called; the specs' own are the command line's. */
  readonly choices?: Labels<string>;
  /** Choices: side by side, and not in a list that drops down. */
  readonly segments?: boolean;
  /** Numbers: what stands behind the number. */
  readonly unit?: string | ((value: number) => string);
  /** Numbers that may be missing: what it is then. */
  readonly placeholder?: string;
  /** Numbers: a slider to this one; larger ones can be typed. */
  readonly slider?: number;
  /** Whether the field is there at all just now. */
  readonly shown?: (now: Circumstances) => boolean;
  /** Why the field is of no use just now, as a sentence; null if it is of use. */
  readonly off?: (now: Circumstances) => string | null;
  /** What is shown while it is of no use; otherwise its value. */
  readonly offValue?: string;
}

type WordsOf<V> = [V] extends [string] ? FieldWords & { readonly choices: Labels<V> } : FieldWords;

/** Every setting has its words. */
type AllWords = {
  readonly [G in keyof Settings]: { readonly [N in keyof Settings[G]]: WordsOf<Settings[G][N]> };
};

const PLACE = {
  label: 'Place',
  choices: {
    beside: 'Beside the original',
    over: 'Over the original',
    replace: 'Replace, hide original',
  },
};

const MATTE = {
  label: 'Matte',
  help: 'What the network sees behind transparent parts. Transparency itself is kept.',
  shown: ({ transparent }: Circumstances) => transparent,
};

const WHERE = { everywhere: 'Everywhere', marked: 'Where painted', unmarked: 'Where not painted' };

const CELL = {
  label: 'Cell',
  unit: 'canvas pixels',
};

const fixedPalette = ({ settings }: Circumstances) =>
  settings.pixelize.palette === null ? null : 'This palette’s colors are fixed.';
const notZip = ({ settings, readOnly }: Circumstances) =>
  readOnly || settings.batch.deliver === 'zip' ? null : 'Only ZIP files have this.';

/** The words of every field, by group and name of the setting. */
export const WORDS = {
  pixelize: {
    size: { label: 'Art pixels' },
    longest: { label: 'Longest side' },
    cell: { ...CELL, help: 'Canvas pixels that become one art pixel.' },
    snap: {
      label: 'Snap to grid',
      help: 'Moves straight edges onto the art’s grid, so that strokes, bars and letters come out even.',
      choices: { on: 'On', off: 'Off' },
      segments: true,
      off: ({ settings: { pixelize } }) =>
        pixelize.method !== 'cascade'
          ? 'Only Pixel Cascade’s own method snaps.'
          : pixelize.tile
            ? 'The edges of a tile stay where they are.'
            : null,
      offValue: 'off',
    },
    scale: {
      label: 'Detail',
      help: 'Fine keeps more detail; bold draws larger shapes, as it looks at more of the layer for every art pixel.',
      choices: { '1/4': 'Fine', '3/16': 'Medium', '1/8': 'Bold' },
      segments: true,
    },
    voting: {
      label: 'Voting',
      help: 'Which pixels of the network’s picture decide an art pixel’s color.',
      choices: {
        grid: 'Along the network’s grid',
        '1/6': 'Blocks of 6 pixels',
        '1/8': 'Blocks of 8 pixels',
      },
      off: ({ settings }) =>
        settings.pixelize.method === 'cascade' ? null : 'Only Pixel Cascade’s own method votes.',
    },
    colors: {
      label: 'Colors',
      help: 'The most colors of a palette that is made from the layer.',
      slider: 64,
      off: fixedPalette,
    },
    gamut: {
      label: 'Machine',
      help: 'The colors that a palette made from the layer may have.',
      choices: { any: 'Any colors', 'mega-drive': 'Mega Drive’s 512', amiga: 'Amiga’s 4096' },
      off: fixedPalette,
      offValue: 'any',
    },
    quantizer: {
      label: 'Quantizer',
      help: 'How a palette is made from the layer.',
      choices: {
        source: 'Colors of the picture',
        kmeans: 'k-means (OKLab)',
        wuquant: 'Wu',
        rgbquant: 'RGBQuant',
        neuquant: 'NeuQuant',
      },
      off: fixedPalette,
    },
    palette: { label: 'Palette' },
    pin: { label: 'Pinned', help: 'Colors that the palette has exactly, as a list such as #1F294A, #FFF.' },
    exclude: { label: 'Excluded', help: 'Colors that are never drawn, as a list.' },
    guide: { label: 'Guide' },
    dither: {
      label: 'Dithering',
      choices: {
        none: 'None',
        bayer2: 'Bayer 2 × 2',
        bayer4: 'Bayer 4 × 4',
        bayer8: 'Bayer 8 × 8',
        'floyd-steinberg': 'Floyd–Steinberg',
        atkinson: 'Atkinson',
        stucki: 'Stucki',
        jarvis: 'Jarvis',
        burkes: 'Burkes',
        sierra: 'Sierra',
        'sierra-lite': 'Sierra Lite',
      },
    },
    ditherStrength: {
      label: 'Strength',
      unit: '%',
      slider: 100,
      shown: ({ settings }) => settings.pixelize.dither !== 'none',
    },
    ditherWhere: {
      label: 'Dither where',
      choices: WHERE,
      shown: ({ settings: { pixelize } }) => pixelize.dither !== 'none' && pixelize.guide !== null,
    },
    tidyWhere: {
      label: 'Tidy where',
      choices: WHERE,
      shown: ({ settings: { pixelize } }) => pixelize.tidy === 'on' && pixelize.guide !== null,
    },
    tidy: {
      label: 'Tidy up',
      help: 'Clears stray pixels and nearly equal neighbours. Dithered art is left alone.',
      choices: { on: 'On', off: 'Off' },
      segments: true,
      off: ({ settings }) => (settings.pixelize.dither === 'none' ? null : 'Dithered art is left alone.'),
    },
    brightness: {
      label: 'Brightness',
      help: 'Lighter or darker middle tones, before the layer is drawn.',
      slider: 100,
    },
    contrast: { label: 'Contrast', help: 'About the middle, before the layer is drawn.', slider: 100 },
    saturation: { label: 'Saturation', help: 'Before the layer is drawn; -100 is grey.', slider: 100 },
    outline: {
      label: 'Outline',
      help: 'One art pixel, around what is opaque or as its own border.',
      choices: { none: 'None', outside: 'Outside', inside: 'Inside' },
      segments: true,
      off: ({ transparent }) =>
        transparent ? null : 'Nothing of the layer is transparent, so there is nothing to outline.',
      offValue: 'none',
    },
    outlineColor: {
      label: 'Outline color',
      shown: ({ settings, transparent }) => transparent && settings.pixelize.outline !== 'none',
    },
    tile: {
      label: 'Seamless tile',
      help: 'The layer repeats without a seam, and so does the art.',
    },
    matte: MATTE,
    alpha: {
      label: 'Alpha threshold',
      help: 'What is fainter than this share of the layer’s most opaque part becomes transparent. The layer’s own opacity goes onto the art.',
      unit: '%',
    },
    seed: { label: 'Seed', help: 'Another seed may find another palette.' },
    method: {
      label: 'Method',
      help: 'Other methods to compare with.',
      choices: {
        cascade: 'Pixel Cascade',
        subsampling: 'Subsampling',
        bilinear: 'Bilinear',
        bicubic: 'Bicubic',
        lanczos: 'Lanczos',
        perceptual: 'Perceptual (2015)',
        dpid: 'DPID (2016)',
        'content-adaptive': 'Content-adaptive (2013)',
        'content-adaptive-pixel': 'Content-adaptive, pixel art',
        abstraction: 'Image abstraction (2012)',
        vote: 'Majority vote',
      },
    },
    place: PLACE,
    output: {
      label: 'Kind',
      help: 'One crisp image, or a vector layer for every color.',
      choices: { image: 'Image', vectors: 'Vectors' },
      segments: true,
    },
    zoom: {
      label: 'Enlarge',
      help: 'Canvas pixels of an art pixel. Automatic comes as close to the layer’s size as a whole number can.',
      placeholder: 'Automatic',
      unit: '× each art pixel',
    },
    fit: {
      label: 'Fit',
      help: 'To a whole number of canvas pixels for each art pixel, or to exactly the layer’s size by fractions of them.',
      choices: { whole: 'Whole pixels', exact: 'Exactly' },
      segments: true,
      off: ({ settings: { pixelize } }) => {
        if (pixelize.output === 'image') return 'Images stay crisp by whole numbers only; vectors need none.';
        return pixelize.zoom === null ? null : 'The enlargement is set.';
      },
      offValue: 'whole',
    },
    bind: {
      label: 'Link colors',
      help: 'Paint styles or color variables made from the palette: changing one recolors the art.',
      choices: { none: 'None', styles: 'Paint styles', variables: 'Variables' },
      off: ({ settings }) =>
        settings.pixelize.output === 'vectors' ? null : 'Only the colors of vectors can be linked.',
      offValue: 'none',
    },
  },
  depixelize: {
    cell: {
      ...CELL,
      help: 'Layer pixels of an art pixel. Automatic finds it in the picture.',
      placeholder: 'Automatic',
    },
    zoom: {
      label: 'Enlarge',
      help: 'Pixels of the smooth picture for each art pixel, in steps of 4.',
      unit: '× each art pixel',
    },
    matte: MATTE,
    place: PLACE,
  },
  batch: {
    deliver: {
      label: 'Deliver to',
      choices: { zip: 'ZIP file', canvas: 'Canvas' },
      segments: true,
      off: ({ readOnly }) => (readOnly ? 'You can only view this file: nothing can be added to it.' : null),
      offValue: 'zip',
    },
    sharedPalette: {
      label: 'One palette for all the layers',
      help: 'The colors are chosen once, over all of them.',
    },
    exportZoom: {
      label: 'Enlarged',
      help: 'The ZIP file holds every picture at 1×, and once more enlarged so many times.',
      unit: (value) => (value === 1 ? '1× only' : `1× and ${value}×`),
      off: notZip,
    },
    sheet: {
      label: 'Sprite sheet',
      help: 'All the pictures in one, with a file for game engines that says where each one is.',
      choices: { none: 'None', hash: 'Aseprite JSON, hash', array: 'Aseprite JSON, array' },
      off: notZip,
    },
  },
  animate: {
    order: {
      label: 'Order',
      help: 'Selected layers are frames, by the numbers in their names, or by lines from the left.',
      choices: { names: 'Names', places: 'Places' },
      segments: true,
    },
    fps: {
      label: 'Frame rate',
      help: 'The same time for every frame. A GIF’s own times are kept; layers are shown for 100 ms each.',
      placeholder: 'Own times',
      unit: 'a second',
    },
    play: {
      label: 'Play',
      help: 'In a loop the last frame is made to fit the first.',
      choices: { loop: 'In a loop', once: 'Once' },
      segments: true,
    },
    deliver: {
      label: 'Kind',
      choices: {
        row: 'Row of frames',
        stack: 'Stacked layers',
        gif: 'GIF as image fill',
        file: 'GIF file',
      },
      off: ({ readOnly }) => (readOnly ? 'You can only view this file: nothing can be added to it.' : null),
      offValue: 'file',
    },
  },
  run: {
    provider: {
      label: 'Run on',
      help: 'Where the networks run. Automatic takes WebGPU where there is one.',
      choices: { auto: 'Automatic', webgpu: 'WebGPU', wasm: 'WASM (processor)' },
    },
  },
} as const satisfies AllWords;
