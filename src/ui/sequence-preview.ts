import { UserError } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';
import type { Animated } from '../inference/worker/client.ts';
import type { LayerInfo } from '../messages.ts';
import { optionsKey, type Sequencer } from './sequencer.ts';
import { sentenceOf } from './texts.ts';

type SequenceSettings = Pick<Settings, 'pixelize' | 'animate'>;

/** Previews belong to no job of writing. */
const NO_JOB = 0;
/** Settings that are still being changed are waited for, in milliseconds. */
const SETTLE = 400;

/** What the preview of "Animate" shows. What was shown stays until there is something newer. */
export interface SequenceState {
  readonly status: 'empty' | 'working' | 'ready' | 'failed';
  /** How far the work is, 0..100. */
  readonly percent: number;
  /** Why it failed, as a sentence. */
  readonly reason: string | null;
  readonly animated: Animated | null;
}

export const EMPTY_SEQUENCE: SequenceState = { status: 'empty', percent: 0, reason: null, animated: null };

/** The preview of "Animate": it follows what is selected and set; a newer wish ends the work for an older one. */
export class SequencePreview {
  private state = EMPTY_SEQUENCE;
  private key: string | null = null;
  private wish: { readonly layers: readonly LayerInfo[]; readonly settings: SequenceSettings } | null = null;
  private running: AbortController | null = null;

  constructor(
    private readonly sequencer: Sequencer,
    private readonly onChange: (state: SequenceState) => void,
  ) {}

  /** Shows the animation of some layers by some settings. */
  update(layers: readonly LayerInfo[], settings: SequenceSettings): void {
    const { order, play } = settings.animate;
    const frames = layers.map(({ id, name, x, y, width, height, problem }) => [
      id,
      name,
      x,
      y,
      width,
      height,
      problem,
    ]);
    const key = JSON.stringify([frames, optionsKey(settings.pixelize), order, play]);
    if (key === this.key) return;
    const isOther = this.wish?.layers !== layers;
    this.wish = { layers, settings };
    this.key = key;
    this.start(SETTLE, isOther);
  }

  /** Looks at the layers again, in case that they were changed on the canvas. */
  refresh(): void {
    if (this.state.status === 'ready' || this.state.status === 'failed') this.start(0, false);
  }

  /** Stops the work. The next `update` starts again. */
  stop(): void {
    this.running?.abort();
    this.running = null;
    this.key = null;
  }

  private start(wait: number, isOther: boolean): void {
    this.running?.abort();
    const { wish } = this;
    if (wish === null || wish.layers.length === 0) {
      this.set(EMPTY_SEQUENCE);
      return;
    }
    const running = new AbortController();
    this.running = running;
    const animated = isOther ? null : this.state.animated;
    this.set({ status: 'working', percent: 0, reason: null, animated });
    setTimeout(() => void this.work(wish, running.signal), wait);
  }

  private async work(wish: NonNullable<SequencePreview['wish']>, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      const told = (share: number) => {
        if (!signal.aborted) this.set({ ...this.state, percent: 100 * share });
      };
      const { animated } = await this.sequencer.make(NO_JOB, wish.layers, wish.settings, signal, told);
      if (!signal.aborted) this.set({ status: 'ready', percent: 100, reason: null, animated });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof UserError)) console.error(error);
      this.set({ status: 'failed', percent: 0, reason: sentenceOf(error), animated: null });
    }
  }

  private set(state: SequenceState): void {
    this.state = state;
    this.onChange(state);
  }
}
