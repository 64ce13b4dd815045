import { invalid } from '../core/errors.ts';
import { parseHex } from '../core/hex.ts';
import { linesOf, type PaletteFormat } from './format.ts';

const WITH_ALPHA = /^#?([0-9a-f]{6})([0-9a-f]{2})$/i;
const COMMENT = /^;.*$/;
/** A digit a channel, as in "#f80"; with alpha only behind a "#". */
const SHORT = /^(?:#?[0-9a-f]{3}|#[0-9a-f]{4})$/i;

/**
 * One colour a line, as Lospec writes it, or with alpha behind, RRGGBBAA, as other programs do; fully transparent
 * colours are left out. "#rgb" and "#rgba" stand for "#rrggbb" and "#rrggbbaa". paint.net writes alpha in front, in lines
 * that look the same: what is opaque that way and not this way is paint.net's, and so is what could be either unless the
 * file is called .hex or has a "#" in front. Comments start with ";".
 */
export const HEX: PaletteFormat = {
  name: 'HEX',
  extensions: ['.hex', '.txt'],
  matches: (bytes, name) => {
    const lines = coloursIn(bytes).filter((line) => line !== '');
    if (lines.length === 0) return false;
    if (parseHex(lines[0]) !== null) return true;
    // Eight digits below a comment are paint.net's.
    const noted = linesOf(bytes).some((line) => COMMENT.test(line));
    return !noted && WITH_ALPHA.test(lines[0]) && alphaIsLast(lines, name);
  },
  read: (bytes, name, warn) => {
    const lines = coloursIn(bytes);
    if (lines.some((line) => WITH_ALPHA.test(line))) {
      warn('eight digits are read as RRGGBBAA, red first and alpha last');
    }
    return lines.flatMap((line, i) => {
      if (line === '') return [];
      const [, rgb, alpha] = WITH_ALPHA.exec(line) ?? [];
      const colour = parseHex(rgb ?? line);
      if (colour === null)
        throw invalid(`${name}, line ${i + 1}`, 'three, six or eight hexadecimal digits', line);
      return alpha === '00' ? [] : [colour];
    });
  },
};

/** The lines of a file, short colours written out, comments empty. */
const coloursIn = (bytes: Uint8Array): string[] =>
  linesOf(bytes).map((line) =>
    SHORT.test(line) ? line.replace(/[0-9a-f]/gi, '$&$&') : line.replace(COMMENT, ''),
  );

function alphaIsLast(lines: readonly string[], name: string): boolean {
  if (lines[0].startsWith('#')) return true;
  const all = (opaque: RegExp) => lines.every((line) => opaque.test(line));
  const [last, first] = [all(/ff$/i), all(/^ff/i)];
  return last === first ? /\.hex$/i.test(name) : last;
}
