// `npm run goldens`: the art that the tests hold the examples to, test/goldens. --help tells the options.
import { fileURLToPath } from 'node:url';
import { importBundled } from './bundle.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { main } = await importBundled('test/goldens/main.ts', 'dist/goldens.js');
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof TypeError && 'code' in error;
  console.error(`goldens: ${usage ? error.message : error.stack}`);
  process.exitCode = 2;
}
