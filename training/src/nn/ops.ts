/**
 * The operations that the networks are written in. A network is one definition over `Ops<T>`: with `tfOps` it computes
 * tensors (training), with export/onnx-ops.ts it writes an ONNX graph.
 */
import * as tf from '@tensorflow/tfjs';
import type { Param } from './params.ts';

export interface ConvOptions {
  /** 1 or 2. Stride 2 takes even sizes and halves them. */
  stride: 1 | 2;
  /**
   * reflect: odd kernels; same size out at stride 1, at stride 2 half of it, with the border below and to the right
   * alone, as TensorFlow's 'same' places it on even sizes. pad1: one zero on every side.
   */
  padding: 'reflect' | 'pad1';
  bias?: Param;
}

/** T is a picture or feature map, N×H×W×C in training, N×C×H×W in ONNX. */
export interface Ops<T> {
  conv(x: T, weight: Param, options: ConvOptions): T;
  /** Transposed convolution, kernel 3, stride 2: twice the size. */
  deconv(x: T, weight: Param): T;
  instanceNorm(x: T, gamma: Param, beta: Param): T;
  relu(x: T): T;
  leakyRelu(x: T): T;
  tanh(x: T): T;
  add(x: T, y: T): T;
  /** Area-averages every block of from×from pixels to to×to; both sides are multiples of `from`. */
  shrink(x: T, from: number, to: number): T;
  /** Mean of the size×size pixels around each pixel, borders reflected; `size` is odd. */
  blur(x: T, size: number): T;
  /**
   * For every block of stride×stride pixels the size×size pixels about it as channels, borders reflected: C channels
   * become C·size², each channel's pixels together, row by row. `size` is a multiple of `stride`, their difference even.
   */
  window(x: T, size: number, stride: number): T;
  /** The mean of a window's pixels, weighed by the softmax of `logits`: C·K channels and K become C. */
  kernelMean(window: T, logits: T): T;
}

export const NORM_EPS = 1e-5;
const LEAK = 0.2;

const run = <R>(name: string, inputs: Record<string, tf.Tensor>, attrs: object = {}): R =>
  tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as R;
/** A fused kernel is used only where the backend in force has it. */
const has = (kernel: string): boolean => tf.getKernel(kernel, tf.getBackend()) != null;

/** Adds the mirrored borders of dy back onto the pixels that they were copied from, along one axis. */
function foldBorder(dy: tf.Tensor4D, axis: 1 | 2, pad: number, size: number): tf.Tensor4D {
  const slice = (from: number, length: number): tf.Tensor4D => {
    const begin: [number, number, number, number] = [0, 0, 0, 0];
    const sizes = dy.shape.slice() as [number, number, number, number];
    begin[axis] = from;
    sizes[axis] = length;
    return tf.slice4d(dy, begin, sizes);
  };
  const place = (t: tf.Tensor4D, before: number, after: number): tf.Tensor4D => {
    const pads: [[number, number], [number, number], [number, number], [number, number]] = [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    pads[axis] = [before, after];
    return tf.pad4d(t, pads);
  };
  const low = place(tf.reverse(slice(0, pad), axis), 1, size - 1 - pad);
  const high = place(tf.reverse(slice(pad + size, pad), axis), size - 1 - pad, 1);
  return tf.addN([slice(pad, size), low, high]);
}

/**
 * Reflection padding of height and width (NHWC). tfjs's own MirrorPad gradient only slices dy and so drops the
 * borders' share; this one is exact.
 * @param pad pixels on every side, below the picture's sides
 */
export function reflectPad(x: tf.Tensor4D, pad: number): tf.Tensor4D {
  if (pad === 0) return x;
  const [, height, width] = x.shape;
  if (pad >= height || pad >= width)
    throw new Error(
      `reflectPad: expected a picture larger than the padding of ${pad}, got ${width}×${height}`,
    );
  return tf.customGrad((a) => {
    const input = a as tf.Tensor4D;
    const shape = input.shape;
    return {
      value: tf.mirrorPad(
        input,
        [
          [0, 0],
          [pad, pad],
          [pad, pad],
          [0, 0],
        ],
        'reflect',
      ),
      gradFunc: (dy: tf.Tensor) =>
        has('ReflectPadGrad')
          ? run<tf.Tensor>('ReflectPadGrad', { dy }, { pads: [pad, pad, pad, pad], shape })
          : tf.tidy(() => foldBorder(foldBorder(dy as tf.Tensor4D, 1, pad, shape[1]), 2, pad, shape[2])),
    };
  })(x) as tf.Tensor4D;
}

/** Instance norm (Ulyanov et al. 2016) over height and width of an NHWC tensor; gamma and beta are [C]. */
export function instanceNorm(x: tf.Tensor4D, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor4D {
  if (has('InstanceNormFused'))
    return tf.customGrad((...args) => {
      const [a, g, b, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
      const [y, mean, invstd] = run<[tf.Tensor, tf.Tensor, tf.Tensor]>(
        'InstanceNormFused',
        { x: a, gamma: g, beta: b },
        { eps: NORM_EPS },
      );
      save([a, g, mean, invstd]);
      return {
        value: y,
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
          const [sx, sg, sm, si] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
          return run<tf.Tensor[]>(
            'InstanceNormFusedGrad',
            { dy, x: sx, gamma: sg, mean: sm, invstd: si },
            { eps: NORM_EPS },
          );
        },
      };
    })(x, gamma, beta) as tf.Tensor4D;
  const centred = tf.sub(x, tf.mean(x, [1, 2], true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), [1, 2], true), NORM_EPS));
  return tf.add(tf.mul(tf.mul(centred, scale), gamma), beta) as tf.Tensor4D;
}

function relu(x: tf.Tensor4D): tf.Tensor4D {
  if (!has('ReluFusedGrad')) return tf.relu(x);
  return tf.customGrad((a, save) => {
    const y = tf.relu(a as tf.Tensor);
    (save as tf.GradSaveFunc)([y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => run<tf.Tensor>('ReluFusedGrad', { dy, y: saved[0]! }),
    };
  })(x) as tf.Tensor4D;
}

function leakyRelu(x: tf.Tensor4D): tf.Tensor4D {
  if (!has('LeakyReluFusedGrad')) return tf.leakyRelu(x, LEAK);
  return tf.customGrad((a, save) => {
    (save as tf.GradSaveFunc)([a as tf.Tensor]);
    return {
      value: tf.leakyRelu(a as tf.Tensor, LEAK),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        run<tf.Tensor>('LeakyReluFusedGrad', { dy, x: saved[0]! }, { alpha: LEAK }),
    };
  })(x) as tf.Tensor4D;
}

/** Weights of an area average of `from` pixels to `to`: row o holds what output pixel o takes of each input pixel. */
export function areaWeights(from: number, to: number): number[][] {
  const span = from / to;
  return Array.from({ length: to }, (_, o) =>
    Array.from(
      { length: from },
      (_, i) => Math.max(0, Math.min(i + 1, (o + 1) * span) - Math.max(i, o * span)) / span,
    ),
  );
}

/** Applies `matrix` ([to][from]) to every run of `from` rows, then of `from` columns, of an NHWC tensor. */
function mapBlocks(x: tf.Tensor4D, matrix: number[][]): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const to = matrix.length;
  const from = matrix[0]!.length;
  if (h % from !== 0 || w % from !== 0)
    throw new Error(`expected sides that are multiples of ${from}, got ${w}×${h}`);
  const m = tf.tensor3d([matrix]);
  const rows = tf.matMul(m, tf.reshape(x, [(n * h) / from, from, w * c])) as tf.Tensor;
  const h2 = (h / from) * to;
  const columns = tf.matMul(m, tf.reshape(rows, [(n * h2 * w) / from, from, c])) as tf.Tensor;
  return tf.reshape(columns, [n, h2, (w / from) * to, c]);
}

/** Area-averages blocks of from×from pixels to to×to (NHWC); exact for fractions such as 16 → 3. */
export function shrink(x: tf.Tensor4D, from: number, to: number): tf.Tensor4D {
  return mapBlocks(x, areaWeights(from, to));
}

/**
 * Nearest-neighbour enlargement of a grid picture to the network's input size: every `cells` art pixels become 16
 * pixels by the index map floor(i · cells / 16) (core's cellMap).
 */
export function enlarge(x: tf.Tensor4D, cells: number): tf.Tensor4D {
  return mapBlocks(
    x,
    Array.from({ length: 16 }, (_, i) =>
      Array.from({ length: cells }, (_, o) => (Math.floor((i * cells) / 16) === o ? 1 : 0)),
    ),
  );
}

/** Box blur (NHWC), borders reflected: sums of shifted slices, which every backend has with their gradients. */
export function blur(x: tf.Tensor4D, size: number): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const padded = reflectPad(x, (size - 1) / 2);
  const shifts = Array.from({ length: size }, (_, i) => i);
  const rows = tf.addN(shifts.map((i) => tf.slice4d(padded, [0, i, 0, 0], [n, h, w + size - 1, c])));
  const both = tf.addN(shifts.map((i) => tf.slice4d(rows, [0, 0, i, 0], [n, h, w, c])));
  return tf.mul(both, 1 / size ** 2);
}

/** A zero on every side. */
function zeroPad(x: tf.Tensor4D): tf.Tensor4D {
  return tf.pad4d(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
}

/** Without its first row and column. */
function withoutFirst(x: tf.Tensor4D): tf.Tensor4D {
  const [n, height, width, channels] = x.shape;
  return tf.slice4d(x, [0, 1, 1, 0], [n, height - 1, width - 1, channels]);
}

/** Ops.window (NHWC): pixels to blocks, then every block beside those that its window reaches into. */
export function window(x: tf.Tensor4D, size: number, stride: number): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const [rows, columns, reach] = [h / stride, w / stride, size / stride];
  if (![rows, columns, reach, (size - stride) / 2].every(Number.isInteger))
    throw new Error(
      `window: expected sides and a window that are multiples of ${stride}, got ${w}×${h} and ${size}`,
    );
  const padded = reflectPad(x, (size - stride) / 2);
  const [tall, wide] = [rows + reach - 1, columns + reach - 1];
  const blocks = tf.transpose(tf.reshape(padded, [n, tall, stride, wide, stride, c]), [0, 1, 3, 5, 2, 4]);
  const at = (row: number, column: number): tf.Tensor =>
    tf.slice(blocks, [0, row, column, 0, 0, 0], [n, rows, columns, c, stride, stride]);
  const shifts = Array.from({ length: reach }, (_, i) => i);
  const whole = tf.concat(
    shifts.map((row) =>
      tf.concat(
        shifts.map((column) => at(row, column)),
        5,
      ),
    ),
    4,
  );
  return tf.reshape(whole, [n, rows, columns, c * size * size]);
}

/** Ops.kernelMean (NHWC), with its gradients: tfjs's own softmax is no kernel of every backend. */
export function kernelMean(windows: tf.Tensor4D, logits: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, k] = logits.shape;
  const cells = n * h * w;
  const channels = windows.shape[3] / k;
  if (!Number.isInteger(channels))
    throw new Error(`kernelMean: expected a window of a multiple of ${k} channels, got ${windows.shape[3]}`);
  return tf.customGrad((...args) => {
    const [win, log, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const raised = tf.exp(tf.sub(log, tf.max(log, 3, true)));
    const weights = tf.reshape(tf.div(raised, tf.sum(raised, 3, true)), [cells, k, 1]);
    save([win, weights]);
    return {
      value: tf.reshape(tf.matMul(tf.reshape(win, [cells, channels, k]), weights), [n, h, w, channels]),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.tidy(() => {
          const [pixels, share] = [tf.reshape(saved[0]!, [cells, channels, k]), saved[1]!];
          const out = tf.reshape(dy, [cells, channels, 1]);
          const pull = tf.matMul(pixels, out, true, false);
          const mean = tf.sum(tf.mul(pull, share), 1, true);
          return [
            tf.reshape(tf.matMul(out, share, false, true), windows.shape),
            tf.reshape(tf.mul(share, tf.sub(pull, mean)), logits.shape),
          ];
        }),
    };
  })(windows, logits) as tf.Tensor4D;
}

/** The operations as tfjs tensors, NHWC. */
export const tfOps: Ops<tf.Tensor4D> = {
  conv(x, weight, { stride, padding, bias }) {
    const w = weight.variable as unknown as tf.Tensor4D;
    const padded = padding === 'pad1' ? zeroPad(x) : reflectPad(x, (w.shape[0] - 1) / 2);
    const y = tf.conv2d(
      padding === 'reflect' && stride === 2 ? withoutFirst(padded) : padded,
      w,
      stride,
      'valid',
    );
    return bias ? tf.add(y, bias.variable) : y;
  },
  deconv(x, weight) {
    const w = weight.variable as unknown as tf.Tensor4D;
    const [n, h, width] = x.shape;
    return tf.conv2dTranspose(x, w, [n, h * 2, width * 2, w.shape[2]], 2, 'same');
  },
  instanceNorm: (x, gamma, beta) => instanceNorm(x, gamma.variable, beta.variable),
  relu,
  leakyRelu,
  tanh: (x) => tf.tanh(x),
  add: (x, y) => tf.add(x, y),
  shrink,
  blur,
  window,
  kernelMean,
};
