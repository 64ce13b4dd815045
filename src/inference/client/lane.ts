import { UserError } from '../../core/errors.ts';
import type { Progress } from '../progress.ts';
import type { FromWorker, Results, Task } from '../worker/protocol.ts';
import type { Host } from './hosts.ts';

/**
 * How long a cancelled task may take to stop before its worker is ended. The caller never waits for it; the next task
 * does, so it is about what opening another worker takes.
 */
const STOP_MS = 150;

/** What a task is given: a way to stop it, and who is told how far it is. */
interface Hooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

interface Job {
  readonly id: number;
  readonly task: Task;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly resolve: (result: never) => void;
  readonly reject: (reason: unknown) => void;
  /** What was told last; a job that starts again stays silent until it is further. */
  percent: number;
}

/** One worker and the tasks that wait for it, first come, first served. */
export class Lane {
  private readonly waiting: Job[] = [];
  private current: Job | null = null;
  private host: Promise<Host> | null = null;
  private ids = 0;
  private closed = false;

  /**
   * @param open opens the worker, ready for tasks; called again when one was ended
   * @param retry told when a task failed for another reason than its user's; whether it is worth another try, on a
   *   new worker
   * @param onMessage told what the worker says outside of tasks
   */
  constructor(
    private readonly open: () => Promise<Host>,
    private readonly retry: (reason: string) => boolean = () => false,
    private readonly onMessage: (message: FromWorker) => void = () => undefined,
  ) {}

  /** Opens the worker if there is none, so that the first task need not wait for it. */
  prepare(): Promise<Host> {
    this.host ??= this.opened();
    return this.host;
  }

  /** Does a task. Rejects with the signal's reason as soon as it is aborted. */
  run<T extends Task>(task: T, { signal, onProgress }: Hooks): Promise<Results[T['kind']]> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.closed) throw new Error('closed');
      const stop = () => this.abort(job, signal?.reason);
      const done = () => signal?.removeEventListener('abort', stop);
      const job: Job = {
        id: ++this.ids,
        task,
        onProgress,
        resolve: (result) => {
          done();
          resolve(result);
        },
        reject: (reason) => {
          done();
          reject(reason);
        },
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
    const jobs = [this.current, ...this.waiting.splice(0)];
    this.current = null;
    for (const job of jobs) job?.reject(new Error('closed'));
  }

  /** Ends the worker and opens another one; the task under way starts again. */
  restart(): void {
    this.drop();
    if (this.current !== null) this.waiting.unshift(this.current);
    this.current = null;
    void this.prepare().catch(() => undefined);
    void this.next();
  }

  private async next(): Promise<void> {
    if (this.current !== null || this.closed) return;
    const job = this.waiting.shift();
    if (job === undefined) return;
    this.current = job;
    const opening = this.prepare();
    try {
      const host = await opening;
      if (this.current === job && this.host === opening)
        host.post({ type: 'task', id: job.id, task: job.task });
    } catch (error) {
      if (this.current === job && this.host === opening) this.broken(error);
    }
  }

  private async opened(): Promise<Host> {
    const host = await this.open();
    host.listen(
      (message) => this.heard(host, message),
      (error) => void this.isCurrent(host).then((is) => is && this.broken(error)),
    );
    return host;
  }

  private async isCurrent(host: Host): Promise<boolean> {
    return this.host !== null && (await this.host) === host;
  }

  private heard(_host: Host, message: FromWorker): void {
    const job = this.current;
    if (!('id' in message)) {
      this.onMessage(message);
      return;
    }
    if (message.id !== job?.id) return;
    switch (message.type) {
      case 'progress':
        if (message.progress.percent > job.percent) {
          job.percent = message.progress.percent;
          job.onProgress?.(message.progress);
        }
        break;
      case 'done':
        this.current = null;
        job.resolve(message.result as never);
        void this.next();
        break;
      case 'failed':
        if (!message.user) {
          this.broken(new Error(message.message));
          break;
        }
        this.current = null;
        job.reject(new UserError(message.message));
        void this.next();
    }
  }

  /** The worker failed for a reason that is not its user's: what it still can do is not known, so it is ended. */
  private broken(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.closed || this.retry(reason)) {
      this.restart();
      return;
    }
    this.drop();
    this.current?.reject(error);
    this.current = null;
    void this.next();
  }

  private abort(job: Job, reason: unknown): void {
    job.reject(reason);
    const place = this.waiting.indexOf(job);
    if (place >= 0) this.waiting.splice(place, 1);
    if (this.current !== job) return;
    void this.host?.then((host) => host.post({ type: 'cancel', id: job.id })).catch(() => undefined);
    setTimeout(() => {
      if (this.current !== job) return;
      this.current = null;
      this.restart();
    }, STOP_MS);
  }

  private drop(): void {
    void this.host?.then((host) => host.terminate()).catch(() => undefined);
    this.host = null;
  }
}
