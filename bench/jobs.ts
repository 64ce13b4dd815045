/** What is measured, and what comes back: the messages between the bench and its child processes. */
import type { Provider } from '../src/inference/draw/networks.ts';

/** To pixel art, or back from it. */
export type Way = 'down' | 'up';

/** One measurement. Sides are those of the networks' input in pixels; art is a quarter of it, the way back an eighth. */
export type Job =
  | {
      readonly kind: 'ours';
      readonly way: Way;
      readonly models: string;
      readonly provider: Provider;
      readonly threads: number;
      readonly side: number;
    }
  | { readonly kind: 'baseline'; readonly way: Way; readonly method: string; readonly side: number }
  /** For art of so many pixels along a side, whose drawing is there already: its evidence, or colours by that. */
  | {
      readonly kind: 'colour';
      readonly step: 'evidence' | 'colours';
      readonly models: string;
      readonly side: number;
    }
  | { readonly kind: 'matmul'; readonly file: string; readonly threads: number };

/** A measurement's result. */
export interface Measured {
  /** A run's median after the first. */
  readonly seconds: number;
  /** The processor's seconds in a run, all threads together: other work on the machine makes them hardly longer. */
  readonly processor: number;
  /** The first run, with loading. */
  readonly first: number;
  /** Seconds of each stage in the last run; empty for what has none. */
  readonly stages: Readonly<Record<string, number>>;
  /** Of matrix products alone. */
  readonly gflops?: number;
  /** The most memory that the process ever held, node included. */
  readonly peakBytes: number;
}

/** Does a job somewhere; rejects with the job's own message. */
export type Runner = (job: Job) => Promise<Measured>;

/** 1 → "1 thread", 2 → "2 threads". */
export const threadsOf = (n: number): string => `${n} thread${n === 1 ? '' : 's'}`;
