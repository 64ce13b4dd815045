import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { PRESETS } from '../../src/core/presets.ts';
import { readPalette } from '../../src/palettes/read.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readPalette(bytes(text), 'file').map((c) => c.slice(0, 3).join());

it('repeats nothing of a file that would steer a terminal', () => {
  const broken = ['GIMP Palette\n1 2 \x1b[2J', '0f380f\n\x9b\x00x', 'ff0f380f\nff\x07'];
  for (const text of broken) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(() => read(text)).toThrow(/^[^\u0000-\u001f\u007f-\u009f]*\\x[0-9a-f]{2}[^\u0000-\u001f]*$/);
  }
});

it('warns without what would steer a terminal', () => {
  const warnings: string[] = [];
  readPalette(bytes('JASC-PAL\n0100\n1\x1b[2J\n1 2 3\n'), 'file', (warning) => warnings.push(warning));
  expect(warnings).toEqual(['line 3 says "1\\x1b[2J" colours; the 1 that are there are read']);
});

describe('palette files', () => {
  it.each([
    ['HEX', '0f380f\n306230\r\n\n#FFAA00\n'],
    ['HEX with a byte order mark', '\ufeff0f380f\n306230\nffaa00'],
    ['GPL', 'GIMP Palette\nName: Été\nColumns: 4\n# note\n 15  56  15\tdark\n48 98 48\n255 170   0 gold\n'],
    ['JASC-PAL', 'JASC-PAL\r\n0100\r\n3\r\n15 56 15\r\n48 98 48\r\n255 170 0\r\n'],
  ])('reads %s', (_, text) => {
    expect(read(text)).toEqual(['15,56,15', '48,98,48', '255,170,0']);
  });

  it.each(['0f380f\r\n#306230\r\nfa0', 'GIMP Palette\nName: 人Ċ\n15 56 15 Été\n48 98 48\n255 170 0'])(
    'reads %j in UTF-16, with the low byte first or last',
    (text) => {
      const codes = [...`\ufeff${text}\n`].map((c) => c.charCodeAt(0));
      for (const parts of [
        (code: number) => [code & 255, code >> 8],
        (code: number) => [code >> 8, code & 255],
      ]) {
        const file = Uint8Array.from(codes.flatMap(parts));
        expect(readPalette(file, 'file').map((c) => c.slice(0, 3).join())).toEqual([
          '15,56,15',
          '48,98,48',
          '255,170,0',
        ]);
      }
    },
  );

  it('reads Aseprite’s GPL with alpha, without what is fully transparent', () => {
    const head = 'GIMP Palette\nChannels: RGBA\n#\n';
    expect(
      read(`${head}  0   0   0   0 Transparent\n254  91  89 255\n  0   0   0 255\tBlack\n9 9 9 128 Half`),
    ).toEqual(['254,91,89', '0,0,0', '9,9,9']);
    expect(read('GIMP Palette\nVersion: 2\n1 2 3 0')).toEqual(['1,2,3']);
  });

  it.each(['3', '0', '', 'many'])('reads a JASC file whose count is "%s" as far as it goes', (count) => {
    const warnings: string[] = [];
    const file = bytes(`JASC-PAL\r\n0100\r\n${count}\r\n1 2 3\r\n4 5 6\r\n`);
    const colours = readPalette(file, 'file', (text) => warnings.push(text));
    expect(colours.map((c) => c.slice(0, 3).join())).toEqual(['1,2,3', '4,5,6']);
    expect(warnings).toEqual([`line 3 says "${count}" colours; the 2 that are there are read`]);
  });

  it('says how eight digits are read', () => {
    const told = (name: string, text: string) => {
      const warnings: string[] = [];
      const colours = readPalette(bytes(text), name, (warning) => warnings.push(warning));
      return [
        ...colours.map((c) => c.slice(0, 3).join()),
        ...warnings.map((w) => /RRGGBBAA|AARRGGBB/.exec(w)?.[0]),
      ];
    };
    expect(told('a.hex', 'ff0000ff\n0000ffff')).toEqual(['255,0,0', '0,0,255', 'RRGGBBAA']);
    expect(told('a.txt', '#010203ff\n01020300\n04050680')).toEqual(['1,2,3', '4,5,6', 'RRGGBBAA']);
    expect(told('a.txt', '102030ff\n405060ff')).toEqual(['16,32,48', '64,80,96', 'RRGGBBAA']);
    expect(told('a.hex', 'ff102030\nff405060')).toEqual(['16,32,48', '64,80,96', 'AARRGGBB']);
    // Nothing tells: paint.net's where the name is its own.
    expect(told('a.txt', 'ff0000ff')).toEqual(['0,0,255']);
    expect(told('a.hex', 'ff0000ff')).toEqual(['255,0,0', 'RRGGBBAA']);
    expect(told('a.hex', '102030\n405060')).toEqual(['16,32,48', '64,80,96']);
  });

  it('reads a digit a channel as two', () => {
    expect(read('#00f\n#F80\n\n102030')).toEqual(['0,0,255', '255,136,0', '16,32,48']);
    expect(read('abc\nfff')).toEqual(['170,187,204', '255,255,255']);
    expect(read('#00ff\n#0f00\n#f008')).toEqual(['0,0,255', '255,0,0']);
    expect(() => read('#00f\n#12')).toThrow(/line 2: expected three, six or eight/);
  });

  it('passes over comments, which eight digits below are paint.net’s by', () => {
    expect(read('; by hand\nff0000\n;\n#0f0')).toEqual(['255,0,0', '0,255,0']);
    expect(read(';\nff0000ff')).toEqual(['0,0,255']);
  });

  it('keeps the order and leaves repeats out', () => {
    expect(read('ffffff\n000000\nffffff')).toEqual(['255,255,255', '0,0,0']);
  });

  it.each([
    ['no format', 'hello', /file: expected a palette file of a known format: .*GPL.*received 5 other bytes/],
    ['nothing', '', /received 0 other bytes/],
    [
      'a bad HEX line',
      '000000\nnope',
      /file, line 2: expected three, six or eight hexadecimal digits, received "nope"/,
    ],
    ['a bad GPL channel', 'GIMP Palette\n1 2 300 x', /file, line 2: expected three numbers 0\.\.255/],
    ['a short GPL line', 'GIMP Palette\n1 2', /file, line 2/],
    ['a GPL file without colours', 'GIMP Palette\nName: x', /expected 1 to 256 colours, received 0/],
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
    db16: 16,
    db32: 32,
    'sweetie-16': 16,
    'endesga-32': 32,
    'endesga-64': 64,
    'resurrect-64': 64,
    'master-system': 64,
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
