/** A training run's configuration: every number that shapes the weights. */
import { SCALES, type Scale } from '../../../src/core/scale.ts';
import type { GanKind } from '../losses.ts';
import type { HeadKind, NormKind } from '../networks/blocks.ts';

export const TARGET_KINDS = ['outline', 'area', 'nearest', 'majority'] as const;
/** The resize of Eq. 14 (data/targets.ts). */
export type TargetKind = (typeof TARGET_KINDS)[number];

const NETWORK_CHOICES = ['cascade', 'gridnet', 'pixelnet'] as const;
/**
 * What makes pixel art of a picture (section 4.2). DepixelNet is the way back in all of them.
 * cascade: GridNet, then PixelNet. gridnet: "GridNet alone", its pictures enlarged are the art. pixelnet: "PixelNet
 * alone", which takes the cartoon itself. The weights of a dropped network's terms are set to 0.
 */
type NetworkChoice = (typeof NETWORK_CHOICES)[number];

const GENERATORS = ['gridnet', 'pixelnet', 'depixelnet'] as const;
type GeneratorName = (typeof GENERATORS)[number];

export interface TrainConfig {
  seed: number;
  networks: NetworkChoice;
  iterations: number;
  /** The learning rate is constant up to here, then falls linearly to zero at `iterations`. */
  decayFrom: number;
  /**
   * Crops in pixels, multiples of 16: [from iteration, forward, backward], in rising order, the first from 0. What a
   * direction costs grows with its crop's area.
   */
  crops: [number, number, number][];
  /** The longest side of a cartoon's object at most, in crops. */
  largest: number;
  learningRate: number;
  beta1: number;
  beta2: number;
  /** The generators' gradients are scaled down to this norm where they are longer; 0 leaves them. */
  clip: number;
  /** Decay an iteration of the generators' moving average, which is what is exported; 0 exports the weights as they are. */
  ema: number;
  /** Entries of each discriminator's buffer of generated pictures (section 3.4). */
  buffer: number;
  gan: GanKind;
  head: HeadKind;
  /** Of the residual blocks of networks with kernel heads; the others always have instance norm. */
  norm: NormKind;
  /** Crops of scenes (pairs.ts), where a weight on pairs is not 0. */
  pairs: {
    /** Crops an iteration at 1/4; 9/16 and 1/4 as many at 3/16 and 1/8, which need more samples. */
    batch: number;
    /** Sides of a crop, in cells: a multiple of 12. */
    cells: number;
    /** How often the scale 1/4 is drawn, where others are trained too. */
    quarter: number;
    /** How often a crop is shown as its negative. */
    negative: number;
  };
  target: TargetKind;
  /** The scales trained; ["1/4"] alone is Table 1's "without multi-scale". */
  scales: Scale[];
  /**
   * In each direction PixelNet runs on all scales, or on one: drawn at random forward, the pixel art's own backward
   * (its grid is known here, so the smallest mirror loss is that one's). One costs less than half.
   */
  pixelScales: 'all' | 'one';
  /** Colours of the crops that PixelNet is held to (Eq. 12); 0 holds it to GridNet's own targets. */
  pixelColours: number;
  gridnet: { width: number; residualBlocks: number };
  pixelnet: { width: number; residualBlocks: number };
  /** `blur`: the box that it sees the art through, in pixels (PixelNetConfig). */
  depixelnet: { width: number; residualBlocks: number; blur: number };
  /** The generators whose weights move; the others stay as they are. */
  train: GeneratorName[];
  discriminators: { width: number; gridLayers: number; pixelLayers: number; depixelLayers: number };
  weights: LossWeights;
}

/** Weights of the terms of Eq. 1, 2 and 3. A weight of 0 leaves the term out. */
interface LossWeights {
  gridAdversarial: number;
  gridL1: number;
  gridGradient: number;
  /** How much more GridNet's L1 counts where the resize of Eq. 14 has redrawn a cell (losses.ts). */
  gridEmphasis: number;
  /** Eq. 1's backward L1 and gradient losses of GridNet, as a share of the forward ones. */
  gridBackward: number;
  pixelAdversarial: number;
  pixelL1: number;
  pixelGradient: number;
  /** PixelNet's chroma loss (losses.ts), beside Eq. 12: not the paper's. */
  pixelChroma: number;
  depixelAdversarial: number;
  depixelL1: number;
  depixelGradient: number;
  /** ω_l of Eq. 4 and 7. */
  mirrorFeatures: number;
  /** ω_out of Eq. 4 and 7. */
  mirrorOutput: number;
  /**
   * Eq. 6 with the majority vote of the cartoon's own cells in place of the networks' art: for DepixelNet alone. The
   * networks draw outlines wider than they are; taught by those alone it would thin an artist's.
   */
  mirrorVoted: number;
  /** L1 of GridNet's own picture to the art of a pair. */
  pairGrid: number;
  /** L1 and gradient loss of PixelNet's picture to the art of a pair. */
  pairL1: number;
  pairGradient: number;
  /** extremesLoss of PixelNet's picture on pairs. */
  pairExtremes: number;
  /** The conditional discriminator's, on pairs. */
  pairAdversarial: number;
}

const DEFAULT_CONFIG: TrainConfig = {
  seed: 1,
  networks: 'cascade',
  iterations: 12_000,
  decayFrom: 5_000,
  crops: [[0, 128, 128]],
  largest: 2.5,
  learningRate: 2e-4,
  beta1: 0.5,
  beta2: 0.999,
  clip: 0,
  ema: 0.998,
  buffer: 30,
  gan: 'ls',
  head: 'linear',
  norm: 'none',
  pairs: { batch: 8, cells: 24, quarter: 0.6, negative: 0.25 },
  target: 'outline',
  scales: [...SCALES],
  pixelScales: 'one',
  pixelColours: 12,
  gridnet: { width: 16, residualBlocks: 6 },
  pixelnet: { width: 16, residualBlocks: 5 },
  depixelnet: { width: 16, residualBlocks: 9, blur: 5 },
  train: [...GENERATORS],
  discriminators: { width: 32, gridLayers: 1, pixelLayers: 2, depixelLayers: 2 },
  weights: {
    gridAdversarial: 1,
    gridL1: 10,
    gridGradient: 10,
    gridEmphasis: 0,
    gridBackward: 0.5,
    pixelAdversarial: 3,
    pixelL1: 10,
    pixelGradient: 20,
    pixelChroma: 0,
    depixelAdversarial: 1,
    depixelL1: 5,
    depixelGradient: 5,
    mirrorFeatures: 0.5,
    mirrorOutput: 10,
    mirrorVoted: 0,
    pairGrid: 0,
    pairL1: 0,
    pairGradient: 0,
    pairExtremes: 0,
    pairAdversarial: 0,
  },
};

/** The terms of Eq. 1 and 2 that are about one network's own pictures; without the network there is nothing to judge. */
const TERMS_OF_DROPPED: Readonly<Record<NetworkChoice, Partial<LossWeights>>> = {
  cascade: {},
  gridnet: { pixelAdversarial: 0, pixelL1: 0, pixelGradient: 0, pixelChroma: 0 },
  pixelnet: { gridAdversarial: 0, gridL1: 0, gridGradient: 0, gridBackward: 0 },
};

type Plain = Record<string, unknown>;
const isPlain = (v: unknown): v is Plain => typeof v === 'object' && v !== null && !Array.isArray(v);

function merge(base: Plain, changes: Plain, path: string): Plain {
  const result: Plain = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    if (!(key in base))
      throw new Error(`configuration: expected one of ${Object.keys(base).join(', ')}, got ${path}${key}`);
    const old = base[key];
    if (isPlain(old)) {
      if (!isPlain(value))
        throw new Error(
          `configuration: expected ${path}${key} to be an object, got ${JSON.stringify(value)}`,
        );
      result[key] = merge(old, value, `${path}${key}.`);
    } else {
      if (typeof value !== typeof old || Array.isArray(value) !== Array.isArray(old))
        throw new Error(
          `configuration: expected ${path}${key} like ${JSON.stringify(old)}, got ${JSON.stringify(value)}`,
        );
      result[key] = value;
    }
  }
  return result;
}

/** `changes` over `base`, object by object; neither is checked here (makeConfig does). */
export function mergeChanges(base: Plain, changes: Plain): Plain {
  const result = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    const old = result[key];
    result[key] = isPlain(old) && isPlain(value) ? mergeChanges(old, value) : value;
  }
  return result;
}

/**
 * One change from a command line: weights.gridL1=5 → { weights: { gridL1: 5 } }.
 * @throws Error when there is no key or no =
 */
export function parseChange(text: string): Plain {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`--set: expected KEY=VALUE, got ${text}`);
  let value: unknown = text.slice(at + 1);
  try {
    value = JSON.parse(value as string);
  } catch {
    // A bare word is a string.
  }
  return text
    .slice(0, at)
    .split('.')
    .reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Plain;
}

/**
 * Defaults with changes over them.
 * @param changes a partial configuration, as parsed from JSON
 * @throws Error that names the key when it is unknown, of the wrong kind or out of range
 */
export function makeConfig(changes: object): TrainConfig {
  const config = merge(DEFAULT_CONFIG as unknown as Plain, changes as Plain, '') as unknown as TrainConfig;
  const check = (ok: boolean, key: string, expected: string, got: unknown): void => {
    if (!ok) throw new Error(`configuration: expected ${key} to be ${expected}, got ${JSON.stringify(got)}`);
  };
  check(
    Number.isInteger(config.iterations) && config.iterations > 0,
    'iterations',
    'a whole number above 0',
    config.iterations,
  );
  check(
    config.decayFrom >= 0 && config.decayFrom <= config.iterations,
    'decayFrom',
    '0..iterations',
    config.decayFrom,
  );
  check(
    config.crops.length > 0 &&
      config.crops[0]![0] === 0 &&
      config.crops.every(([, f, b]) => b >= 32 && f >= b && f % 16 === 0 && b % 16 === 0),
    'crops',
    'triples [from iteration, forward, backward], the first from 0, pixels multiples of 16, forward >= backward >= 32',
    config.crops,
  );
  check(config.clip >= 0, 'clip', 'at least 0', config.clip);
  check(config.largest >= 0.8, 'largest', 'at least 0.8', config.largest);
  check(
    (TARGET_KINDS as readonly string[]).includes(config.target),
    'target',
    TARGET_KINDS.join(', '),
    config.target,
  );
  check(
    (NETWORK_CHOICES as readonly string[]).includes(config.networks),
    'networks',
    NETWORK_CHOICES.join(', '),
    config.networks,
  );
  check(['ls', 'log'].includes(config.gan), 'gan', 'ls or log', config.gan);
  check(['kernel', 'linear', 'paper'].includes(config.head), 'head', 'kernel, linear or paper', config.head);
  check(['instance', 'none'].includes(config.norm), 'norm', 'instance or none', config.norm);
  check(
    config.head !== 'kernel' || config.networks !== 'pixelnet',
    'networks',
    'cascade or gridnet with kernel heads: PixelNet then works on the cells that GridNet draws',
    config.networks,
  );
  check(
    config.pairs.cells > 0 && config.pairs.cells % 12 === 0,
    'pairs.cells',
    'a multiple of 12',
    config.pairs.cells,
  );
  check(
    Number.isInteger(config.pairs.batch) && config.pairs.batch > 0,
    'pairs.batch',
    'a whole number above 0',
    config.pairs.batch,
  );
  for (const key of ['quarter', 'negative'] as const)
    check(config.pairs[key] >= 0 && config.pairs[key] <= 1, `pairs.${key}`, '0..1', config.pairs[key]);
  check(['one', 'all'].includes(config.pixelScales), 'pixelScales', 'one or all', config.pixelScales);
  check(
    Number.isInteger(config.pixelColours) && config.pixelColours >= 0 && config.pixelColours <= 256,
    'pixelColours',
    '0..256',
    config.pixelColours,
  );
  check(
    config.scales.length > 0 && config.scales.every((s) => (SCALES as readonly string[]).includes(s)),
    'scales',
    `some of ${SCALES.join(', ')}`,
    config.scales,
  );
  check(
    config.train.length > 0 && config.train.every((n) => GENERATORS.includes(n)),
    'train',
    `some of ${GENERATORS.join(', ')}`,
    config.train,
  );
  check(
    config.depixelnet.blur === 0 || config.depixelnet.blur % 2 === 1,
    'depixelnet.blur',
    '0 or odd',
    config.depixelnet.blur,
  );
  for (const [key, value] of Object.entries(config.weights))
    check(value >= 0, `weights.${key}`, 'at least 0', value);
  config.weights = { ...config.weights, ...TERMS_OF_DROPPED[config.networks] };
  const { pairGrid, pairL1, pairGradient, pairExtremes, pairAdversarial } = config.weights;
  check(
    config.head === 'kernel' || pairGrid + pairL1 + pairGradient + pairExtremes + pairAdversarial === 0,
    'head',
    'kernel where a weight on pairs is above 0',
    config.head,
  );
  return config;
}

/** The learning rate at an iteration (0-based): constant, then linear to zero (section 3.4). */
export function learningRate(config: TrainConfig, iteration: number): number {
  const { iterations, decayFrom, learningRate: rate } = config;
  return iteration < decayFrom
    ? rate
    : (rate * (iterations - iteration)) / Math.max(1, iterations - decayFrom);
}

/** The crops in pixels at an iteration. */
export function cropsAt(config: TrainConfig, iteration: number): { forward: number; backward: number } {
  let found = config.crops[0]!;
  for (const crop of config.crops) if (iteration >= crop[0]) found = crop;
  return { forward: found[1], backward: found[2] };
}
