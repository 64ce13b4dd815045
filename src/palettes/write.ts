import { strToU8 } from 'fflate';
import { hexOf } from '../core/hex.ts';
import type { Rgba } from '../core/image.ts';
import { encodeIndexedPng } from '../core/png.ts';

/** A palette file format that can be written; what is written reads back with `readPalette`. */
export interface PaletteWriter {
  readonly name: string;
  /** The file name's ending, with the dot. */
  readonly ending: string;
  /**
   * @param colours 1 to 256 opaque colours
   * @param title for formats that hold one
   */
  write(colours: readonly Rgba[], title: string): Uint8Array;
}

const HEX: PaletteWriter = {
  name: 'HEX',
  ending: '.hex',
  write: (colours) => strToU8(colours.map((colour) => `${hexOf(colour)}\n`).join('')),
};

const GPL: PaletteWriter = {
  name: 'GPL',
  ending: '.gpl',
  write: (colours, title) => {
    const lines = colours.map((colour) => {
      const [r, g, b] = colour.slice(0, 3).map((v) => String(v).padStart(3));
      return `${r} ${g} ${b}\t#${hexOf(colour)}\n`;
    });
    const name = title.replace(/\s+/g, ' ').trim() || 'Palette';
    return strToU8(
      `GIMP Palette\nName: ${name}\nColumns: ${Math.min(colours.length, 16)}\n#\n${lines.join('')}`,
    );
  },
};

const JASC: PaletteWriter = {
  name: 'JASC-PAL',
  ending: '.pal',
  write: (colours) =>
    strToU8(
      ['JASC-PAL', '0100', colours.length, ...colours.map(([r, g, b]) => `${r} ${g} ${b}`), ''].join('\r\n'),
    ),
};

/** With the count, which Photoshop 4 and later read; no entry is transparent. */
const ACT: PaletteWriter = {
  name: 'ACT',
  ending: '.act',
  write: (colours) => {
    const bytes = new Uint8Array(256 * 3 + 4);
    colours.forEach(([r, g, b], i) => {
      bytes.set([r, g, b], i * 3);
    });
    bytes.set([...big16(colours.length), ...big16(0xffff)], 256 * 3);
    return bytes;
  },
};

/** RGB swatches without groups, each named by its colour. */
const ASE: PaletteWriter = {
  name: 'Adobe ASE',
  ending: '.ase',
  write: (colours) => {
    const normal = 2;
    const blocks = colours.flatMap((colour) => {
      const name = `#${hexOf(colour)}\0`;
      const content = [
        ...big16(name.length),
        ...[...name].flatMap((character) => big16(character.charCodeAt(0))),
        ...strToU8('RGB '),
        ...colour.slice(0, 3).flatMap((v) => bigFloat(v / 255)),
        ...big16(normal),
      ];
      return [...big16(1), ...big32(content.length), ...content];
    });
    return Uint8Array.from([
      ...strToU8('ASEF'),
      ...big16(1),
      ...big16(0),
      ...big32(colours.length),
      ...blocks,
    ]);
  },
};

/** One pixel a colour, in one row. */
const STRIP: PaletteWriter = {
  name: 'PNG strip',
  ending: '.png',
  write: (palette) =>
    encodeIndexedPng({
      width: palette.length,
      height: 1,
      palette,
      indices: Uint8Array.from(palette.keys()),
    }),
};

/** Every format that can be written. */
export const PALETTE_WRITERS = { hex: HEX, gpl: GPL, jasc: JASC, act: ACT, ase: ASE, png: STRIP } as const;
export type PaletteFormatName = keyof typeof PALETTE_WRITERS;

const big16 = (value: number): number[] => [value >> 8, value & 255];
const big32 = (value: number): number[] => [...big16(value >>> 16), ...big16(value & 0xffff)];

function bigFloat(value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return [0, 1, 2, 3].map((i) => view.getUint8(i));
}
