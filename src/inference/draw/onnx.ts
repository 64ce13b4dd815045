/** The little that is read of ONNX files (onnx.proto3): which node makes what of what. */

/** Field numbers, by message. */
const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5, output: 12 } as const;
const NODE = { input: 1, output: 2, opType: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, i: 3, ints: 8 } as const;
const TENSOR = { dims: 1, int64s: 7, name: 8, raw: 9 } as const;

/** Kinds of fields. */
const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];

/** A field of a message, with where it lies, its tag included. */
interface Field {
  readonly number: number;
  /** Of a number. */
  readonly value: number;
  /** Of anything else. */
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

const NOTHING = new Uint8Array();
const decoder = new TextDecoder();

/** Throws a RangeError where the bytes are no message. */
function fieldsOf(bytes: Uint8Array): Field[] {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      if (at >= bytes.length) throw new RangeError('ONNX: expected more bytes');
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const fields: Field[] = [];
  while (at < bytes.length) {
    const from = at;
    const tag = varint();
    const kind = tag % 8;
    let [value, start] = [0, at];
    if (kind === VARINT) value = varint();
    else if (kind === BYTES) {
      const length = varint();
      start = at;
      at += length;
    } else if (kind === FIXED32 || kind === FIXED64) at += kind === FIXED32 ? 4 : 8;
    else throw new RangeError(`ONNX: expected a field of a known kind, received ${kind}`);
    if (at > bytes.length) throw new RangeError('ONNX: expected more bytes');
    const own = kind === VARINT ? NOTHING : bytes.subarray(start, at);
    fields.push({ number: Math.floor(tag / 8), value, bytes: own, from, to: at });
  }
  return fields;
}

const texts = (fields: readonly Field[], number: number): string[] =>
  fields.filter((field) => field.number === number).map((field) => decoder.decode(field.bytes));

/** Numbers that stand alone or packed. */
function numbers(fields: readonly Field[], number: number): number[] {
  return fields
    .filter((field) => field.number === number)
    .flatMap(({ value, bytes }) => (bytes.length === 0 ? [value] : varints(bytes)));
}

function varints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * factor;
    factor *= 128;
    if (byte >= 128) continue;
    values.push(value);
    [value, factor] = [0, 1];
  }
  return values;
}

/** A step of a network. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers by name. */
  readonly numbers: Readonly<Record<string, readonly number[]>>;
}

/** A constant of a network: its sides, and its values where they are whole numbers. */
export interface OnnxConstant {
  readonly dims: readonly number[];
  readonly values: () => number[];
}

/** A network, its nodes each after those that it needs. */
export interface OnnxNetwork {
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxConstant>;
  readonly outputs: readonly string[];
}

function nodeOf(bytes: Uint8Array): OnnxNode {
  const fields = fieldsOf(bytes);
  const attributes = fields
    .filter(({ number }) => number === NODE.attribute)
    .map((field) => {
      const own = fieldsOf(field.bytes);
      return [texts(own, ATTRIBUTE.name)[0], [...numbers(own, ATTRIBUTE.i), ...numbers(own, ATTRIBUTE.ints)]];
    });
  return {
    op: texts(fields, NODE.opType)[0] ?? '',
    inputs: texts(fields, NODE.input),
    outputs: texts(fields, NODE.output),
    numbers: Object.fromEntries(attributes) as OnnxNode['numbers'],
  };
}

function constantOf(bytes: Uint8Array): [string, OnnxConstant] {
  const fields = fieldsOf(bytes);
  const values = (): number[] => {
    const raw = fields.find(({ number }) => number === TENSOR.raw)?.bytes.slice();
    return raw === undefined
      ? numbers(fields, TENSOR.int64s)
      : Array.from(new BigInt64Array(raw.buffer, 0, raw.length >> 3), Number);
  };
  return [texts(fields, TENSOR.name)[0] ?? '', { dims: numbers(fields, TENSOR.dims), values }];
}

/** Throws a RangeError where the bytes are no ONNX file. */
function graphOf(model: Uint8Array): { field: Field; fields: Field[] } {
  const field = fieldsOf(model).find(({ number }) => number === MODEL.graph);
  if (field === undefined) throw new RangeError('ONNX: expected a graph');
  return { field, fields: fieldsOf(field.bytes) };
}

/** Throws a RangeError where the bytes are no ONNX file. */
export function readNetwork(model: Uint8Array): OnnxNetwork {
  const { fields } = graphOf(model);
  const of = (wanted: number) => fields.filter(({ number }) => number === wanted);
  return {
    nodes: of(GRAPH.node).map(({ bytes }) => nodeOf(bytes)),
    constants: new Map(of(GRAPH.initializer).map(({ bytes }) => constantOf(bytes))),
    outputs: of(GRAPH.output).map(({ bytes }) => texts(fieldsOf(bytes), 1)[0] ?? ''),
  };
}

/**
 * The model with one of its outputs, and without what only the others need: onnxruntime computes all that is there,
 * whatever is asked for.
 * @returns the model as it is if it has no such output
 * Throws a RangeError where the bytes are no ONNX file.
 */
export function withOutput(model: Uint8Array, output: string): Uint8Array {
  const { field, fields } = graphOf(model);
  const needed = new Set([output]);
  const nodes = new Map(
    fields.filter(({ number }) => number === GRAPH.node).map((node) => [node, nodeOf(node.bytes)]),
  );
  for (const node of [...nodes.values()].reverse()) {
    if (node.outputs.some((name) => needed.has(name))) for (const name of node.inputs) needed.add(name);
  }
  const isKept = (part: Field): boolean => {
    if (part.number === GRAPH.node) return nodes.get(part)?.outputs.some((name) => needed.has(name)) ?? false;
    if (part.number === GRAPH.initializer) return needed.has(texts(fieldsOf(part.bytes), TENSOR.name)[0]);
    if (part.number === GRAPH.output) return texts(fieldsOf(part.bytes), 1)[0] === output;
    return true;
  };
  const kept = fields.filter(isKept);
  if (!kept.some(({ number }) => number === GRAPH.output)) return model;
  const parts = kept.map(({ from, to }) => field.bytes.subarray(from, to));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joined([
    model.subarray(0, field.from),
    Uint8Array.from([MODEL.graph * 8 + BYTES, ...varintOf(length)]),
    ...parts,
    model.subarray(field.to),
  ]);
}

function varintOf(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
