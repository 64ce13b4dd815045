import type { Progress } from '../draw/progress.ts';
import type { Results, Task } from './protocol.ts';

/** What a task is given: a way to stop it, and who is told how far it is. */
export interface TaskHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A task that was asked for, and whoever waits for it. */
export interface Job {
  readonly id: number;
  readonly task: Task;
  /** Buffers of the task's that go to its worker instead of being copied. */
  readonly transfer: readonly ArrayBuffer[];
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  /** The job that it is a part of; null if it is one of its own. */
  owner: Job | null;
  /** Its caller no longer waits for it. */
  isAborted: boolean;
  /** It was lost with its worker, and given to another one. */
  isAgain: boolean;
  /** What was told last; a job that starts again stays silent until it is further. */
  percent: number;
}

/**
 * A job that is ready to begin, and what its caller gets.
 * @param aborted called once if the signal is aborted before the job is done
 */
export function newJob<T extends Task>(
  id: number,
  task: T,
  { signal, onProgress }: TaskHooks,
  transfer: readonly ArrayBuffer[],
  aborted: (job: Job, reason: unknown) => void,
): { job: Job; result: Promise<Results[T['kind']]> } {
  let settle: Settle<Results[T['kind']]> | undefined;
  const result = new Promise<Results[T['kind']]>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const stop = () => aborted(job, signal?.reason);
  const done = () => {
    signal?.removeEventListener('abort', stop);
    return settle;
  };
  const job: Job = {
    id,
    task,
    transfer,
    resolve: (value) => done()?.resolve(value as Results[T['kind']]),
    reject: (reason) => done()?.reject(reason),
    onProgress,
    owner: null,
    isAborted: false,
    isAgain: false,
    percent: -1,
  };
  signal?.addEventListener('abort', stop);
  return { job, result };
}

interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}
