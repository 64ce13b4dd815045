import type { PixelArt } from '../../src/core/image.ts';
import { encodePng } from '../../src/core/png.ts';
import { decodePng } from '../../src/core/png-read.ts';
import { colour, paletteOf } from '../../src/inference/art/colour.ts';
import { exactnessOf } from '../../src/inference/art/exact.ts';
import type { Drawing } from '../../src/inference/draw/drawing.ts';
import { drawBy } from '../../src/inference/pixelize.ts';
import { animateWhole } from '../../src/inference/sequence/whole.ts';
import { depixelize } from '../../src/inference/smooth/depixelize.ts';
import type { Animated, Client, ClientHooks, Coloured } from '../../src/inference/worker/client.ts';
import { analyticNetworks } from '../../test/support/networks.ts';

/** One turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The workers' work without workers, by networks without weights. */
export class NearClient implements Client {
  readonly provider = 'wasm' as const;
  readonly parallel = 2;
  onProvider: Client['onProvider'] = null;
  /** Calls that have not ended. */
  open = 0;
  private closed = false;
  private gone = false;
  private readonly drawings = new Map<number, Drawing>();
  private last = 0;

  /** @param encoded told of all art that becomes a file */
  constructor(private readonly encoded: (png: Uint8Array, art: PixelArt) => void) {}

  draw(...[png, options, hooks = {}]: Parameters<Client['draw']>) {
    return this.call(hooks, async () => {
      const drawing = await drawBy(analyticNetworks(), decodePng(png), options, hooks);
      this.drawings.set(++this.last, drawing);
      return { id: this.last, width: drawing.lattice.width, height: drawing.lattice.height };
    });
  }

  colour(...[ids, options, keep, hooks = {}]: Parameters<Client['colour']>): Promise<Coloured[]> {
    return this.call(hooks, async () => {
      const drawings = ids.map((id) => {
        const drawing = this.drawings.get(id);
        if (drawing === undefined) throw new Error(`drawing ${id} was released`);
        return drawing;
      });
      const palette = paletteOf(drawings, options);
      return drawings.map((drawing) => {
        const art = colour(drawing, palette, options, keep);
        return { ...art, exactness: exactnessOf(drawing, art) };
      });
    });
  }

  release(id: number): void {
    this.drawings.delete(id);
  }

  animate(...[input, options, hooks = {}]: Parameters<Client['animate']>): Promise<Animated> {
    return this.call(hooks, () => animateWhole(analyticNetworks(), input, options, hooks));
  }

  depixelize(...[png, options, hooks = {}]: Parameters<Client['depixelize']>) {
    return this.call(hooks, () => depixelize(analyticNetworks(), decodePng(png), options, hooks));
  }

  decode(png: Uint8Array) {
    return this.call({}, async () => decodePng(png));
  }

  encode(...[picture, zoom, hooks = {}]: Parameters<Client['encode']>) {
    return this.call(hooks, async () => {
      const png = encodePng(picture, zoom);
      if ('palette' in picture) this.encoded(png, picture);
      return png;
    });
  }

  async facts() {
    return { compatMode: 'BackCompat' };
  }

  close(): void {
    this.closed = true;
  }

  /** The window is gone: nothing of it goes on. */
  leave(): void {
    this.gone = true;
  }

  /** A call that waits for its turn, and rejects at once when it is aborted. */
  private async call<T>({ signal }: ClientHooks, work: () => Promise<T>): Promise<T> {
    this.open++;
    let stop = () => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal?.reason);
    });
    signal?.addEventListener('abort', stop);
    aborted.catch(() => undefined);
    const done = async () => {
      await turn();
      if (this.gone) await new Promise(() => {});
      signal?.throwIfAborted();
      if (this.closed) throw new Error('closed');
      return work();
    };
    try {
      return await Promise.race([done(), aborted]);
    } finally {
      signal?.removeEventListener('abort', stop);
      this.open--;
    }
  }
}
