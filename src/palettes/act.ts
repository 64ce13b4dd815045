import type { PaletteFormat } from './format.ts';

const TABLE = 3 * 256;

/**
 * Adobe's colour table: 256 × R, G, B and, since Photoshop 4, two big-endian 16-bit numbers: how many colours count, and
 * which of them is transparent (0xffff: none), which is left out. It has no mark of its own, only its length, so the
 * file's name has to say it. Without the count all 256 entries are read, as other programs do, whatever pads them.
 */
export const ACT: PaletteFormat = {
  name: 'ACT',
  extensions: ['.act'],
  matches: ({ length }, name) => /\.act$/i.test(name) && (length === TABLE || length === TABLE + 4),
  read: (bytes, _name, warn) => {
    const tail = bytes.subarray(TABLE);
    const told = tail.length === 0 ? 256 : (tail[0] << 8) | tail[1];
    const count = told === 0 || told > 256 ? 256 : told;
    if (count !== told) warn(`it says that it has ${told} colours; the 256 that are there are read`);
    const transparent = tail.length === 0 ? 0xffff : (tail[2] << 8) | tail[3];
    const entries = [...Array(count).keys()].filter((i) => i !== transparent);
    return entries.map((i) => [bytes[i * 3], bytes[i * 3 + 1], bytes[i * 3 + 2], 255]);
  },
};
