import { type AbortSignalLike, throwIfAborted } from '../core/errors.ts';

/** What a long job of this folder is given: it stops with the signal's reason soon after the signal is aborted. */
export interface JobHooks {
  readonly signal?: AbortSignalLike;
  /** Told after each step. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The one timer that browsers, workers and node share; this folder has no DOM types. */
const { setTimeout } = globalThis as unknown as { setTimeout(then: () => void, ms: number): unknown };

/** Work this long passes for nothing to someone waiting, ms; browsers make every timer last 4 ms, so they are kept few. */
const MOMENT = 20;
let last = 0;

/**
 * Lets messages in, such as a cancel, unless that was done a moment ago, so it may be called often. Throws the signal's
 * reason if it has been aborted.
 */
export async function pause(signal: AbortSignalLike | undefined): Promise<void> {
  throwIfAborted(signal);
  if (Math.abs(Date.now() - last) < MOMENT) return;
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  last = Date.now();
  throwIfAborted(signal);
}
