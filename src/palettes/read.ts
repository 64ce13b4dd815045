import { invalid, printable, Words } from '../core/errors.ts';
import type { Rgba } from '../core/image.ts';
import { MOST_COLOURS, withoutRepeats } from '../core/palette.ts';
import { ACT } from './act.ts';
import { ASE } from './ase.ts';
import { ASEPRITE } from './aseprite.ts';
import type { PaletteFormat, Warn } from './format.ts';
import { GPL } from './gpl.ts';
import { HEX } from './hex.ts';
import { JASC } from './jasc.ts';
import { PAINT_NET } from './paintnet.ts';
import { PNG } from './png.ts';
import { RIFF } from './riff.ts';

/** Every format that can be read; those with the surest marks are asked first, ACT, which has none, last. */
const PALETTE_FORMATS: readonly PaletteFormat[] = [PNG, RIFF, ASE, ASEPRITE, GPL, JASC, HEX, PAINT_NET, ACT];

/** The most bytes of a palette file; one of 256 colours has a few thousand, with notes and names a few more. */
const MOST_BYTES = 4 * 2 ** 20;

/**
 * Throws a UserError if a file has more bytes than a palette can have: to be asked before it is read, where that is known.
 * @param name as for `readPalette`
 */
export function checkPaletteBytes(bytes: number, name: string): void {
  if (bytes <= MOST_BYTES) return;
  // Rounded up, so that it is never told to be as large as it may be.
  const received = new Words(`${Math.ceil((bytes / 2 ** 20) * 10) / 10} MB`);
  throw invalid(name, `a palette file of at most ${MOST_BYTES / 2 ** 20} MB`, received);
}

/**
 * A palette file's colours, in the file's order without repeats; the format is told by the bytes, and by the name where they
 * leave it open (ACT; eight hexadecimal digits).
 * @param warn is told what is wrong or doubtful in a file that is read all the same
 *
 * Throws a UserError (name, expected, received) if the file is too large, no format fits, a line is wrong, or the count is
 * not 1..256.
 */
export function readPalette(bytes: Uint8Array, name: string, warn: Warn = () => undefined): Rgba[] {
  checkPaletteBytes(bytes.length, name);
  const format = PALETTE_FORMATS.find((f) => f.matches(bytes, name));
  if (format === undefined) {
    const known = PALETTE_FORMATS.map((f) => `${f.name} (${f.extensions.join(', ')})`).join(', ');
    throw invalid(
      name,
      `a palette file of a known format: ${known}`,
      new Words(`${bytes.length} other bytes`),
    );
  }
  const colours = withoutRepeats(format.read(bytes, name, (message) => warn(printable(message))));
  if (colours.length < 1 || colours.length > MOST_COLOURS) {
    throw invalid(name, `1 to ${MOST_COLOURS} colours`, new Words(`${colours.length}`));
  }
  return colours;
}
