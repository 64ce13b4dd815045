import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { PRESETS } from '../../src/core/presets.ts';
import { readPalette } from '../../src/palettes/read.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readPalette(bytes(text), 'file').map((c) => c.slice(0, 3).join());

describe('palette files', () => {
  it.each([
    ['HEX', '0f380f\n306230\r\n\n#FFAA00\n'],
    ['HEX with a byte order mark', '\ufeff0f380f\n306230\nffaa00'],
    ['GPL', 'GIMP Palette\nName: Été\nColumns: 4\n# note\n 15  56  15\tdark\n48 98 48\n255 170   0 gold\n'],
    ['JASC-PAL', 'JASC-PAL\r\n0100\r\n3\r\n15 56 15\r\n48 98 48\r\n255 170 0\r\n'],
  ])('reads %s', (_, text) => {
    expect(read(text)).toEqual(['15,56,15', '48,98,48', '255,170,0']);
  });

  it('keeps the order and leaves repeats out', () => {
    expect(read('ffffff\n000000\nffffff')).toEqual(['255,255,255', '0,0,0']);
  });

  it.each([
    ['no format', 'hello', /file: expected a palette file of a known format: .*GPL.*received 5 other bytes/],
    ['nothing', '', /received 0 other bytes/],
    ['a bad HEX line', '000000\nnope', /file, line 2: expected six hexadecimal digits, received "nope"/],
    ['a bad GPL channel', 'GIMP Palette\n1 2 300 x', /file, line 2: expected three numbers 0\.\.255/],
    ['a short GPL line', 'GIMP Palette\n1 2', /file, line 2/],
    ['a GPL file without colours', 'GIMP Palette\nName: x', /expected 1 to 256 colours, received 0/],
    [
      'a JASC count that is wrong',
      'JASC-PAL\n0100\n3\n1 2 3\n',
      /expected 3 colours as line 3 says, received 1/,
    ],
    [
      'too many colours',
      Array.from({ length: 257 }, (_, i) => i.toString(16).padStart(6, '0')).join('\n'),
      /received 257/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(UserError);
  });
});

it('has presets of distinct opaque colours', () => {
  const sizes = {
    mono: 2,
    gameboy: 4,
    cga: 4,
    'cga-16': 16,
    'zx-spectrum': 15,
    msx: 15,
    c64: 16,
    'pico-8': 16,
  };
  expect(PRESETS).toMatchObject(Object.fromEntries(Object.keys(sizes).map((k) => [k, expect.anything()])));
  for (const [name, colours] of Object.entries(PRESETS)) {
    expect(new Set(colours.map(String)).size, name).toBe(colours.length);
    expect(
      colours.every((c) => c.length === 4 && c[3] === 255),
      name,
    ).toBe(true);
  }
  for (const [name, size] of Object.entries(sizes)) expect(PRESETS[name].length, name).toBe(size);
});
