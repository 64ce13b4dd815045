import { invalid, Words } from '../errors.ts';
import type { Rgba } from '../image.ts';
import type { PaletteFormat } from './format.ts';
import { GPL } from './gpl.ts';
import { HEX } from './hex.ts';
import { JASC } from './jasc.ts';

/** Every format that can be read. */
const PALETTE_FORMATS: readonly PaletteFormat[] = [GPL, JASC, HEX];

/** The most colours that a palette may have beside the transparent entry. */
export const MOST_COLOURS = 256;

/**
 * A palette file's colours, in the file's order without repeats; the format is told by the bytes, not the name.
 * Throws a UserError (name, expected, received) if no format fits, a line is wrong, or the count is not 1..256.
 */
export function readPalette(bytes: Uint8Array, name: string): Rgba[] {
  const format = PALETTE_FORMATS.find((f) => f.matches(bytes));
  if (format === undefined) {
    const known = PALETTE_FORMATS.map((f) => `${f.name} (${f.extensions.join(', ')})`).join(', ');
    throw invalid(
      name,
      `a palette file of a known format: ${known}`,
      new Words(`${bytes.length} other bytes`),
    );
  }
  const colours = withoutRepeats(format.read(bytes, name));
  if (colours.length < 1 || colours.length > MOST_COLOURS) {
    throw invalid(name, `1 to ${MOST_COLOURS} colours`, new Words(`${colours.length}`));
  }
  return colours;
}

/** The colours in their order, each once. */
export function withoutRepeats(colours: readonly Rgba[]): Rgba[] {
  return [...new Map(colours.map((c) => [c.join(), c])).values()];
}
