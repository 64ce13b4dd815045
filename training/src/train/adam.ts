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
    const moved = this.params.flatMap(({ variable }, i) => {
      const g = gradients[variable.name];
      return g ? [{ p: variable, g, ...this.moments[i]! }] : [];
    });
    tf.tidy(() => {
      if (tf.getKernel('AdamFused', tf.getBackend()) != null) {
        // In place on variables and moments, all at once.
        const inputs: tf.NamedTensorMap = {};
        for (const [i, { p, m, v, g }] of moved.entries())
          Object.assign(inputs, { [`p${i}`]: p, [`m${i}`]: m, [`v${i}`]: v, [`g${i}`]: g });
        tf.engine().runKernel('AdamFused', inputs, {
          count: moved.length,
          lr: rate,
          beta1,
          beta2,
          eps,
          step: steps,
        });
        return;
      }
      for (const { p, m, v, g } of moved) {
        m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
        v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
        const mean = tf.div(m, 1 - beta1 ** steps);
        const spread = tf.sqrt(tf.div(v, 1 - beta2 ** steps));
        p.assign(tf.sub(p, tf.mul(tf.div(mean, tf.add(spread, eps)), rate)));
      }
    });
    tf.dispose(gradients);
  }

  dispose(): void {
    for (const { m, v } of this.moments) tf.dispose([m, v]);
  }
}
