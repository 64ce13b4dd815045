import { converter } from 'culori';
import fc from 'fast-check';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { checkPaletteBytes, readPalette } from '../../src/palettes/read.ts';
import { PRIMARIES, screenProfile } from '../support/icc.ts';
import { badChunk, chunk, iccChunk, pngOf } from '../support/png.ts';

/** The colours of a file as "r,g,b"; every one is opaque. */
function read(bytes: Uint8Array, name = 'file', warnings: string[] = []): string[] {
  const colours = readPalette(bytes, name, (text) => warnings.push(text));
  expect(colours.every((c) => c.length === 4 && c[3] === 255)).toBe(true);
  return colours.map((c) => c.slice(0, 3).join());
}
const refusal = (bytes: Uint8Array): string => {
  try {
    readPalette(bytes, 'file');
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('read without an error');
};

const text = (value: string) => new TextEncoder().encode(value);
const bytesOf = (...parts: (number[] | Uint8Array)[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const big = (bytes: number, value: number) =>
  Array.from({ length: bytes }, (_, i) => (value / 2 ** (8 * (bytes - 1 - i))) & 255);
const little = (bytes: number, value: number) => big(bytes, value).reverse();

const THREE = ['15,56,15', '48,98,48', '255,170,0'];
const THREE_BYTES = [15, 56, 15, 48, 98, 48, 255, 170, 0];

describe('ACT', () => {
  const table = (...colours: number[]) => bytesOf(colours, new Uint8Array(768 - colours.length));

  it('reads all 256 entries where nothing says how many', () => {
    expect(read(table(...THREE_BYTES), 'a.ACT')).toEqual([...THREE, '0,0,0']);
  });
  it('reads as many as the file says, without the transparent one', () => {
    expect(read(bytesOf(table(...THREE_BYTES), [0, 3, 255, 255]), 'a.act')).toEqual(THREE);
    expect(read(bytesOf(table(...THREE_BYTES), [0, 3, 0, 1]), 'a.act')).toEqual([THREE[0], THREE[2]]);
    // A count that says nothing.
    for (const count of [
      [0, 0],
      [2, 0],
    ])
      expect(read(bytesOf(table(...THREE_BYTES), [...count, 255, 255]), 'a.act')).toEqual([
        ...THREE,
        '0,0,0',
      ]);
  });
  it('is read by its name alone: any file may be as long', () => {
    for (const length of [768, 772]) {
      expect(refusal(new Uint8Array(length))).toMatch(
        /expected a palette file of a known format.*ACT \(\.act\)/,
      );
    }
  });
  it('is no HEX file that happens to be as long', () => {
    const lines = text('0f380f\r\n306230\r\n'.repeat(48));
    expect(lines.length).toBe(768);
    expect(read(lines)).toEqual(THREE.slice(0, 2));
  });
});

describe('RIFF palettes', () => {
  const entries = [15, 56, 15, 0, 48, 98, 48, 0, 255, 170, 0, 0];
  const chunk = (name: string, ...content: number[]) => [
    ...text(name),
    ...little(4, content.length),
    ...content,
  ];
  const data = (count: number) => chunk('data', 0, 3, ...little(2, count), ...entries);
  const riff = (...chunks: number[][]) =>
    bytesOf(text('RIFF'), little(4, 4 + chunks.flat().length), text('PAL '), ...chunks);

  it('are read, other chunks passed over', () => {
    const warnings: string[] = [];
    expect(read(riff(data(3)), 'file', warnings)).toEqual(THREE);
    expect(read(riff([...chunk('LIST', 1, 2, 3), 0], data(3)), 'file', warnings)).toEqual(THREE);
    expect(warnings).toEqual([]);
  });
  it('of as many bytes as a raw table has are no raw table', () => {
    const file = riff(
      chunk('data', 0, 3, ...little(2, 186), ...Array.from({ length: 744 }, (_, i) => i >> 2)),
    );
    expect(file.length).toBe(768);
    for (const name of ['a.pal', 'a.act']) expect(read(file, name)).toHaveLength(186);
  });
  it('that say a wrong count are read as far as they go', () => {
    const warnings: string[] = [];
    expect(read(riff(data(9)), 'file', warnings)).toEqual(THREE);
    expect(warnings).toEqual(['it says that it has 9 colours; the 3 that are there are read']);
    expect(refusal(riff())).toMatch(/expected a RIFF palette with colours, received one without/);
  });
});

describe('Adobe ASE', () => {
  const float = (value: number) => [...new Uint8Array(new Float32Array([value]).buffer)].reverse();
  const block = (type: number, content: number[]) => [...big(2, type), ...big(4, content.length), ...content];
  const utf16 = (name: string) => [...`${name}\0`].flatMap((c) => big(2, c.charCodeAt(0)));
  const colour = (model: string, ...channels: number[]) => {
    const name = utf16('Été');
    return block(1, [
      ...big(2, name.length / 2),
      ...name,
      ...text(model),
      ...channels.flatMap(float),
      ...big(2, 2),
    ]);
  };
  const ase = (...blocks: number[][]) =>
    bytesOf(text('ASEF'), big(2, 1), big(2, 0), big(4, blocks.length), ...blocks);

  it('reads RGB, Gray and CMYK, and skips groups', () => {
    const group = [...big(2, 6), ...utf16('Group')];
    const file = ase(
      block(0xc001, group),
      colour('RGB ', 15 / 255, 56 / 255, 15 / 255),
      colour('Gray', 0.5),
      block(0xc002, []),
      colour('CMYK', 0, 0.5, 1, 0),
      colour('CMYK', 0, 0, 0, 1),
      colour('RGB ', 2, -1, Number.NaN),
    );
    expect(read(file)).toEqual([THREE[0], '128,128,128', '255,128,0', '0,0,0', '255,0,0']);
  });

  it('reads LAB as colour science does', () => {
    const toRgb = converter('rgb');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: -128, max: 127 }),
        fc.integer({ min: -128, max: 127 }),
        (l, a, b) => {
          const [got] = read(ase(colour('LAB ', l / 100, a, b)));
          const rgb = toRgb({ mode: 'lab', l, a, b });
          const want = [rgb.r, rgb.g, rgb.b].map((v) => Math.min(255, Math.max(0, v * 255)));
          got.split(',').forEach((v, i) => {
            expect(Math.abs(Number(v) - want[i])).toBeLessThan(1);
          });
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });

  it('refuses what it cannot know', () => {
    expect(refusal(ase(colour('HSB ', 0, 0, 0)))).toBe(
      'file: expected colours that are RGB, Gray, CMYK or LAB, received "HSB "',
    );
    expect(refusal(ase())).toBe('file: expected 1 to 256 colours, received 0');
    const backwards = ase(colour('RGB ', 0, 0, 0));
    backwards.set(big(4, 3), 14);
    expect(refusal(backwards)).toBe('file: expected a whole Adobe ASE file, received a damaged one');
  });
});

describe('Aseprite', () => {
  const chunk = (type: number, content: number[]) => [
    ...little(4, content.length + 6),
    ...little(2, type),
    ...content,
  ];
  const frame = (...chunks: number[][]) => {
    const content = chunks.flat();
    return [
      ...little(4, content.length + 16),
      ...little(2, 0xf1fa),
      ...little(2, chunks.length),
      ...little(2, 100),
      0,
      0,
      ...little(4, chunks.length),
      ...content,
    ];
  };
  const aseprite = (...frames: number[][]) => {
    const body = frames.flat();
    const head = [...little(4, body.length + 128), ...little(2, 0xa5e0), ...little(2, frames.length)];
    return bytesOf(head, new Uint8Array(128 - head.length), body);
  };
  const palette = (first: number, ...colours: number[][]) =>
    chunk(0x2019, [
      ...little(4, first + colours.length),
      ...little(4, first),
      ...little(4, first + colours.length - 1),
      ...new Array(8).fill(0),
      ...colours.flatMap(([r, g, b, a, ...name]) => [
        ...little(2, name.length > 0 ? 1 : 0),
        ...[r, g, b, a],
        ...(name.length > 0 ? [...little(2, name.length), ...name] : []),
      ]),
    ]);
  const old = chunk(0x0004, [...little(2, 2), 0, 1, 9, 9, 9, 1, 2, 1, 2, 3, 4, 5, 6]);

  it('reads the first palette, past other chunks and entry names', () => {
    const file = aseprite(frame(chunk(0x2007, [1, 2, 3]), old), frame(old, palette(0, [1, 1, 1, 255])));
    expect(read(file)).toEqual(['9,9,9', '1,2,3', '4,5,6']);
    const named = palette(0, [0, 0, 0, 0], [15, 56, 15, 255, 65, 66], [48, 98, 48, 128]);
    const more = palette(3, [255, 170, 0, 255]);
    const other = frame(palette(0, [7, 7, 7, 255]));
    expect(read(aseprite(frame(), frame(old, more, named), other))).toEqual(THREE);
  });

  it('reads palettes of 6 bits', () => {
    expect(read(aseprite(frame(chunk(0x0011, [...little(2, 1), 0, 2, 0, 63, 32, 63, 0, 1]))))).toEqual([
      '0,255,130',
      '255,0,4',
    ]);
  });

  it('refuses files without a palette or with impossible lengths, at once', () => {
    expect(refusal(aseprite(frame()))).toBe(
      'file: expected an Aseprite file with a palette, received one without',
    );
    const last = chunk(0x2019, [...little(4, 1), ...little(4, 0xfffffff0), ...little(4, 0xffffffff)]);
    expect(refusal(aseprite(frame([...last, ...new Array(30).fill(0)])))).toMatch(
      /expected a whole Aseprite file/,
    );
    const short = chunk(0x2007, []);
    short[0] = 2;
    expect(refusal(aseprite(frame(short)))).toMatch(/received a damaged one/);
    const noFrame = aseprite(frame(old));
    noFrame[132] = 0;
    expect(refusal(noFrame)).toMatch(/received a damaged one/);
  });
});

describe('PNG strips', () => {
  const raw = (channels: 1 | 2 | 3 | 4, width: number, ...values: number[]) =>
    sharp(Uint8Array.from(values), { raw: { width, height: values.length / channels / width, channels } });

  it('reads RGB, RGBA and grey in reading order without repeats', async () => {
    const zoomed = raw(3, 3, ...THREE_BYTES).resize(24, 8, { kernel: 'nearest' });
    expect(read(await zoomed.png().toBuffer())).toEqual(THREE);
    const rgba = raw(4, 2, 9, 9, 9, 0, 15, 56, 15, 255, 48, 98, 48, 128, 15, 56, 15, 255);
    expect(read(await rgba.png().toBuffer())).toEqual(THREE.slice(0, 2));
    const grey = raw(1, 3, 255, 0, 128).toColourspace('b-w');
    expect(read(await grey.png().toBuffer())).toEqual(['255,255,255', '0,0,0', '128,128,128']);
  });

  it.each([1, 2, 4, 8] as const)('reads indexed pixels of up to %i bits', async (bits) => {
    const colours = Array.from({ length: 2 ** bits }, (_, i) => [i, 255 - i, (i * 7) & 255]);
    const png = await raw(3, 2 ** bits, ...colours.flat())
      .png({ palette: true, colours: 2 ** bits, dither: 0, quality: 100 })
      .toBuffer();
    expect(png[25]).toBe(3);
    expect(read(png)).toEqual(colours.map(String));
  });

  it('reads 16 bits, few bits of grey, and colour keys', () => {
    const sixteen = Uint16Array.of(0x0f0f, 0x3838, 0x0f0f, 0x3030, 0x6262, 0x307f);
    expect(read(encode({ width: 2, height: 1, data: sixteen, channels: 3, depth: 16 }))).toEqual(
      THREE.slice(0, 2),
    );
    const grey = { width: 3, height: 2, data: Uint8Array.of(0b00_01_10_00, 0b11_00_00_00), channels: 1 };
    expect(read(encode({ ...grey, depth: 2 }))).toEqual(['0,0,0', '85,85,85', '170,170,170', '255,255,255']);
    const rgb = { width: 3, height: 1, data: Uint8Array.from(THREE_BYTES), channels: 3 };
    const key = Uint16Array.of(48, 98, 48);
    expect(read(withKey(encode(rgb), key))).toEqual([THREE[0], THREE[2]]);
  });

  it('reads what is shown, whatever lies beside it', () => {
    const shown = (x: number, _: number, c: number) => THREE_BYTES[x * 3 + c];
    const profile = iccChunk(screenProfile(PRIMARIES.srgb));
    for (const extras of [
      { before: [chunk('PLTE', [1, 2, 3, 4, 5, 6])] },
      { before: [chunk('iCCP')], after: [badChunk('tEXt', [65, 0])], end: false },
      { before: [profile] },
      { interlaced: true },
    ]) {
      expect(read(pngOf(3, 1, 8, 2, shown, extras))).toEqual(THREE);
    }
    const few = pngOf(3, 2, 2, 3, (x) => x, { before: [chunk('PLTE', THREE_BYTES)], interlaced: true });
    expect(read(few)).toEqual(THREE);
  });

  it('refuses photographs, large and damaged files', async () => {
    const many = raw(3, 300, ...Array.from({ length: 300 }, (_, i) => [i & 255, i >> 8, 0]).flat());
    expect(refusal(await many.png().toBuffer())).toBe('file: expected 1 to 256 colours, received 300');
    const large = sharp({ create: { width: 2000, height: 1000, channels: 3, background: 'red' } });
    expect(refusal(await large.png().toBuffer())).toBe(
      'file: expected a PNG of at most 1024×1024 pixels, received 2000×1000',
    );
    const png = await raw(3, 3, ...THREE_BYTES)
      .png()
      .toBuffer();
    expect(refusal(png.subarray(0, -20))).toMatch(
      /^file: expected a whole PNG, received \d+ bytes \(a broken chunk IDAT\)$/,
    );
    const changed = Uint8Array.from(png);
    changed[changed.length - 20] ^= 1;
    expect(refusal(changed)).toMatch(/a broken chunk IDAT/);
    expect(refusal(png.subarray(0, 20))).toMatch(
      /expected a whole PNG file, received one that ends after 20/,
    );
  });
});

/** The PNG with a tRNS chunk after its header. */
function withKey(png: Uint8Array, key: Uint16Array): Uint8Array {
  const body = [...text('tRNS'), ...[...key].flatMap((v) => big(2, v))];
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const chunk = [...big(4, body.length - 4), ...body, ...big(4, ~crc >>> 0)];
  return bytesOf(png.subarray(0, 33), chunk, png.subarray(33));
}

describe('paint.net TXT', () => {
  it('reads AARRGGBB between comments', () => {
    const file = ';paint.net Palette File\r\n;\r\n\r\nFF0F380F\r\n80306230\r\n00FFFFFF\r\n;x\r\nffffaa00\r\n';
    expect(read(text(file))).toEqual(THREE);
  });
  it('refuses other lines', () => {
    expect(refusal(text(';x\nFF0F380F\n0F380F\n'))).toBe(
      'file, line 3: expected eight hexadecimal digits, received "0F380F"',
    );
  });
});

it('any file cut anywhere or any noise is read or refused with a sentence, never anything else', () => {
  const magics = [
    'ASEF\0\x01\0\0\0\0\0\x02',
    '\x89PNG\r\n\x1a\n',
    '????\xe0\xa5\x02\0',
    'GIMP Palette\n',
    '',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 900 }), (magic, noise) => {
      const bytes = bytesOf(
        [...magic].map((c) => c.charCodeAt(0)),
        noise,
      );
      try {
        expect(read(bytes).length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as Error).message).toMatch(/^file(, line \d+)?: expected .+, received .+$/);
      }
    }),
    { seed: 8, numRuns: 500 },
  );
});

describe('a file of any format', () => {
  it('is read up to 4 MB', () => {
    expect(() => checkPaletteBytes(4 * 2 ** 20, 'file')).not.toThrow();
    expect(refusal(new Uint8Array(4 * 2 ** 20 + 1))).toBe(
      'file: expected a palette file of at most 4 MB, received 4.1 MB',
    );
  });
});
