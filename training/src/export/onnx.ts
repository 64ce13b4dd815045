/** Writes ONNX models (IR 8, opset 17) with a protobuf library; only what the networks need of the format. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { toHalf } from '../half.ts';

/** Field numbers of onnx.proto3, by message. */
const MODEL = { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8 } as const;
const OPSET = { version: 2 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, f: 2, i: 3, s: 4, ints: 8, type: 20 } as const;
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 } as const;
const VALUE = { name: 1, type: 2 } as const;
const TENSOR_TYPE = { elemType: 1, shape: 2 } as const;

const FLOAT = 1;
const INT64 = 7;
const FLOAT16 = 10;
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

type Attribute = { f: number } | { i: number } | { s: string } | { ints: number[] };

/** A dimension: a size, or the name of a dynamic one. */
export type Dim = number | string;

/** Builds one graph. Values are named strings; NCHW. */
export class OnnxGraph {
  private readonly nodes: Uint8Array[] = [];
  private readonly initializers: Uint8Array[] = [];
  private readonly inputs: Uint8Array[] = [];
  private readonly outputs: Uint8Array[] = [];
  private made = 0;

  /** @param half stores float weights in fp16, cast to fp32 when the model loads */
  constructor(
    private readonly name: string,
    private readonly half: boolean,
  ) {}

  private valueInfo(name: string, dims: Dim[]): Uint8Array {
    const w = new BinaryWriter();
    w.tag(VALUE.name, WireType.LengthDelimited).string(name);
    w.tag(VALUE.type, WireType.LengthDelimited).fork(); // TypeProto
    w.tag(1, WireType.LengthDelimited).fork(); // tensor_type
    w.tag(TENSOR_TYPE.elemType, WireType.Varint).int32(FLOAT);
    w.tag(TENSOR_TYPE.shape, WireType.LengthDelimited).fork();
    for (const dim of dims) {
      w.tag(1, WireType.LengthDelimited).fork();
      if (typeof dim === 'number') w.tag(1, WireType.Varint).int64(dim);
      else w.tag(2, WireType.LengthDelimited).string(dim);
      w.join();
    }
    w.join().join().join();
    return w.finish();
  }

  input(name: string, dims: Dim[]): string {
    this.inputs.push(this.valueInfo(name, dims));
    return name;
  }

  output(name: string, dims: Dim[]): void {
    this.outputs.push(this.valueInfo(name, dims));
  }

  private initializer(name: string, dims: number[], type: number, raw: Uint8Array): void {
    const w = new BinaryWriter();
    w.tag(TENSOR.dims, WireType.LengthDelimited).fork();
    for (const d of dims) w.int64(d);
    w.join();
    w.tag(TENSOR.dataType, WireType.Varint).int32(type);
    w.tag(TENSOR.name, WireType.LengthDelimited).string(name);
    w.tag(TENSOR.rawData, WireType.LengthDelimited).bytes(raw);
    this.initializers.push(w.finish());
  }

  /** Trained weights, in fp16 if the graph stores halves. */
  weights(name: string, dims: number[], values: Float32Array): string {
    if (!this.half) return this.floats(name, dims, values);
    const halves = toHalf(values);
    this.initializer(`${name}/fp16`, dims, FLOAT16, new Uint8Array(halves.buffer));
    return this.node('Cast', [`${name}/fp16`], { to: { i: FLOAT } }, name);
  }

  /** Constants that must stay exact. */
  floats(name: string, dims: number[], values: Float32Array): string {
    this.initializer(name, dims, FLOAT, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return name;
  }

  int64s(name: string, values: number[]): string {
    this.initializer(
      name,
      [values.length],
      INT64,
      new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer),
    );
    return name;
  }

  /** @returns the name of the node's one output */
  node(
    opType: string,
    inputs: string[],
    attributes: Record<string, Attribute> = {},
    output = `v${this.made++}`,
  ): string {
    const w = new BinaryWriter();
    for (const input of inputs) w.tag(NODE.input, WireType.LengthDelimited).string(input);
    w.tag(NODE.output, WireType.LengthDelimited).string(output);
    w.tag(NODE.name, WireType.LengthDelimited).string(`${opType} ${output}`);
    w.tag(NODE.opType, WireType.LengthDelimited).string(opType);
    for (const [name, value] of Object.entries(attributes)) {
      w.tag(NODE.attribute, WireType.LengthDelimited).fork();
      w.tag(ATTRIBUTE.name, WireType.LengthDelimited).string(name);
      let type: number;
      if ('f' in value) {
        w.tag(ATTRIBUTE.f, WireType.Bit32).float(value.f);
        type = ATTRIBUTE_TYPE.float;
      } else if ('i' in value) {
        w.tag(ATTRIBUTE.i, WireType.Varint).int64(value.i);
        type = ATTRIBUTE_TYPE.int;
      } else if ('s' in value) {
        w.tag(ATTRIBUTE.s, WireType.LengthDelimited).bytes(new TextEncoder().encode(value.s));
        type = ATTRIBUTE_TYPE.string;
      } else {
        w.tag(ATTRIBUTE.ints, WireType.LengthDelimited).fork();
        for (const i of value.ints) w.int64(i);
        w.join();
        type = ATTRIBUTE_TYPE.ints;
      }
      w.tag(ATTRIBUTE.type, WireType.Varint).int32(type);
      w.join();
    }
    this.nodes.push(w.finish());
    return output;
  }

  /** The whole model's bytes. */
  finish(): Uint8Array {
    const w = new BinaryWriter();
    w.tag(MODEL.irVersion, WireType.Varint).int64(8);
    w.tag(MODEL.producerName, WireType.LengthDelimited).string('pixel-cascade');
    w.tag(MODEL.graph, WireType.LengthDelimited).fork();
    const all = (field: number, messages: Uint8Array[]): void => {
      for (const m of messages) w.tag(field, WireType.LengthDelimited).bytes(m);
    };
    all(GRAPH.node, this.nodes);
    w.tag(GRAPH.name, WireType.LengthDelimited).string(this.name);
    all(GRAPH.initializer, this.initializers);
    all(GRAPH.input, this.inputs);
    all(GRAPH.output, this.outputs);
    w.join();
    w.tag(MODEL.opsetImport, WireType.LengthDelimited).fork();
    w.tag(OPSET.version, WireType.Varint).int64(17);
    w.join();
    return w.finish();
  }
}
