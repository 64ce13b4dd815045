import { parseArgs } from 'node:util';
import { messageOf, UserError } from '../../../src/core/errors.ts';
import { figuresCommand, HELP } from './command.ts';

const OPTIONS = {
  figure: { type: 'string' },
  out: { type: 'string' },
  images: { type: 'string' },
  size: { type: 'string' },
  zoom: { type: 'string' },
  models: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

try {
  const { values } = parseArgs({ options: OPTIONS, strict: true });
  if (values.help) process.stdout.write(HELP);
  else process.exitCode = await figuresCommand(values, (line) => process.stderr.write(`${line}\n`));
} catch (error) {
  // parseArgs throws TypeErrors with a code for options that do not exist; they are the user's mistakes too.
  const usage = error instanceof UserError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(
    `figures: ${usage ? messageOf(error) : error instanceof Error ? error.stack : messageOf(error)}\n`,
  );
  process.exitCode = 2;
}
