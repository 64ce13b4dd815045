import { invalid, Words } from '../src/core/errors.ts';
import { gridnetGflop, pixelnetGflop, type Shape } from './flops.ts';
import { type Measured, threadsOf } from './jobs.ts';
import { COLOUR_SIDE, COMMON_SIDE, type Contest, type Results, type SizeResult } from './measure.ts';

/** What the figures are read by. */
export interface Setting {
  /** The processor, its cores, node. */
  readonly machine: string;
  /** GFLOP/s of one core on the fastest matrix product at hand; null if unknown. */
  readonly coreGflops: number | null;
  /** Of the cascade compared with. */
  readonly width: number;
  /** The shapes of our networks; null if models.json does not say. */
  readonly shapes: { readonly gridnet: Shape; readonly pixelnet: Shape } | null;
}

const BEGIN = '<!-- npm run bench: figures -->';
const END = '<!-- npm run bench: end -->';

const STAGES = ['fit', 'gridnet', 'pixelnet', 'palette', 'vote'];

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
const factor = (value: number): string => `${value >= 10 ? value.toFixed(0) : value.toPrecision(2)}×`;
const seconds = (value: number): string => (value < 1 ? value.toFixed(3) : value.toFixed(1));
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** The figures as Markdown, ratios first. */
export function report(results: Results, setting: Setting): string {
  const { evidence, colours, sizes, wide, down, up, back, wasmGflops, leftOut } = results;
  const same = (a: SizeResult, b: SizeResult): boolean =>
    a.provider === b.provider && a.threads === b.threads;
  const plain = sizes.filter((s) => same(s, sizes[0]));
  const ours = plain.find((s) => s.side === COMMON_SIDE) ?? plain.at(-1);
  if (!ours) throw invalid('bench', 'one size that can be measured', new Words(leftOut.join('; ') || 'none'));
  const parts = [`${setting.machine}.`];

  const ratio = (name: string, other: { seconds: number; peakBytes: number }, own = ours): string[] => [
    name,
    factor(other.seconds / own.seconds),
    factor(other.peakBytes / own.peakBytes),
    seconds(other.seconds),
    megabytes(other.peakBytes),
  ];
  const head = ['', 'time, ours = 1', 'peak memory, ours = 1', 's', 'MB'];
  const wider = wide.find((s) => s.side === ours.side);
  const threaded = sizes.filter((s) => s.side === ours.side && s !== ours);
  const named = (s: SizeResult): string =>
    `ours, ${s.provider}${s.provider === 'wasm' ? `, ${threadsOf(s.threads)}` : ''}`;
  parts.push(
    `### Ratios at a network input of ${ours.side}×${ours.side} (art of ${ours.side / 4}×${ours.side / 4}), ${ours.provider}, ${threadsOf(ours.threads)}`,
    table(head, [
      ratio('**ours**', ours),
      ...threaded.map((s) => ratio(named(s), s)),
      ...(wider ? [ratio(`the same cascade at width ${setting.width}`, wider)] : []),
      ...(ours.side === COMMON_SIDE ? down.map((c: Contest) => ratio(c.label, c)) : []),
    ]),
  );
  if (back)
    parts.push(
      `### The way back, ${COMMON_SIDE / 8}×${COMMON_SIDE / 8} art to ${COMMON_SIDE}×${COMMON_SIDE}`,
      table(head, [
        ratio('**ours**', back, { ...ours, ...back }),
        ...up.map((c) => ratio(c.label, c, { ...ours, ...back })),
      ]),
    );

  const shapes = setting.shapes;
  const gflops = ({ side, stages }: SizeResult): number | null =>
    shapes && stages.gridnet !== undefined
      ? (gridnetGflop(shapes.gridnet, side ** 2) + pixelnetGflop(shapes.pixelnet, side ** 2)) /
        (stages.gridnet + stages.pixelnet)
      : null;
  const line = (s: SizeResult, all: readonly SizeResult[]): string[] => {
    const before = all.find((o) => same(o, s) && o.side === s.side / 2);
    const rate = gflops(s);
    const total = Object.values(s.stages).reduce((a, b) => a + b, 0);
    const wasm = s.provider === 'wasm' ? wasmGflops[s.threads] : undefined;
    return [
      `${s.side}×${s.side}`,
      s.provider,
      String(s.threads),
      seconds(s.seconds),
      seconds(s.processor),
      seconds(s.first),
      megabytes(s.peakBytes),
      before ? factor(s.seconds / before.seconds) : '–',
      ((s.seconds * 1e6) / s.side ** 2).toFixed(1),
      rate === null ? '–' : rate.toFixed(0),
      rate === null || setting.coreGflops === null ? '–' : percent(rate / setting.coreGflops / s.threads),
      rate === null || wasm === undefined ? '–' : percent(rate / wasm),
      ...STAGES.map((stage) => percent((s.stages[stage] ?? 0) / total)),
    ];
  };
  const columns = [
    'input',
    'provider',
    'threads',
    's',
    'processor s',
    'first s',
    'peak MB',
    'to half the side',
    'µs a pixel',
  ];
  const peak = ['GFLOP/s', 'of the cores', 'of WASM'];
  parts.push(
    '### Sizes',
    table(
      [...columns, ...peak, ...STAGES],
      sizes.map((s) => line(s, sizes)),
    ),
  );
  if (wide.length > 0)
    parts.push(
      `### The same cascade at width ${setting.width}`,
      table(
        columns,
        wide.map((s) => line(s, wide).slice(0, columns.length)),
      ),
    );
  if (evidence && colours) {
    const told = (m: Measured) =>
      `${(m.seconds * 1000).toFixed(0)} ms (${(m.processor * 1000).toFixed(0)} ms of the processor)`;
    parts.push(
      `### Colours alone, art of ${COLOUR_SIDE}×${COLOUR_SIDE}`,
      `A change of colours takes ${told(colours)}, in plain JavaScript. Before the first one a drawing's evidence is made, once, in ${told(evidence)}.`,
    );
  }
  const wasm = Object.entries(wasmGflops).map(([n, rate]) => `${rate.toFixed(0)} on ${threadsOf(Number(n))}`);
  parts.push(
    [
      setting.coreGflops === null
        ? "The cores' peak was not measured: the training side's libtorch backend is not built."
        : `One core's peak, by libtorch's fp32 product of 2048×2048 matrices: ${setting.coreGflops.toFixed(0)} GFLOP/s.`,
      ...(wasm.length > 0
        ? [`Onnxruntime's WASM, by its product of 1024×1024 matrices, GFLOP/s: ${wasm.join(', ')}.`]
        : []),
    ].join(' '),
  );
  if (leftOut.length > 0) parts.push(`Left out:\n\n${leftOut.map((l) => `- ${l}`).join('\n')}`);
  return `${parts.join('\n\n')}\n`;
}

/**
 * Puts the figures between a document's two markers.
 * @throws UserError if the markers are not there
 */
export function withFigures(document: string, name: string, figures: string): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from)
    throw invalid(name, `the lines "${BEGIN}" and "${END}"`, new Words('a document without'));
  return `${document.slice(0, from + BEGIN.length)}\n\n${figures}\n${document.slice(to)}`;
}
