import { invalid } from '../core/errors.ts';
import { parseHex } from '../core/hex.ts';
import { linesOf, type PaletteFormat } from './format.ts';

/** One colour a line, as Lospec writes it. */
export const HEX: PaletteFormat = {
  name: 'HEX',
  extensions: ['.hex', '.txt'],
  matches: (bytes) => {
    const first = linesOf(bytes.subarray(0, 4096)).find((line) => line !== '');
    return first !== undefined && parseHex(first) !== null;
  },
  read: (bytes, name) =>
    linesOf(bytes).flatMap((line, i) => {
      if (line === '') return [];
      const colour = parseHex(line);
      if (colour === null) throw invalid(`${name}, line ${i + 1}`, 'six hexadecimal digits', line);
      return [colour];
    }),
};
