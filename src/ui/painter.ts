import type { DrawOptions } from '../core/options.ts';
import type { Client, ClientHooks, Drawn } from '../inference/worker/client.ts';

/** How many drawings are kept that nobody uses. */
const MOST_IDLE = 8;

interface Kept {
  readonly png: Uint8Array;
  readonly key: string;
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

  constructor(private readonly client: Pick<Client, 'draw' | 'release'>) {}

  /** Draws as `Client.draw` does. The drawing can be coloured until it is released as often as it was drawn. */
  async draw(png: Uint8Array, options: DrawOptions, hooks: ClientHooks): Promise<Drawn> {
    const key = drawKey(options);
    const known = this.kept.findIndex((each) => each.key === key && sameBytes(each.png, png));
    const found: Kept =
      known >= 0
        ? this.kept.splice(known, 1)[0]
        : { png, key, drawing: await this.client.draw(png, options, hooks), users: 0 };
    this.kept.push(found);
    found.users++;
    return found.drawing;
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
  const { size, cell, scale, voting, matte, alpha, method, colors } = options;
  return JSON.stringify([size, cell, scale, voting, matte, alpha, method, method === 'cascade' ? 0 : colors]);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
