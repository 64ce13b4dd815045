// `npm run goldens`, bundled and run by scripts/goldens.mjs.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contactSheet, type SheetRow } from '../../evaluation/src/sheet/contact-sheet.ts';
import { readPicture } from '../../src/cli/read.ts';
import { renderArt } from '../../src/core/grid.ts';
import type { PixelArt, RgbaImage } from '../../src/core/image.ts';
import { encodeIndexedPng, encodeRgbaPng } from '../../src/core/png.ts';
import { artOf, differing, goldens, openShipped, TOLERATED } from './goldens.ts';

const OUT = 'out';
const ZOOM = 4;
const HELP = `Usage: npm run goldens -- [--check]

Pixelizes the pictures in examples/ with the networks in models/, tells how many cells of each differ from its golden in
test/goldens/, and renews the goldens. ${OUT}/goldens.png shows each before and after, and red where they differ: look at
it before you commit.

  --check   only tell; exits with 1 if a picture differs by more than ${TOLERATED * 100} %
  --help    this text
`;

/** Red where the art differs, elsewhere a faint grey of it. */
function difference(after: PixelArt, cells: readonly boolean[]): RgbaImage {
  const data = renderArt(after).data.slice();
  cells.forEach((differs, cell) => {
    const [r, g, b, a] = data.subarray(cell * 4, cell * 4 + 4);
    const grey = 176 + (r + g + b) / 12;
    data.set(differs ? [255, 0, 0, 255] : [grey, grey, grey, a], cell * 4);
  });
  return { width: after.width, height: after.height, data };
}

/** Runs the command and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const rows: SheetRow[] = [];
  let failed = 0;
  const networks = await openShipped();
  for (const golden of await goldens()) {
    const { name, picture, file } = golden;
    const after = await artOf(networks, golden);
    const before = await readPicture(file).catch(() => null);
    const cells = before && differing(before, after);
    const count = cells ? cells.filter(Boolean).length : after.indices.length;
    if (count > after.indices.length * TOLERATED) failed++;
    const note = before === null ? ' (new)' : cells === null ? ' (another size)' : '';
    process.stdout.write(`${name.padEnd(16)} ${count} of ${after.indices.length} cells differ${note}\n`);
    if (values.check) continue;
    await writeFile(file, encodeIndexedPng(after));
    const arts = [before, renderArt(after), cells && difference(after, cells)];
    rows.push({ name, source: await readPicture(picture), arts });
  }
  await networks.close();
  if (values.check) return failed === 0 ? 0 : 1;
  await mkdir(OUT, { recursive: true });
  const sheet = join(OUT, 'goldens.png');
  await writeFile(sheet, encodeRgbaPng(contactSheet(['before', 'after', 'difference'], rows, ZOOM)));
  process.stdout.write(`${sheet}\n`);
  return 0;
}
