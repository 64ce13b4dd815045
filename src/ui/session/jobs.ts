import { batch } from '@preact/signals';
import { UserError } from '../../core/errors.ts';
import type { PixelArt } from '../../core/image.ts';
import type { Failure } from '../../export/bundle.ts';
import type { LayerInfo } from '../../messages.ts';
import type { JobProgress } from '../job.ts';
import { count, sentenceOf } from '../texts.ts';
import { leftText, TimeLeft } from '../time-left.ts';
import { IDLE, type JobState, type State } from './state.ts';
import type { Work } from './works.ts';

/** Good news goes away by itself after so many milliseconds. */
const READ = 6000;

const CANCELLED = new Error('cancelled');

/** Runs jobs, one at a time; how one goes is the state's `job`. */
export class Jobs {
  private running: AbortController | null = null;
  private jobs = 0;
  private readonly timeLeft = new TimeLeft();

  /** @param now milliseconds */
  constructor(
    private readonly state: State,
    private readonly now: () => number,
  ) {}

  /** Runs one job on the selected layers from its start to its end; nothing, if one runs or none is selected. Never throws. */
  async run(work: Work): Promise<void> {
    const { state } = this;
    const layers = state.layers.peek();
    if (this.running !== null || layers.length === 0) return;
    const running = new AbortController();
    this.running = running;
    this.timeLeft.begin(this.now());
    batch(() => {
      state.job.value = { kind: 'working', progress: null, timeLeft: null, cancelling: false };
      state.notice.value = null;
      state.saved.value = null;
      state.drawnArt.value = new Map();
    });
    const onArt = ({ id }: LayerInfo, art: PixelArt) => {
      state.drawnArt.value = new Map([...state.drawnArt.peek(), [id, art]]);
    };
    const onProgress = (progress: JobProgress) => {
      const job = state.job.peek();
      if (job.kind !== 'working') return;
      state.job.value = { ...job, progress, timeLeft: leftText(this.timeLeft.told(progress, this.now())) };
    };
    try {
      const { text, done, failures } = await work(++this.jobs, layers, {
        signal: running.signal,
        onProgress,
        onArt,
      });
      this.end(ended(text, done, failures));
    } catch (error) {
      this.end(broken(error));
    }
  }

  /** Stops the job; what it wrote is removed. */
  cancel(): void {
    const job = this.state.job.peek();
    if (this.running === null || job.kind !== 'working') return;
    this.state.job.value = { ...job, cancelling: true };
    this.running.abort(CANCELLED);
  }

  /** Says that something was done that is no job; nothing while one runs. */
  say(text: string): void {
    if (this.running !== null) return;
    this.state.notice.value = null;
    this.state.saved.value = null;
    this.end({ kind: 'done', text, failures: [] });
  }

  /** Takes what is said of the last job away. */
  dismiss(): void {
    const { state } = this;
    batch(() => {
      state.notice.value = null;
      if (!state.working.peek()) state.job.value = IDLE;
    });
  }

  /** What a job has done was undone: it is not said any more. */
  undone(job: number): void {
    if (job === this.jobs && this.state.job.peek().kind === 'done') this.dismiss();
  }

  private end(job: JobState): void {
    const { state } = this;
    this.running = null;
    state.job.value = job;
    const calm = job.kind === 'cancelled' || (job.kind === 'done' && job.failures.length === 0);
    if (calm && state.saved.peek() === null)
      setTimeout(() => state.job.peek() === job && this.dismiss(), READ);
  }
}

function ended(text: string, done: number, failures: readonly Failure[]): JobState {
  const reason = failures[0]?.reason ?? 'There was nothing to do.';
  if (done === 0) return { kind: 'failed', reason, failures };
  const left = failures.length > 0 ? ` ${count(failures.length, 'layer was', 'layers were')} left out.` : '';
  return { kind: 'done', text: text + left, failures };
}

function broken(error: unknown): JobState {
  if (error === CANCELLED) return { kind: 'cancelled' };
  if (!(error instanceof UserError)) console.error(error);
  return { kind: 'failed', reason: sentenceOf(error), failures: [] };
}
