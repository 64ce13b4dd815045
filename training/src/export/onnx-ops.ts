import * as tf from '@tensorflow/tfjs';
import { areaWeights, NORM_EPS, type Ops } from '../nn/ops.ts';
import type { Param } from '../nn/params.ts';
import type { OnnxGraph } from './onnx.ts';

/** A value of an ONNX graph; its channels are known, its height and width are not. */
export interface OnnxValue {
  name: string;
  channels: number;
}

/** The networks' operations as ONNX nodes, NCHW. Each parameter is written once. */
export class OnnxOps implements Ops<OnnxValue> {
  private readonly written = new Map<string, string>();

  constructor(private readonly graph: OnnxGraph) {}

  private once(name: string, write: () => string): string {
    const known = this.written.get(name);
    if (known) return known;
    const made = write();
    this.written.set(name, made);
    return made;
  }

  private param({ name, variable }: Param, perm?: number[]): string {
    return this.once(name, () => {
      const [dims, values] = tf.tidy(() => {
        const t = perm ? tf.transpose(variable, perm) : variable;
        return [t.shape, t.dataSync() as Float32Array] as const;
      });
      return this.graph.weights(name, [...dims], values);
    });
  }

  /** Reflection padding by p below and to the right, and by `before` above and to the left. */
  private reflect(input: string, p: number, before = p): string {
    if (p === 0 && before === 0) return input;
    const name = `pad${before}to${p}`;
    const amounts = this.once(name, () => this.graph.int64s(name, [0, 0, before, before, 0, 0, p, p]));
    return this.graph.node('Pad', [input, amounts], { mode: { s: 'reflect' } });
  }

  conv(
    x: OnnxValue,
    weight: Param,
    { stride, padding, bias }: Parameters<Ops<OnnxValue>['conv']>[2],
  ): OnnxValue {
    const kernel = weight.variable.shape[0]!;
    const border = (kernel - 1) / 2;
    const input =
      padding === 'reflect' ? this.reflect(x.name, border, stride === 2 ? border - 1 : border) : x.name;
    const pads = Array.from({ length: 4 }, () => (padding === 'pad1' ? 1 : 0));
    // HWIO to OIHW.
    const inputs = [input, this.param(weight, [3, 2, 0, 1])];
    if (bias) inputs.push(this.param(bias));
    const name = this.graph.node('Conv', inputs, {
      kernel_shape: { ints: [kernel, kernel] },
      strides: { ints: [stride, stride] },
      pads: { ints: pads },
    });
    return { name, channels: weight.variable.shape[3]! };
  }

  deconv(x: OnnxValue, weight: Param): OnnxValue {
    // [kh, kw, out, in] to ONNX's [in, out, kh, kw].
    const name = this.graph.node('ConvTranspose', [x.name, this.param(weight, [3, 2, 0, 1])], {
      kernel_shape: { ints: [3, 3] },
      strides: { ints: [2, 2] },
      pads: { ints: [0, 0, 1, 1] },
    });
    return { name, channels: weight.variable.shape[2]! };
  }

  instanceNorm(x: OnnxValue, gamma: Param, beta: Param): OnnxValue {
    const inputs = [x.name, this.param(gamma), this.param(beta)];
    const name = this.graph.node('InstanceNormalization', inputs, { epsilon: { f: NORM_EPS } });
    return { name, channels: x.channels };
  }

  relu(x: OnnxValue): OnnxValue {
    return { name: this.graph.node('Relu', [x.name]), channels: x.channels };
  }

  leakyRelu(x: OnnxValue): OnnxValue {
    return { name: this.graph.node('LeakyRelu', [x.name], { alpha: { f: 0.2 } }), channels: x.channels };
  }

  tanh(x: OnnxValue): OnnxValue {
    return { name: this.graph.node('Tanh', [x.name]), channels: x.channels };
  }

  add(x: OnnxValue, y: OnnxValue): OnnxValue {
    return { name: this.graph.node('Add', [x.name, y.name]), channels: x.channels };
  }

  blur(x: OnnxValue, size: number): OnnxValue {
    const input = this.reflect(x.name, (size - 1) / 2);
    const name = this.graph.node('AveragePool', [input], { kernel_shape: { ints: [size, size] } });
    return { name, channels: x.channels };
  }

  shrink(x: OnnxValue, from: number, to: number): OnnxValue {
    const { channels } = x;
    if (from % to === 0) {
      const k = from / to;
      const attributes = { kernel_shape: { ints: [k, k] }, strides: { ints: [k, k] } };
      return { name: this.graph.node('AveragePool', [x.name], attributes), channels };
    }
    // Every from×from block of a channel gives to×to values: a grouped convolution, then depth to space.
    const weight = this.once(`area ${from} ${to} ${channels}`, () => {
      const area = areaWeights(from, to);
      const block = area.flatMap((row) =>
        area.flatMap((column) => row.flatMap((r) => column.map((c) => r * c))),
      );
      const values = Float32Array.from(
        { length: channels * block.length },
        (_, i) => block[i % block.length]!,
      );
      return this.graph.floats(`area${from}to${to}x${channels}`, [channels * to * to, 1, from, from], values);
    });
    const deep = this.graph.node('Conv', [x.name, weight], {
      kernel_shape: { ints: [from, from] },
      strides: { ints: [from, from] },
      group: { i: channels },
    });
    const name = this.graph.node('DepthToSpace', [deep], { blocksize: { i: to }, mode: { s: 'CRD' } });
    return { name, channels };
  }

  window(x: OnnxValue, size: number, stride: number): OnnxValue {
    const { channels } = x;
    // Every pixel of the window is picked by a kernel of one 1; SpaceToDepth does not run on WebGPU.
    const weight = this.once(`window ${size} ${channels}`, () => {
      const area = size * size;
      const values = new Float32Array(channels * area * area);
      for (let c = 0; c < channels; c++) for (let i = 0; i < area; i++) values[(c * area + i) * area + i] = 1;
      return this.graph.floats(`window${size}x${channels}`, [channels * area, 1, size, size], values);
    });
    const name = this.graph.node('Conv', [this.reflect(x.name, (size - stride) / 2), weight], {
      kernel_shape: { ints: [size, size] },
      strides: { ints: [stride, stride] },
      group: { i: channels },
    });
    return { name, channels: channels * size * size };
  }

  kernelMean(window: OnnxValue, logits: OnnxValue): OnnxValue {
    const weights = this.graph.node('Softmax', [logits.name], { axis: { i: 1 } });
    const count = window.channels / logits.channels;
    const axes = this.once('axis1', () => this.graph.int64s('axis1', [1]));
    const means = Array.from({ length: count }, (_, c) => {
      const bound = (name: string, at: number): string =>
        this.once(name, () => this.graph.int64s(name, [at]));
      const [from, to] = [c, c + 1].map((i) => bound(`at${i * logits.channels}`, i * logits.channels));
      const part = this.graph.node('Slice', [window.name, from!, to!, axes]);
      return this.graph.node('ReduceSum', [this.graph.node('Mul', [part, weights]), axes], {
        keepdims: { i: 1 },
      });
    });
    return { name: this.graph.node('Concat', means, { axis: { i: 1 } }), channels: count };
  }
}
