import { invalid } from '../core/errors.ts';
import { parseHex } from '../core/hex.ts';
import { linesOf, type PaletteFormat } from './format.ts';

const COLOUR = /^([0-9a-f]{2})([0-9a-f]{6})$/i;
const isComment = (line: string) => line === '' || line.startsWith(';');

/** paint.net's palette file: one AARRGGBB a line, comments start with ";". Fully transparent colours are left out. */
export const PAINT_NET: PaletteFormat = {
  name: 'paint.net TXT',
  extensions: ['.txt'],
  matches: (bytes) => COLOUR.test(linesOf(bytes.subarray(0, 65536)).find((line) => !isComment(line)) ?? ''),
  read: (bytes, name, warn) => {
    const lines = linesOf(bytes);
    if (!/\.txt$/i.test(name) && !lines.some((line) => line.startsWith(';'))) {
      warn('eight digits are read as AARRGGBB, alpha first, as paint.net writes them');
    }
    return lines.flatMap((line, i) => {
      if (isComment(line)) return [];
      const [, alpha, rgb] = COLOUR.exec(line) ?? [];
      const colour = rgb === undefined ? null : parseHex(rgb);
      if (colour === null) throw invalid(`${name}, line ${i + 1}`, 'eight hexadecimal digits', line);
      return alpha === '00' ? [] : [colour];
    });
  },
};
