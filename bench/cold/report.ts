/** A step of the first picture, in milliseconds since its beginning. */
export interface Step {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What one first picture took, in milliseconds. */
export interface Taken {
  readonly wall: number;
  /** Of all processes and threads together. */
  readonly processor: number;
  readonly steps: readonly Step[];
}

/** A build, and its runs. */
export interface Rival {
  readonly build: string;
  readonly plugin: Taken[];
  readonly commandLine: Taken[];
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const seconds = (ms: number): string => (ms / 1000).toFixed(2);
const table = (lines: readonly (readonly string[])[]): string =>
  [lines[0], lines[0].map((_, i) => (i === 0 ? '---' : '--:')), ...lines.slice(1)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** The figures as Markdown: medians and least of each build, and the steps of the plugin's. */
export function coldReport(rivals: readonly Rival[]): string {
  const row = (name: string, taken: readonly Taken[]): string[] => [
    name,
    seconds(middle(taken.map(({ wall }) => wall))),
    seconds(Math.min(...taken.map(({ wall }) => wall))),
    seconds(middle(taken.map(({ processor }) => processor))),
  ];
  const called = (what: string, { build }: Rival) => (rivals.length > 1 ? `${what}, ${build}` : what);
  const totals = table([
    ['first picture', 's', 'least s', 'processor s'],
    ...rivals.map((rival) => row(called('plugin', rival), rival.plugin)),
    ...rivals.map((rival) => row(called('command line', rival), rival.commandLine)),
  ]);
  const steps = rivals.map((rival) => {
    const lines = stepLines(rival.plugin);
    return lines.length === 0
      ? ''
      : `### ${called('Steps of the plugin', rival)}\n\n${table([['step', 'from s', 'to s', 's'], ...lines])}\n`;
  });
  return `${[`${totals}\n`, ...steps].filter(Boolean).join('\n')}`;
}

/** Each step's medians, in the order of their beginnings. */
function stepLines(runs: readonly Taken[]): string[][] {
  const names = new Set(runs.flatMap(({ steps }) => steps.map(({ name }) => name)));
  const lines = [...names].map((name) => {
    const own = runs.flatMap(({ steps }) => steps.filter((step) => step.name === name));
    const [from, to] = [middle(own.map((s) => s.from)), middle(own.map((s) => s.to))];
    return { name, from, to, length: middle(own.map((s) => s.to - s.from)) };
  });
  return lines
    .sort((a, b) => a.from - b.from)
    .map(({ name, from, to, length }) => [name, seconds(from), seconds(to), seconds(length)]);
}
