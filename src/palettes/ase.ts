import { byteOf } from '../core/colour.ts';
import { invalid } from '../core/errors.ts';
import type { Rgba } from '../core/image.ts';
import { ByteReader } from './bytes.ts';
import { type PaletteFormat, startsWith } from './format.ts';

const COLOUR = 0x0001;

/**
 * Adobe's swatches, big-endian: "ASEF", two version numbers, the count of blocks; then blocks of a type, a length and
 * their content. Groups and what we do not know are skipped; a colour is a name, a model and the model's floats.
 */
export const ASE: PaletteFormat = {
  name: 'Adobe ASE',
  extensions: ['.ase'],
  matches: (bytes) => startsWith(bytes, 'ASEF'),
  read: (bytes, name) => {
    const file = new ByteReader(bytes, name, 'a whole Adobe ASE file', false, 8);
    const colours: Rgba[] = [];
    for (let blocks = file.u32(); blocks > 0; blocks--) {
      const type = file.u16();
      const length = file.u32();
      const next = file.at + length;
      if (type === COLOUR) {
        // The name is UTF-16.
        file.skip(file.u16() * 2);
        colours.push(colourOfModel(file, name));
      }
      file.skipTo(next);
    }
    return colours;
  },
};

function colourOfModel(file: ByteReader, name: string): Rgba {
  const model = file.text(4);
  const channels = (count: number) => Array.from({ length: count }, () => file.f32());
  switch (model) {
    case 'RGB ':
      return opaque(channels(3));
    case 'Gray': {
      const [grey] = channels(1);
      return opaque([grey, grey, grey]);
    }
    case 'CMYK':
      return opaque(rgbOfCmyk(channels(4)));
    case 'LAB ':
      return rgbOfLab(channels(3));
    default:
      throw invalid(name, 'colours that are RGB, Gray, CMYK or LAB', model);
  }
}

/** Channels 0..1 as an opaque colour; what lies outside, or is no number, is brought inside. */
function opaque(rgb: readonly number[]): Rgba {
  const [r, g, b] = rgb.map((v) => (v > 0 ? Math.round(Math.min(v, 1) * 255) : 0));
  return [r, g, b, 255];
}

/** Inks 0..1 to RGB 0..1 by R = (1 − C)(1 − K): the inks' own profile is not in the file. */
const rgbOfCmyk = ([c, m, y, k]: readonly number[]): number[] => [c, m, y].map((ink) => (1 - ink) * (1 - k));

/** CIE 1976 L*a*b* under D50, as Adobe writes it: L over 100, a and b as they are. */
function rgbOfLab([l, a, b]: readonly number[]): Rgba {
  const fy = (l * 100 + 16) / 116;
  const [x, y, z] = [fy + a / 500, fy, fy - b / 200].map((f, i) => {
    const ratio = f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29);
    return ratio * [0.96422, 1, 0.82521][i];
  });
  // XYZ under D50 to linear sRGB, adapted to D65 by Bradford.
  return [
    byteOf(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
    byteOf(-0.9787684 * x + 1.9161415 * y + 0.033454 * z),
    byteOf(0.0719453 * x - 0.2289914 * y + 1.4052427 * z),
    255,
  ];
}
