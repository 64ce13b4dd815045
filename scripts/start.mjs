// `npm start`: builds the plugin and opens it in a browser, without Figma. --help tells the options.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildPlugin, printSizes } from './build-plugin.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = join(root, 'dist/preview.js');
await build({
  entryPoints: [join(root, 'preview/start.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
const { help, isHelp, start } = await import(pathToFileURL(outfile).href);
const args = process.argv.slice(2);

if (isHelp(args)) console.log(help);
else {
  printSizes(await buildPlugin());
  const code = await start(args, root);
  if (code !== undefined) process.exit(code);
}
