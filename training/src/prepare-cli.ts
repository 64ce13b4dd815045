import { parseArgs } from 'node:util';
import { writePack } from './data/pack.ts';
import { prepareFolder } from './data/prepare.ts';
import { fail, pathOf, pathOr, progress } from './terminal.ts';

const HELP = `prepare-data: packs two folders of pictures for training

  --cartoons DIR   cartoons: PNG, JPEG, WebP or GIF, with or without transparency
  --pixels DIR     pixel art; an integer upscale is reduced to its native resolution
  --out FILE       the pack (default runs/train.pack)
  --longest N      longest side kept of a cartoon, and allowed of pixel art (default 400)
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cartoons: { type: 'string' },
      pixels: { type: 'string' },
      out: { type: 'string' },
      longest: { type: 'string', default: '400' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (!values.cartoons || !values.pixels)
    throw new Error('expected --cartoons DIR and --pixels DIR (see --help)');
  const longest = Number(values.longest);
  if (!Number.isInteger(longest) || longest < 16)
    throw new Error(`--longest: expected a whole number from 16, got ${values.longest}`);
  const cartoons = await prepareFolder(pathOf(values.cartoons), 'cartoon', longest, progress('cartoons'));
  const pixels = await prepareFolder(pathOf(values.pixels), 'pixel', longest, progress('pixel art'));
  const refused = [...cartoons.refused, ...pixels.refused];
  for (const { name, reason } of refused) console.error(`left out ${name}: ${reason}`);
  const out = pathOr(values.out, 'runs/train.pack');
  const bytes = writePack(out, cartoons.pictures, pixels.pictures);
  console.log(
    `${out}: ${cartoons.pictures.length} cartoons, ${pixels.pictures.length} pixel arts, ${refused.length} left out, ${(bytes / 2 ** 20).toFixed(1)} MiB`,
  );
}

main().catch(fail('prepare-data'));
