import type { RgbaImage, Sides } from '../../core/image.ts';
import type { Settings } from '../../core/settings.ts';
import type { Client } from '../../inference/worker/client.ts';
import type { Port } from '../port.ts';
import type { SavedFile } from './state.ts';

/** What the session needs of the world around it. */
export interface Surroundings {
  readonly port: Port;
  readonly openClient: (settings: Settings['run']) => Client;
  readonly draftOf: (png: Uint8Array, art: Sides) => Promise<RgbaImage>;
  /** Has its user save a file. */
  readonly save: (file: SavedFile) => void;
  /** Milliseconds. */
  readonly now: () => number;
}
