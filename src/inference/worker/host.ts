import type { FromWorker, ToWorker } from './protocol.ts';

/** What a worker told of itself when it was opened. */
export type Greeting = Extract<FromWorker, { type: 'facts' }>;

/** A worker that has answered, wherever it lives. */
export interface Host {
  readonly greeting: Greeting;
  /** What the frame that holds it offers; empty if that is the UI itself. */
  readonly frameFacts: Readonly<Record<string, string>>;
  /** @param transfer buffers that go to the worker instead of being copied */
  post(message: ToWorker, transfer?: readonly ArrayBuffer[]): void;
  /** Told of everything that the worker says, and of its breaking down. */
  listen(onMessage: (message: FromWorker) => void, onError: (error: Error) => void): void;
  terminate(): void;
}
