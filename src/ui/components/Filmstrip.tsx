import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { RgbaImage } from '../../core/image.ts';
import { putPixels } from '../canvas.ts';
import { rgbaOf } from '../pixels.ts';
import type { Frame } from '../sequence.ts';
import './Filmstrip.css';

/** More thumbnails than this are no help, and slow. */
const MOST = 120;

interface Props {
  readonly frames: readonly Frame[];
  /** The frame that is shown, from 0. */
  readonly at: number;
  readonly onChoose: (at: number) => void;
}

/** A strip of thumbnails: each frame, or some spread evenly where there are many. */
export function Filmstrip({ frames, at, onChoose }: Props) {
  const every = Math.max(1, Math.ceil(frames.length / MOST));
  const shown = useMemo(
    () =>
      frames.flatMap(({ art, duration }, i) =>
        i % every === 0 ? [{ i, duration, image: rgbaOf(art) }] : [],
      ),
    [frames, every],
  );
  const current = useRef<HTMLButtonElement>(null);
  const chosen = Math.floor(at / every) * every;
  useEffect(() => current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [chosen]);
  return (
    <div class="filmstrip" role="toolbar" aria-label="Frames">
      {shown.map(({ i, duration, image }) => (
        <button
          key={i}
          {...(i === chosen && { ref: current })}
          type="button"
          class="thumb"
          aria-current={i === chosen ? 'true' : undefined}
          title={`Frame ${i + 1}, ${Math.round(duration)} ms`}
          onClick={() => onChoose(i)}
        >
          <Thumb image={image} label={`Frame ${i + 1}`} />
        </button>
      ))}
    </div>
  );
}

function Thumb({ image, label }: { readonly image: RgbaImage; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => putPixels(canvas.current, image), [image]);
  return <canvas ref={canvas} class="thumb-art" role="img" aria-label={label} />;
}
