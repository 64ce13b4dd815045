import { colourOf, linesOf, type PaletteFormat } from './format.ts';

/**
 * GIMP's palette file: "GIMP Palette", header lines, then "R G B name". Comments start with #. Aseprite's has a header
 * "Channels: RGBA" and then "R G B A name"; fully transparent colours are left out.
 */
export const GPL: PaletteFormat = {
  name: 'GPL',
  extensions: ['.gpl'],
  matches: (bytes) => linesOf(bytes.subarray(0, 64))[0] === 'GIMP Palette',
  read: (bytes, name) => {
    const lines = linesOf(bytes);
    const hasAlpha = lines.some((line) => /^Channels:\s*RGBA$/i.test(line));
    return lines.flatMap((line, i) => {
      if (i === 0 || line === '' || line.startsWith('#') || /^[A-Za-z]+:/.test(line)) return [];
      const channels = line.split(/\s+/);
      if (hasAlpha && channels[3] === '0') return [];
      return [colourOf(name, i + 1, channels.slice(0, 3))];
    });
  },
};
