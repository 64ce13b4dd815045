/**
 * The protocol between the sandbox (src/sandbox, the only code that sees `figma`) and the UI (src/ui, the only code that
 * sees pixels). Everything is JSON, but for Uint8Array, which Figma passes as it is. The UI asks; the sandbox answers
 * each request once, with the request's id. What a job has written belongs to its job id until the job is finished or
 * discarded.
 */
import type { Rgba } from './core/image.ts';
import type { Settings } from './core/settings.ts';

/** Both sides send it; a UI and a sandbox of different builds refuse each other with a plain sentence. */
export const PROTOCOL = 3;

/** The commands of the menu (manifest.json) and of the relaunch buttons. */
export const COMMANDS = [
  'pixelize',
  'pixelize-again',
  'depixelize',
  'animate',
  'batch',
  'diagnostics',
] as const;
export type Command = (typeof COMMANDS)[number];

/** A selected layer, as the UI needs to know it. */
export interface LayerInfo {
  readonly id: string;
  readonly name: string;
  /** Figma's node type, such as FRAME. */
  readonly type: string;
  /** What an export shows, in canvas pixels; 0 where there is a problem. */
  readonly width: number;
  readonly height: number;
  /** Where that is on its page. */
  readonly x: number;
  readonly y: number;
  /** Why it cannot be used, as a sentence for its user; null if it can. */
  readonly problem: string | null;
  /** Settings that made it, if it is a result of ours (pluginData): what "Pixelize again" starts from. */
  readonly madeBy: unknown;
  /** The id of the layer that it was made from, if that one still exists; `id` otherwise. */
  readonly source: string;
}

/** A palette that was imported from a file of that name. */
export interface NamedPalette {
  readonly name: string;
  readonly colours: readonly Rgba[];
}

/** The document's own colours: local paint styles, or one collection's colour variables. */
export interface DocumentPalette {
  readonly name: string;
  readonly colours: readonly Rgba[];
}

/** A layer in another one that asks for something by area (core/guide-layers.ts), alone. */
export interface GuideShape {
  readonly name: string;
  /** The mark that a guide has for it. */
  readonly mark: number;
  readonly png: Uint8Array;
  /** Where it lies on the other layer, of which each side is 1. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** At what size a layer is exported: Figma's export constraint. */
export interface ExportSize {
  readonly type: 'SCALE' | 'WIDTH' | 'HEIGHT';
  readonly value: number;
}

/** An indexed PNG, enlarged by a whole factor, for a rectangle of exactly its size. */
export interface ImageResult {
  readonly kind: 'image';
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** One vector layer a palette colour, the lowest first. */
export interface VectorsResult {
  readonly kind: 'vectors';
  readonly width: number;
  readonly height: number;
  readonly layers: readonly {
    /** "#rrggbb". */
    readonly name: string;
    readonly colour: Rgba;
    /** Closed outlines in canvas pixels from the result's top left corner: absolute M, L and Z with blanks; even-odd. */
    readonly path: string;
  }[];
}

/** An animation for a layer. */
export interface SequenceItem {
  /** The layer that it is made from, or the first of them. */
  readonly layer: string;
  /** What is added to the layer's name; the sandbox numbers names that are taken. */
  readonly suffix: string;
  /** Of a frame, in canvas pixels. */
  readonly width: number;
  readonly height: number;
  /** Each as an image: an indexed PNG, or a GIF of all where there is but one. */
  readonly frames: readonly { readonly png: Uint8Array /** ms */; readonly duration: number }[];
  /** A frame for each side by side, or one frame with a layer for each. */
  readonly arrange: 'row' | 'stack';
}

/** Art for a layer. */
export interface WriteItem {
  /** The layer that it is made from. */
  readonly layer: string;
  /** The result that gets this art, where it is and as the layer that it is; null for a new one. */
  readonly updates: string | null;
  /** What is added to the layer's name, such as "48×48"; the sandbox numbers names that are taken. */
  readonly suffix: string;
  readonly result: ImageResult | VectorsResult;
  readonly place: Settings['pixelize']['place'];
  readonly bind: Settings['pixelize']['bind'];
  /** The command of the relaunch button that the result carries, with what is stored in its pluginData. */
  readonly again: 'pixelize' | 'depixelize';
  readonly settings: unknown;
}

/** A palette that is to become a mode of art's variables. */
export interface PaletteMode {
  /** The art. */
  readonly layer: string;
  readonly name: string;
  /** For each colour of the art's variables, what it is in that mode. */
  readonly colours: readonly (readonly [from: Rgba, to: Rgba])[];
}

/** What became of it: a new mode of a collection, one that was there, or, without room for modes, a collection. */
export interface AddedMode {
  readonly kind: 'added' | 'changed' | 'collection';
  /** Their names. */
  readonly collection: string;
  readonly mode: string;
}

/** From the UI to the sandbox. */
export type ToSandbox =
  | { readonly type: 'ready'; readonly version: typeof PROTOCOL }
  /** The document may have changed: what is selected is told again, by `selection`. */
  | { readonly type: 'look' }
  /** Renders a layer, without those in it that ask for something by area. Answered by `exported` or `failed`. */
  | {
      readonly type: 'export';
      readonly request: number;
      readonly job: number;
      readonly layer: string;
      readonly size: ExportSize;
    }
  /** The layers in a layer that ask for something by area. Answered by `guides` or `failed`. */
  | { readonly type: 'guides'; readonly request: number; readonly job: number; readonly layer: string }
  /** Writes one result. Answered by `written` or `failed`; a failed write leaves nothing of the item. */
  | { readonly type: 'write'; readonly request: number; readonly job: number; readonly item: WriteItem }
  /** Writes an animation. Answered by `sequence-written` or `failed`; a failed write leaves nothing of it. */
  | {
      readonly type: 'write-sequence';
      readonly request: number;
      readonly job: number;
      readonly item: SequenceItem;
    }
  /** The file behind a layer's image fill, with all its frames. Answered by `image` or `failed`. */
  | { readonly type: 'image'; readonly request: number; readonly layer: string }
  /** The job is whole: its results are selected and become one undo step. Answered by `done`. */
  | { readonly type: 'finish'; readonly request: number; readonly job: number }
  /** The job was cancelled or failed: everything it wrote is removed, what it hid is shown. Answered by `done`. */
  | { readonly type: 'discard'; readonly request: number; readonly job: number }
  /**
   * Diagnostics: whether what is on the canvas comes out of an export as it went in. The picture is on the canvas for as
   * long as it is rendered at 1×. Answered by `exported` or `failed`.
   */
  | { readonly type: 'check'; readonly request: number; readonly image: ImageResult }
  /** The document's palettes. Answered by `palettes`. */
  | { readonly type: 'palettes'; readonly request: number }
  /** The colours that the variables of art have. Answered by `bound-colours` or `failed`. */
  | { readonly type: 'bound-colours'; readonly request: number; readonly layer: string }
  /** Adds a palette to the variables of art. Answered by `mode-added` or `failed`; nothing is left of a failed one. */
  | { readonly type: 'add-mode'; readonly request: number; readonly mode: PaletteMode }
  | { readonly type: 'save-settings'; readonly settings: Settings }
  | { readonly type: 'save-palettes'; readonly palettes: readonly NamedPalette[] }
  | { readonly type: 'resize'; readonly width: number; readonly height: number }
  /** A toast in Figma; at most 100 characters are shown. */
  | { readonly type: 'notify'; readonly text: string; readonly error: boolean }
  | { readonly type: 'close' };

/** From the sandbox to the UI. */
export type ToUi =
  /** First, once the UI is ready. */
  | {
      readonly type: 'start';
      readonly version: typeof PROTOCOL;
      readonly command: Command;
      /** What was stored; read it with settingsFrom. */
      readonly settings: unknown;
      /** The imported palettes that were stored; read them with importedFrom. */
      readonly imported: unknown;
      /** Quick-action parameters of the command that are allowed, by option name, as texts ("size": "64x64"). */
      readonly parameters: Readonly<Record<string, string>>;
      /** Whether the window is shown; without one the UI does the job, reports by `notify` and sends `close`. */
      readonly visible: boolean;
      /** Dev Mode and view-only files: nothing can be written, only exported. */
      readonly readOnly: boolean;
      readonly layers: readonly LayerInfo[];
      /** Diagnostics: facts that only the sandbox can tell, by name. */
      readonly facts: Readonly<Record<string, string>>;
    }
  /** Whenever the selection or the page changes, and when the UI looks again. */
  | {
      readonly type: 'selection';
      readonly layers: readonly LayerInfo[];
      /** The job that was finished last, if none of its results is there any more as it left them: it was undone. */
      readonly undone?: number;
    }
  | {
      readonly type: 'exported';
      readonly request: number;
      readonly png: Uint8Array;
      /** What the picture shows, in canvas pixels at that moment: its user may have resized it since it was told of. */
      readonly width: number;
      readonly height: number;
    }
  | {
      readonly type: 'guides';
      readonly request: number;
      /** The lowest first. */
      readonly guides: readonly GuideShape[];
      /** What was not understood or cannot be met, and what happens instead: sentences. */
      readonly notes: readonly string[];
    }
  | { readonly type: 'written'; readonly request: number; readonly id: string; readonly name: string }
  | {
      readonly type: 'sequence-written';
      readonly request: number;
      readonly id: string;
      readonly name: string;
      /** Whether Figma's Motion plays it. */
      readonly moves: boolean;
    }
  /** Null for a layer without an image fill. */
  | { readonly type: 'image'; readonly request: number; readonly bytes: Uint8Array | null }
  | { readonly type: 'palettes'; readonly request: number; readonly palettes: readonly DocumentPalette[] }
  | { readonly type: 'bound-colours'; readonly request: number; readonly colours: readonly Rgba[] }
  | { readonly type: 'mode-added'; readonly request: number; readonly added: AddedMode }
  | { readonly type: 'done'; readonly request: number }
  /** Why a request could not be done, as a sentence for its user. */
  | { readonly type: 'failed'; readonly request: number; readonly reason: string };
