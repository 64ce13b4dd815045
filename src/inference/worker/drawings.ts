import { UserError } from '../../core/errors.ts';
import { type Guide, together } from '../../core/guide.ts';
import type { Rgba } from '../../core/image.ts';
import type { DrawOptions, PixelizeOptions } from '../../core/options.ts';
import type { Cells } from '../art/cells.ts';
import type { Drawing } from '../draw/drawing.ts';
import type { Progress } from '../draw/progress.ts';
import { buffersIn } from './buffers.ts';
import type { Lane } from './lane.ts';
import type { Coloured } from './protocol.ts';
import { stepOf } from './timeline.ts';

/** A drawing that a worker keeps. */
export interface Drawn {
  readonly id: number;
  /** Art pixels. */
  readonly width: number;
  readonly height: number;
}

interface Hooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** What a drawing is drawn again from. */
interface Origin {
  readonly png: Uint8Array;
  readonly options: DrawOptions;
}

type Runner = Pick<Lane, 'run'>;

/** What the light worker says of a drawing that it keeps; null if it does not any more. */
type Answer<T> = (id: number) => Promise<T | null>;

/** Palettes' share of colouring several drawings, in percent: their own art is made for that. */
const PALETTE_PERCENT = 50;

/**
 * The drawings of a client. The heavy worker makes them, the light one keeps them: they are handed on, never copied, and
 * nothing of them stays here. What the light worker had to let go, or lost, is drawn again when it is asked for.
 */
export class Drawings {
  private readonly origins = new Map<number, Origin>();
  private ids = 0;

  constructor(
    private readonly heavy: Runner,
    private readonly light: Runner,
  ) {}

  async draw(png: Uint8Array, options: DrawOptions, hooks: Hooks): Promise<Drawn> {
    const id = ++this.ids;
    const origin = { png, options };
    const { width, height } = await stepOf('draw', this.drawTo(id, origin, hooks));
    this.origins.set(id, origin);
    return { id, width, height };
  }

  /** Lets a drawing go; of one that was never drawn nothing happens. */
  release(id: number): void {
    if (!this.origins.delete(id)) return;
    this.light.run({ kind: 'release', id }, {}).catch(() => undefined);
  }

  async colour(
    ids: readonly number[],
    options: PixelizeOptions,
    keep: boolean,
    { signal, onProgress }: Hooks,
    guides: readonly (Guide | null)[] = ids.map(() => options.guide),
  ): Promise<Coloured[]> {
    const hooks = signal ? { signal } : {};
    const ownOptions = (id: number) => ({ ...options, guide: guides[ids.indexOf(id)] ?? null });
    let palette: readonly Rgba[] | null = null;
    const share = ids.length === 1 ? 0 : PALETTE_PERCENT;
    if (ids.length !== 1) {
      const parts = await this.each<Cells>(
        ids,
        (id) => this.light.run({ kind: 'part', id, options: ownOptions(id) }, hooks),
        hooks,
        (done) => onProgress?.({ kind: 'stage', stage: 'palette', percent: share * done }),
      );
      const all = { ...options, guide: together(guides) };
      palette = await this.light.run({ kind: 'palette', parts, options: all }, hooks, [...buffersIn(parts)]);
    }
    const arts = this.each<Coloured>(
      ids,
      (id) => this.light.run({ kind: 'colour', id, palette, options: ownOptions(id), keep }, hooks),
      hooks,
      (done) => onProgress?.({ kind: 'stage', stage: 'vote', percent: share + (100 - share) * done }),
    );
    return stepOf('colour', arts);
  }

  /**
   * Answers for all the drawings, in their order. Those that are kept are asked first, as drawing again what is not kept
   * may push them out.
   * @param told the share that is done
   */
  private async each<T>(
    ids: readonly number[],
    answer: Answer<T>,
    hooks: Hooks,
    told: (done: number) => void,
  ): Promise<T[]> {
    const answers = new Map<number, T>();
    const take = (id: number, found: T) => {
      answers.set(id, found);
      told(answers.size / ids.length);
    };
    const gone: number[] = [];
    for (const id of ids) {
      const found = await answer(id);
      if (found === null) gone.push(id);
      else take(id, found);
    }
    for (const id of gone) take(id, await this.again(id, answer, hooks));
    return ids.map((id) => answers.get(id) as T);
  }

  private async again<T>(id: number, answer: Answer<T>, hooks: Hooks): Promise<T> {
    const origin = this.origins.get(id);
    if (origin === undefined) throw new Error(`drawing ${id} is not known, or was released`);
    await this.drawTo(id, origin, hooks);
    const found = await answer(id);
    if (found !== null) return found;
    throw new UserError('There is not enough memory to colour a picture of this size. Choose a smaller one.');
  }

  /**
   * Draws, and hands the drawing on to the light worker. That makes of the picture what the networks see, as they may still be
   * loaded then, and looks at it while they draw.
   */
  private async drawTo(id: number, { png, options }: Origin, hooks: Hooks): Promise<Drawing['lattice']> {
    const signal = hooks.signal ? { signal: hooks.signal } : {};
    const ready = stepOf('prepare', this.light.run({ kind: 'prepare', png, options }, signal));
    const picture = await ready.catch(() => null);
    if (picture !== null)
      stepOf('look', this.light.run({ kind: 'look', id, picture, options }, signal)).catch(() => undefined);
    const task = { kind: 'draw', png, picture, options } as const;
    const drawing = await this.heavy.run(task, hooks).catch((error: unknown) => {
      this.light.run({ kind: 'release', id }, {}).catch(() => undefined);
      throw error;
    });
    const { lattice } = drawing;
    // Whether that works is seen when the drawing is asked for.
    this.light
      .run({ kind: 'keep', id, drawing, options }, {}, [...buffersIn(drawing)])
      .catch(() => undefined);
    return lattice;
  }
}
