// Options of the scripts here: --help tells them, and what is not among them is refused in a sentence.
import { parseArgs } from 'node:util';

/**
 * The command's values and positionals by node's parseArgs; --help prints the text and ends the script.
 * @param help the text, whose first line is the usage
 */
export function readOptions(help, { options, allowPositionals = false }) {
  try {
    const all = { ...options, help: { type: 'boolean', short: 'h' } };
    const { values, positionals } = parseArgs({ options: all, allowPositionals });
    if (!values.help) return { values, positionals };
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    // What follows the first sentence is about positionals that look like options.
    refuse(error.message.split('. ')[0]);
  }
  console.log(help.trim());
  process.exit(0);
}

/** Ends the script for a use that it does not have. */
export function refuse(sentence) {
  console.error(`${sentence.replace(/\.$/, '')}. --help tells the options.`);
  process.exit(2);
}
