/**
 * What the client (client.ts) and its workers (worker.ts) say to each other, over a
 * MessagePort, so that it does not matter in which frame a worker lives.
 */
import type { PixelArt, Rgba, RgbaImage } from '../../core/image.ts';
import type { DepixelizeOptions, DrawOptions, PixelizeOptions } from '../../core/options.ts';
import type { Cells } from '../art/cells.ts';
import type { Exactness } from '../art/exact.ts';
import type { Drawing } from '../draw/drawing.ts';
import type { GpuKind } from '../draw/gpu.ts';
import type { NetworkCall, Provider } from '../draw/networks.ts';
import type { Planar } from '../draw/planar.ts';
import type { Progress } from '../draw/progress.ts';
import type { ModelName } from '../draw/session.ts';
import type { Animated, AnimationInput } from '../sequence/whole.ts';
import type { Smoothed } from '../smooth/depixelize.ts';
import type { Step } from './timeline.ts';

/** The binary parts that ui.html carries, by name: onnxruntime's wasm and the models. */
export type AssetName = 'wasm' | ModelName;

/** The part of Blob that is read here: what is in it is packed. */
interface Source {
  text(): Promise<string>;
}

/** A WebAssembly.Module, whose type is in no library that every part has. */
type Module = object;

/** What a worker can do. */
export type Task =
  | {
      /** Makes of a picture what the networks see. */
      readonly kind: 'prepare';
      readonly png: Uint8Array;
      readonly options: DrawOptions;
    }
  | {
      readonly kind: 'draw';
      readonly png: Uint8Array;
      /** What `prepare` has made of it; null where that was not done. */
      readonly picture: RgbaImage | null;
      readonly options: DrawOptions;
    }
  /** A network on a part of a picture that another worker draws. */
  | { readonly kind: 'run'; readonly call: NetworkCall; readonly part: Planar }
  | {
      /** Looks at a picture that is being drawn, for the drawing to be kept. */
      readonly kind: 'look';
      readonly id: number;
      /** What `prepare` has made of it. */
      readonly picture: RgbaImage;
      readonly options: DrawOptions;
    }
  | {
      /** Keeps a drawing for the tasks below, ready to be coloured by such options; the oldest may have to go. */
      readonly kind: 'keep';
      readonly id: number;
      readonly drawing: Drawing;
      readonly options: PixelizeOptions;
    }
  | { readonly kind: 'release'; readonly id: number }
  /** A kept drawing's part in a palette that it shares with others. */
  | { readonly kind: 'part'; readonly id: number; readonly options: PixelizeOptions }
  | { readonly kind: 'palette'; readonly parts: readonly Cells[]; readonly options: PixelizeOptions }
  | {
      /** A kept drawing's art. */
      readonly kind: 'colour';
      readonly id: number;
      /** The palette that it shares; null for its own. */
      readonly palette: readonly Rgba[] | null;
      readonly options: PixelizeOptions;
      readonly keep: boolean;
    }
  | {
      /** All of an animation, frame by frame. */
      readonly kind: 'animate';
      readonly input: AnimationInput;
      readonly options: DrawOptions;
    }
  | { readonly kind: 'depixelize'; readonly png: Uint8Array; readonly options: DepixelizeOptions }
  | { readonly kind: 'decode'; readonly png: Uint8Array }
  /** To a PNG; of art every pixel is written zoom × zoom times. */
  | { readonly kind: 'encode'; readonly picture: PixelArt | RgbaImage; readonly zoom: number };

/** Art, and how far it is its source as it was. */
export interface Coloured extends PixelArt {
  readonly exactness: Exactness;
}

/** What each task gives. */
export interface Results {
  /** Null where it is to be done with the drawing. */
  readonly prepare: RgbaImage | null;
  readonly draw: Drawing;
  readonly run: Planar;
  readonly look: null;
  readonly keep: null;
  readonly release: null;
  /** Null, here and for `colour`, if the drawing is not kept any more. */
  readonly part: Cells | null;
  readonly palette: readonly Rgba[];
  readonly colour: Coloured | null;
  readonly animate: Animated;
  readonly depixelize: Smoothed;
  readonly decode: RgbaImage;
  readonly encode: Uint8Array;
}

/** From the client to a worker. */
export type ToWorker =
  /** Networks are wanted: what they need, and on what they run. They are loaded and warmed up at once. */
  | {
      readonly type: 'networks';
      readonly provider: Provider;
      readonly assets: Readonly<Record<AssetName, Source>>;
      /** The wasm as another worker has compiled it. */
      readonly module: Module | null;
    }
  | {
      readonly type: 'task';
      readonly id: number;
      readonly task: Task;
      /** How many workers may do parts of it, this one among them. */
      readonly hands: number;
    }
  /** What `ask` asked for; null if nobody could do it. */
  | { readonly type: 'answer'; readonly number: number; readonly picture: Planar | null }
  /** Stop the task as soon as possible; it still answers, with `failed`. */
  | { readonly type: 'cancel'; readonly id: number };

/** From a worker to the client. */
export type FromWorker =
  /** The first message: what this worker offers, for Diagnostics and to choose by. */
  | { readonly type: 'facts'; readonly facts: Readonly<Record<string, string>>; readonly gpu: GpuKind }
  /** The networks are loaded and have run once, or why they could not; and the wasm for other workers to have. */
  | {
      readonly type: 'ready';
      readonly failure: string | null;
      readonly module: Module | null;
      /** What loading them took. */
      readonly steps: readonly Step[];
    }
  /** Has another worker run a network on a part of a task's picture. */
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly number: number;
      readonly call: NetworkCall;
      readonly part: Planar;
    }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'done'; readonly id: number; readonly result: Results[Task['kind']] }
  | { readonly type: 'failed'; readonly id: number; readonly cause: Cause; readonly message: string };

/** Its user's mistake, told in a sentence for them; too little memory, told likewise; or a defect of the worker's. */
export type Cause = 'user' | 'memory' | 'defect';
