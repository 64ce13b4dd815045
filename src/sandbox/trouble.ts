import { messageOf, UserError } from '../core/errors.ts';

/** How many causes are kept for Diagnostics. */
const KEPT = 10;

/** What went wrong that nobody could have known, newest last: the texts that Diagnostics shows and users never see. */
const causes: string[] = [];
/** How many causes this run has had, those that were dropped for newer ones as well. */
let had = 0;

/**
 * What is told of an error: its own sentence if it is one for users, otherwise that Figma could not do it, with the
 * cause kept for Diagnostics.
 * @param doing what was being done, after "Figma could not", such as "draw “Hero”"
 */
export function sentenceOf(error: unknown, doing: string): string {
  if (error instanceof UserError) return error.message;
  keepCause(error, doing);
  return `Figma could not ${doing}. Try again; Diagnostics in this plugin’s menu tells more.`;
}

/** Keeps the cause of what went wrong without anybody being told. */
export function keepCause(error: unknown, doing: string): void {
  had++;
  causes.push(`${doing}: ${messageOf(error)}`);
  causes.splice(0, causes.length - KEPT);
}

/** The causes kept so far, oldest first, at most ten. */
export const keptCauses = (): readonly string[] => causes;

/** How many causes there have been in this run: unlike the number of those kept, it grows with each. */
export const causesHad = (): number => had;

/** Puts causes of earlier runs before those of this one. */
export function recallCauses(earlier: readonly string[]): void {
  causes.unshift(...earlier);
  causes.splice(0, causes.length - KEPT);
}
