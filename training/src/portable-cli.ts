/** The bundle's one entry (bundle-cli.ts): the command lines that a machine which only trains needs. */
import { fileURLToPath } from 'node:url';
import { fail } from './terminal.ts';
import { readCheckpoint } from './train/checkpoint.ts';

/** Prints how far a checkpoint is. @throws Error when it is missing, cut short or none */
function check(file: string | undefined): void {
  if (!file) throw new Error('expected the name of a checkpoint, got nothing');
  const { header } = readCheckpoint(file);
  console.log(`${file}: iteration ${header.iteration} of ${header.config.iterations}`);
}

// Each command line reads its own options when it is loaded.
const COMMANDS: Record<string, () => unknown> = {
  train: () => import('./train-cli.ts'),
  export: () => import('./export-cli.ts'),
  bench: () => import('./bench-cli.ts'),
  check: () => check(process.argv[2]),
};

async function main(): Promise<void> {
  process.env.TORCH_BACKEND ??= fileURLToPath(new URL('native/torch_backend.node', import.meta.url));
  const [name = 'nothing'] = process.argv.splice(2, 1);
  const command = COMMANDS[name];
  if (!command) throw new Error(`expected one of ${Object.keys(COMMANDS).join(', ')}, got ${name}`);
  await command();
}

main().catch(fail('trainer'));
