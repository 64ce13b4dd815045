import { parseArgs } from 'node:util';
import { messageOf, UserError } from '../../../src/core/errors.ts';
import { blindCommand, HELP } from './command.ts';

const OPTIONS = {
  images: { type: 'string' },
  a: { type: 'string' },
  b: { type: 'string' },
  out: { type: 'string' },
  key: { type: 'string' },
  pairs: { type: 'string' },
  size: { type: 'string' },
  colors: { type: 'string' },
  seed: { type: 'string' },
  kind: { type: 'string' },
  half: { type: 'string' },
  models: { type: 'string' },
  tally: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

try {
  const { values, positionals } = parseArgs({ options: OPTIONS, strict: true, allowPositionals: true });
  if (values.help) process.stdout.write(HELP);
  else {
    const args = { ...values, answers: positionals };
    process.exitCode = await blindCommand(args, (line) => process.stdout.write(`${line}\n`));
  }
} catch (error) {
  // parseArgs throws TypeErrors with a code for options that do not exist; they are the user's mistakes too.
  const usage = error instanceof UserError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(
    `blind: ${usage ? messageOf(error) : error instanceof Error ? error.stack : messageOf(error)}\n`,
  );
  process.exitCode = 2;
}
