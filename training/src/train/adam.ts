import * as tf from '@tensorflow/tfjs';
import type { Param } from '../nn/params.ts';

/** Adam (Kingma & Ba 2014) over a fixed list of parameters, with moments that a checkpoint can hold. */
export class Adam {
  readonly moments: { m: tf.Variable; v: tf.Variable }[];
  /** Steps taken so far. */
  steps = 0;

  constructor(
    private readonly params: readonly Param[],
    private readonly beta1: number,
    private readonly beta2: number,
    private readonly eps = 1e-8,
  ) {
    this.moments = params.map(({ variable }) =>
      tf.tidy(() => ({
        m: tf.variable(tf.zerosLike(variable), false),
        v: tf.variable(tf.zerosLike(variable), false),
      })),
    );
  }

  /** One step along `gradients`, named after the parameters' variables; disposes them. */
  step(gradients: tf.NamedTensorMap, rate: number): void {
    this.steps++;
    const { beta1, beta2, eps, steps } = this;
    const fused = tf.getKernel('AdamFused', tf.getBackend()) != null;
    tf.tidy(() => {
      this.params.forEach(({ variable }, i) => {
        const g = gradients[variable.name];
        if (!g) return;
        const { m, v } = this.moments[i]!;
        if (fused) {
          // In place on variable, m and v; what it returns only lives as long as this tidy.
          tf.engine().runKernel(
            'AdamFused',
            { p: variable, m, v, g },
            { lr: rate, beta1, beta2, eps, step: steps },
          );
          return;
        }
        m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
        v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
        const mean = tf.div(m, 1 - beta1 ** steps);
        const spread = tf.sqrt(tf.div(v, 1 - beta2 ** steps));
        variable.assign(tf.sub(variable, tf.mul(tf.div(mean, tf.add(spread, eps)), rate)));
      });
    });
    tf.dispose(gradients);
  }

  dispose(): void {
    for (const { m, v } of this.moments) tf.dispose([m, v]);
  }
}
