import { colourOf, linesOf, type PaletteFormat } from './format.ts';

/** Paint Shop Pro's palette file: "JASC-PAL", a version, the count, then "R G B" (some writers add an alpha). */
export const JASC: PaletteFormat = {
  name: 'JASC-PAL',
  extensions: ['.pal'],
  matches: (bytes) => linesOf(bytes.subarray(0, 64))[0] === 'JASC-PAL',
  read: (bytes, name, warn) => {
    const lines = linesOf(bytes);
    const count = Number(lines[2]);
    const colours = lines
      .map((line, i) => ({ line, i }))
      .slice(3)
      .filter(({ line }) => line !== '')
      .map(({ line, i }) => colourOf(name, i + 1, line.split(/\s+/).slice(0, 3)));
    if (colours.length !== count) {
      warn(`line 3 says "${lines[2] ?? ''}" colours; the ${colours.length} that are there are read`);
    }
    return colours;
  },
};
