import type { Settings } from '../core/settings.ts';

/** How the values of a choice are called. */
export type Labels<C extends string> = Readonly<Record<C, string>>;

type Pixelize = Settings['pixelize'];
type Batch = Settings['batch'];

/** Names of the choices, as their users know them; the specs' own values are the command line's. */
export const LABELS = {
  scale: { '1/4': 'Fine 1/4', '3/16': 'Medium 3/16', '1/8': 'Bold 1/8' } satisfies Labels<Pixelize['scale']>,
  voting: {
    grid: 'Along the network’s grid',
    '1/6': 'Blocks of 6 pixels',
    '1/8': 'Blocks of 8 pixels',
  } satisfies Labels<Pixelize['voting']>,
  quantizer: {
    source: 'Colors of the picture',
    kmeans: 'k-means (OKLab)',
    wuquant: 'Wu',
    rgbquant: 'RGBQuant',
    neuquant: 'NeuQuant',
  } satisfies Labels<Pixelize['quantizer']>,
  dither: {
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
  } satisfies Labels<Pixelize['dither']>,
  tidy: { on: 'On', off: 'Off' } satisfies Labels<Pixelize['tidy']>,
  method: {
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
  } satisfies Labels<Pixelize['method']>,
  place: {
    beside: 'Beside the original',
    over: 'Over the original',
    replace: 'Replace, hide original',
  } satisfies Labels<Pixelize['place']>,
  output: { image: 'Image', vectors: 'Vectors' } satisfies Labels<Pixelize['output']>,
  bind: { none: 'None', styles: 'Paint styles', variables: 'Variables' } satisfies Labels<Pixelize['bind']>,
  deliver: { zip: 'ZIP file', canvas: 'Canvas' } satisfies Labels<Batch['deliver']>,
  sheet: {
    none: 'None',
    hash: 'Aseprite JSON, hash',
    array: 'Aseprite JSON, array',
  } satisfies Labels<Batch['sheet']>,
  provider: {
    auto: 'Automatic',
    webgpu: 'WebGPU',
    wasm: 'WASM (processor)',
  } satisfies Labels<Settings['run']['provider']>,
};

/** Help that says more than the command line's own, for people who look at a panel. */
export const HELP = {
  scale:
    'Fine keeps more detail; bold draws larger shapes, as it looks at more of the layer for every art pixel.',
  matte: 'What the network sees behind transparent parts. Transparency itself is kept.',
  zoom: 'Canvas pixels of an art pixel. Automatic comes as close to the layer’s size as a whole number can.',
  colors: 'The most colours of a palette that is made from the layer.',
  cell: 'Canvas pixels that become one art pixel.',
  lock: 'Keep the layer’s aspect ratio',
} as const;

const MACHINES: Readonly<Record<string, string>> = {
  mono: 'Black and white',
  gameboy: 'Game Boy',
  'gameboy-pocket': 'Game Boy Pocket',
  cga: 'CGA, 4 colours',
  'cga-16': 'CGA, 16 colours',
  'zx-spectrum': 'ZX Spectrum',
  msx: 'MSX',
  c64: 'Commodore 64',
  'pico-8': 'PICO-8',
  nes: 'NES',
};

/** A preset palette's name as its users know it. */
export const presetName = (name: string): string => MACHINES[name] ?? name;
