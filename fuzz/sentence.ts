import { UserError } from '../src/core/errors.ts';
import { failed, type Outcome } from './kind.ts';

/** Longer than any sentence that somebody reads. */
const LONGEST = 600;

/** What no user should read, and what it is. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*$/, 'an empty message'],
  [/\n\s+at |\.[cm]?[jt]sx?:\d+|node:internal|node_modules/, 'a stack trace'],
  [/\[object |\bundefined\b|\bNaN\b|\bInfinity\b/, 'a value that is not for people'],
  [
    /\b(Type|Range|Reference|Syntax|Assertion)Error\b|Cannot read prop|is not (a function|iterable|defined|a constructor)|outside the bounds|Invalid (typed )?array|Maximum call stack|allocation failed|Unexpected token/i,
    'an error of the program itself',
  ],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  [/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/, 'control characters'],
  [/\n/, 'several lines'],
  [/\(\s*\)|: *$|received *$|Unknown error/i, 'no reason'],
  [/Something went wrong here|Figma could not/, 'a defect that is not explained'],
];

/** What is wrong with a message to users; null if nothing is. */
export function faultIn(message: string): string | null {
  const fault = FAULTS.find(([pattern]) => pattern.test(message));
  const what = fault?.[1] ?? (message.length > LONGEST ? `${message.length} characters` : null);
  return what === null ? null : `${what} in the message ${JSON.stringify(message.slice(0, LONGEST))}`;
}

/** A refusal, if it is one for users; whatever else was thrown is a fault. */
export function refusal(error: unknown): Outcome {
  if (!(error instanceof UserError)) return failed(traceOf(error));
  const fault = faultIn(error.message);
  return fault === null ? { end: 'refused', note: error.message } : failed(fault);
}

/** All that is known of an error. */
export const traceOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}`;
