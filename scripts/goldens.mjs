// `npm run goldens`: the art that the tests hold the examples to, test/goldens. --help tells the options.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const outfile = join(root, 'dist/goldens.js');
await build({
  entryPoints: ['test/goldens/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(outfile).href);
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof TypeError && 'code' in error;
  console.error(`goldens: ${usage ? error.message : error.stack}`);
  process.exitCode = 2;
}
