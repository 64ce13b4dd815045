// `npm run bench -- --hand`: how long the preview takes to show what is done by hand.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/core/errors.ts';
import { parseOptions } from '../../src/core/options.ts';
import { handReport } from './report.ts';
import { doneByHand } from './window.ts';

const HELP = `Usage: npm run bench -- --hand [options]

Measures, in the built plugin in a browser, at art of 48×48 pixels: from a stroke of the guide, a pinned color and a
painted pixel to the new preview on the screen. Run it on a machine that does nothing else.

  --build DIR    the dist folder to measure (dist)
  --times N      times of each (15)
`;

const OPTIONS = {
  times: { kind: 'integer', default: 15, min: 1, max: 1000, help: 'times of each' },
} as const;

const root = fileURLToPath(new URL('..', import.meta.url));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      hand: { type: 'boolean' },
      build: { type: 'string', default: join(root, 'dist') },
      times: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { times } = parseOptions(OPTIONS, { times: values.times }, '--');
  process.stdout.write(handReport(await doneByHand(root, join(values.build, 'plugin'), times)));
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${messageOf(error)}\n`);
  process.exitCode = 2;
});
