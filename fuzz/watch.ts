import { type ChildProcess, fork } from 'node:child_process';
import type { Outcome } from './kind.ts';
import type { Case, Trial } from './run.ts';

/** From the process that tries to the one that watches. */
export type Told =
  | { readonly type: 'ready' }
  | { readonly type: 'trying'; readonly trial: Trial }
  | { readonly type: 'tried'; readonly outcome: Outcome; readonly ms: number };
/** The other way: a case to be made and tried, or one that is made. */
export type Asked = { readonly case: Case } | { readonly trial: Trial };

/** What came of a case. */
export interface Watched {
  readonly trial: Trial | null;
  readonly outcome: Outcome;
  readonly ms: number;
}

/**
 * A process that tries one case after the other. One that ends by itself, or takes too long, is a fault of its case;
 * the next case gets a new process.
 */
export class Watch {
  private child: ChildProcess | null = null;

  /**
   * @param script what is run in the process
   * @param limit milliseconds that a case may take
   */
  constructor(
    private readonly script: string,
    private readonly limit: number,
  ) {}

  async try(asked: Asked): Promise<Watched> {
    const child = this.child ?? (await this.open());
    this.child = child;
    return new Promise((resolve) => {
      let trial: Trial | null = null;
      const end = (outcome: Outcome, ms: number, lost: boolean) => {
        clearTimeout(late);
        child.removeAllListeners();
        if (lost) {
          this.child = null;
          child.kill('SIGKILL');
        }
        resolve({ trial, outcome, ms });
      };
      const fault = (reason: string, ms = 0) => end({ end: 'failed', reason }, ms, true);
      const late = setTimeout(() => fault(`it hangs: no end after ${this.limit} ms`, this.limit), this.limit);
      child.on('message', (told: Told) => {
        if (told.type === 'trying') trial = told.trial;
        if (told.type === 'tried') end(told.outcome, told.ms, false);
      });
      child.on('exit', (code, signal) => fault(`the process ended with ${signal ?? `exit code ${code}`}`));
      child.send(asked);
    });
  }

  close(): void {
    this.child?.removeAllListeners();
    this.child?.kill('SIGKILL');
    this.child = null;
  }

  private open(): Promise<ChildProcess> {
    const child = fork(this.script, ['--child', String(this.limit)], { serialization: 'advanced' });
    return new Promise((resolve, reject) => {
      child.once('message', () => {
        child.removeAllListeners();
        resolve(child);
      });
      child.once('exit', (code) => reject(new Error(`the process that tries ended with exit code ${code}`)));
    });
  }
}
