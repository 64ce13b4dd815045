import { cellText } from '../core/grid.ts';
import { encodeRgbaPng } from '../core/png.ts';
import { depixelize } from '../inference/smooth/depixelize.ts';
import type { Arguments } from './args.ts';
import { Batch } from './batch.ts';
import { writeWhole } from './outputs.ts';
import { readPicture } from './read.ts';

/** `pixel-cascade depixelize`; returns the exit code. Throws the signal's reason once it is aborted. */
export async function depixelizeCommand(args: Arguments<'depixelize'>, signal: AbortSignal): Promise<number> {
  const { options, inputs, flags } = args;
  const batch = await Batch.open({ inputs, flags, run: options, endings: ['.png'], signal });
  await batch.each(
    batch.items,
    (item) => item,
    async (item) => {
      batch.check(item);
      const start = performance.now();
      const source = await readPicture(item.input.path, (message) => batch.warn(item.input.path, message));
      const { image, grid } = await depixelize(batch.networks, source, options, item.hooks);
      const output = `${item.base}.png`;
      await writeWhole([[output, encodeRgbaPng(image)]]);
      batch.report(
        item,
        { output, width: image.width, height: image.height, cell: cellText(grid) },
        performance.now() - start,
      );
    },
  );
  return batch.close();
}
