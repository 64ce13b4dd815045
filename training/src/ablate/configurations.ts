/** Ablations as configurations of the one trainer: the paper's (sections 4.2 and 4.3), and those of learning from pairs. */
import { makeConfig, mergeChanges, type TrainConfig } from '../train/config.ts';

/** One configuration: what it is called and what it changes. */
interface Ablation {
  /** As shown above a column of a figure. */
  readonly title: string;
  readonly leavesOut: string;
  /** Whether it learns from pairs, or is compared with those that do. */
  readonly pairs?: true;
  /** Over the base configuration that all share. */
  readonly changes: Record<string, unknown>;
}

/** The paper's losses, one and all (Eq. 1-3), as the defaults weigh them: configurations for pairs have none of them. */
const { pairGrid, pairL1, pairGradient, pairExtremes, pairAdversarial, ...UNPAIRED } = makeConfig({}).weights;
const NO_PAIRS = { pairGrid, pairL1, pairGradient, pairExtremes, pairAdversarial };
const ALL_NETWORKS = ['gridnet', 'pixelnet', 'depixelnet'];

/** Every configuration by its name. Loss1 to Loss5 are Table 1's; Loss5 is the complete cascade. */
export const ABLATIONS = {
  loss1: {
    title: 'Loss1',
    leavesOut: 'gradient losses',
    changes: { weights: { gridGradient: 0, pixelGradient: 0, depixelGradient: 0 } },
  },
  loss2: {
    title: 'Loss2',
    leavesOut: 'mirror losses',
    changes: { weights: { mirrorFeatures: 0, mirrorOutput: 0 } },
  },
  loss3: {
    title: 'Loss3',
    leavesOut: 'adversarial losses',
    changes: { weights: { gridAdversarial: 0, pixelAdversarial: 0, depixelAdversarial: 0 } },
  },
  loss4: { title: 'Loss4', leavesOut: 'scales other than 1/4', changes: { scales: ['1/4'] } },
  loss5: { title: 'Loss5', leavesOut: 'nothing', changes: {} },
  gridnet: { title: 'GridNet', leavesOut: 'PixelNet', changes: { networks: 'gridnet' } },
  pixelnet: { title: 'PixelNet', leavesOut: 'GridNet', changes: { networks: 'pixelnet' } },
  // Zhu et al. 2017: two generators, two discriminators, the cycle's L1, nothing that ties an output to its input.
  cyclegan: {
    title: 'CycleGAN',
    leavesOut: 'GridNet, L1 and gradient losses, mirrored features',
    changes: {
      networks: 'pixelnet',
      weights: { pixelL1: 0, pixelGradient: 0, depixelL1: 0, depixelGradient: 0, mirrorFeatures: 0 },
    },
  },
  paperHeads: {
    title: "Paper's heads",
    leavesOut: 'nothing; heads with norm and activation',
    changes: { head: 'paper' },
  },
  kernelHeads: {
    title: 'Kernel heads',
    leavesOut: 'nothing; heads that weigh samples, no norm',
    changes: { head: 'kernel' },
  },
  pairs: { title: 'Pairs', leavesOut: 'nothing', pairs: true, changes: {} },
  pairsL1: {
    title: 'L1',
    leavesOut: 'gradient, extremes, adversarial losses',
    pairs: true,
    changes: { weights: { pairGradient: 0, pairExtremes: 0, pairAdversarial: 0 } },
  },
  pairsNoExtremes: {
    title: 'No extremes',
    leavesOut: 'extremes',
    pairs: true,
    changes: { weights: { pairExtremes: 0 } },
  },
  pairsNoAdversarial: {
    title: 'No adversary',
    leavesOut: 'adversarial losses',
    pairs: true,
    changes: { weights: { pairAdversarial: 0 } },
  },
  pairsInstance: {
    title: 'Instance norm',
    leavesOut: 'nothing; adds instance norm',
    pairs: true,
    changes: { norm: 'instance' },
  },
  both: {
    title: 'Both',
    leavesOut: "nothing; adds the paper's losses, at a twentieth",
    pairs: true,
    changes: {
      train: ALL_NETWORKS,
      weights: Object.fromEntries(Object.entries(UNPAIRED).map(([name, weight]) => [name, weight / 20])),
    },
  },
  unpaired: {
    title: 'Unpaired',
    leavesOut: "pairs; the paper's losses alone",
    pairs: true,
    changes: { train: ALL_NETWORKS, weights: { ...UNPAIRED, ...NO_PAIRS } },
  },
} as const satisfies Record<string, Ablation>;

export type AblationName = keyof typeof ABLATIONS;
export const ABLATION_NAMES = Object.keys(ABLATIONS) as AblationName[];

/** Whether a configuration is one of those that are compared on pairs. */
const onPairs = (name: AblationName): boolean => 'pairs' in ABLATIONS[name];

/** The paper's figures, one of pairs, and the configurations that they show side by side, after the input. */
export const FIGURES: Readonly<Record<string, readonly AblationName[]>> = {
  'figure-9': ['cyclegan', 'gridnet', 'pixelnet', 'loss5'],
  'figure-10': ['loss1', 'loss2', 'loss3', 'loss4', 'loss5'],
  'figure-heads': ['paperHeads', 'loss5', 'kernelHeads'],
  'figure-pairs': ABLATION_NAMES.filter(onPairs),
};

/**
 * A configuration's run: the base with the ablation's changes over it.
 * @param base changes to the defaults that all configurations share
 * @throws Error that names a key of the base that does not exist or cannot be used
 */
export function ablationConfig(name: AblationName, base: Record<string, unknown>): TrainConfig {
  return makeConfig(mergeChanges(base, ABLATIONS[name].changes));
}

/**
 * The names in a list a,b,...; without one all of those on pairs, or all of the paper's.
 * @throws Error naming what does not exist
 */
export function ablationNames(list: string | undefined, pairs: boolean): AblationName[] {
  if (list === undefined) return ABLATION_NAMES.filter((name) => onPairs(name) === pairs);
  const names = list.split(',').map((n) => n.trim());
  for (const name of names)
    if (!Object.hasOwn(ABLATIONS, name))
      throw new Error(`--configs: expected some of ${ABLATION_NAMES.join(', ')}, got ${name}`);
  return ABLATION_NAMES.filter((name) => names.includes(name));
}
