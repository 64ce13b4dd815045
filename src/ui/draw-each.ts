import { UserError } from '../core/errors.ts';
import type { Failure } from '../export/bundle.ts';
import type { ClientHooks } from '../inference/worker/client.ts';
import type { LayerInfo } from '../messages.ts';
import { DRAWING_SHARE, type JobHooks, type Made } from './job.ts';
import { sentenceOf } from './texts.ts';

/** What came of a layer. */
type Outcome<T> = { readonly made: Made<T> } | { readonly failure: Failure };

/**
 * Does a step for every layer, several side by side. Layers with a problem, and those whose step tells of a mistake, are
 * left out and told of; the rest goes on. What is made comes in the layers' order. Nothing is written here.
 * Throws the signal's reason once it is aborted, and any error that is no UserError; then no step is under way any more.
 * @param parallel how many layers may be under way, asked again whenever one gets on
 */
export async function drawEach<T>(
  layers: readonly LayerInfo[],
  step: (layer: LayerInfo, hooks: ClientHooks & { readonly signal: AbortSignal }) => Promise<T>,
  { signal, onProgress }: JobHooks,
  parallel: () => number = () => 1,
): Promise<{ made: Made<T>[]; failures: Failure[] }> {
  const outcomes: Outcome<T>[] = [];
  const progress = new Progress(layers, onProgress);
  const stopping = new AbortController();
  const stop = () => stopping.abort(signal.reason);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const underWay = new Set<Promise<void>>();
  let next = 0;

  const draw = async (index: number): Promise<void> => {
    const layer = layers[index];
    const onStep: ClientHooks['onProgress'] = ({ percent }) => {
      progress.tell(index, percent / 100);
      begin();
    };
    try {
      outcomes[index] =
        layer.problem === null
          ? { made: { layer, value: await step(layer, { signal: stopping.signal, onProgress: onStep }) } }
          : { failure: { layer: layer.name, reason: layer.problem } };
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (!(error instanceof UserError)) return stopping.abort(error);
      outcomes[index] = { failure: { layer: layer.name, reason: sentenceOf(error) } };
    }
    progress.end(index);
  };
  const begin = (): void => {
    while (next < layers.length && underWay.size < parallel() && !stopping.signal.aborted) {
      progress.begin(next);
      const drawn = draw(next++).then(() => void underWay.delete(drawn));
      underWay.add(drawn);
    }
  };

  try {
    for (begin(); underWay.size > 0; begin()) await Promise.race(underWay);
    stopping.signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return {
    made: outcomes.flatMap((outcome) => ('made' in outcome ? [outcome.made] : [])),
    failures: outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : [])),
  };
}

/** How far the layers are, each and together. */
class Progress {
  /** What is done of each layer, 0..1; of those that were not begun nothing is known. */
  private readonly parts: number[] = [];

  constructor(
    private readonly layers: readonly LayerInfo[],
    private readonly told: JobHooks['onProgress'],
  ) {}

  begin(index: number): void {
    this.tell(index, 0);
  }

  end(index: number): void {
    this.tell(index, 1);
  }

  tell(index: number, part: number): void {
    const { layers, parts } = this;
    parts[index] = Math.max(part, parts[index] ?? 0);
    const done = parts.reduce((sum, each) => sum + each, 0);
    // The one that has been under way for longest is named: so the number does not fall either.
    const open = parts.findIndex((each) => each < 1);
    const at = open < 0 ? parts.length - 1 : open;
    this.told({
      phase: 'drawing',
      layer: layers[at].name,
      index: at + 1,
      total: layers.length,
      done,
      parallel: Math.max(1, parts.filter((each) => each < 1).length),
      share: (done / layers.length) * DRAWING_SHARE,
    });
  }
}
