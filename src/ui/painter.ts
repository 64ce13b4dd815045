import type { DrawOptions } from '../core/options.ts';
import type { Drawing } from '../inference/draw/drawing.ts';
import type { Client, ClientHooks } from '../inference/worker/client.ts';

/** How many drawings are kept, and how many of their bytes; the newest is kept in any case. */
const MOST_KEPT = 8;
const MOST_BYTES = 48 * 2 ** 20;

interface Kept {
  readonly png: Uint8Array;
  readonly key: string;
  readonly drawing: Drawing;
}

/**
 * Draws by the client and keeps the last drawings: the same picture with the same options is not drawn again. So what
 * was previewed is applied at once, and going back to an earlier size costs nothing.
 */
export class Painter {
  private readonly kept: Kept[] = [];

  constructor(private readonly client: Pick<Client, 'draw'>) {}

  /** Draws as `Client.draw` does. */
  async draw(png: Uint8Array, options: DrawOptions, hooks: ClientHooks): Promise<Drawing> {
    const key = drawKey(options);
    const known = this.kept.findIndex((each) => each.key === key && sameBytes(each.png, png));
    if (known >= 0) this.kept.push(...this.kept.splice(known, 1));
    else this.keep({ png, key, drawing: await this.client.draw(png, options, hooks) });
    return this.kept[this.kept.length - 1].drawing;
  }

  private keep(newest: Kept): void {
    this.kept.push(newest);
    const bytes = () => this.kept.reduce((sum, each) => sum + bytesOf(each), 0);
    while (this.kept.length > 1 && (this.kept.length > MOST_KEPT || bytes() > MOST_BYTES)) this.kept.shift();
  }
}

/** All that is kept with a drawing. A buffer that serves twice is there once. */
function bytesOf({ png, drawing: { rgb, source, opaque, voters, lattice } }: Kept): number {
  const parts = [png, rgb, ...(source ? [source.data] : []), opaque, voters, lattice.columns, lattice.rows];
  return [...new Set(parts.map(({ buffer }) => buffer))].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** What the drawing depends on, as a text; the rest of the options only colours it. */
export function drawKey(options: DrawOptions): string {
  const { size, cell, scale, voting, matte, method, colors } = options;
  return JSON.stringify([size, cell, scale, voting, matte, method, method === 'cascade' ? 0 : colors]);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
