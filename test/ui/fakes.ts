import type { PixelArt, Rgba, Sides } from '../../src/core/image.ts';
import { encodeIndexedPng, encodePng } from '../../src/core/png.ts';
import { decodePng } from '../../src/core/png-read.ts';
import { colour, paletteOf } from '../../src/inference/art/colour.ts';
import { exactnessOf } from '../../src/inference/art/exact.ts';
import { type Drawing, drawingOf } from '../../src/inference/draw/drawing.ts';
import type { Animated, AnimationInput, Client, Coloured, Drawn } from '../../src/inference/worker/client.ts';
import {
  type Command,
  type GuideShape,
  type LayerInfo,
  PROTOCOL,
  type ToSandbox,
  type ToUi,
} from '../../src/messages.ts';
import { Port } from '../../src/ui/port.ts';
import { Session } from '../../src/ui/session/session.ts';
import type { SavedFile } from '../../src/ui/session/state.ts';
import type { Surroundings } from '../../src/ui/session/surroundings.ts';

export const layer = (id: string, changes: Partial<LayerInfo> = {}): LayerInfo => ({
  id,
  name: `Layer ${id}`,
  type: 'FRAME',
  width: 96,
  height: 48,
  x: 0,
  y: 0,
  problem: null,
  madeBy: null,
  source: id,
  ...changes,
});

const COLOURS: readonly Rgba[] = [
  [200, 30, 30, 255],
  [30, 30, 200, 255],
  [240, 240, 240, 255],
  [20, 20, 20, 255],
];

/** A picture of stripes, as PNG bytes. */
export function stripes(width: number, height: number): Uint8Array {
  const indices = Uint8Array.from({ length: width * height }, (_, i) => (i % width) % COLOURS.length);
  const art: PixelArt = { width, height, palette: COLOURS, indices };
  return encodeIndexedPng(art);
}

/** A sandbox that answers as the real one does; what is written belongs to a job until it is finished or discarded. */
export class FakeSandbox {
  readonly messages: ToSandbox[] = [];
  readonly document = new Map<number, string[]>();
  /** Settles when the plugin is asked to end. */
  readonly closed: Promise<void>;
  private end: () => void = () => {};
  /** Called before an answer; what it throws becomes a `failed` answer. Waits hold the answer back. */
  before: (message: ToSandbox) => void | Promise<void> = () => {};
  /** The file of every layer's image fill. */
  image: Uint8Array | null = null;
  /** The sizes that layers have on the canvas: as they were told at the start, else 96 × 48. */
  readonly sizes = new Map<string, Sides>();
  /** The layers that ask for something by area in every layer, and what is said of them. */
  guides: readonly GuideShape[] = [];
  notes: readonly string[] = [];
  /** What an export makes of a picture on the canvas. */
  canvas = (png: Uint8Array): Uint8Array => png;
  readonly port = new Port((message) => void this.take(message));

  constructor() {
    this.closed = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  sent<T extends ToSandbox['type']>(type: T): Extract<ToSandbox, { type: T }>[] {
    return this.messages.filter((m): m is Extract<ToSandbox, { type: T }> => m.type === type);
  }

  private async take(message: ToSandbox): Promise<void> {
    this.messages.push(message);
    if (message.type === 'close') this.end();
    if (!('request' in message)) return;
    const { request } = message;
    try {
      await this.before(message);
      this.port.receive({ ...this.done(message), request });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.port.receive({ type: 'failed', request, reason } satisfies ToUi);
    }
  }

  private done(message: ToSandbox): object {
    switch (message.type) {
      case 'export': {
        const scale = message.size.type === 'SCALE' ? message.size.value : 1;
        const { width, height } = this.sizes.get(message.layer) ?? { width: 96, height: 48 };
        const png = stripes(Math.ceil(width * scale), Math.ceil(height * scale));
        return { type: 'exported', png, width, height };
      }
      case 'guides':
        return { type: 'guides', guides: this.guides, notes: this.notes };
      case 'write':
        this.document.set(message.job, [...(this.document.get(message.job) ?? []), message.item.layer]);
        return { type: 'written', id: 'new', name: 'new' };
      case 'write-sequence':
        this.document.set(message.job, [...(this.document.get(message.job) ?? []), message.item.layer]);
        return { type: 'sequence-written', id: 'new', name: 'new', moves: false };
      case 'image':
        return { type: 'image', bytes: this.image };
      case 'discard':
        this.document.delete(message.job);
        return { type: 'done' };
      case 'check':
        return {
          type: 'exported',
          png: this.canvas(message.image.png),
          width: message.image.width,
          height: message.image.height,
        };
      case 'palettes':
        return { type: 'palettes', palettes: [{ name: 'Styles', colours: COLOURS }] };
      default:
        return { type: 'done' };
    }
  }
}

/**
 * A client that draws stripes at once; `hold` keeps a drawing back until it is aborted or released, `holdColour` what is
 * coloured until it is released: colouring is not cancelled.
 */
class FakeClient implements Client {
  readonly provider = 'wasm' as const;
  parallel = 1;
  onProvider: Client['onProvider'] = null;
  draws: Parameters<Client['draw']>[1][] = [];
  readonly animations: AnimationInput[] = [];
  /** Frames that are left out of animations. */
  broken: Animated['broken'] = [];
  colourings = 0;
  aborted = 0;
  closed = false;
  /** Those that were not released. */
  readonly kept = new Map<number, Drawing>();
  hold: Promise<void> | null = null;
  holdColour: Promise<void> | null = null;

  async draw(...[, options, hooks = {}]: Parameters<Client['draw']>): Promise<Drawn> {
    this.draws.push(options);
    hooks.onProgress?.({ kind: 'stage', stage: 'gridnet', percent: 50 });
    if (this.hold !== null) {
      await Promise.race([
        this.hold,
        new Promise((_, reject) => {
          hooks.signal?.addEventListener('abort', () => {
            this.aborted++;
            reject(hooks.signal?.reason);
          });
        }),
      ]);
    }
    const { width, height } = options.size as { width: number; height: number };
    const data = new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i++) data.set(COLOURS[(i % width) % COLOURS.length], i * 4);
    const art = { width, height, data };
    const id = this.draws.length;
    this.kept.set(id, drawingOf(art, art));
    return { id, width, height };
  }

  async colour(...[ids, options, keep, , guides]: Parameters<Client['colour']>): Promise<Coloured[]> {
    this.colourings++;
    if (this.holdColour !== null) await this.holdColour;
    const drawings = ids.map((id) => {
      const drawing = this.kept.get(id);
      if (drawing === undefined) throw new Error(`drawing ${id} was released`);
      return drawing;
    });
    const palette = paletteOf(drawings, options);
    return drawings.map((drawing, i) => {
      const art = colour(drawing, palette, { ...options, guide: guides?.[i] ?? options.guide }, keep);
      return { ...art, exactness: exactnessOf(drawing, art) };
    });
  }

  release(id: number): void {
    this.kept.delete(id);
  }

  /** Each frame is one colour, the next one of a few. */
  async animate(...[input, options, hooks = {}]: Parameters<Client['animate']>): Promise<Animated> {
    this.animations.push(input);
    hooks.onProgress?.({ kind: 'stage', stage: 'gridnet', percent: 50 });
    if (this.hold !== null)
      await Promise.race([
        this.hold,
        new Promise((_, reject) => {
          hooks.signal?.addEventListener('abort', () => {
            this.aborted++;
            reject(hooks.signal?.reason);
          });
        }),
      ]);
    const { width, height } = options.size as { width: number; height: number };
    const names = input.kind === 'file' ? ['1', '2', '3'] : input.frames.map(({ name }) => name);
    const frames = names.map((name, i) => ({
      name,
      duration: 40 + 10 * i,
      art: { width, height, palette: COLOURS, indices: new Uint8Array(width * height).fill(i % 4) },
    }));
    const figures = {
      frames: 3,
      flicker: 0,
      flips: 0,
      agreement: 100,
      dirty: 0,
      idle: 0,
      stale: 0,
      step: 1,
      seam: 1,
    };
    return { frames, figures, broken: this.broken };
  }

  async depixelize(...[, { zoom }]: Parameters<Client['depixelize']>) {
    const image = { width: 2 * zoom, height: zoom, data: new Uint8Array(2 * zoom * zoom * 4).fill(255) };
    return { image, grid: { width: 10, height: 5.5, x: 0, y: 0 } };
  }

  async decode(png: Uint8Array) {
    return decodePng(png);
  }

  async encode(...[picture, zoom, hooks = {}]: Parameters<Client['encode']>) {
    hooks.signal?.throwIfAborted();
    return encodePng(picture, zoom);
  }

  async facts() {
    return { compatMode: 'BackCompat' };
  }

  close(): void {
    this.closed = true;
  }
}

/** A window with everything around it, but for what is given of that. */
export function openSession(given: Partial<Surroundings> = {}) {
  const sandbox = new FakeSandbox();
  const clients: FakeClient[] = [];
  const saved: SavedFile[] = [];
  const session = new Session({
    port: sandbox.port,
    openClient: () => {
      const client = new FakeClient();
      clients.push(client);
      return client;
    },
    draftOf: async (_, { width, height }) => ({ width, height, data: new Uint8Array(width * height * 4) }),
    save: (file) => saved.push(file),
    now: () => 0,
    ...given,
  });
  const start = (changes: Partial<Extract<ToUi, { type: 'start' }>> = {}, command: Command = 'pixelize') => {
    for (const told of changes.layers ?? []) sandbox.sizes.set(told.id, told);
    sandbox.port.receive({
      type: 'start',
      version: PROTOCOL,
      command,
      settings: null,
      imported: null,
      parameters: {},
      visible: true,
      readOnly: false,
      layers: [layer('1'), layer('2')],
      facts: {},
      ...changes,
    } satisfies ToUi);
  };
  return { session, sandbox, clients, saved, start };
}
