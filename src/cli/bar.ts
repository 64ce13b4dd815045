import type { Progress } from '../inference/draw/progress.ts';

const WIDTH = 24;

/** A progress bar on a terminal's stderr; in a pipe it writes nothing. */
export class Bar {
  private shown = false;

  constructor(
    private readonly total: number,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  /** Shows how far the picture at `index` (from 0) of all is. */
  show(index: number, name: string, progress: Progress): void {
    if (!this.stream.isTTY) return;
    const share = Math.min(1, (index + progress.percent / 100) / this.total);
    const full = Math.round(share * WIDTH);
    const stage = progress.kind === 'stage' ? progress.stage : 'done';
    const line = `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${index + 1}/${this.total} ${name} ${stage}`;
    this.stream.write(`\r\x1b[K${line.slice(0, (this.stream.columns ?? 80) - 1)}`);
    this.shown = true;
  }

  /** Takes the bar away, before something else is written and at the end. */
  clear(): void {
    if (this.shown) this.stream.write('\r\x1b[K');
    this.shown = false;
  }
}
