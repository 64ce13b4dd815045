import { type AbortSignalLike, throwIfAborted } from '../../core/errors.ts';

/** The steps of a picture, in their order. */
export type Stage = 'fit' | 'gridnet' | 'pixelnet' | 'depixelnet' | 'palette' | 'vote';

/** How far a picture is: percent never falls, and ends at 100 with `done`. */
export type Progress =
  | { readonly kind: 'stage'; readonly stage: Stage; readonly percent: number }
  | { readonly kind: 'done'; readonly percent: 100 };

/** What a long step is given: it reports what starts, and stops between stages when the signal is aborted. */
export interface Hooks {
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (progress: Progress) => void;
}

/** Shares of a picture's time that are over when a stage starts; the networks take nearly all of it. */
const STARTS: Readonly<Record<Stage, number>> = {
  fit: 0,
  gridnet: 4,
  depixelnet: 4,
  pixelnet: 48,
  palette: 94,
  vote: 97,
};

/** Reports a stage's start; throws the signal's reason instead if it has been aborted. */
export function enter(stage: Stage, hooks: Hooks): void {
  throwIfAborted(hooks.signal);
  hooks.onProgress?.({ kind: 'stage', stage, percent: STARTS[stage] });
}

/**
 * Reports how far a stage of the networks is; throws the signal's reason instead if it has been aborted.
 * @param share of it that is done, 0..1
 */
export function advance(stage: 'gridnet' | 'pixelnet', share: number, hooks: Hooks): void {
  throwIfAborted(hooks.signal);
  const end = stage === 'gridnet' ? STARTS.pixelnet : STARTS.palette;
  hooks.onProgress?.({ kind: 'stage', stage, percent: STARTS[stage] + share * (end - STARTS[stage]) });
}

/** Reports the end; throws the signal's reason instead if it has been aborted. */
export function finish(hooks: Hooks): void {
  throwIfAborted(hooks.signal);
  hooks.onProgress?.({ kind: 'done', percent: 100 });
}
