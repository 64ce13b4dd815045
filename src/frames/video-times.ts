/** What ffmpeg says is wrong, in so many lines. */
const LINES = 2;

/** Listens to ffmpeg: when frames are shown, as its filter "showinfo" tells, and what it complains of. */
export class VideoTimes {
  readonly #times: number[] = [];
  readonly #complaints = new Set<string>();
  #tick = Number.NaN;
  #rest = '';

  /**
   * @param usual how long a frame is shown in the mean, ms
   * @param end when the last one ends, ms from where their times begin; NaN if that is not known
   */
  constructor(
    private readonly usual: number,
    private readonly end: number,
  ) {}

  /** Takes more of what ffmpeg says, with its levels ("-loglevel level+info"). */
  hear(text: string): void {
    const lines = `${this.#rest}${text}`.split(/[\r\n]+/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    const wrong = /\[(?:error|fatal|panic)\] *(.+)/.exec(line);
    if (wrong !== null && this.#complaints.size < LINES) this.#complaints.add(wrong[1].replace(/\.$/, ''));
    const base = /config in time_base: *(\d+)\/(\d+)/.exec(line);
    if (base !== null) this.#tick = (1000 * Number(base[1])) / Number(base[2]);
    const frame = /\] n: *\d+ pts: *(\S+)/.exec(line);
    if (frame !== null) this.#times.push(Number(frame[1]) * this.#tick);
  }

  /** How many frames were told of. */
  get count(): number {
    return this.#times.length;
  }

  /** What is wrong; empty if nothing is. */
  get complaint(): string {
    return [...this.#complaints].join('; ');
  }

  /** How long a frame is shown, ms: until the next that was told of. A difference by rounded times is none. */
  between(number: number): number {
    const next = number + 1 < this.#times.length ? this.#times[number + 1] : this.end;
    const own = next - this.#times[number];
    if (!(own > 0) || Math.abs(own - this.usual) <= this.#tick) return this.usual;
    return own;
  }
}
