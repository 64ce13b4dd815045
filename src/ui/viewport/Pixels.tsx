import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RgbaImage } from '../../core/image.ts';
import { putPixels } from '../canvas.ts';

interface Props {
  readonly image: RgbaImage;
  /** What it shows; without one it is for eyes alone. */
  readonly label?: string;
  readonly sharp: boolean;
  /** Percent of the picture that is left out on the left. */
  readonly from?: number;
}

/** A picture on a canvas of its own pixels; CSS enlarges it. */
export function Pixels({ image, label, sharp, from = 0 }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => putPixels(canvas.current, image), [image]);
  return (
    <canvas
      ref={canvas}
      class={sharp ? 'layer sharp' : 'layer'}
      style={{ clipPath: `inset(0 0 0 ${from}%)` }}
      {...(label === undefined ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': label })}
    />
  );
}
