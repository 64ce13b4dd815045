import { invalid, Words } from '../core/errors.ts';
import { type PaletteFormat, startsWith } from './format.ts';

/**
 * Microsoft's palette in a RIFF file, little-endian: "RIFF", a size, "PAL ", then chunks of a name, a size and content;
 * "data" holds a version, the count, and R, G, B and flags of each colour.
 */
export const RIFF: PaletteFormat = {
  name: 'RIFF palette',
  extensions: ['.pal'],
  matches: (bytes) => startsWith(bytes, 'RIFF') && startsWith(bytes.subarray(8), 'PAL '),
  read: (bytes, name, warn) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 12; at + 12 <= bytes.length; ) {
      const size = view.getUint32(at + 4, true);
      if (startsWith(bytes.subarray(at), 'data')) {
        const told = view.getUint16(at + 10, true);
        const count = Math.min(told, (Math.min(at + 8 + size, bytes.length) - at - 12) >> 2);
        if (count < told) warn(`it says that it has ${told} colours; the ${count} that are there are read`);
        return Array.from({ length: count }, (_, i) => {
          const [r, g, b] = bytes.subarray(at + 12 + i * 4);
          return [r, g, b, 255];
        });
      }
      // Chunks start at even places.
      at += 8 + size + (size & 1);
    }
    throw invalid(name, 'a RIFF palette with colours', new Words('one without'));
  },
};
