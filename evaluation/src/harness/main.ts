import { parseArgs } from 'node:util';
import { messageOf, UserError } from '../../../src/core/errors.ts';
import { evaluateCommand, HELP } from './command.ts';

const OPTIONS = {
  images: { type: 'string' },
  kind: { type: 'string' },
  half: { type: 'string' },
  methods: { type: 'string' },
  art: { type: 'string', multiple: true },
  size: { type: 'string' },
  colors: { type: 'string' },
  out: { type: 'string' },
  reference: { type: 'string' },
  models: { type: 'string' },
  zoom: { type: 'string' },
  seed: { type: 'string' },
  worst: { type: 'string' },
  back: { type: 'boolean' },
  sequence: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

try {
  const { values } = parseArgs({ options: OPTIONS, strict: true });
  if (values.help) process.stdout.write(HELP);
  else process.exitCode = await evaluateCommand(values, (line) => process.stderr.write(`${line}\n`));
} catch (error) {
  // parseArgs throws TypeErrors with a code for options that do not exist; they are the user's mistakes too.
  const usage = error instanceof UserError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(
    `evaluate: ${usage ? messageOf(error) : error instanceof Error ? error.stack : messageOf(error)}\n`,
  );
  process.exitCode = 2;
}
