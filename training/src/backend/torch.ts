/**
 * A TensorFlow.js KernelBackend named 'torch': the kernels that convolutional GAN training needs are libtorch (ATen)
 * calls through native/torch_backend.node; every other kernel falls back to tfjs's own JavaScript 'cpu' kernels.
 * Tensors live in the addon behind integer handles, so one such backend a process, none in worker threads.
 */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';

type Shape = number[];
type TypedArray = Float32Array | Int32Array | Uint8Array;
type Handle = number;

/** What native/torch_backend.cc exports. Handles index its table of tensors. */
interface Addon {
  threads(n?: number): number;
  /** @param fixed the same algorithms in every run, so that a resumed run equals an uninterrupted one */
  useCuda(fixed: boolean): void;
  /** The kernels that a card uses, on the CPU too. */
  usePortable(on: boolean): void;
  precision(name: Precision): void;
  audit(on: boolean): void;
  /** Copies up, bytes up, copies down, bytes down, hidden ones. */
  copies(): [number, number, number, number, number];
  /** The torch that the addon was built against. */
  about(): string;
  write(values: TypedArray, shape: Shape, dtype: number): Handle;
  read(id: Handle): TypedArray;
  dispose(id: Handle): void;
  binary(op: string, a: Handle, b: Handle): Handle;
  unary(op: string, x: Handle, arg?: number): Handle;
  clip(x: Handle, min: number, max: number): Handle;
  select(c: Handle, t: Handle, e: Handle): Handle;
  addn(ids: Handle[]): Handle;
  cast(x: Handle, dtype: number): Handle;
  fill(shape: Shape, value: number, dtype: number): Handle;
  reduce(op: string, x: Handle, axes: number[], keep: boolean): Handle;
  reshape(x: Handle, shape: Shape): Handle;
  transpose(x: Handle, perm: number[]): Handle;
  slice(x: Handle, begin: number[], size: number[]): Handle;
  concat(ids: Handle[], axis: number): Handle;
  stack(ids: Handle[], axis: number): Handle;
  padv2(x: Handle, pads: number[], value: number): Handle;
  reflectPad(x: Handle, pads: number[]): Handle;
  reflectPadGrad(dy: Handle, pads: number[], shape: Shape): Handle;
  tile(x: Handle, reps: number[]): Handle;
  reverse(x: Handle, axes: number[]): Handle;
  matmul(a: Handle, b: Handle, ta: boolean, tb: boolean): Handle;
  conv2d(x: Handle, w: Handle, params: number[]): Handle;
  conv2dBackInput(dy: Handle, w: Handle, params: number[], shape: Shape): Handle;
  conv2dBackFilter(x: Handle, dy: Handle, params: number[], shape: Shape): Handle;
  instNorm(x: Handle, gamma: Handle, beta: Handle, eps: number): Handle[];
  instNormGrad(dy: Handle, x: Handle, gamma: Handle, mean: Handle, invstd: Handle, eps: number): Handle[];
  reluGrad(dy: Handle, y: Handle): Handle;
  lreluGrad(dy: Handle, x: Handle, alpha: number): Handle;
  lerp(p: Handle, q: Handle, t: number): Handle;
  /** In place on p, m and v, each a list over the parameters. */
  adam(
    p: Handle[],
    m: Handle[],
    v: Handle[],
    g: Handle[],
    lr: number,
    beta1: number,
    beta2: number,
    eps: number,
    step: number,
  ): void;
}

const PRECISIONS = ['fp32', 'tf32', 'bf16'] as const;
/** What convolutions compute in; everything is stored in fp32. tf32 exists on cards alone and is fp32 elsewhere. */
type Precision = (typeof PRECISIONS)[number];

export interface TorchOptions {
  /** Threads of libtorch; its own choice when absent. */
  threads?: number;
  /** Tensors on the first CUDA device; needs the CUDA build of the addon. */
  cuda?: boolean;
  /** Convolutions in bfloat16 with fp32 storage: faster, less exact. Wins over TORCH_PRECISION. */
  bf16?: boolean;
  /** The kernels that a card uses, on the CPU too: slower, for tests. */
  portable?: boolean;
  /** Called with the name of each kernel that fell back to JavaScript. */
  onFallback?: (kernel: string) => void;
}

const DTYPES: Record<string, number> = { float32: 0, int32: 1, bool: 2 };
type Info = tf.TensorInfo;
/** A tensor's data; the object itself is tfjs's dataId, so that finding it costs no look-up. */
class Stored {
  refCount = 1;
  constructor(
    readonly id: Handle,
    readonly dtype: tf.DataType,
    readonly shape: Shape,
  ) {}
}

function loadAddon(cuda: boolean): Addon {
  const file =
    process.env.TORCH_BACKEND ?? new URL('../../native/torch_backend.node', import.meta.url).pathname;
  try {
    return createRequire(import.meta.url)(file) as Addon;
  } catch (error) {
    const build = cuda ? '`sh native/build_cuda.sh`' : '`npm run build:torch`';
    throw new Error(
      `backend torch${cuda ? '-cuda' : ''}: expected the addon at ${file}, but it does not load ` +
        `(${(error as Error).message.split('\n')[0]}); build it with ${build}, again if torch has changed since (README.md)`,
    );
  }
}

/** @throws Error when TORCH_PRECISION names none */
function precision({ bf16 }: TorchOptions): Precision {
  const name = process.env.TORCH_PRECISION || 'fp32';
  if (!(PRECISIONS as readonly string[]).includes(name))
    throw new Error(`TORCH_PRECISION: expected one of ${PRECISIONS.join(', ')}, got ${name}`);
  return bf16 ? 'bf16' : (name as Precision);
}

/** What has crossed between JavaScript and the backend's tensors since the process began. */
export interface Copies {
  up: number;
  upBytes: number;
  down: number;
  downBytes: number;
  /** Copies between devices, and scalars fetched, that no one asked for: counted while audited, none expected. */
  hidden: number;
}

let loaded: Addon | undefined;

/** @returns what has crossed so far; undefined on other backends than libtorch's */
export function copies(): Copies | undefined {
  if (!loaded) return undefined;
  const [up, upBytes, down, downBytes, hidden] = loaded.copies();
  return { up, upBytes, down, downBytes, hidden };
}

/** Looks at every ATen call for hidden copies from now on; slows them down. */
export function auditCopies(on: boolean): void {
  loaded?.audit(on);
}

/** @returns the torch that the addon was built against; undefined on other backends */
export function torchVersion(): string | undefined {
  return loaded?.about();
}

class TorchBackend extends tf.KernelBackend {
  private count = 0;
  /** Data that tfjs moved here from another backend keep that backend's dataId. */
  private readonly moved = new WeakMap<object, Stored>();
  constructor(readonly native: Addon) {
    super();
  }
  override numDataIds(): number {
    return this.count;
  }
  override timerAvailable(): boolean {
    return true;
  }
  /** Host time: on a card, of the launches. */
  override async time(run: () => void): Promise<tf.BackendTimingInfo> {
    const begun = performance.now();
    run();
    return { kernelMs: performance.now() - begun };
  }
  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: false, reasons: [] };
  }
  private find(dataId: object): Stored | undefined {
    return dataId instanceof Stored ? dataId : this.moved.get(dataId);
  }
  private get(dataId: object): Stored {
    const found = this.find(dataId);
    if (found) return found;
    tf.engine().moveData(this, dataId);
    return this.moved.get(dataId)!;
  }
  /** Copies values into a new ATen tensor; absent values are zeros. */
  upload(values: tf.backend_util.BackendValues | null, shape: Shape, dtype: tf.DataType): Handle {
    const code = DTYPES[dtype];
    if (code === undefined)
      throw new Error(`backend torch: expected dtype float32, int32 or bool, got ${dtype}`);
    const source = (values ??
      tf.util.makeZerosTypedArray(tf.util.sizeFromShape(shape), dtype)) as ArrayLike<number>;
    let typed: TypedArray;
    if (dtype === 'float32') typed = source instanceof Float32Array ? source : Float32Array.from(source);
    else if (dtype === 'int32') typed = source instanceof Int32Array ? source : Int32Array.from(source);
    else typed = Uint8Array.from(source, (v) => (v ? 1 : 0));
    return this.native.write(typed, shape, code);
  }
  override write(values: tf.backend_util.BackendValues, shape: Shape, dtype: tf.DataType): object {
    return this.out(this.upload(values, shape, dtype), shape, dtype).dataId;
  }
  override move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: Shape,
    dtype: tf.DataType,
    refCount: number,
  ): void {
    const stored = new Stored(this.upload(values, shape, dtype), dtype, shape);
    stored.refCount = refCount;
    this.moved.set(dataId, stored);
    this.count++;
  }
  out(id: Handle, shape: Shape, dtype: tf.DataType = 'float32'): Info {
    this.count++;
    return { dataId: new Stored(id, dtype, shape), shape, dtype };
  }
  id(t: Info): Handle {
    return this.get(t.dataId).id;
  }
  override readSync(dataId: object): tf.backend_util.BackendValues {
    return this.native.read(this.get(dataId).id);
  }
  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    return this.readSync(dataId);
  }
  override refCount(dataId: object): number {
    return this.find(dataId)?.refCount ?? 0;
  }
  override incRef(dataId: object): void {
    this.get(dataId).refCount++;
  }
  decRef(dataId: object): void {
    const stored = this.find(dataId);
    if (stored) stored.refCount--;
  }
  override disposeData(dataId: object, force = false): boolean {
    const stored = this.find(dataId);
    if (!stored || stored.refCount < 0) return true;
    stored.refCount--;
    if (!force && stored.refCount > 0) return false;
    this.native.dispose(stored.id);
    // Never again: tfjs may ask once more for data that is gone.
    stored.refCount = -1;
    this.moved.delete(dataId);
    this.count--;
    return true;
  }
}

/** Inputs and attributes as tfjs hands them to a kernel; each kernel below reads the ones its op defines. */
type Inputs = Record<string, Info>;
// biome-ignore lint/suspicious/noExplicitAny: tfjs types attributes per kernel, by name, and exports no map of them
type Attrs = Record<string, any>;
interface ConvAttrs {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
  dilations?: number | [number, number];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Registers the backend 'torch' and its kernels with tfjs; called again, only changes options. Call
 * `tf.setBackend('torch')` after.
 *
 * TORCH_PRECISION: fp32 (the default), tf32 or bf16. TORCH_DETERMINISTIC=0: on a card, cuDNN's algorithms are chosen by
 * trial; faster perhaps, but runs then differ in the last bits, and a resumed one from an uninterrupted one.
 * @throws Error when the addon is missing or does not load, there is no CUDA device, or TORCH_PRECISION names none
 */
export function installTorch(options: TorchOptions = {}): void {
  const native = loadAddon(options.cuda ?? false);
  if (options.threads) native.threads(options.threads);
  if (options.cuda) native.useCuda(process.env.TORCH_DETERMINISTIC !== '0');
  native.usePortable(options.portable ?? false);
  native.precision(precision(options));
  if (loaded) return;
  loaded = native;
  const backend = new TorchBackend(native);
  tf.registerBackend('torch', () => backend, 5);

  const { util, backend_util: bu } = tf;
  const done = new Set<string>();
  const kernel = (kernelName: string, run: (inputs: Inputs, attrs: Attrs) => Info | Info[]): void => {
    done.add(kernelName);
    tf.registerKernel({
      kernelName,
      backendName: 'torch',
      kernelFunc: ({ inputs, attrs }) => run(inputs as unknown as Inputs, (attrs ?? {}) as Attrs),
    });
  };
  const id = (t: Info): Handle => backend.id(t);
  const out = (h: Handle, shape: Shape, dtype?: tf.DataType): Info => backend.out(h, shape, dtype);

  const BINARY: [string, string, tf.DataType?][] = [
    ['Add', 'add'],
    ['Sub', 'sub'],
    ['Multiply', 'mul'],
    ['RealDiv', 'div', 'float32'],
    ['Maximum', 'max'],
    ['Minimum', 'min'],
    ['Mod', 'mod'],
    ['Pow', 'pow'],
    ['SquaredDifference', 'sqdiff'],
    ['FloorDiv', 'floordiv', 'int32'],
    ['Greater', 'gt', 'bool'],
    ['GreaterEqual', 'ge', 'bool'],
    ['Less', 'lt', 'bool'],
    ['LessEqual', 'le', 'bool'],
    ['Equal', 'eq', 'bool'],
    ['NotEqual', 'ne', 'bool'],
    ['LogicalAnd', 'and', 'bool'],
    ['LogicalOr', 'or', 'bool'],
  ];
  for (const [name, op, dtype] of BINARY)
    kernel(name, ({ a, b }) =>
      out(
        native.binary(op, id(a!), id(b!)),
        bu.assertAndGetBroadcastShape(a!.shape, b!.shape),
        dtype ?? a!.dtype,
      ),
    );
  const UNARY: [string, string, tf.DataType?][] = [
    ['Relu', 'relu'],
    ['Tanh', 'tanh', 'float32'],
    ['Abs', 'abs'],
    ['Neg', 'neg'],
    ['Sign', 'sign'],
    ['Exp', 'exp', 'float32'],
    ['Log', 'log', 'float32'],
    ['Log1p', 'log1p', 'float32'],
    ['Sqrt', 'sqrt', 'float32'],
    ['Rsqrt', 'rsqrt', 'float32'],
    ['Square', 'square'],
    ['Sigmoid', 'sigmoid', 'float32'],
    ['Softplus', 'softplus', 'float32'],
    ['Reciprocal', 'reciprocal', 'float32'],
    ['LogicalNot', 'not', 'bool'],
    ['IsNan', 'isnan', 'bool'],
    ['IsFinite', 'isfinite', 'bool'],
    ['Floor', 'floor'],
    ['Round', 'round'],
    ['Elu', 'elu'],
    ['ZerosLike', 'zeros'],
    ['OnesLike', 'ones'],
  ];
  for (const [name, op, dtype] of UNARY)
    kernel(name, ({ x }) => out(native.unary(op, id(x!)), x!.shape, dtype ?? x!.dtype));
  kernel('LeakyRelu', ({ x }, { alpha }) => out(native.unary('lrelu', id(x!), alpha), x!.shape));
  kernel('Step', ({ x }, { alpha }) => out(native.unary('step', id(x!), alpha || 0), x!.shape, x!.dtype));
  kernel('ClipByValue', ({ x }, { clipValueMin, clipValueMax }) =>
    out(native.clip(id(x!), clipValueMin, clipValueMax), x!.shape, x!.dtype),
  );
  kernel('Select', ({ condition, t, e }) =>
    out(native.select(id(condition!), id(t!), id(e!)), t!.shape, t!.dtype),
  );
  kernel('AddN', (inputs) => {
    const list = Object.values(inputs);
    return out(native.addn(list.map(id)), list[0]!.shape, list[0]!.dtype);
  });
  kernel('Cast', ({ x }, { dtype }) => out(native.cast(id(x!), DTYPES[dtype as string]!), x!.shape, dtype));
  kernel('Fill', (_, { shape, value, dtype }) => {
    const d: tf.DataType = dtype ?? util.inferDtype(value);
    return out(native.fill(shape, Number(value), DTYPES[d]!), shape, d);
  });
  for (const [name, op] of [
    ['Sum', 'sum'],
    ['Mean', 'mean'],
    ['Max', 'max'],
    ['Min', 'min'],
  ] as const)
    kernel(name, ({ x }, attrs) => {
      const axes = util.parseAxisParam(attrs.axis ?? attrs.reductionIndices, x!.shape);
      const keep = Boolean(attrs.keepDims);
      const shape = keep
        ? x!.shape.map((d, i) => (axes.includes(i) ? 1 : d))
        : x!.shape.filter((_, i) => !axes.includes(i));
      const dtype = op === 'mean' ? 'float32' : op === 'sum' && x!.dtype === 'bool' ? 'int32' : x!.dtype;
      return out(native.reduce(op, id(x!), axes, keep), shape, dtype);
    });
  // A reshape must give a new view: kernels read the ATen tensor's own shape.
  kernel('Reshape', ({ x }, { shape }) => {
    const s = util.inferFromImplicitShape(shape, util.sizeFromShape(x!.shape));
    return out(native.reshape(id(x!), s), s, x!.dtype);
  });
  kernel('ExpandDims', ({ input }, { dim }) => {
    const s = input!.shape.slice();
    s.splice(dim < 0 ? input!.shape.length + dim + 1 : dim, 0, 1);
    return out(native.reshape(id(input!), s), s, input!.dtype);
  });
  kernel('Identity', ({ x }) => {
    backend.incRef(x!.dataId);
    return { dataId: x!.dataId, shape: x!.shape, dtype: x!.dtype };
  });
  kernel('Transpose', ({ x }, { perm }) =>
    out(
      native.transpose(id(x!), perm),
      (perm as number[]).map((p) => x!.shape[p]!),
      x!.dtype,
    ),
  );
  kernel('Slice', ({ x }, { begin, size }) => {
    const [b, s] = tf.slice_util.parseSliceParams(x as unknown as tf.Tensor, begin, size) as [
      number[],
      number[],
    ];
    return out(native.slice(id(x!), b, s), s, x!.dtype);
  });
  kernel('Concat', (inputs, { axis }) => {
    const all = Object.values(inputs);
    const ax = util.parseAxisParam(axis, all[0]!.shape)[0]!;
    const list = all.filter((t) => util.sizeFromShape(t.shape) > 0);
    const shape = list[0]!.shape.slice();
    shape[ax] = list.reduce((n, t) => n + t.shape[ax]!, 0);
    return out(native.concat(list.map(id), ax), shape, list[0]!.dtype);
  });
  kernel('Pack', (inputs, { axis }) => {
    const list = Object.values(inputs);
    const shape = list[0]!.shape.slice();
    shape.splice(axis, 0, list.length);
    return out(native.stack(list.map(id), axis), shape, list[0]!.dtype);
  });
  kernel('Unpack', ({ value }, { axis }) => {
    const ax = axis < 0 ? axis + value!.shape.length : axis;
    const shape = value!.shape.filter((_, i) => i !== ax);
    return Array.from({ length: value!.shape[ax]! }, (_, i) => {
      const begin = value!.shape.map((_d, k) => (k === ax ? i : 0));
      const size = value!.shape.map((d, k) => (k === ax ? 1 : d));
      const part = native.slice(id(value!), begin, size);
      const item = out(native.reshape(part, shape), shape, value!.dtype);
      native.dispose(part);
      return item;
    });
  });
  kernel('SplitV', ({ x }, { numOrSizeSplits, axis }) => {
    const ax = util.parseAxisParam(axis, x!.shape)[0]!;
    const begin = x!.shape.map(() => 0);
    return bu.prepareSplitSize(x as unknown as tf.Tensor, numOrSizeSplits, ax).map((k) => {
      const s = x!.shape.slice();
      s[ax] = k;
      const part = out(native.slice(id(x!), begin, s), s, x!.dtype);
      begin[ax]! += k;
      return part;
    });
  });
  kernel('PadV2', ({ x }, { paddings, constantValue }) =>
    out(
      native.padv2(id(x!), (paddings as number[][]).flat(), constantValue || 0),
      x!.shape.map((d, i) => d + paddings[i][0] + paddings[i][1]),
      x!.dtype,
    ),
  );
  kernel('MirrorPad', ({ x }, { paddings: p, mode }) => {
    if (mode !== 'reflect' || x!.shape.length !== 4 || p[0][0] + p[0][1] + p[3][0] + p[3][1] !== 0)
      throw new Error('backend torch: expected MirrorPad to reflect height and width of a 4-D tensor');
    const pads = [p[1][0], p[1][1], p[2][0], p[2][1]];
    return out(
      native.reflectPad(id(x!), pads),
      x!.shape.map((d, i) => d + p[i][0] + p[i][1]),
      x!.dtype,
    );
  });
  kernel('Tile', ({ x }, { reps }) =>
    out(
      native.tile(id(x!), reps),
      x!.shape.map((d, i) => d * reps[i]),
      x!.dtype,
    ),
  );
  kernel('Reverse', ({ x }, { dims }) =>
    out(native.reverse(id(x!), util.parseAxisParam(dims, x!.shape)), x!.shape, x!.dtype),
  );
  kernel('BatchMatMul', ({ a, b }, { transposeA, transposeB }) => {
    const [sa, sb] = [a!.shape, b!.shape];
    const rows = transposeA ? sa[sa.length - 1]! : sa[sa.length - 2]!;
    const columns = transposeB ? sb[sb.length - 2]! : sb[sb.length - 1]!;
    const batch = bu.assertAndGetBroadcastShape(sa.slice(0, -2), sb.slice(0, -2));
    return out(native.matmul(id(a!), id(b!), Boolean(transposeA), Boolean(transposeB)), [
      ...batch,
      rows,
      columns,
    ]);
  });

  const convInfo = (x: Shape, filter: Shape, a: ConvAttrs): tf.backend_util.Conv2DInfo =>
    bu.computeConv2DInfo(
      x as [number, number, number, number],
      filter as [number, number, number, number],
      a.strides,
      a.dilations ?? 1,
      a.pad,
      a.dimRoundingMode,
      false,
      'channelsLast',
    );
  const convParams = (ci: tf.backend_util.Conv2DInfo): number[] => {
    const { top, bottom, left, right } = ci.padInfo;
    return [ci.strideHeight, ci.strideWidth, top, bottom, left, right];
  };
  kernel('Conv2D', ({ x, filter }, attrs) => {
    const ci = convInfo(x!.shape, filter!.shape, attrs as ConvAttrs);
    return out(native.conv2d(id(x!), id(filter!), convParams(ci)), ci.outShape);
  });
  // tfjs-node throws on numeric padding here; refusing it too keeps the model code portable.
  const portable = (a: ConvAttrs): void => {
    if (a.pad !== 'valid' && a.pad !== 'same')
      throw new Error(
        `backend torch: expected convolution gradients with padding valid or same, got ${a.pad}`,
      );
  };
  kernel('Conv2DBackpropInput', ({ dy, filter }, attrs) => {
    portable(attrs as ConvAttrs);
    const shape = attrs.inputShape as Shape;
    const ci = convInfo(shape, filter!.shape, attrs as ConvAttrs);
    return out(native.conv2dBackInput(id(dy!), id(filter!), convParams(ci), shape), shape);
  });
  kernel('Conv2DBackpropFilter', ({ x, dy }, attrs) => {
    portable(attrs as ConvAttrs);
    const shape = attrs.filterShape as Shape;
    const ci = convInfo(x!.shape, shape, attrs as ConvAttrs);
    return out(native.conv2dBackFilter(id(x!), id(dy!), convParams(ci), shape), shape);
  });

  // Fused kernels: nn/ops.ts and train/adam.ts use them where tf.getKernel finds them.
  kernel('ReflectPadGrad', ({ dy }, { pads, shape }) =>
    out(native.reflectPadGrad(id(dy!), pads, shape), shape),
  );
  kernel('InstanceNormFused', ({ x, gamma, beta }, { eps }) => {
    const [y, mean, invstd] = native.instNorm(id(x!), id(gamma!), id(beta!), eps) as [Handle, Handle, Handle];
    // One mean a picture and channel; those of a single picture are a vector.
    const each = x!.shape[0] === 1 ? gamma!.shape : [x!.shape[0]!, x!.shape[3]!];
    return [out(y, x!.shape), out(mean, each), out(invstd, each)];
  });
  kernel('InstanceNormFusedGrad', ({ dy, x, gamma, mean, invstd }, { eps }) => {
    const [dx, dGamma, dBeta] = native.instNormGrad(
      id(dy!),
      id(x!),
      id(gamma!),
      id(mean!),
      id(invstd!),
      eps,
    ) as [Handle, Handle, Handle];
    return [out(dx, x!.shape), out(dGamma, gamma!.shape), out(dBeta, gamma!.shape)];
  });
  kernel('ReluFusedGrad', ({ dy, y }) => out(native.reluGrad(id(dy!), id(y!)), dy!.shape));
  kernel('LeakyReluFusedGrad', ({ dy, x }, { alpha }) =>
    out(native.lreluGrad(id(dy!), id(x!), alpha), dy!.shape),
  );
  kernel('LerpFused', ({ p, q }, { t }) => out(native.lerp(id(p!), id(q!), t), p!.shape));
  // All parameters of a step: inputs p0, m0, v0, g0, p1 and so on, as many as `count`.
  kernel('AdamFused', (inputs, { count, lr, beta1, beta2, eps, step }) => {
    const list = (name: string): Handle[] =>
      Array.from({ length: count }, (_, i) => id(inputs[`${name}${i}`]!));
    native.adam(list('p'), list('m'), list('v'), list('g'), lr, beta1, beta2, eps, step);
    return [];
  });

  installFallbacks(backend, done, options.onFallback);
  installReductionGradients();
}

/**
 * tfjs's own gradients of mean and sum multiply by a tensor of ones as large as the input, made in JavaScript and copied
 * over each time: in an iteration that is most of what crosses. These repeat dy where it is, to the same values.
 */
function installReductionGradients(): void {
  for (const kernelName of ['Mean', 'Sum']) {
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], { axis }) => {
        const { shape } = x!;
        const axes = tf.util.parseAxisParam(axis as number | number[], shape);
        const kept = shape.map((d, i) => (axes.includes(i) ? 1 : d));
        const spread = tf.reshape(dy as tf.Tensor, kept);
        const size = kernelName === 'Mean' ? axes.reduce((n, i) => n * shape[i]!, 1) : 1;
        const each = size === 1 ? spread : tf.div(spread, size);
        return {
          x: () =>
            tf.tile(
              each,
              shape.map((d, i) => (axes.includes(i) ? d : 1)),
            ),
        };
      },
    });
  }
}

/** Every kernel not named above runs in JavaScript on copies of its inputs. */
function installFallbacks(
  backend: TorchBackend,
  done: Set<string>,
  onFallback?: (kernel: string) => void,
): void {
  // biome-ignore lint/suspicious/noExplicitAny: the cpu backend's own class is not exported by the union package
  const cpu = (tf.findBackend('cpu') ?? tf.engine().registryFactory.cpu!.factory()) as any;
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('cpu')) {
    if (done.has(kernelName)) continue;
    tf.registerKernel({
      kernelName,
      backendName: 'torch',
      kernelFunc: ({ inputs, attrs }) => {
        onFallback?.(kernelName);
        const copies: Info[] = [];
        const copy = (t: Info | undefined): Info | undefined => {
          if (!t?.dataId) return t;
          const info: Info = cpu.makeTensorInfo(t.shape, t.dtype, backend.readSync(t.dataId));
          copies.push(info);
          return info;
        };
        const onCpu = Array.isArray(inputs)
          ? (inputs as Info[]).map(copy)
          : Object.fromEntries(
              Object.entries(inputs).map(([name, t]) => [
                name,
                Array.isArray(t) ? t.map(copy) : copy(t as Info),
              ]),
            );
        const result = kernelFunc({
          inputs: onCpu as unknown as tf.NamedTensorInfoMap,
          backend: cpu,
          ...(attrs ? { attrs } : {}),
        });
        const back = (info: Info): Info => {
          const values = cpu.readSync(info.dataId);
          const moved = backend.out(backend.upload(values, info.shape, info.dtype), info.shape, info.dtype);
          cpu.disposeIntermediateTensorInfo(info);
          return moved;
        };
        const moved = Array.isArray(result) ? result.map(back) : back(result as Info);
        for (const info of copies) cpu.disposeIntermediateTensorInfo(info);
        return moved;
      },
    });
  }
}
