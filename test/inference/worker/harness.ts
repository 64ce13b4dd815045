import type { PixelArt, RgbaImage } from '../../../src/core/image.ts';
import type { DepixelizeOptions, DrawOptions, RunOptions } from '../../../src/core/options.ts';
import type { Provider } from '../../../src/inference/draw/networks.ts';
import type { Smoothed } from '../../../src/inference/smooth/depixelize.ts';

/** What a failed call told. */
export interface Failure {
  readonly isUserError: boolean;
  readonly message: string;
}

/** What the test page (page.ts) offers to the tests; all values are plain data. */
export interface Harness {
  open(provider: RunOptions['provider']): void;
  close(): void;
  /** `client.draw`, then `client.colour`; the percents that were told while drawing. */
  pixelize(png: Uint8Array, options: DrawOptions): Promise<{ art: PixelArt; percents: number[] }>;
  /** The same for each of the options, all asked for at once. */
  batch(png: Uint8Array, options: readonly DrawOptions[]): Promise<PixelArt[]>;
  depixelize(png: Uint8Array, options: DepixelizeOptions): Promise<Smoothed>;
  decode(png: Uint8Array): Promise<RgbaImage>;
  encode(picture: PixelArt | RgbaImage, zoom: number): Promise<Uint8Array>;
  /**
   * Draws, and aborts once so many percent are told: what `draw` rejected with, and whether that was before anything else
   * could happen, such as a message from the worker.
   */
  abort(png: Uint8Array, options: DrawOptions, percent: number): Promise<{ reason: string; atOnce: boolean }>;
  /** The order in which a draw, then a decode and a colour of a small drawing asked for after it, came back. */
  order(png: Uint8Array, options: DrawOptions, small: DrawOptions): Promise<string[]>;
  /** How `draw` fails. */
  failure(png: Uint8Array, options: DrawOptions): Promise<Failure>;
  facts(): Promise<Readonly<Record<string, string>>>;
  /** What `onProvider` was told since the client was opened. */
  readonly told: (readonly [Provider, string | null])[];
}
