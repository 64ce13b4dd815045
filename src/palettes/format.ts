import { invalid, Words } from '../core/errors.ts';
import type { Rgba } from '../core/image.ts';

/** A palette file format. One file a format; `readPalette` tells them apart by `matches`. */
export interface PaletteFormat {
  readonly name: string;
  /** Usual file name endings, with the dot. */
  readonly extensions: readonly string[];
  /** Whether the bytes are of this format, judged by them, and by the file's name where they do not tell. */
  matches(bytes: Uint8Array, name: string): boolean;
  /** The file's colours in its order. Throws a UserError where the file breaks its format. */
  read(bytes: Uint8Array, name: string, warn: Warn): Rgba[];
}

/** Is told what is wrong or doubtful in a file that is read all the same. */
export type Warn = (message: string) => void;

/** Whether the bytes begin with a text, a byte a character. */
export const startsWith = (bytes: Uint8Array, text: string): boolean =>
  [...text].every((character, i) => bytes[i] === character.charCodeAt(0));

/**
 * The file's lines without byte order mark and outer blanks: of UTF-16 where its mark says so, as Windows' shells write, and
 * else as Latin-1 text, since colours are ASCII in every format.
 */
export function linesOf(bytes: Uint8Array): string[] {
  const begins = (...mark: readonly number[]) => mark.every((byte, i) => bytes[i] === byte);
  const little = begins(0xff, 0xfe);
  const wide = little || begins(0xfe, 0xff);
  let text = '';
  for (
    let i = wide ? 2 : begins(0xef, 0xbb, 0xbf) ? 3 : 0;
    i + Number(wide) < bytes.length;
    i += wide ? 2 : 1
  ) {
    const code = wide ? bytes[i + (little ? 1 : 0)] * 256 + bytes[i + (little ? 0 : 1)] : bytes[i];
    text += String.fromCharCode(code);
  }
  return text.split(/\r\n|\r|\n/).map((line) => line.trim());
}

/** Three channel texts as an opaque colour. Throws a UserError naming the file's line. */
export function colourOf(name: string, line: number, channels: readonly string[]): Rgba {
  const [r, g, b] = channels.map((c) => (/^\d{1,3}$/.test(c) ? Number(c) : Number.NaN));
  if (!(r <= 255 && g <= 255 && b <= 255)) {
    throw invalid(`${name}, line ${line}`, 'three numbers 0..255', new Words(`"${channels.join(' ')}"`));
  }
  return [r, g, b, 255];
}
