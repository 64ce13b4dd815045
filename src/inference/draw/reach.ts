import type { OnnxNetwork, OnnxNode } from './onnx.ts';

/** How far around itself a network looks, in pixels of its input. */
export interface Reach {
  /** To the left and above. */
  readonly before: number;
  /** To the right and below. */
  readonly after: number;
}

/** What a value is made of: its place `i` lies at pixel i · step of the input, and shows what is from `low` to `high` of that. */
interface Seen {
  readonly step: number;
  readonly low: number;
  readonly high: number;
}

/** Those that make each place of its own. */
const PLACEWISE = new Set(['Relu', 'Add', 'Mul', 'Identity']);

/** Axes among N, C, H, W. */
const [CHANNELS, ROWS] = [1, 2];

/**
 * How far an output looks at the input; null where that is not known, as where a norm looks at the whole picture. Both
 * directions are alike: kernels are square.
 */
export function reachOf({ nodes, constants }: OnnxNetwork, input: string, output: string): Reach | null {
  const seen = new Map<string, Seen>([[input, { step: 1, low: 0, high: 0 }]]);
  for (const node of nodes) {
    const sources = node.inputs.flatMap((name) => seen.get(name) ?? []);
    // Of constants alone.
    if (sources.length === 0) continue;
    const found = through(node, joint(sources), constants);
    if (found === null) return null;
    for (const name of node.outputs) seen.set(name, found);
  }
  const end = seen.get(output);
  if (end === undefined) return null;
  return { before: Math.max(0, -end.low), after: Math.max(0, Math.ceil(end.high - (end.step - 1))) };
}

const joint = (sources: readonly Seen[]): Seen | null =>
  sources.every(({ step }) => step === sources[0].step)
    ? {
        step: sources[0].step,
        low: Math.min(...sources.map(({ low }) => low)),
        high: Math.max(...sources.map(({ high }) => high)),
      }
    : null;

function through(node: OnnxNode, from: Seen | null, constants: OnnxNetwork['constants']): Seen | null {
  if (from === null) return null;
  const { step, low, high } = from;
  const [stride] = node.numbers.strides ?? [1];
  const valuesOf = (place: number): number[] | undefined => constants.get(node.inputs[place])?.values();
  const alongChannels = (axes: readonly number[] | undefined): Seen | null =>
    axes?.length === 1 && axes[0] === CHANNELS ? from : null;
  if (PLACEWISE.has(node.op)) return from;
  switch (node.op) {
    case 'Softmax':
    case 'Concat':
      return alongChannels(node.numbers.axis);
    case 'Slice':
      return alongChannels(valuesOf(3));
    case 'ReduceSum':
      return alongChannels(valuesOf(1));
    case 'Pad': {
      const before = valuesOf(1)?.[ROWS];
      return before === undefined ? null : { step, low: low - before * step, high: high - before * step };
    }
    case 'Conv':
    case 'AveragePool': {
      const side = node.numbers.kernel_shape?.[0] ?? constants.get(node.inputs[1])?.dims[ROWS];
      return sideways(node, from, side, stride);
    }
    case 'DepthToSpace': {
      const [size] = node.numbers.blocksize ?? [];
      return size === undefined ? null : { step: step / size, low: low - (step - step / size), high };
    }
    default:
      return null;
  }
}

/** A window of so many places at every stride. */
function sideways(node: OnnxNode, from: Seen, side: number | undefined, stride: number): Seen | null {
  const { pads = [0], dilations = [1] } = node.numbers;
  if (side === undefined || pads.some((pad) => pad !== 0) || dilations.some((by) => by !== 1)) return null;
  return { step: from.step * stride, low: from.low, high: from.high + (side - 1) * from.step };
}
