import { colourOf, linesOf, type PaletteFormat } from './format.ts';

/** GIMP's palette file: "GIMP Palette", header lines, then "R G B name". Comments start with #. */
export const GPL: PaletteFormat = {
  name: 'GPL',
  extensions: ['.gpl'],
  matches: (bytes) => linesOf(bytes.subarray(0, 64))[0] === 'GIMP Palette',
  read: (bytes, name) =>
    linesOf(bytes).flatMap((line, i) => {
      if (i === 0 || line === '' || line.startsWith('#') || /^(Name|Columns):/.test(line)) return [];
      return [colourOf(name, i + 1, line.split(/\s+/).slice(0, 3))];
    }),
};
