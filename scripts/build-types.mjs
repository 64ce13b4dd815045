// Writes dist/types: the declarations that src/api.ts shows, and of those behind it the ones they name.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const all = mkdtempSync(join(tmpdir(), 'pixel-cascade-types-'));
try {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.api.json', '--outDir', all];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  rmSync(join(root, 'dist/types'), { recursive: true, force: true });
  const named = new Set([join(all, 'api.d.ts')]);
  for (const file of named) {
    // A program that imports the package resolves names of JavaScript.
    const text = readFileSync(file, 'utf8').replace(
      /(from |import\()(['"])(\.[^'"]*)\.ts\2/g,
      (_, by, quote, path) => {
        named.add(join(dirname(file), `${path}.d.ts`));
        return `${by}${quote}${path}.js${quote}`;
      },
    );
    const to = join(root, 'dist/types', relative(all, file));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
} finally {
  rmSync(all, { recursive: true, force: true });
}
