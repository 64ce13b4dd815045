import { bicubic, subsample } from '../../../src/core/resample.ts';
import type { Resizer } from '../../../src/methods/index.ts';
import { epx } from './epx.ts';
import { depixelizeSplines } from './splines.ts';

/** The baselines of the way back, from pixel art at its own grid to a large picture, by the name they are asked for. */
export const UPSCALERS = {
  nearest: { label: 'nearest', run: subsample },
  bicubic: { label: 'bicubic', run: bicubic },
  epx: { label: 'EPX/Scale2x', run: epx },
  splines: { label: 'splines (Kopf & Lischinski 2011)', run: depixelizeSplines },
} as const satisfies Record<string, Resizer>;
