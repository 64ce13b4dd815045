/** A step, in milliseconds since 1970: workers and windows have clocks that start at different times. */
export interface Step {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Now, on the clock that all share. */
export const now = (): number => performance.timeOrigin + performance.now();

/** What names of measures begin with. */
const PREFIX = 'pixel-cascade: ';

/** Enters a step into the browser's own timeline, where developer tools and the bench of the cold start read it. */
export function enterStep({ name, from, to }: Step): void {
  const [start, end] = [from - performance.timeOrigin, to - performance.timeOrigin];
  performance.measure(PREFIX + name, { start: Math.max(0, start), end: Math.max(0, start, end) });
}

/** The work, whose step is entered when it is done. */
export async function stepOf<T>(name: string, work: Promise<T>): Promise<T> {
  const from = now();
  const result = await work;
  enterStep({ name, from, to: now() });
  return result;
}
