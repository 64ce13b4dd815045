import { UserError } from '../core/errors.ts';
import type { RgbaImage, Sides } from '../core/image.ts';
import type { Settings } from '../core/settings.ts';
import type { Client, Coloured, Drawn, Smoothed } from '../inference/worker/client.ts';
import type { LayerInfo } from '../messages.ts';
import { checkSmooth, pixelsOf } from './depixelize.ts';
import type { Asked } from './guide-layers.ts';
import { drawKey } from './painter.ts';
import { colourAll, type Picture, pictureOf, type Tools, withAsked } from './pixelize.ts';
import { isTransparent } from './pixels.ts';
import { sourceOf } from './plan.ts';
import { sentenceOf } from './texts.ts';

/** Previews belong to no job of writing. */
const NO_JOB = 0;
/** Settings that are still being changed are waited for, in milliseconds. */
const SETTLE = 180;

/** What a preview shows. What was shown stays until there is something newer, so that nothing jumps. */
export interface PreviewState<T> {
  readonly status: 'empty' | 'working' | 'ready' | 'failed';
  /** The id of the layer that this is of, which is exported; a preview that rests may be of one that is no longer shown. */
  readonly layer: string | null;
  /** How far the work is, 0..100. */
  readonly percent: number;
  /** Why it failed, as a sentence. */
  readonly reason: string | null;
  /** The layer as it is: a PNG, its size on the canvas, and what layers in it ask for by area. */
  readonly before: { readonly png: Uint8Array; readonly size: Sides; readonly asked?: Asked } | null;
  readonly after: T | null;
  /** A first sketch of what is being worked on. */
  readonly draft: RgbaImage | null;
  /** Whether the layer is transparent somewhere; null before that is known. */
  readonly transparent: boolean | null;
}

export const EMPTY_PREVIEW = {
  status: 'empty',
  layer: null,
  percent: 0,
  reason: null,
  before: null,
  after: null,
  draft: null,
  transparent: null,
} as const satisfies PreviewState<never>;

/**
 * A preview that follows what is wanted: a newer wish cancels the work for an older one, and what a wish has in common
 * with the last one is not done again.
 */
abstract class Preview<S, T> {
  protected state: PreviewState<T> = EMPTY_PREVIEW;
  protected wish: { readonly layer: LayerInfo; readonly settings: S } | null = null;
  /** What the shown work depends on; null for nothing to show, undefined while it rests. */
  private key: string | null | undefined = undefined;
  private layer: string | null = null;
  private running: AbortController | null = null;

  constructor(private readonly onChange: (state: PreviewState<T>) => void) {}

  /** Shows a layer by some settings; null shows nothing. */
  update(layer: LayerInfo | null, settings: S): void {
    this.wish = layer && { layer, settings };
    const key = layer && this.keyOf(layer, settings);
    if (key === this.key) {
      if (layer?.problem === null) this.refine();
      return;
    }
    this.key = key;
    this.start(SETTLE);
  }

  /** Looks at the layer again, in case that it was changed on the canvas. */
  refresh(): void {
    if (this.state.status === 'ready' || this.state.status === 'failed') this.start(0, true);
  }

  /** Stops the work. The next `update` starts again. */
  stop(): void {
    this.drop();
    this.key = undefined;
  }

  /** What the work that can be cancelled depends on. */
  protected abstract keyOf(layer: LayerInfo, settings: S): string;
  /** The id of the layer that is exported. */
  protected abstract sourceOf(layer: LayerInfo): string;
  /** Does the work for `wish`, calling `set` with what there is to show. */
  protected abstract work(signal: AbortSignal): Promise<void>;
  /** Does what needs no cancelling, after the work or when only that has changed. */
  protected refine(): void {}

  /** Ends the work: what is still to come of it is not shown. */
  protected drop(): void {
    this.running?.abort();
    this.running = null;
  }

  /** Another layer is shown. */
  protected forget(): void {}

  protected set(change: Partial<PreviewState<T>>): void {
    this.state = { ...this.state, ...change };
    this.onChange(this.state);
  }

  private start(wait: number, quiet = false): void {
    this.drop();
    const layer = this.wish?.layer;
    if (layer === undefined) {
      this.layer = null;
      this.set(EMPTY_PREVIEW);
      return;
    }
    const source = this.sourceOf(layer);
    const other = source !== this.layer;
    this.layer = source;
    if (other) {
      this.forget();
      this.set({ layer: source, before: null, after: null, draft: null });
    }
    if (layer.problem !== null) {
      this.set({ status: 'failed', reason: layer.problem, before: null, after: null, draft: null });
      return;
    }
    const running = new AbortController();
    this.running = running;
    if (!quiet) this.set({ status: 'working', percent: 0, reason: null });
    void this.run(running.signal, other ? 0 : wait);
  }

  private async run(signal: AbortSignal, wait: number): Promise<void> {
    try {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      signal.throwIfAborted();
      await this.work(signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof UserError)) console.error(error);
      this.set({ status: 'failed', reason: sentenceOf(error), draft: null });
    }
  }
}

const sizeKey = ({ width, height }: Sides): string => `${width}×${height}`;

/** The live preview of "Pixelize": colours change without the networks. */
export class PixelizePreview extends Preview<Settings['pixelize'], Coloured> {
  private drawn: { readonly drawing: Drawn; readonly picture: Picture } | null = null;
  private colouring = false;
  private stale = false;
  /** The sizes in which the layer was drawn. */
  private readonly drawnSizes = new Set<string>();

  /** @param draftOf what is shown until there is more; it may fail without harm */
  constructor(
    private readonly tools: Tools,
    private readonly draftOf: (png: Uint8Array, art: Sides) => Promise<RgbaImage>,
    onChange: (state: PreviewState<Coloured>) => void,
  ) {
    super(onChange);
  }

  protected keyOf(layer: LayerInfo, settings: Settings['pixelize']): string {
    return JSON.stringify([this.sourceOf(layer), layer.problem, settings.longest, drawKey(settings)]);
  }

  protected sourceOf = (layer: LayerInfo): string => sourceOf(layer, 'pixelize');

  protected async work(signal: AbortSignal): Promise<void> {
    if (this.wish === null) return;
    const { layer, settings } = this.wish;
    const picture = await pictureOf(this.tools, NO_JOB, layer, settings, signal);
    this.set({ before: picture });
    const sketch = this.sketch(picture, signal);
    const [drawing] = await Promise.all([this.draw(picture, signal), sketch]);
    if (signal.aborted) this.tools.painter.release(drawing);
    signal.throwIfAborted();
    this.drawn = { drawing, picture };
    this.refine();
  }

  protected override forget(): void {
    this.drawnSizes.clear();
  }

  /** Colouring is not cancelled, but what it makes of a drawing that is gone is not shown. */
  protected override drop(): void {
    super.drop();
    if (this.drawn !== null) this.tools.painter.release(this.drawn.drawing);
    this.drawn = null;
  }

  private draw({ png, plan }: Picture, signal: AbortSignal): Promise<Drawn> {
    const onProgress = ({ percent }: { readonly percent: number }) => {
      if (this.state.status === 'working') this.set({ percent });
    };
    return this.tools.painter.draw(png, plan.options, { signal, onProgress });
  }

  /** What is drawn for the first time is sketched before; later, what was drawn before is better to look at. */
  private async sketch({ png, plan }: Picture, signal: AbortSignal): Promise<void> {
    try {
      const draft = await this.draftOf(png, plan.art);
      if (signal.aborted) return;
      // It is told of layers too that are looked at again, while what was shown stays.
      this.set({ transparent: isTransparent(draft) });
      if (this.state.status === 'working')
        this.set({ draft: this.drawnSizes.has(sizeKey(plan.art)) ? null : draft });
    } catch (error) {
      // It may be.
      if (!signal.aborted) this.set({ transparent: true });
      console.error(error);
    }
  }

  /** Colours the drawing by the newest wish; wishes that come meanwhile are one more turn, however many they are. */
  protected override refine(): void {
    this.stale = true;
    if (!this.colouring) void this.colour();
  }

  private async colour(): Promise<void> {
    this.colouring = true;
    while (this.stale && this.drawn !== null && this.wish !== null) {
      this.stale = false;
      const { drawn, wish } = this;
      try {
        const settings = withAsked(wish.settings, drawn.picture);
        const [art] = await colourAll(this.tools.client, [drawn.drawing], [settings], false);
        if (this.drawn === drawn) {
          this.drawnSizes.add(sizeKey(art));
          this.set({ status: 'ready', percent: 100, reason: null, after: art, draft: null });
        }
      } catch (error) {
        if (this.drawn === drawn) this.set({ status: 'failed', reason: sentenceOf(error) });
      }
    }
    this.colouring = false;
  }
}

/** The preview of "Depixelize". */
export class DepixelizePreview extends Preview<Settings['depixelize'], Smoothed> {
  constructor(
    private readonly port: Tools['port'],
    private readonly client: Pick<Client, 'depixelize'>,
    onChange: (state: PreviewState<Smoothed>) => void,
  ) {
    super(onChange);
  }

  protected keyOf(layer: LayerInfo, { cell, zoom, matte }: Settings['depixelize']): string {
    return JSON.stringify([this.sourceOf(layer), layer.problem, cell, zoom, matte]);
  }

  protected sourceOf = (layer: LayerInfo): string => sourceOf(layer, 'depixelize');

  protected async work(signal: AbortSignal): Promise<void> {
    if (this.wish === null) return;
    const { layer, settings } = this.wish;
    const { png, size } = await pixelsOf(this.port, NO_JOB, layer, signal);
    this.set({ before: { png, size } });
    const onProgress = ({ percent }: { readonly percent: number }) => {
      if (this.state.status === 'working') this.set({ percent });
    };
    const after = await this.client.depixelize(png, settings, { signal, onProgress });
    signal.throwIfAborted();
    checkSmooth(after.image, settings);
    this.set({ status: 'ready', percent: 100, reason: null, after, transparent: isTransparent(after.image) });
  }
}
