// `npm start`: builds the plugin and opens it in a browser, without Figma. --help tells the options.
import { fileURLToPath } from 'node:url';
import { buildPlugin, printSizes } from './build-plugin.mjs';
import { importBundled } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { help, isHelp, start } = await importBundled('preview/start.ts', 'dist/preview.js');
const args = process.argv.slice(2);

if (isHelp(args)) console.log(help);
else {
  printSizes(await buildPlugin());
  const code = await start(args, root);
  if (code !== undefined) process.exit(code);
}
