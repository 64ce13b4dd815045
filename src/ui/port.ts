import { UserError } from '../core/errors.ts';
import type { Rgba, Sides } from '../core/image.ts';
import type { Settings } from '../core/settings.ts';
import {
  type AddedMode,
  type DocumentPalette,
  type ExportSize,
  type GuideShape,
  type ImageResult,
  type NamedPalette,
  type PaletteMode,
  PROTOCOL,
  type SequenceItem,
  type ToSandbox,
  type ToUi,
  type WriteItem,
} from '../messages.ts';

type Start = Extract<ToUi, { type: 'start' }>;
type Selection = Extract<ToUi, { type: 'selection' }>;
type Answer = Exclude<ToUi, Start | Selection>;
type Question = Extract<ToSandbox, { request: number }>;
type WithoutRequest<T> = T extends unknown ? Omit<T, 'request'> : never;

/** A layer's picture, and the size on the canvas of what it shows. */
export interface Exported {
  readonly png: Uint8Array;
  readonly size: Sides;
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * The UI's end of the line to the sandbox: what is asked becomes a promise, answered by the message that carries its
 * request's id. A `failed` answer rejects with a UserError of its sentence. An aborted request rejects at once with the
 * signal's reason, and its late answer is dropped.
 */
export class Port {
  onStart: ((message: Start) => void) | null = null;
  onSelection: ((message: Selection) => void) | null = null;
  private readonly pending = new Map<number, Pending>();
  private requests = 0;

  constructor(private readonly send: (message: ToSandbox) => void) {}

  /** Takes a message from the sandbox; anything that is none of ours is ignored. */
  receive(message: unknown): void {
    if (!isMessage(message)) return;
    if (message.type === 'start') this.onStart?.(message);
    else if (message.type === 'selection') this.onSelection?.(message);
    else {
      const pending = this.pending.get(message.request);
      this.pending.delete(message.request);
      if (message.type === 'failed') pending?.reject(new UserError(message.reason));
      else pending?.resolve(message);
    }
  }

  ready(): void {
    this.send({ type: 'ready', version: PROTOCOL });
  }

  /** Has the sandbox tell anew what is selected. */
  look(): void {
    this.send({ type: 'look' });
  }

  /** A layer as PNG bytes, with its size of that moment. */
  async export(job: number, layer: string, size: ExportSize, signal?: AbortSignal): Promise<Exported> {
    const answer = await this.ask({ type: 'export', job, layer, size }, signal);
    const { png, width, height } = expectType(answer, 'exported');
    return { png, size: { width, height } };
  }

  /** The layers in a layer that ask for something by area, the lowest first, and what is to be told of them. */
  async guides(
    job: number,
    layer: string,
    signal?: AbortSignal,
  ): Promise<{ readonly guides: readonly GuideShape[]; readonly notes: readonly string[] }> {
    return expectType(await this.ask({ type: 'guides', job, layer }, signal), 'guides');
  }

  /** Writes one result. A write that is no longer waited for is undone when its job is discarded. */
  async write(
    job: number,
    item: WriteItem,
    signal?: AbortSignal,
  ): Promise<{ readonly id: string; readonly name: string }> {
    return expectType(await this.ask({ type: 'write', job, item }, signal), 'written');
  }

  /** Writes an animation, as `write` does; tells whether Figma's Motion plays it. */
  async writeSequence(
    job: number,
    item: SequenceItem,
    signal?: AbortSignal,
  ): Promise<{ readonly moves: boolean }> {
    return expectType(await this.ask({ type: 'write-sequence', job, item }, signal), 'sequence-written');
  }

  /** The file behind a layer's image fill; null if it has none. */
  async image(layer: string, signal?: AbortSignal): Promise<Uint8Array | null> {
    return expectType(await this.ask({ type: 'image', layer }, signal), 'image').bytes;
  }

  /** The picture as it comes out of an export at 1× after being on the canvas for a moment. */
  async check(image: ImageResult): Promise<Uint8Array> {
    return expectType(await this.ask({ type: 'check', image }), 'exported').png;
  }

  async finish(job: number): Promise<void> {
    expectType(await this.ask({ type: 'finish', job }), 'done');
  }

  async discard(job: number): Promise<void> {
    expectType(await this.ask({ type: 'discard', job }), 'done');
  }

  async palettes(): Promise<readonly DocumentPalette[]> {
    return expectType(await this.ask({ type: 'palettes' }), 'palettes').palettes;
  }

  /** The colours that the variables of art have. */
  async boundColours(layer: string): Promise<readonly Rgba[]> {
    return expectType(await this.ask({ type: 'bound-colours', layer }), 'bound-colours').colours;
  }

  /** Adds a palette to the variables of art, as a mode where there can be one. */
  async addMode(mode: PaletteMode): Promise<AddedMode> {
    return expectType(await this.ask({ type: 'add-mode', mode }), 'mode-added').added;
  }

  saveSettings(settings: Settings): void {
    this.send({ type: 'save-settings', settings });
  }

  savePalettes(palettes: readonly NamedPalette[]): void {
    this.send({ type: 'save-palettes', palettes });
  }

  /** The window's size in CSS pixels. */
  resize(width: number, height: number): void {
    this.send({ type: 'resize', width: Math.round(width), height: Math.round(height) });
  }

  /** A toast in Figma. Longer texts are cut at a word: Figma shows 100 characters. */
  notify(text: string, error: boolean): void {
    this.send({ type: 'notify', text: cutAtWord(text, 100), error });
  }

  close(): void {
    this.send({ type: 'close' });
  }

  private ask(question: WithoutRequest<Question>, signal?: AbortSignal): Promise<Answer> {
    const request = ++this.requests;
    return new Promise<Answer>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        this.pending.delete(request);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', stop, { once: true });
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', stop);
          settle(value);
        };
      this.pending.set(request, { resolve: settled(resolve), reject: settled(reject) });
      this.send({ ...question, request } as Question);
    });
  }
}

const isMessage = (message: unknown): message is ToUi =>
  typeof message === 'object' && message !== null && 'type' in message;

function expectType<T extends Answer['type']>(answer: Answer, type: T): Extract<Answer, { type: T }> {
  if (answer.type !== type) throw new Error(`asked for ${type}, answered by ${answer.type}`);
  return answer as Extract<Answer, { type: T }>;
}

/** The text in at most `most` characters, cut between words with an ellipsis where it is longer. */
export function cutAtWord(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most - 1);
  const blank = head.lastIndexOf(' ');
  return `${head.slice(0, blank > most / 2 ? blank : most - 1)}…`;
}
