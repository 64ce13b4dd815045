import type { RgbaImage } from '../core/image.ts';
import { bicubic, bilinear, lanczos, subsample } from '../core/resample.ts';
import { imageAbstraction } from './abstraction.ts';
import { contentAdaptive } from './content-adaptive.ts';
import { dpid } from './dpid.ts';
import { perceptual } from './perceptual.ts';
import { majorityVote } from './vote.ts';

/** One way to make a picture of another size. */
export interface Resizer {
  /** As shown in tables. */
  readonly label: string;
  /**
   * @param colors the palette size wanted; only methods that make their own palette heed it
   * @throws UserError if a side is no positive integer
   */
  readonly run: (source: RgbaImage, width: number, height: number, colors: number) => RgbaImage;
}

/** The other ways to make small pictures, by the name they are asked for. All are pure and run in a browser too. */
export const DOWNSCALERS = {
  subsampling: { label: 'subsampling', run: subsample },
  bilinear: { label: 'bilinear', run: bilinear },
  bicubic: { label: 'bicubic', run: bicubic },
  lanczos: { label: 'Lanczos', run: lanczos },
  perceptual: { label: 'perceptual (Öztireli & Gross 2015)', run: perceptual },
  dpid: { label: 'DPID (Weber et al. 2016)', run: (source, width, height) => dpid(source, width, height) },
  'content-adaptive': {
    label: 'content-adaptive (Kopf et al. 2013)',
    run: (source, width, height) => contentAdaptive(source, width, height),
  },
  'content-adaptive-pixel': {
    label: 'content-adaptive, pixel-art mode',
    run: (source, width, height) => contentAdaptive(source, width, height, { pixelArt: true }),
  },
  abstraction: { label: 'image abstraction (Gerstner et al. 2012)', run: imageAbstraction },
  vote: { label: 'plain majority vote', run: majorityVote },
} as const satisfies Record<string, Resizer>;
