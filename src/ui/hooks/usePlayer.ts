import { useEffect, useState } from 'preact/hooks';
import type { Frame } from '../sequence.ts';

/** What shows an animation frame by frame. */
export interface Player {
  /** The frame that is shown, from 0. */
  readonly at: number;
  readonly plays: boolean;
  /** Shows a frame and stops there; beyond the ends it goes round. */
  go(at: number): void;
  /** Plays, from the start if it has come to its end, or stops. */
  toggle(): void;
}

const wantsCalm = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Plays frames, each for its time; at once, unless its user wants little motion. */
export function usePlayer(frames: readonly Frame[], loops: boolean): Player {
  const [at, setAt] = useState(0);
  const [plays, setPlays] = useState(() => !wantsCalm());
  const count = frames.length;
  const shown = Math.min(at, Math.max(0, count - 1));
  const runs = plays && count > 1;
  useEffect(() => {
    if (!runs) return;
    const timer = setTimeout(() => {
      const isLast = shown === count - 1;
      if (isLast && !loops) setPlays(false);
      else setAt(isLast ? 0 : shown + 1);
    }, frames[shown].duration);
    return () => clearTimeout(timer);
  }, [runs, shown, count, frames, loops]);
  return {
    at: shown,
    plays: runs,
    go(next) {
      setPlays(false);
      setAt(count === 0 ? 0 : (next + count) % count);
    },
    toggle() {
      if (!runs && shown === count - 1) setAt(0);
      setPlays(!runs);
    },
  };
}
