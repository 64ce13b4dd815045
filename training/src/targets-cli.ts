import { parseArgs } from 'node:util';
import { measureArt } from '../../evaluation/src/measures/index.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { SCALES, type Scale } from '../../src/core/scale.ts';
import { DETAIL, type Square } from './data/compose.ts';
import { prepareFolder } from './data/prepare.ts';
import { resample } from './data/resample.ts';
import { resizeTo } from './data/targets.ts';
import { fail, pathOf } from './terminal.ts';
import { TARGET_KINDS } from './train/config.ts';

const HELP = `targets: judges the resizes of Eq. 14 as methods of their own, without a network

  --images DIR   cartoons
  --scale S      ${SCALES.join(', ')} (default 3/16)
  --side N       pixels of the networks' input, a multiple of 16 (default 256); targets are made from pictures ${DETAIL}
                 times as fine

Prints line, pieces, ΔE and fill (docs/evaluation.md), before any reduction of colours.
`;

/** Fits a picture into the middle of a white square. */
function centred(image: RgbaImage, size: number): { square: Square; source: RgbaImage } {
  const scale = size / Math.max(image.width, image.height);
  const [w, h] = [
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  ];
  const { data } = resample(image, { x: 0, y: 0, w: image.width, h: image.height }, w, h);
  const square = { size, data: new Float32Array(size * size * 3).fill(1) };
  const source = { width: size, height: size, data: new Uint8Array(size * size * 4).fill(255) };
  const [left, top] = [(size - w) >> 1, (size - h) >> 1];
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      for (let c = 0; c < 3; c++) {
        const from = (y * w + x) * 4;
        const value = data[from + c]! + 1 - data[from + 3]!;
        const to = (y + top) * size + x + left;
        square.data[to * 3 + c] = value * 2 - 1;
        source.data[to * 4 + c] = Math.round(value * 255);
      }
  return { square, source };
}

function toImage({ size, data }: Square): RgbaImage {
  const out = new Uint8Array(size * size * 4).fill(255);
  for (let i = 0; i < size * size; i++)
    for (let c = 0; c < 3; c++) out[4 * i + c] = Math.round((data[3 * i + c]! + 1) * 127.5);
  return { width: size, height: size, data: out };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      images: { type: 'string' },
      scale: { type: 'string', default: '3/16' },
      side: { type: 'string', default: '256' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (!values.images) throw new Error('expected --images DIR (see --help)');
  if (!(SCALES as readonly string[]).includes(values.scale))
    throw new Error(`--scale: expected one of ${SCALES.join(', ')}, got ${values.scale}`);
  const side = Number(values.side);
  if (!Number.isInteger(side) || side < 32 || side % 16 !== 0)
    throw new Error(`--side: expected a multiple of 16 from 32, got ${values.side}`);
  const { pictures, refused } = await prepareFolder(pathOf(values.images), 'cartoon', 1024);
  for (const { name, reason } of refused) console.error(`left out ${name}: ${reason}`);
  console.log('| target | line | pieces | ΔE | fill |\n|---|--:|--:|--:|--:|');
  for (const kind of TARGET_KINDS) {
    const rows = pictures.map((picture) => {
      const { square, source } = centred(picture, side * DETAIL);
      return measureArt(source, toImage(resizeTo(kind, square, values.scale as Scale, DETAIL)));
    });
    const mean = (key: 'line' | 'pieces' | 'colour' | 'fill'): string => {
      const known = rows.map((r) => r[key]).filter(Number.isFinite);
      return (known.reduce((a, b) => a + b, 0) / known.length).toFixed(2);
    };
    console.log(`| ${kind} | ${mean('line')} | ${mean('pieces')} | ${mean('colour')} | ${mean('fill')} |`);
  }
}

main().catch(fail('targets'));
