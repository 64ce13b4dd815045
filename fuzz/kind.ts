import type { Rng } from '../src/core/random.ts';

/** How a case ended: its work was done, or refused with a sentence, or there is a fault. */
export type Outcome =
  | { readonly end: 'done' | 'refused'; readonly note?: string }
  | { readonly end: 'failed'; readonly reason: string };

/** One room of the project that is fuzzed. What is tried is JSON, so that a file repeats it. */
export interface Kind<I = unknown> {
  readonly name: string;
  /** Cases of this kind in a round. */
  readonly share: number;
  /** What is to be tried: nothing but the numbers of `rng` decides. */
  make(rng: Rng): Promise<I>;
  /** Tries it. What it throws is a fault. */
  run(input: I): Promise<Outcome>;
}

export const failed = (reason: string): Outcome => ({ end: 'failed', reason });

/** Bytes as JSON holds them, and back. */
export const packed = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const unpacked = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
