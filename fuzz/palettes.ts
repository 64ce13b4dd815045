import { hexOf } from '../src/core/hex.ts';
import type { Rgba } from '../src/core/image.ts';
import { MOST_COLOURS, withoutRepeats } from '../src/core/palette.ts';
import type { Rng } from '../src/core/random.ts';
import { readPalette } from '../src/palettes/read.ts';
import { PALETTE_WRITERS, type PaletteWriter } from '../src/palettes/write.ts';
import { failed, type Kind, packed, unpacked } from './kind.ts';
import { mutated, mutatedChunks } from './mutate.ts';
import { faultIn, refusal } from './sentence.ts';

interface Input {
  readonly name: string;
  readonly bytes: string;
  /** What a file that nothing was done to has to give. */
  readonly colours: readonly Rgba[] | null;
}

const ENDINGS = ['.hex', '.gpl', '.pal', '.act', '.ase', '.aseprite', '.txt', '.png', ''];
const TEXTS = ['.hex', '.gpl', '.pal', '.txt'];
const LINES = [
  '',
  '#',
  ';',
  '0 0 0',
  '255 255 255 0',
  '#12345678',
  'ffffff',
  'Channels: RGBA',
  '256 0 0',
  '-1',
];

/** Palette files through what reads them, on the command line and in the window. */
export const palettesKind = (read: typeof readPalette = readPalette): Kind<Input> => ({
  name: 'palettes',
  share: 8,
  async make(rng) {
    const { name, bytes, colours } = anyPalette(rng);
    return { name, bytes: packed(bytes), colours };
  },
  async run({ name, bytes, colours }) {
    const warnings: string[] = [];
    let found: readonly Rgba[];
    try {
      found = read(unpacked(bytes), name, (warning) => warnings.push(warning));
    } catch (error) {
      return colours === null ? refusal(error) : failed(`a whole palette is refused: ${String(error)}`);
    }
    const fault = warnings.map(faultIn).find((each) => each !== null) ?? faultInColours(found);
    if (fault !== null) return failed(fault);
    if (colours !== null && String(found) !== String(colours))
      return failed(`${colours.join('; ')} was written, ${found.join('; ')} read`);
    return { end: 'done' };
  },
});

function faultInColours(colours: readonly Rgba[]): string | null {
  if (colours.length < 1 || colours.length > MOST_COLOURS) return `${colours.length} colours`;
  const isByte = (value: number) => Number.isInteger(value) && value >= 0 && value <= 255;
  const wrong = colours.find((c) => c.length !== 4 || !c.every(isByte) || c[3] !== 255);
  return wrong === undefined ? null : `the colour ${JSON.stringify(wrong)}`;
}

/** A palette file, whole or broken, with its colours where it is whole. */
export function anyPalette(rng: Rng): {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly colours: readonly Rgba[] | null;
} {
  const count = 1 + rng.int(rng.chance(0.1) ? MOST_COLOURS : 20);
  const colour = (): Rgba => [rng.int(256), rng.int(256), rng.int(256), 255];
  const colours = withoutRepeats(Array.from({ length: count }, colour));
  const { ending, write } = rng.pick([...Object.values(PALETTE_WRITERS), ...OTHERS]);
  const bytes = write(colours, 'Some name');
  if (rng.chance(0.1)) return { name: `some${ending}`, bytes, colours };
  const name = `some${rng.chance(0.7) ? ending : rng.pick(ENDINGS)}`;
  return { name, bytes: broken(bytes, ending, rng), colours: null };
}

function broken(bytes: Uint8Array, ending: string, rng: Rng): Uint8Array {
  if (ending === '.png' && rng.chance(0.7)) return mutatedChunks(bytes, rng);
  if (!TEXTS.includes(ending) || rng.chance(0.4)) return mutated(bytes, rng);
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  for (let changes = 1 + rng.int(3); changes > 0; changes--) {
    lines.splice(
      rng.int(lines.length),
      rng.int(3),
      ...Array.from({ length: rng.int(3) }, () => rng.pick(LINES)),
    );
  }
  return new Uint8Array(Buffer.from(lines.join(rng.pick(['\n', '\r\n', '\r'])), 'latin1'));
}

type Writer = Pick<PaletteWriter, 'ending' | 'write'>;

const text = (lines: readonly string[]) => new Uint8Array(Buffer.from(lines.join('\n'), 'latin1'));
const little = (size: 2 | 4, value: number) =>
  Array.from({ length: size }, (_, i) => (value >>> (8 * i)) & 255);

/** Formats that are read and not written. */
const OTHERS: readonly Writer[] = [
  {
    ending: '.gpl',
    write: (colours) =>
      text(['GIMP Palette', 'Channels: RGBA', '#', ...colours.map((colour) => `${colour.join(' ')} a name`)]),
  },
  {
    ending: '.txt',
    write: (colours) => text(['; paint.net', ...colours.map((colour) => `ff${hexOf(colour)}`)]),
  },
  {
    ending: '.pal',
    write: (colours) => {
      const data = [0, 3, ...little(2, colours.length), ...colours.flatMap(([r, g, b]) => [r, g, b, 0])];
      const body = [...Buffer.from('PAL data'), ...little(4, data.length), ...data];
      return Uint8Array.from([...Buffer.from('RIFF'), ...little(4, body.length), ...body]);
    },
  },
  {
    ending: '.aseprite',
    write: (colours) => {
      const last = colours.length - 1;
      const entries = colours.flatMap((colour) => [0, 0, ...colour]);
      const head = [
        ...little(4, colours.length),
        ...little(4, 0),
        ...little(4, last),
        ...new Array(8).fill(0),
      ];
      const chunk = [...little(4, 6 + head.length + entries.length), 0x19, 0x20, ...head, ...entries];
      const frame = [
        ...little(4, 16 + chunk.length),
        0xfa,
        0xf1,
        1,
        0,
        0,
        0,
        0,
        0,
        ...little(4, 1),
        ...chunk,
      ];
      const header = new Uint8Array(128);
      header.set([...little(4, 128 + frame.length), 0xe0, 0xa5, 1, 0]);
      return Uint8Array.from([...header, ...frame]);
    },
  },
];
