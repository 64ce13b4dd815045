// The client of the inference workers, for the plugin's UI: nothing here computes.
import type { Guide } from '../../core/guide.ts';
import type { PixelArt, RgbaImage } from '../../core/image.ts';
import type { DepixelizeOptions, DrawOptions, PixelizeOptions, RunOptions } from '../../core/options.ts';
import type { Provider } from '../draw/networks.ts';
import type { Progress } from '../draw/progress.ts';
import type { Animated, AnimationInput } from '../sequence/whole.ts';
import type { Smoothed } from '../smooth/depixelize.ts';
import { Drawings, type Drawn } from './drawings.ts';
import { prepareWorker } from './hosts.ts';
import { Lanes } from './lanes.ts';
import type { Coloured } from './protocol.ts';

export type { Animated, AnimationInput, Coloured, Drawn, Smoothed };
export { prepareWorker };

/** What a call may be given: a way to stop it, and who is told how far it is. */
export interface ClientHooks {
  readonly signal?: AbortSignal;
  /** Percent never falls within a call, even if the call starts again on another worker. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Pixelizes and depixelizes in workers. Calls queue, and several are done side by side where that pays; `colour`,
 * `decode` and `encode` never wait behind a running `draw`. An aborted call rejects with its signal's reason at once. A
 * call rejects with a UserError where its user can do something about it, and with another Error otherwise.
 */
export interface Client {
  /** Where the networks run; null until that is known. */
  readonly provider: Provider | null;
  /**
   * How many pictures are worth asking for at once, at least one: as many as are drawn side by side. It changes when the
   * provider is known, and where memory ends.
   */
  readonly parallel: number;
  /** Told whenever the provider changes, with a sentence why where it fell back to WASM. */
  onProvider: ((provider: Provider, reason: string | null) => void) | null;
  /**
   * Decodes a PNG and draws it, by the networks or what `options.method` says. The drawing stays in a worker, ready to be
   * coloured by these options or others, until it is released; the PNG must not be changed until then.
   */
  draw(png: Uint8Array, options: DrawOptions, hooks?: ClientHooks): Promise<Drawn>;
  /**
   * One palette over all the drawings, and the art of each in it. A drawing that the workers had no memory for any more is
   * drawn again first.
   * @param ids of drawings that were not released
   * @param keep whether colours that end up unused stay in each art's palette
   * @param guides what is asked of each drawing by area; without them, what the options ask of all
   */
  colour(
    ids: readonly number[],
    options: PixelizeOptions,
    keep: boolean,
    hooks?: ClientHooks,
    guides?: readonly (Guide | null)[],
  ): Promise<Coloured[]>;
  /** Lets a drawing go. */
  release(id: number): void;
  /** The art of an animation's frames, as `pixel-cascade animate` makes it. */
  animate(input: AnimationInput, options: DrawOptions, hooks?: ClientHooks): Promise<Animated>;
  /** A smooth picture from the PNG of pixel art. */
  depixelize(png: Uint8Array, options: DepixelizeOptions, hooks?: ClientHooks): Promise<Smoothed>;
  /** The exact pixels of a PNG, straight alpha. */
  decode(png: Uint8Array): Promise<RgbaImage>;
  /** The PNG of art, every pixel zoom × zoom times, or of a picture. */
  encode(picture: PixelArt | RgbaImage, zoom?: number, hooks?: ClientHooks): Promise<Uint8Array>;
  /** What each level offers, for Diagnostics: name and text. */
  facts(): Promise<Readonly<Record<string, string>>>;
  /** Stops everything; calls that are still open reject. */
  close(): void;
}

/**
 * Opens the workers of a ui.html that scripts/build-plugin.mjs has made; the networks are loaded in the background.
 * @param settings `auto` takes WebGPU where there is a real GPU, `webgpu` a software one as well; both go on with WASM
 *   where there is none
 */
export function openClient(settings: Pick<RunOptions, 'provider'>): Client {
  const lanes = new Lanes(settings.provider);
  const drawings = new Drawings(lanes.heavy, lanes.light);
  return {
    get provider() {
      return lanes.provider;
    },
    get parallel() {
      return lanes.heavy.parallel;
    },
    get onProvider() {
      return lanes.onProvider;
    },
    set onProvider(listener) {
      lanes.onProvider = listener;
    },
    draw: (png, options, hooks = {}) => drawings.draw(png, options, hooks),
    colour: (ids, options, keep, hooks = {}, guides) => drawings.colour(ids, options, keep, hooks, guides),
    release: (id) => drawings.release(id),
    animate: (input, options, hooks = {}) => lanes.heavy.run({ kind: 'animate', input, options }, hooks),
    depixelize: (png, options, hooks = {}) => lanes.heavy.run({ kind: 'depixelize', png, options }, hooks),
    decode: (png) => lanes.light.run({ kind: 'decode', png }, {}),
    encode: (picture, zoom = 1, hooks = {}) => lanes.light.run({ kind: 'encode', picture, zoom }, hooks),
    facts: () => lanes.facts(),
    close: () => lanes.close(),
  };
}
