import { UserError } from '../../core/errors.ts';
import type { Progress } from '../draw/progress.ts';
import type { Host } from './host.ts';
import type { FromWorker, Results, Task } from './protocol.ts';

/**
 * How long a cancelled task may take to stop before its worker is ended. Its caller never waits for that; the next task
 * does, so it is about what replacing the worker takes.
 */
export const STOP_MS = 150;

/** What a task is given: a way to stop it, and who is told how far it is. */
interface Hooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

interface Job {
  readonly id: number;
  readonly task: Task;
  readonly transfer: readonly ArrayBuffer[];
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly resolve: (result: never) => void;
  readonly reject: (reason: unknown) => void;
  /** Its caller no longer waits for it. */
  isAborted: boolean;
  /** What was told last; a job that starts again stays silent until it is further. */
  percent: number;
}

/** One worker and the tasks that wait for it, first come, first served. */
export class Lane {
  private readonly waiting: Job[] = [];
  private current: Job | null = null;
  private host: Promise<Host> | null = null;
  /** The worker that has the current task; null while it is opened. */
  private working: Host | null = null;
  private ids = 0;
  private closed = false;

  /**
   * @param open opens the worker, ready for tasks; called again when one was ended
   * @param retry told why a task failed if not for its user's mistake; whether it is worth another try, on a new worker
   * @param stopMs how long a cancelled task may take to stop, in milliseconds
   */
  constructor(
    private readonly open: () => Promise<Host>,
    private readonly retry: () => boolean = () => false,
    private readonly stopMs = STOP_MS,
  ) {}

  /** Opens the worker if there is none, so that the first task need not wait for it. */
  prepare(): Promise<Host> {
    this.host ??= this.open().then((host) => {
      host.listen(
        (message) => this.heard(message),
        (error) => this.broken(error),
      );
      return host;
    });
    return this.host;
  }

  /**
   * Does a task. Rejects with the signal's reason as soon as it is aborted.
   * @param transfer buffers of the task's that go to the worker instead of being copied
   */
  run<T extends Task>(
    task: T,
    { signal, onProgress }: Hooks,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Results[T['kind']]> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.closed) throw new Error('closed');
      const stop = () => this.abort(job, signal?.reason);
      const done = () => signal?.removeEventListener('abort', stop);
      const job: Job = {
        id: ++this.ids,
        task,
        transfer,
        onProgress,
        resolve: (result) => {
          done();
          resolve(result);
        },
        reject: (reason) => {
          done();
          reject(reason);
        },
        isAborted: false,
        percent: -1,
      };
      signal?.addEventListener('abort', stop);
      this.waiting.push(job);
      void this.next();
    });
  }

  /** Ends the worker; tasks that are not done reject. */
  close(): void {
    this.closed = true;
    this.drop();
    const jobs = this.waiting.splice(0);
    if (this.current !== null) jobs.push(this.current);
    this.current = null;
    for (const job of jobs) job.reject(new Error('closed'));
  }

  private async next(): Promise<void> {
    const job = this.current === null ? this.waiting.shift() : undefined;
    if (job === undefined) return;
    this.current = job;
    const opening = this.prepare();
    const isAsked = () => this.current === job && this.host === opening;
    try {
      const host = await opening;
      if (!isAsked()) return;
      this.working = host;
      host.post({ type: 'task', id: job.id, task: job.task }, job.transfer);
    } catch (error) {
      if (isAsked()) this.broken(error);
    }
  }

  private heard(message: FromWorker): void {
    const job = this.current;
    if (job === null || !('id' in message) || message.id !== job.id) return;
    switch (message.type) {
      case 'progress':
        if (job.isAborted || message.progress.percent <= job.percent) break;
        job.percent = message.progress.percent;
        job.onProgress?.(message.progress);
        break;
      case 'done':
        job.resolve(message.result as never);
        this.over();
        break;
      case 'failed':
        if (message.cause === 'defect') {
          this.broken(new Error(message.message));
          break;
        }
        job.reject(new UserError(message.message));
        if (message.cause === 'memory') this.drop();
        this.over();
    }
  }

  /** The worker failed for a reason that is not its user's: what it can still do is not known, so it is ended. */
  private broken(error: unknown): void {
    this.drop();
    const job = this.current;
    // What failed is told even if nobody waits for the job: the next worker may have to do without it.
    if (job !== null && this.retry() && !job.isAborted) this.waiting.unshift(job);
    else job?.reject(error);
    this.over();
  }

  private abort(job: Job, reason: unknown): void {
    job.reject(reason);
    job.isAborted = true;
    const place = this.waiting.indexOf(job);
    if (place >= 0) this.waiting.splice(place, 1);
    if (this.current !== job) return;
    if (this.working === null) {
      this.over();
      return;
    }
    this.working.post({ type: 'cancel', id: job.id });
    setTimeout(() => {
      if (this.current !== job) return;
      this.drop();
      void this.prepare().catch(() => undefined);
      this.over();
    }, this.stopMs);
  }

  /** The current task is no longer any of the worker's business. */
  private over(): void {
    this.current = null;
    this.working = null;
    void this.next();
  }

  private drop(): void {
    void this.host?.then((host) => host.terminate()).catch(() => undefined);
    this.host = null;
    this.working = null;
  }
}
