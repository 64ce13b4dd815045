import { parseArgs } from 'node:util';
import { messageOf, UserError } from '../../../src/core/errors.ts';
import { HELP, tuneCommand } from './command.ts';

const OPTIONS = {
  images: { type: 'string' },
  models: { type: 'string' },
  size: { type: 'string' },
  out: { type: 'string' },
  search: { type: 'string' },
  seed: { type: 'string' },
  brief: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

try {
  const { values } = parseArgs({ options: OPTIONS, strict: true });
  if (values.help) process.stdout.write(HELP);
  else
    process.exitCode = await tuneCommand(
      values,
      (line) => process.stderr.write(`${line}\n`),
      (text) => process.stdout.write(`${text}\n`),
    );
} catch (error) {
  // parseArgs throws TypeErrors with a code for options that do not exist; they are the user's mistakes too.
  const usage = error instanceof UserError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(
    `tune: ${usage ? messageOf(error) : error instanceof Error ? error.stack : messageOf(error)}\n`,
  );
  process.exitCode = 2;
}
