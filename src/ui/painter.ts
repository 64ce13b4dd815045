import type { DrawOptions } from '../core/options.ts';
import type { Client, ClientHooks, Drawn } from '../inference/worker/client.ts';

/** How many drawings are kept that nobody uses. */
const MOST_IDLE = 8;

/** What is drawn, and how. */
interface Wish {
  readonly png: Uint8Array;
  readonly key: string;
}

interface Kept extends Wish {
  readonly drawing: Drawn;
  users: number;
}

/**
 * Draws by the client and has it keep the last drawings: the same picture with the same options is not drawn again. So
 * what was previewed is applied at once, and going back to an earlier size costs nothing.
 */
export class Painter {
  /** In the order in which they were used. */
  private readonly kept: Kept[] = [];
  /** What is drawn now, until it is kept or has failed. */
  private readonly underWay: (Wish & { readonly over: Promise<void> })[] = [];

  constructor(private readonly client: Pick<Client, 'draw' | 'release'>) {}

  /** Draws as `Client.draw` does. The drawing can be coloured until it is released as often as it was drawn. */
  async draw(png: Uint8Array, options: DrawOptions, hooks: ClientHooks): Promise<Drawn> {
    const key = drawKey(options);
    const isSame = (each: Wish) => each.key === key && sameBytes(each.png, png);
    for (let same = this.underWay.find(isSame); same !== undefined; same = this.underWay.find(isSame)) {
      await beforeAbort(same.over, hooks.signal);
    }
    const known = this.kept.findIndex(isSame);
    if (known < 0) return this.drawNew({ png, key }, options, hooks);
    const [found] = this.kept.splice(known, 1);
    this.kept.push(found);
    found.users++;
    return found.drawing;
  }

  private async drawNew(wish: Wish, options: DrawOptions, hooks: ClientHooks): Promise<Drawn> {
    let end: () => void = () => {};
    const entry = { ...wish, over: new Promise<void>((resolve) => (end = resolve)) };
    this.underWay.push(entry);
    try {
      const drawing = await this.client.draw(wish.png, options, hooks);
      this.kept.push({ ...wish, drawing, users: 1 });
      return drawing;
    } finally {
      this.underWay.splice(this.underWay.indexOf(entry), 1);
      end();
    }
  }

  /** Tells that a drawing is not coloured any more; it may be again, if it is asked for soon. */
  release(drawing: Drawn): void {
    const known = this.kept.find((each) => each.drawing === drawing);
    if (known === undefined || known.users === 0) return;
    known.users--;
    const idle = this.kept.filter(({ users }) => users === 0);
    for (const oldest of idle.slice(0, Math.max(0, idle.length - MOST_IDLE))) {
      this.kept.splice(this.kept.indexOf(oldest), 1);
      this.client.release(oldest.drawing.id);
    }
  }
}

/** What the drawing depends on, as a text; the rest of the options only colours it. */
export function drawKey(options: DrawOptions): string {
  const { size, cell, scale, voting, tile, matte, alpha, method, colors } = options;
  const { brightness, contrast, saturation } = options;
  return JSON.stringify([
    [size, cell, scale, voting, tile, matte, alpha, brightness, contrast, saturation],
    [method, method === 'cascade' ? 0 : colors],
  ]);
}

/** Waits for something that cannot fail; rejects with the signal's reason if that is aborted first. */
function beforeAbort(over: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => reject(signal?.reason);
    signal?.addEventListener('abort', stop);
    void over.then(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
  });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
