import * as tf from '@tensorflow/tfjs';
import type { Rng } from '../rng.ts';

/** A trainable tensor. Convolution weights are HWIO ([kh, kw, in, out]; transposed ones [kh, kw, out, in]). */
export interface Param {
  /** Unique within its network, stable over runs: checkpoints and ONNX files use it. */
  readonly name: string;
  readonly variable: tf.Variable;
}

/** The parameters of one network, in creation order. */
export class Params {
  readonly list: Param[] = [];

  constructor(
    readonly network: string,
    private readonly rng: Rng,
  ) {}

  private add(name: string, shape: number[], values: Float32Array): Param {
    const full = `${this.network}/${name}`;
    if (this.list.some((p) => p.name === full)) throw new Error(`parameter ${full} exists twice`);
    // tfjs keeps variable names global to the process; ours stay unique per network object instead.
    const variable = tf.tidy(() => tf.variable(tf.tensor(values, shape, 'float32'), true));
    const param = { name: full, variable };
    this.list.push(param);
    return param;
  }

  /** Normally distributed, mean 0. */
  normal(name: string, shape: number[], std: number): Param {
    const values = new Float32Array(tf.util.sizeFromShape(shape));
    for (let i = 0; i < values.length; i++) values[i] = this.rng.normal() * std;
    return this.add(name, shape, values);
  }

  /** All entries equal. */
  constant(name: string, shape: number[], value: number): Param {
    return this.add(name, shape, new Float32Array(tf.util.sizeFromShape(shape)).fill(value));
  }

  /** Entries as given, row by row. */
  values(name: string, shape: number[], entries: readonly number[]): Param {
    return this.add(name, shape, Float32Array.from(entries));
  }

  get variables(): tf.Variable[] {
    return this.list.map((p) => p.variable);
  }

  /** Number of scalars. */
  get count(): number {
    return this.list.reduce((n, p) => n + p.variable.size, 0);
  }

  dispose(): void {
    for (const p of this.list) p.variable.dispose();
  }
}
