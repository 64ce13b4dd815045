import { invalid, Words } from '../core/errors.ts';
import type { Rgba } from '../core/image.ts';
import { ByteReader } from './bytes.ts';
import type { PaletteFormat } from './format.ts';

const HEADER = 128;
const PALETTE = 0x2019;
/** Chunks of old versions, by the factor that brings their channels to 0..255. */
const OLD: Readonly<Record<number, number>> = { 4: 1, 17: 255 / 63 };

/**
 * Aseprite's own files, little-endian: a header of 128 bytes with 0xA5E0 at its fifth, then frames of chunks. Read is
 * the palette of the first frame that has one: chunk 0x2019, or the old 0x0004 and 0x0011 where that is missing. Fully
 * transparent entries are left out, the alpha of others is dropped.
 */
export const ASEPRITE: PaletteFormat = {
  name: 'Aseprite',
  extensions: ['.aseprite', '.ase'],
  matches: (bytes) => bytes[4] === 0xe0 && bytes[5] === 0xa5,
  read: (bytes, name) => {
    const file = new ByteReader(bytes, name, 'a whole Aseprite file', true);
    file.skip(6);
    const frames = file.u16();
    file.skipTo(HEADER);
    for (let frame = 0; frame < frames; frame++) {
      const colours = paletteOfFrame(file, name);
      if (colours.length > 0) return colours;
    }
    throw invalid(name, 'an Aseprite file with a palette', new Words('one without'));
  },
};

/** Palette entries by their number; chunks may leave some out. */
type Entries = Map<number, Rgba>;

/** The frame's palette, empty if it has none. Leaves the file at the next frame. */
function paletteOfFrame(file: ByteReader, name: string): Rgba[] {
  const end = file.at + file.u32();
  if (file.u16() !== 0xf1fa) {
    throw invalid(name, 'a whole Aseprite file', new Words('a damaged one'));
  }
  const few = file.u16();
  file.skip(4);
  const chunks = file.u32() || few;
  const entries: Entries = new Map();
  const old: Entries = new Map();
  for (let chunk = 0; chunk < chunks; chunk++) {
    const start = file.at;
    const length = file.u32();
    const type = file.u16();
    if (type === PALETTE) readEntries(file, entries);
    else if (type in OLD) readOldEntries(file, old, OLD[type]);
    file.skipTo(start + length);
  }
  file.skipTo(end);
  const inOrder = [...(entries.size > 0 ? entries : old)].sort(([i], [j]) => i - j);
  return inOrder.flatMap(([, [r, g, b, a]]) => (a === 0 ? [] : [[r, g, b, 255]]));
}

function readEntries(file: ByteReader, entries: Entries): void {
  file.skip(4);
  const first = file.u32();
  const last = file.u32();
  file.skip(8);
  for (let i = first; i <= last; i++) {
    const named = file.u16() & 1;
    entries.set(i, [file.u8(), file.u8(), file.u8(), file.u8()]);
    if (named) file.skip(file.u16());
  }
}

function readOldEntries(file: ByteReader, entries: Entries, factor: number): void {
  let i = 0;
  for (let packets = file.u16(); packets > 0; packets--) {
    i += file.u8();
    for (let count = file.u8() || 256; count > 0; count--) {
      const [r, g, b] = [file.u8(), file.u8(), file.u8()].map((v) => Math.min(255, Math.round(v * factor)));
      entries.set(i++, [r, g, b, 255]);
    }
  }
}
