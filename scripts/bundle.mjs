// TypeScript for node, as one module: what the scripts here run.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What every bundle for node is built with. */
export const NODE = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
};

/**
 * Bundles a module and imports it.
 * @param entry its file, or `{ contents }` for its text, whose imports are seen from the project's folder
 * @param outfile where the bundle is written; it has to be in the project, for its packages to be found
 */
export async function importBundled(entry, outfile) {
  const input =
    typeof entry === 'string'
      ? { entryPoints: [entry] }
      : { stdin: { contents: entry.contents, resolveDir: root, loader: 'ts' } };
  await build({ ...NODE, ...input, absWorkingDir: root, outfile });
  return import(new URL(outfile, pathToFileURL(root)).href);
}
