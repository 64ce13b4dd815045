// `npm run bench -- --cold`: how long the first picture takes, in the plugin and on the command line.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/core/errors.ts';
import { parseOptions } from '../../src/core/options.ts';
import { firstPicture } from './command-line.ts';
import { coldReport, type Rival, type Taken } from './report.ts';
import { openBrowser } from './window.ts';

const HELP = `Usage: npm run bench -- --cold [options]

Measures the first picture, from opening to art: the plugin in the preview, with what the time is spent on, and the
command line. Wall time suffers from other work on the machine, processor time less.

  --build DIR    a dist folder to measure; several are measured in turns, run by run, to be compared (dist)
  --runs N       runs of each (5)
`;

const OPTIONS = { runs: { kind: 'integer', default: 5, min: 1, max: 100, help: 'runs of each' } } as const;

const root = fileURLToPath(new URL('..', import.meta.url));
const told = ({ wall, processor }: Taken) => `${wall.toFixed(0)} ms, processor ${processor.toFixed(0)} ms`;
const log = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cold: { type: 'boolean' },
      build: { type: 'string', multiple: true, default: [join(root, 'dist')] },
      runs: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { runs } = parseOptions(OPTIONS, { runs: values.runs }, '--');
  const folder = await mkdtemp(join(tmpdir(), 'pixel-cascade-cold-'));
  const rivals: Rival[] = values.build.map((build) => ({ build, plugin: [], commandLine: [] }));
  try {
    for (let run = 0; run < runs; run++) {
      for (const rival of rivals) {
        log(`${rival.build}: run ${run + 1} of ${runs}`);
        // A browser of its own each: nothing is compiled or cached yet.
        const browser = await openBrowser(root, join(rival.build, 'plugin'));
        const inPlugin = await browser.firstArt().finally(browser.close);
        log(`  plugin ${told(inPlugin)}`);
        const onCommandLine = await firstPicture(root, join(rival.build, 'cli.js'), folder);
        log(`  command line ${told(onCommandLine)}`);
        rival.plugin.push(inPlugin);
        rival.commandLine.push(onCommandLine);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(coldReport(rivals));
}

main().catch((error: unknown) => {
  log(`bench: ${messageOf(error)}`);
  process.exitCode = 2;
});
