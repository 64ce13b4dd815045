import { useComputed } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { putPixels } from '../canvas.ts';
import { rgbaOf } from '../pixels.ts';
import type { State } from '../session/state.ts';

interface Props {
  readonly state: State;
  /** The layer's id. */
  readonly id: string;
}

/** A layer's art as the last job drew it; an empty place before that. */
export function Thumbnail({ state, id }: Props) {
  const art = useComputed(() => state.drawnArt.value.get(id) ?? null).value;
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (art !== null) putPixels(canvas.current, rgbaOf(art));
  }, [art]);
  return (
    <span class="list-art" aria-hidden="true">
      {art !== null && <canvas ref={canvas} class="sharp" />}
    </span>
  );
}
