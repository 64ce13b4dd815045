import type { Outcome } from './kind.ts';

/** What came of the cases, by kind. */
export class Tally {
  private readonly counts = new Map<string, Record<Outcome['end'], number>>();
  private slowest = { ms: 0, name: '' };

  add(kind: string, { end }: Outcome, ms: number, name: string): void {
    const count = this.counts.get(kind) ?? { done: 0, refused: 0, failed: 0 };
    count[end]++;
    this.counts.set(kind, count);
    if (ms > this.slowest.ms) this.slowest = { ms, name };
  }

  get failed(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count.failed, 0);
  }

  /** A table in Markdown. */
  toString(): string {
    const rows = [...this.counts].map(
      ([kind, { done, refused, failed }]) =>
        `| ${kind} | ${done + refused + failed} | ${done} | ${refused} | ${failed} |`,
    );
    const slowest = `The slowest took ${Math.round(this.slowest.ms)} ms: ${this.slowest.name}.`;
    return [
      '| kind | cases | done | refused | failed |',
      '|---|---|---|---|---|',
      ...rows,
      '',
      slowest,
      '',
    ].join('\n');
  }
}
