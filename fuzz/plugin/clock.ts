interface Timer {
  readonly due: number;
  readonly then: () => void;
}

/** The timers of a session: none goes off by itself, so that a session is the same whatever else the machine does. */
export class Clock {
  now = 0;
  private readonly timers = new Map<number, Timer>();
  private last = 0;

  /** Takes the place of the global timers and of the time of day; returns what gives them back. */
  install(): () => void {
    const { setTimeout, clearTimeout } = globalThis;
    const set = (then: () => void, ms = 0) => {
      this.timers.set(++this.last, { due: this.now + ms, then });
      return this.last;
    };
    const clear = (id: number) => this.timers.delete(id);
    const { now } = Date;
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    Date.now = () => this.now;
    return () => {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Date.now = now;
    };
  }

  /** Lets the next timer go off; false if there is none. */
  next(): boolean {
    const [first] = [...this.timers].sort(([, a], [, b]) => a.due - b.due);
    if (first === undefined) return false;
    const [id, { due, then }] = first;
    this.timers.delete(id);
    this.now = due;
    then();
    return true;
  }
}
