import type { Settings } from '../core/settings.ts';
import type { Animated, Client } from '../inference/worker/client.ts';
import type { LayerInfo } from '../messages.ts';
import type { Port } from './port.ts';
import { type Gathered, gathered, sameInput } from './sequence.ts';

type SequenceSettings = Pick<Settings, 'pixelize' | 'animate'>;

interface Made {
  readonly gathered: Gathered;
  readonly animated: Animated;
}

/** The share of reading the frames from the canvas in all the work, of 1. */
const READING = 0.1;

/** Makes animations, and keeps the last one: what was previewed is applied at once. */
export class Sequencer {
  private last: (Made & { readonly key: string }) | null = null;

  constructor(
    private readonly port: Pick<Port, 'export' | 'image'>,
    private readonly client: Pick<Client, 'animate'>,
  ) {}

  /**
   * The art of an animation's frames.
   * @param told the share that is done, 0..1
   * @param check called before anything is drawn; what it throws ends the work
   * Throws as `gathered` and `Client.animate` do.
   */
  async make(
    job: number,
    layers: readonly LayerInfo[],
    settings: SequenceSettings,
    signal: AbortSignal,
    told: (share: number) => void,
    check: (gathered: Gathered) => void = () => undefined,
  ): Promise<Made> {
    const reading = (done: number, total: number) => told((READING * done) / total);
    const found = await gathered(this.port, job, layers, settings, signal, reading);
    check(found);
    const key = optionsKey(found.options);
    const { last } = this;
    if (last !== null && last.key === key && sameInput(last.gathered.input, found.input))
      return { gathered: found, animated: last.animated };
    const animated = await this.client.animate(found.input, found.options, {
      signal,
      onProgress: ({ percent }) => told(READING + ((1 - READING) * percent) / 100),
    });
    signal.throwIfAborted();
    this.last = { key, gathered: found, animated };
    return { gathered: found, animated };
  }
}

/** What the art depends on, as a text; the rest of the settings only places it. */
export function optionsKey(settings: Settings['pixelize']): string {
  const { place: _, zoom: _z, fit: _f, bind: _b, output: _o, ...art } = settings;
  return JSON.stringify(art);
}
