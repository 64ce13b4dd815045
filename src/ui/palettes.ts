import type { Rgba } from '../core/image.ts';
import { MOST_COLOURS, withoutRepeats } from '../core/palette.ts';
import { PRESETS } from '../core/presets.ts';
import type { DocumentPalette, NamedPalette } from '../messages.ts';

/** Presets that pixel artists made; the others are machines'. */
const BY_ARTISTS: readonly string[] = [
  'db16',
  'db32',
  'sweetie-16',
  'endesga-32',
  'endesga-64',
  'resurrect-64',
  'pico-8',
];

const NAMES: Readonly<Record<string, string>> = {
  db16: 'DB16',
  db32: 'DB32',
  'sweetie-16': 'Sweetie 16',
  'endesga-32': 'Endesga 32',
  'endesga-64': 'Endesga 64',
  'resurrect-64': 'Resurrect 64',
  'master-system': 'Master System',
  mono: 'Black and white',
  gameboy: 'Game Boy',
  'gameboy-pocket': 'Game Boy Pocket',
  cga: 'CGA, 4 colors',
  'cga-16': 'CGA, 16 colors',
  'zx-spectrum': 'ZX Spectrum',
  msx: 'MSX',
  c64: 'Commodore 64',
  'pico-8': 'PICO-8',
  nes: 'NES',
};

/** A preset palette's name as its users know it. */
const presetName = (name: string): string => NAMES[name] ?? name;

/** A palette that can be chosen. */
export interface PaletteChoice extends NamedPalette {
  readonly id: string;
  readonly group: 'document' | 'artists' | 'machines' | 'imported';
}

/**
 * All palettes that are offered. The document's are made fit for use: opaque, each colour once; those that are empty or
 * too large then are left out.
 */
export function paletteChoices(
  document: readonly DocumentPalette[],
  imported: readonly NamedPalette[],
): PaletteChoice[] {
  const opaque = ([r, g, b]: Rgba): Rgba => [r, g, b, 255];
  return [
    ...document
      .map(({ name, colours }, i) => ({
        id: `document ${i}`,
        group: 'document' as const,
        name,
        colours: withoutRepeats(colours.map(opaque)),
      }))
      .filter(({ colours }) => colours.length > 0 && colours.length <= MOST_COLOURS),
    ...imported.map((palette) => ({
      ...palette,
      id: `imported ${palette.name}`,
      group: 'imported' as const,
    })),
    ...Object.entries(PRESETS).map(([name, colours]) => ({
      id: `machine ${name}`,
      group: BY_ARTISTS.includes(name) ? ('artists' as const) : ('machines' as const),
      name: presetName(name),
      colours,
    })),
  ];
}

/** The choice with just these colours, if there is one. */
export function choiceOf(
  choices: readonly PaletteChoice[],
  palette: readonly Rgba[],
): PaletteChoice | undefined {
  const wanted = palette.join(' ');
  return choices.find(({ colours }) => colours.join(' ') === wanted);
}
