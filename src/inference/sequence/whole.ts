import { invalid, messageOf, Words } from '../../core/errors.ts';
import type { BrokenFrame, FrameSource, SourceFrame } from '../../core/frames.ts';
import type { PixelArt } from '../../core/image.ts';
import type { DrawOptions } from '../../core/options.ts';
import { decodePng } from '../../core/png-read.ts';
import { Steadiness, type SteadyFigures } from '../../core/steadiness.ts';
import { apngFrames, isApng } from '../../frames/apng.ts';
import { gifFrames, isGif, USUAL_DURATION } from '../../frames/gif.ts';
import type { Networks } from '../draw/networks.ts';
import type { Hooks } from '../draw/progress.ts';
import { animate } from './animate.ts';

/** An animation whose bytes are all there: pictures that are a frame each, or a GIF or animated PNG. */
export type AnimationInput =
  | {
      readonly kind: 'pictures';
      /** PNG files with what their user calls them, in their order. */
      readonly frames: readonly { readonly name: string; readonly png: Uint8Array }[];
      readonly loops: boolean;
    }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array; readonly loops: boolean };

/** What was made of an animation. */
export interface Animated {
  readonly frames: readonly {
    readonly name: string;
    readonly art: PixelArt;
    /** ms */
    readonly duration: number;
  }[];
  readonly figures: SteadyFigures;
  /** Frames that were left out, and why. */
  readonly broken: readonly BrokenFrame[];
}

/** The share of drawing in all the work, of 1. */
const DRAWING = 0.9;

/**
 * The whole way of an animation in one go, for where frames are not written while others are drawn. The art is that of
 * the command line.
 * Throws as `animate` does.
 */
export async function animateWhole(
  networks: Networks,
  input: AnimationInput,
  options: DrawOptions,
  { signal, onProgress }: Hooks,
): Promise<Animated> {
  const broken: BrokenFrame[] = [];
  const frames: Animated['frames'][number][] = [];
  const steadiness = new Steadiness();
  const progress = new Share((percent) => onProgress?.({ kind: 'stage', stage: 'gridnet', percent }));
  const given = animate(networks, sourceOf(input), options, {
    ...(signal && { signal }),
    onProgress: (step, done, total) => progress.tell(step, done, total),
    onBroken: (frame) => broken.push(frame),
  });
  for await (const { name, art, duration, source, shift } of given) {
    frames.push({ name, art, duration });
    steadiness.add(art, source, shift);
  }
  onProgress?.({ kind: 'done', percent: 100 });
  return { frames, figures: steadiness.figures(), broken };
}

/** How far all of it is: what is drawn for the palette is not drawn again. */
class Share {
  #count = 1;
  #early = 0;

  constructor(private readonly told: (percent: number) => void) {}

  tell(step: 'look' | 'palette' | 'draw', done: number, total: number | null): void {
    if (step === 'look') this.#count = done;
    if (step === 'palette') this.#early = done;
    const coloured = step === 'draw' ? done / (total ?? this.#count) : 0;
    const early = this.#early / this.#count;
    const drawn = early + (1 - early) * coloured;
    this.told(100 * (DRAWING * drawn + (1 - DRAWING) * coloured));
  }
}

function sourceOf(input: AnimationInput): FrameSource {
  if (input.kind === 'pictures')
    return {
      loops: input.loops,
      async *read(): AsyncGenerator<SourceFrame | BrokenFrame> {
        for (const { name, png } of input.frames) {
          try {
            yield { name, image: decodePng(png, name), duration: USUAL_DURATION };
          } catch (error) {
            yield { name, error: messageOf(error) };
          }
        }
      },
    };
  const { name, bytes } = input;
  const file = isGif(bytes) ? gifFrames(name, bytes) : isApng(bytes) ? apngFrames(name, bytes) : null;
  if (file === null) throw invalid(name, 'an animated GIF or PNG', new Words('another kind of picture'));
  return { loops: input.loops && file.loops, read: () => file.read() };
}
