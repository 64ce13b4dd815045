import { UserError } from '../../core/errors.ts';
import type { Planar } from '../draw/planar.ts';
import { buffersIn } from './buffers.ts';
import type { Host } from './host.ts';
import { type Job, newJob, type TaskHooks } from './job.ts';
import type { FromWorker, Results, Task } from './protocol.ts';

/**
 * How long a cancelled task may take to stop before its worker is ended. Its caller never waits for that; the next task
 * does, so it is about what replacing the worker takes.
 */
export const STOP_MS = 150;

/** How long a worker beside the first one may have nothing to do before it is ended, for its memory. */
export const IDLE_MS = 30_000;

interface LaneSettings {
  /** Told why a task failed if not for its user's mistake; whether it is worth another try, on a new worker. */
  readonly retry?: () => boolean;
  /** How long a cancelled task may take to stop, in milliseconds. */
  readonly stopMs?: number;
  /** How many workers there may be, at least one; asked whenever another would be of use. */
  readonly most?: () => number;
}

/** A worker, and the job that it has. */
interface Slot {
  readonly opening: Promise<Host>;
  /** Null while it is opened. */
  host: Host | null;
  job: Job | null;
  rest: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Tasks, first come, first served, and the workers that do them: one, and others beside it only while tasks would wait. A
 * worker that nobody else needs may be asked for parts of another one's task, which go before tasks that wait.
 * A task whose worker is lost goes to another one, if there are any. Where memory ends while several work, there are
 * fewer from then on, and the task waits for one of those.
 */
export class Lane {
  private readonly waiting: Job[] = [];
  /** In the order in which they were opened. */
  private readonly slots: Slot[] = [];
  /** For how many workers there is memory, as far as is known. */
  private room = Number.POSITIVE_INFINITY;
  private ids = 0;
  private closed = false;
  private readonly retry: () => boolean;
  private readonly stopMs: number;
  private readonly most: () => number;

  /** @param open opens a worker, ready for tasks */
  constructor(
    private readonly open: () => Promise<Host>,
    { retry = () => false, stopMs = STOP_MS, most = () => 1 }: LaneSettings = {},
  ) {
    this.retry = retry;
    this.stopMs = stopMs;
    this.most = most;
  }

  /** How many tasks can be under way side by side; at least one. */
  get parallel(): number {
    return Math.max(1, Math.min(this.room, this.most()));
  }

  /** Opens a worker if there is none, so that the first task need not wait for it. */
  prepare(): Promise<Host> {
    return (this.slots[0] ?? this.widen()).opening;
  }

  /**
   * Does a task. Rejects with the signal's reason as soon as it is aborted.
   * @param transfer buffers of the task's that go to the worker instead of being copied
   */
  async run<T extends Task>(
    task: T,
    hooks: TaskHooks,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Results[T['kind']]> {
    hooks.signal?.throwIfAborted();
    if (this.closed) throw new Error('closed');
    const { job, result } = this.jobOf(task, hooks, transfer);
    this.waiting.push(job);
    this.next();
    return result;
  }

  private jobOf<T extends Task>(task: T, hooks: TaskHooks, transfer: readonly ArrayBuffer[]) {
    return newJob(++this.ids, task, hooks, transfer, (...which) => this.abort(...which));
  }

  /** Ends the workers; tasks that are not done reject. */
  close(): void {
    this.closed = true;
    const jobs = this.waiting.splice(0);
    for (const slot of [...this.slots]) {
      this.drop(slot);
      if (slot.job !== null) jobs.push(slot.job);
    }
    for (const job of jobs) job.reject(new Error('closed'));
  }

  private widen(): Slot {
    const slot: Slot = { opening: this.open(), host: null, job: null, rest: undefined };
    this.slots.push(slot);
    slot.opening.then(
      (host) => this.opened(slot, host),
      (error: unknown) => this.lost(slot, error),
    );
    return slot;
  }

  private opened(slot: Slot, host: Host): void {
    if (!this.slots.includes(slot)) {
      host.terminate();
      return;
    }
    slot.host = host;
    host.listen(
      (message) => this.heard(slot, message),
      (error) => this.lost(slot, error),
    );
    this.free(slot);
  }

  /** Gives tasks to the workers that have none, and opens others for those that would wait. */
  private next(): void {
    const idle = () => this.slots.find(({ host, job }) => host !== null && job === null);
    for (let slot = idle(); slot !== undefined && this.waiting.length > 0; slot = idle()) this.give(slot);
    // These will take one each in a moment.
    const soon = () => this.slots.filter(({ host, job }) => host === null || job?.isAborted).length;
    while (this.waiting.length > soon() && this.slots.length < this.parallel) this.widen();
  }

  private give(slot: Slot): void {
    const job = this.waiting.shift();
    if (job === undefined) return;
    clearTimeout(slot.rest);
    slot.job = job;
    try {
      slot.host?.post({ type: 'task', id: job.id, task: job.task, hands: this.handsFor(slot) }, job.transfer);
    } catch (error) {
      this.lost(slot, error);
    }
  }

  /** How many workers may do parts of the task that a worker is given: those that nobody else needs. */
  private handsFor(slot: Slot): number {
    const others = this.slots.filter((each) => each !== slot && each.job !== null).length;
    return Math.max(1, this.parallel - others - this.waiting.length);
  }

  /** Has another worker do a part of a worker's task, and tells it what became of that. */
  private ask(slot: Slot, job: Job, { number, call, part }: Extract<FromWorker, { type: 'ask' }>): void {
    const { job: own, result } = this.jobOf({ kind: 'run', call, part }, {}, []);
    own.owner = job;
    const answer = (picture: Planar | null): void => {
      if (slot.job !== job) return;
      slot.host?.post({ type: 'answer', number, picture }, picture === null ? [] : [...buffersIn(picture)]);
    };
    result.then(answer, () => answer(null));
    this.waiting.unshift(own);
    this.next();
  }

  /** Parts that nobody has begun are not needed any more. */
  private withdraw(owner: Job | null): void {
    for (let i = this.waiting.length - 1; owner !== null && i >= 0; i--)
      if (this.waiting[i].owner === owner) this.waiting.splice(i, 1);
  }

  private heard(slot: Slot, message: FromWorker): void {
    const { job } = slot;
    if (job === null || !('id' in message) || message.id !== job.id) return;
    switch (message.type) {
      case 'progress':
        if (job.isAborted || message.progress.percent <= job.percent) break;
        job.percent = message.progress.percent;
        job.onProgress?.(message.progress);
        break;
      case 'ask':
        this.ask(slot, job, message);
        break;
      case 'done':
        job.resolve(message.result);
        this.free(slot);
        break;
      case 'failed':
        if (message.cause === 'defect') this.lost(slot, new Error(message.message));
        else if (message.cause === 'memory') this.exhausted(slot, job, new UserError(message.message));
        else {
          job.reject(new UserError(message.message));
          this.free(slot);
        }
    }
  }

  /** A worker has nothing to do, now. */
  private free(slot: Slot): void {
    this.withdraw(slot.job);
    slot.job = null;
    this.next();
    if (slot.job !== null) return;
    slot.rest = setTimeout(() => {
      if (slot !== this.slots[0]) this.drop(slot);
    }, IDLE_MS);
  }

  /** There is no memory for a task: for as many workers, or for the task itself if its worker was the only one. */
  private exhausted(slot: Slot, job: Job, error: UserError): void {
    this.drop(slot);
    const others = this.slots.length;
    this.room = others > 0 ? others : Number.POSITIVE_INFINITY;
    if (others === 0) job.reject(error);
    else if (!job.isAborted) this.waiting.unshift(job);
    this.next();
  }

  /** A worker failed for a reason that is not its user's: what it can still do is not known, so it is ended. */
  private lost(slot: Slot, error: unknown): void {
    if (!this.drop(slot)) return;
    const others = this.slots.length;
    if (slot.host === null && others > 0) this.room = others;
    else {
      const job = slot.host === null ? this.waiting.shift() : slot.job;
      if (job) this.again(job, error);
    }
    this.next();
  }

  private again(job: Job, error: unknown): void {
    // What failed is told even if nobody waits for the job: the next worker may have to do without it.
    const isWorth = this.retry();
    const isElsewhere = this.slots.length > 0 && !job.isAgain;
    if (job.isAborted) return;
    if (isWorth || isElsewhere) {
      job.isAgain = true;
      this.waiting.unshift(job);
    } else job.reject(error);
  }

  private abort(job: Job, reason: unknown): void {
    job.reject(reason);
    job.isAborted = true;
    this.withdraw(job);
    const place = this.waiting.indexOf(job);
    if (place >= 0) this.waiting.splice(place, 1);
    const slot = this.slots.find((each) => each.job === job);
    if (slot === undefined) return;
    slot.host?.post({ type: 'cancel', id: job.id });
    setTimeout(() => {
      if (slot.job !== job || !this.drop(slot)) return;
      void this.prepare().catch(() => undefined);
      this.next();
    }, this.stopMs);
  }

  /** Ends a worker; false if it was ended before. */
  private drop(slot: Slot): boolean {
    const place = this.slots.indexOf(slot);
    if (place < 0) return false;
    this.slots.splice(place, 1);
    this.withdraw(slot.job);
    clearTimeout(slot.rest);
    slot.host?.terminate();
    return true;
  }
}
