import { signal } from '@preact/signals';

/** Changes of the same thing that follow each other within so many milliseconds are one step: a slider's, for one. */
const ONE_STEP = 800;
/** Steps that can be taken back. */
const MOST_STEPS = 200;

/** Undo and redo of what is worked on in the window: moments of it, each a value that does not change. */
export class History<Moment> {
  private past: Moment[] = [];
  private future: Moment[] = [];
  private last: { readonly what: string; readonly at: number } | null = null;
  /** Whether there is something to undo, and to redo. */
  readonly canUndo = signal(false);
  readonly canRedo = signal(false);

  /**
   * @param current what is worked on as it is
   * @param restore brings back a moment
   * @param now milliseconds
   */
  constructor(
    private readonly current: () => Moment,
    private readonly restore: (moment: Moment) => void,
    private readonly now: () => number,
  ) {}

  /**
   * Notes that something is about to change.
   * @param what names it: changes of the same that follow at once are one step; null for a step of its own
   */
  note(what: string | null): void {
    const at = this.now();
    const goesOn = what !== null && this.last?.what === what && at - this.last.at < ONE_STEP;
    this.last = what === null ? null : { what, at };
    if (!goesOn || this.past.length === 0) this.past = [...this.past, this.current()].slice(-MOST_STEPS);
    this.future = [];
    this.tell();
  }

  undo(): void {
    this.go(this.past, this.future);
  }

  redo(): void {
    this.go(this.future, this.past);
  }

  private go(from: Moment[], to: Moment[]): void {
    const moment = from.pop();
    if (moment === undefined) return;
    to.push(this.current());
    this.last = null;
    this.restore(moment);
    this.tell();
  }

  private tell(): void {
    this.canUndo.value = this.past.length > 0;
    this.canRedo.value = this.future.length > 0;
  }
}
