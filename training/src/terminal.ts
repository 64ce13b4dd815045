/** What the command lines share. */
import { resolve } from 'node:path';

/** A path as its user means it: npm runs scripts inside training/, wherever it was called. */
export const pathOf = (given: string): string => resolve(process.env.INIT_CWD ?? '.', given);

/** The same of an option that has a path of its own, inside training/. */
export const pathOr = (given: string | undefined, own: string): string =>
  given === undefined ? own : pathOf(given);

/** A reporter that rewrites one line on a terminal and stays silent in a pipe. */
export function progress(label: string): (done: number, all: number) => void {
  return (done, all) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${label} ${done}/${all}${done === all ? '\n' : ''}`);
  };
}

/** Prints an error as one line and makes the process exit with 1. */
export function fail(command: string): (error: unknown) => void {
  return (error) => {
    console.error(`${command}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  };
}

/** An option's whole number. @throws Error that names the option otherwise */
export function wholeNumber(name: string, text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1)
    throw new Error(`--${name}: expected a whole number from 1, got ${text}`);
  return n;
}

/** An option's number. @throws Error that names the option unless it is above 0 */
export function positiveNumber(name: string, text: string): number {
  const n = Number(text);
  if (!(n > 0 && n < Number.POSITIVE_INFINITY))
    throw new Error(`--${name}: expected a number above 0, got ${text}`);
  return n;
}

/** 3725 → "1 h 02 min". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
