import type { JobProgress } from './job.ts';
import { count } from './texts.ts';

/** Nothing is said before a job has taken so long, in milliseconds. */
const SILENT = 1500;
/** How long a layer is taken to be written or packed in, until that is known, in milliseconds. */
const USUAL_WRITE = 65;
/** So much of a layer has to be done before its pace says something. */
const LEAST_DONE = 0.1;

interface Mark {
  /** The time that was spent so far on all layers together, in milliseconds. */
  readonly spent: number;
  /** Layers that were done, with a fraction. */
  readonly done: number;
}

/** How much longer a job takes. Keep one for several jobs: it learns how long writing takes. Times are milliseconds. */
export class TimeLeft {
  private from = 0;
  private phase: JobProgress['phase'] = 'drawing';
  /** Where the pace is measured from: the first layer's own time also holds the loading of the networks. */
  private start: Mark | null = null;
  /** What a layer takes by itself, in milliseconds. */
  private pace: number | null = null;
  /** So many layers were under way since. */
  private parallel = 1;
  private since = 0;
  private spent = 0;
  private write = USUAL_WRITE;

  /** A job begins. */
  begin(now: number): void {
    this.from = now;
    this.since = now;
    this.parallel = 1;
    this.phase = 'drawing';
    this.start = null;
    this.pace = null;
  }

  /** What is left after a job has told how far it is, in milliseconds; null while too little is known. */
  told({ phase, done, total, parallel }: JobProgress, now: number): number | null {
    this.spent += (now - this.since) * this.parallel;
    this.since = now;
    this.parallel = parallel;
    if (phase !== this.phase) {
      this.phase = phase;
      this.start = null;
      this.pace = null;
    }
    this.measure({ spent: this.spent, done });
    const writes = phase === 'writing' || phase === 'packing';
    if (writes && this.pace !== null) this.write = this.pace;
    const pace = writes ? this.write : this.pace;
    if (now - this.from < SILENT || pace === null) return null;
    return ((total - done) * pace) / parallel + (writes ? 0 : total * this.write);
  }

  private measure(mark: Mark): void {
    const { start } = this;
    // The networks are loaded once something moves; they are at their pace once a layer is through.
    const moved = start === null && mark.done > 0;
    const warm = start !== null && start.done < 1 && mark.done >= 1;
    if (moved || warm) {
      this.start = mark;
      return;
    }
    if (start === null || mark.done - start.done < LEAST_DONE) return;
    this.pace = (mark.spent - start.spent) / (mark.done - start.done);
  }
}

/** What is left of a job, in words; nothing for null and at the end. */
export function leftText(left: number | null): string | null {
  if (left === null || left <= 0) return null;
  const seconds = Math.ceil(left / 1000);
  if (seconds < 60) return `about ${count(seconds, 'second')} left`;
  return `about ${count(Math.round(seconds / 60), 'minute')} left`;
}
