import { UserError } from '../core/errors.ts';
import type { PixelArt } from '../core/image.ts';
import type { Failure } from '../export/bundle.ts';
import { pause } from '../export/pause.ts';
import type { LayerInfo, WriteItem } from '../messages.ts';
import type { Port } from './port.ts';
import { sentenceOf } from './texts.ts';

/** How far a job is. */
export interface JobProgress {
  readonly phase: 'drawing' | 'colouring' | 'writing' | 'packing';
  /** The layer's name, and its place among all, from 1. */
  readonly layer: string;
  readonly index: number;
  readonly total: number;
  /** How many are done in this phase, with a fraction. */
  readonly done: number;
  /** How many layers are under way, at least one. */
  readonly parallel: number;
  /** What is done of the whole job, 0..1; it never falls. */
  readonly share: number;
}

/** What a job listens to, and to whom it tells. */
export interface JobHooks {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
  /** Told of every layer's art as soon as it is drawn. */
  readonly onArt?: (layer: LayerInfo, art: PixelArt) => void;
}

/** What a job made of a layer. */
export interface Made<T> {
  readonly layer: LayerInfo;
  readonly value: T;
}

/** Writing and packing are short beside drawing. */
export const DRAWING_SHARE = 0.95;

/**
 * Writes what was made to the canvas and finishes the job, all or nothing: when it is cancelled or breaks, everything
 * that it wrote is discarded before this throws. A single item that cannot be written is told of and left out.
 * @param itemOf called right before an item is written, so that only one is held at a time
 */
export async function writeEach<T>(
  port: Pick<Port, 'write' | 'finish' | 'discard'>,
  job: number,
  made: readonly Made<T>[],
  itemOf: (made: Made<T>, signal: AbortSignal) => Promise<WriteItem>,
  { signal, onProgress }: JobHooks,
): Promise<{ written: number; failures: Failure[] }> {
  const failures: Failure[] = [];
  let written = 0;
  signal.throwIfAborted();
  if (made.length === 0) return { written, failures };
  try {
    for (const [i, one] of made.entries()) {
      // Lets a click on Cancel in: encoding does not yield by itself.
      await pause(signal);
      onProgress({
        phase: 'writing',
        layer: one.layer.name,
        index: i + 1,
        total: made.length,
        done: i,
        parallel: 1,
        share: DRAWING_SHARE + (i / made.length) * (1 - DRAWING_SHARE),
      });
      try {
        await port.write(job, await itemOf(one, signal), signal);
        written++;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof UserError)) throw error;
        failures.push({ layer: one.layer.name, reason: sentenceOf(error) });
      }
    }
    signal.throwIfAborted();
  } catch (error) {
    await port.discard(job);
    throw error;
  }
  if (written === 0) await port.discard(job);
  else await port.finish(job);
  return { written, failures };
}
