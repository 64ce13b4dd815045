// Builds dist/: the command line and the evaluation (node), with the models and onnxruntime's wasm left in place, and the
// Figma plugin, which carries both.
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { buildPlugin, printSizes } from './build-plugin.mjs';
import { NODE } from './bundle.mjs';

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));

const node = {
  ...NODE,
  define: { VERSION: JSON.stringify(version) },
  banner: { js: '#!/usr/bin/env node' },
};

await build({ ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js' });
await build({ ...node, entryPoints: ['src/api.ts'], outfile: 'dist/index.js', banner: {} });
await build({ ...node, entryPoints: ['evaluation/src/harness/main.ts'], outfile: 'dist/evaluate.js' });
await build({ ...node, entryPoints: ['evaluation/src/blind/main.ts'], outfile: 'dist/blind.js' });
await build({ ...node, entryPoints: ['evaluation/src/stages/main.ts'], outfile: 'dist/stages.js' });
await build({ ...node, entryPoints: ['evaluation/src/figures/main.ts'], outfile: 'dist/figures.js' });
await build({ ...node, entryPoints: ['evaluation/src/tune/main.ts'], outfile: 'dist/tune.js' });
await build({ ...node, entryPoints: ['bench/main.ts'], outfile: 'dist/bench.js' });
await build({ ...node, entryPoints: ['bench/cold/main.ts'], outfile: 'dist/bench-cold.js' });
await build({ ...node, entryPoints: ['bench/hand/main.ts'], outfile: 'dist/bench-hand.js' });
await build({ ...node, entryPoints: ['bench/job.ts'], outfile: 'dist/bench-job.js' });
await build({ ...node, entryPoints: ['fuzz/main.ts'], outfile: 'dist/fuzz.js' });
printSizes(await buildPlugin());
